def count(text):
    result = 0
    for character in text:
        if character in ["a", "e", "i", "o", "u"]:
            result += 1
    return result


def main(times):
    text = "the quick brown fox jumps over the lazy dog " * 100
    for _ in range(times):
        answer = count(text)
    print(answer)


main(300)
