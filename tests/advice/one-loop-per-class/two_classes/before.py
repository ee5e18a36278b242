class Cat:
    def __init__(self, age):
        self.age = age

    def legs(self):
        return 4


class Bird:
    def __init__(self, age):
        self.age = age

    def legs(self):
        return 2


def count(animals):
    total = 0
    for animal in animals:
        total += animal.legs() * animal.age
    return total


def main(times):
    animals = []
    for number in range(1500):
        animals += [Cat(number % 7), Bird(number % 5)]
    for _ in range(times):
        answer = count(animals)
    print(answer)


main(300)
