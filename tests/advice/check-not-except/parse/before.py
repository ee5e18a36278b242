def numbers(words):
    result = []
    for word in words:
        try:
            result.append(int(word))
        except ValueError:
            pass
    return result


def main(times):
    words = [str(number) if number % 2 else "word" for number in range(3000)]
    for _ in range(times):
        answer = numbers(words)
    print(len(answer))


main(60)
