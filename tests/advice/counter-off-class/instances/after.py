class Point:
    made = [0]

    def __init__(self, x):
        self.x = x
        Point.made[0] += 1

    def shifted(self):
        return Point(self.x + 1)


def main(times):
    point = Point(0)
    for _ in range(times):
        point = point.shifted()
    print(point.x, Point.made[0])


main(300000)
