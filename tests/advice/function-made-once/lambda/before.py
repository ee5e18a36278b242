def total(values):
    result = 0
    for value in values:
        twice = lambda number: number + number
        result += twice(value)
    return result


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = total(values)
    print(answer)


main(300)
