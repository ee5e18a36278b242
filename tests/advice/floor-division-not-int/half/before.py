def total(values):
    result = 0
    for value in values:
        result += int(value / 2)
    return result


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = total(values)
    print(answer)


main(300)
