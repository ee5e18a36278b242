def odd(values):
    return list(filter(lambda value: value & 1, values))


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = odd(values)
    print(len(answer))


main(300)
