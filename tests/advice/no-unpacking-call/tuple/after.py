def add(first, second):
    return first + second


def total(pairs):
    result = 0
    for first, second in pairs:
        result += add(first, second)
    return result


def main(times):
    pairs = [(number, 3) for number in range(3000)]
    for _ in range(times):
        answer = total(pairs)
    print(answer)


main(300)
