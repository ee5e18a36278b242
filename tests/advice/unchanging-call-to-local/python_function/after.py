class Box:
    def __init__(self, width):
        self.width = width

    def limit(self):
        return self.width * 2


def count(box, values):
    result = 0
    limit = box.limit()
    for value in values:
        if value < limit:
            result += 1
    return result


def main(times):
    values = list(range(5000))
    box = Box(1000)
    for _ in range(times):
        answer = count(box, values)
    print(answer)


main(300)
