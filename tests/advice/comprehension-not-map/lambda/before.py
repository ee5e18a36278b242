def squares(values):
    return list(map(lambda value: value * value, values))


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = squares(values)
    print(len(answer))


main(300)
