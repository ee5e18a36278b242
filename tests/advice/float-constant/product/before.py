def to_fahrenheit(values):
    total = 0.0
    for value in values:
        total += value * 9 / 5 + 32
    return total


def main(times):
    values = [number * 0.25 for number in range(5000)]
    for _ in range(times):
        answer = to_fahrenheit(values)
    print(answer)


main(600)
