def numbers(words):
    result = []
    for word in words:
        if word.isdecimal():
            result.append(int(word))
    return result


def main(times):
    words = [str(number) if number % 2 else "word" for number in range(3000)]
    for _ in range(times):
        answer = numbers(words)
    print(len(answer))


main(60)
