def count(words):
    result = 0
    for word in words:
        if word in {"while", "for", "if", "else"}:
            result += 1
    return result


def main(times):
    words = ["name", "for", "value", "if", "index"] * 1000
    for _ in range(times):
        answer = count(words)
    print(answer)


main(400)
