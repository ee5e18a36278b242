scale = 1


def total(values):
    result = 0
    for value in values:
        result += value * scale
    return result


def main(times):
    global scale
    values = list(range(2000))
    answer = 0
    for number in range(times):
        scale = number % 7
        answer += total(values)
    print(answer % 1000003)


main(1000)
