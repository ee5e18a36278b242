class Page:
    def __init__(self):
        self.text = ""

    def render(self, words):
        parts = [self.text]
        for word in words:
            parts.append(word)
        self.text = "".join(parts)
        return len(self.text)


def main(times):
    words = ["word" + str(number) for number in range(3000)]
    for _ in range(times):
        answer = Page().render(words)
    print(answer)


main(30)
