SCALE = 3
OFFSET = 7


def convert(values):
    scale, offset = SCALE, OFFSET
    total = 0
    for value in values:
        total += value * scale + offset
    return total


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = convert(values)
    print(answer)


main(600)
