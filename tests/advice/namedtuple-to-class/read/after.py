class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def total(points):
    result = 0
    for point in points:
        result += point.x * point.y
    return result


def main(times):
    points = [Point(number, 3) for number in range(3000)]
    for _ in range(times):
        answer = total(points)
    print(answer)


main(300)
