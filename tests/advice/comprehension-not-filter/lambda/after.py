def odd(values):
    return [value for value in values if value & 1]


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = odd(values)
    print(len(answer))


main(300)
