def count(values):
    result = 0
    for value in values:
        result += value > 100
    return result


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = count(values)
    print(answer)


main(600)
