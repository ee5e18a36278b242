"""Values of several types that meet at one place, and where each of them is made."""


def readings(count):
    values = []
    for i in range(count):
        if i % 2:
            values.append(i)
        else:
            values.append(i / 2)
    return values


def total(values):
    result = 0.0
    for value in values:
        result = result + value
    return result


class Item:
    def __init__(self, price):
        self.price = price


def cost(items):
    result = 0.0
    for item in items:
        result += item.price
    return result


def rate(day):
    if day % 3:
        return 1.5
    return 2


def scaled(value, *, factor):
    return value * factor


def unknown(values):
    result = 0.0
    for value in map(float if len(values) > 9 else int, values):
        result += value
    return result


def never_taken(value, whole, odd):
    step = 0.5
    if whole:
        step = 2
    if odd:
        step = 3
    return value * step


class Disc:
    sides = 0


class Square:
    sides = 4


def sides(shapes):
    count = 0
    for shape in shapes:
        count += shape.sides
    return count


shapes = [Disc() if i % 3 else Square() for i in range(300)]
limits = [2, 2.5]


def main():
    print(total(readings(2000)))
    print(cost([Item(i if i % 2 else i / 2) for i in range(1000)]))
    paid = 0.0
    for day in range(500):
        paid += rate(day)
        for limit in limits:
            paid += scaled(limit, factor=1.5)
    print(paid, sides(shapes))
    print(unknown(list(range(5)) * 100), unknown([1, 2] * 3), unknown([0.5] * 500))


if __name__ == "__main__":
    main()
    sum = 0.0
    for each in range(3):
        sum += each
    for each in [1.5, 2] * 100:
        sum += each
    print(sum, [never_taken(day, day % 2, False) for day in range(200)][-2:])
