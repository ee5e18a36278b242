class Config:
    def __init__(self):
        self.factor = 3


class Engine:
    def __init__(self):
        self.config = Config()
        self.table = [number * 5 % 64 for number in range(64)]

    def run(self, values):
        result = 0
        for value in values:
            result += self.table[value & 63] * self.config.factor
        return result


def main(times):
    values = list(range(5000))
    engine = Engine()
    for _ in range(times):
        answer = engine.run(values)
    print(answer)


main(400)
