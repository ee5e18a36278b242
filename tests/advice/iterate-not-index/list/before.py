def total(values):
    result = 0
    for index in range(len(values)):
        result += values[index]
    return result


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = total(values)
    print(answer)


main(600)
