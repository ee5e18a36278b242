class Settings:
    def __init__(self, width, height):
        self.width = width
        self.height = height


def total(settings):
    result = 0
    for one in settings:
        result += one.width * one.height
    return result


def main(times):
    settings = [Settings(number, 3) for number in range(3000)]
    for _ in range(times):
        answer = total(settings)
    print(answer)


main(400)
