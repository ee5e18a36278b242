class Scaler:
    def __init__(self, factor):
        self.factor = factor

    def scale(self, value):
        return value * self.factor


def total(scaler, values):
    scale = scaler.scale
    result = 0
    for value in values:
        result += scale(value)
    return result


def main(times):
    values = list(range(5000))
    scaler = Scaler(3)
    for _ in range(times):
        answer = total(scaler, values)
    print(answer)


main(400)
