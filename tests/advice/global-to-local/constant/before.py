SCALE = 3
OFFSET = 7


def convert(values):
    total = 0
    for value in values:
        total += value * SCALE + OFFSET
    return total


def main(times):
    values = list(range(5000))
    for _ in range(times):
        answer = convert(values)
    print(answer)


main(600)
