class Order:
    def __init__(self, price, count):
        self.price = price
        self.count = count


class Refund:
    def __init__(self, reason, price):
        self.reason = reason
        self.price = price


class Fee:
    def __init__(self, price):
        self.price = price


def balance(entries):
    total = 0
    for entry in entries:
        total += entry.price
    return total


def main(times):
    entries = []
    for number in range(1000):
        entries += [Order(number, 2), Refund("late", -number), Fee(3)]
    for _ in range(times):
        answer = balance(entries)
    print(answer)


main(500)
