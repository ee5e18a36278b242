def clamp(values):
    total = 0.0
    for value in values:
        if value < 0:
            value = 0.0
        elif value > 255:
            value = 255.0
        total += value
    return total


def main(times):
    values = [number * 0.25 - 300.0 for number in range(5000)]
    for _ in range(times):
        answer = clamp(values)
    print(answer)


main(800)
