def render(words):
    text = ""
    for word in words:
        text += word
    return text


def main(times):
    words = ["word" + str(number) for number in range(3000)]
    for _ in range(times):
        answer = render(words)
    print(len(answer))


main(300)
