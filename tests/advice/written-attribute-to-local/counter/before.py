class Counter:
    def __init__(self):
        self.total = 0

    def add(self, values):
        for value in values:
            self.total += value


def main(times):
    values = list(range(5000))
    counter = Counter()
    for _ in range(times):
        counter.add(values)
    print(counter.total)


main(500)
