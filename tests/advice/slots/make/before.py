class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def walk(steps):
    point = Point(0, 0)
    for step in range(steps):
        point = Point(point.x + step, point.y - 1)
    return point


def main(times):
    end = walk(times)
    print(end.x, end.y)


main(700000)
