def count(words):
    result = 0
    for word in words:
        if word in ("while", "for", "if", "else"):
            result += 1
    return result


def main(times):
    words = ("while one and two or for three" * 200).split()
    for _ in range(times):
        answer = count(words)
    print(answer)


main(800)
