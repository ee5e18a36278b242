def high(values):
    return max(values)


def main(times):
    values = [number * 7919 % 3001 for number in range(3000)]
    for _ in range(times):
        answer = high(values)
    print(answer)


main(1000)
