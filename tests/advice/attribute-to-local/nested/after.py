class Config:
    def __init__(self):
        self.factor = 3


class Engine:
    def __init__(self):
        self.config = Config()
        self.table = [number * 5 % 64 for number in range(64)]

    def run(self, values):
        table, factor = self.table, self.config.factor
        result = 0
        for value in values:
            result += table[value & 63] * factor
        return result


def main(times):
    values = list(range(5000))
    engine = Engine()
    for _ in range(times):
        answer = engine.run(values)
    print(answer)


main(400)
