class Box:
    def __init__(self, depth):
        self.depth = depth

    def volume(self, width, height):
        return width * height * self.depth


def total(box, times):
    result = 0
    for number in range(times):
        result += box.volume(number, 3)
    return result


def main(times):
    print(total(Box(2), times))


main(1000000)
