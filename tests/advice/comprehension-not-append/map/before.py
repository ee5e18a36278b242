def squares(values):
    result = []
    for value in values:
        result.append(value * value)
    return result


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = squares(values)
    print(len(answer))


main(500)
