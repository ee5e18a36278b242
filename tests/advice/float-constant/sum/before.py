def grow(values):
    total = 0.0
    for value in values:
        total += 1 + value
    return total


def main(times):
    values = [number * 0.25 for number in range(5000)]
    for _ in range(times):
        answer = grow(values)
    print(answer)


main(800)
