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


def count(cats, birds):
    total = 0
    for cat in cats:
        total += cat.legs() * cat.age
    for bird in birds:
        total += bird.legs() * bird.age
    return total


def main(times):
    cats, birds = [], []
    for number in range(1500):
        cats.append(Cat(number % 7))
        birds.append(Bird(number % 5))
    for _ in range(times):
        answer = count(cats, birds)
    print(answer)


main(300)
