def moving(values, width):
    window = []
    total = 0
    for value in values:
        window.append(value)
        if len(window) > width:
            total += window.pop(0)
    return total


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = moving(values, 1000)
    print(answer)


main(30)
