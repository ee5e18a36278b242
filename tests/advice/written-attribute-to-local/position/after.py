class Reader:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def spaces(self):
        count = 0
        position = 0
        text = self.text
        while position < len(text):
            if text[position] == " ":
                count += 1
            position += 1
        self.position = position
        return count


def main(times):
    reader = Reader("to be or not to be " * 500)
    for _ in range(times):
        answer = reader.spaces()
    print(answer)


main(100)
