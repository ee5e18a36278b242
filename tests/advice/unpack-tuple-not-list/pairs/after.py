def total(pairs):
    result = 0
    for left, right in pairs:
        result += left * right
    return result


def main(times):
    pairs = [(number, 3) for number in range(3000)]
    for _ in range(times):
        answer = total(pairs)
    print(answer)


main(500)
