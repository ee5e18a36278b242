def total(values, scale):
    result = 0
    for value in values:
        result += value * scale
    return result


def main(times):
    values = list(range(2000))
    answer = 0
    for number in range(times):
        answer += total(values, number % 7)
    print(answer % 1000003)


main(1000)
