class Pair:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def gap(self):
        return self.right - self.left


def distance(a, b):
    return Pair(a, b).gap()


def main(times):
    total = 0
    for number in range(times):
        total += distance(number, number * 2)
    print(total)


main(15000)
