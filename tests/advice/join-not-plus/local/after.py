def render(words):
    parts = []
    for word in words:
        parts.append(word)
    return "".join(parts)


def main(times):
    words = ["word" + str(number) for number in range(3000)]
    for _ in range(times):
        answer = render(words)
    print(len(answer))


main(300)
