def high(values):
    best = values[0]
    for value in values:
        if value > best:
            best = value
    return best


def main(times):
    values = [number * 7919 % 3001 for number in range(3000)]
    for _ in range(times):
        answer = high(values)
    print(answer)


main(1000)
