class Page:
    def __init__(self):
        self.text = ""

    def render(self, words):
        for word in words:
            self.text += word
        return len(self.text)


def main(times):
    words = ["word" + str(number) for number in range(3000)]
    for _ in range(times):
        answer = Page().render(words)
    print(answer)


main(30)
