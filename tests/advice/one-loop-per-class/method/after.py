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


def total_area(squares, circles, triangles):
    total = 0.0
    for shape in squares:
        total += shape.area()
    for shape in circles:
        total += shape.area()
    for shape in triangles:
        total += shape.area()
    return total


def main(times):
    squares, circles, triangles = [], [], []
    for number in range(1000):
        squares.append(Square(number * 0.5))
        circles.append(Circle(number * 0.25))
        triangles.append(Triangle(number * 0.5, 2.0))
    for _ in range(times):
        answer = total_area(squares, circles, triangles)
    print("%.3f" % answer)


main(300)
