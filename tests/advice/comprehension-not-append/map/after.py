def squares(values):
    return [value * value for value in values]


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = squares(values)
    print(len(answer))


main(500)
