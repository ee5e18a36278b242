def total(words):
    result = 0
    for word in words:
        result += len(word)
    return result


def main(times):
    words = ["x" * (number % 9) for number in range(5000)]
    for _ in range(times):
        answer = total(words)
    print(answer)


main(500)
