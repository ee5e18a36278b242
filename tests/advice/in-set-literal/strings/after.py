def count(words):
    result = 0
    for word in words:
        if word in {"while", "for", "if", "else", "return", "import"}:
            result += 1
    return result


def main(times):
    words = ["name", "for", "value", "return", "index", "import", "total", "word"] * 600
    for _ in range(times):
        answer = count(words)
    print(answer)


main(300)
