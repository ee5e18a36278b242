def high(values):
    return max(value & 1023 for value in values)


def main(times):
    values = list(range(3000))
    for _ in range(times):
        answer = high(values)
    print(answer)


main(400)
