class Filter:
    def __init__(self):
        self.low = 100
        self.high = 4000

    def count(self, values):
        result = 0
        for value in values:
            if self.low < value and value < self.high:
                result += 1
        return result


def main(times):
    values = list(range(5000))
    filter = Filter()
    for _ in range(times):
        answer = filter.count(values)
    print(answer)


main(500)
