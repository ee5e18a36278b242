class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def total(times):
    result = 0
    for number in range(times):
        result += Point(x=number, y=3).x
    return result


def main(times):
    print(total(times))


main(500000)
