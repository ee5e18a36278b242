def total(values):
    result = 0
    for value in values:
        result += value
    return result


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = total(values)
    print(answer)


main(1000)
