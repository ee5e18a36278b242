"""A class whose method makes new instances: attributes, methods and calls specialize."""


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def shifted(self, dx, dy):
        return Point(self.x + dx, self.y + dy)


def walk(steps):
    point = Point(0, 0)
    for _ in range(steps):
        point = point.shifted(1, 2)
    return point


end = walk(100)
print(end.x, end.y)
