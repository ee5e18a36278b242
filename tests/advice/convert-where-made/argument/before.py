def scaled(value, factor):
    return value * factor + 0.5


def total(values):
    result = 0.0
    for value in values:
        result += scaled(value, 1.5)
    return result


def main(times):
    values = [number if number % 4 else number + 0.5 for number in range(5000)]
    for _ in range(times):
        answer = total(values)
    print(answer)


main(300)
