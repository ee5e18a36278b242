class Reader:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def spaces(self):
        count = 0
        self.position = 0
        while self.position < len(self.text):
            if self.text[self.position] == " ":
                count += 1
            self.position += 1
        return count


def main(times):
    reader = Reader("to be or not to be " * 500)
    for _ in range(times):
        answer = reader.spaces()
    print(answer)


main(100)
