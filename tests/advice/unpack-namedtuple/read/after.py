from collections import namedtuple

Point = namedtuple("Point", "x y")


def total(points):
    result = 0
    for x, y in points:
        result += x * y
    return result


def main(times):
    points = [Point(number, 3) for number in range(3000)]
    for _ in range(times):
        answer = total(points)
    print(answer)


main(400)
