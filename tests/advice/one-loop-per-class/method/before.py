class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Circle:
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3.14159 * self.radius * self.radius


class Triangle:
    def __init__(self, base, height):
        self.base = base
        self.height = height

    def area(self):
        return 0.5 * self.base * self.height


def total_area(shapes):
    total = 0.0
    for shape in shapes:
        total += shape.area()
    return total


def main(times):
    shapes = []
    for number in range(1000):
        shapes += [Square(number * 0.5), Circle(number * 0.25), Triangle(number * 0.5, 2.0)]
    for _ in range(times):
        answer = total_area(shapes)
    print("%.3f" % answer)


main(300)
