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


def balance(orders, refunds, fees):
    total = 0
    for order in orders:
        total += order.price
    for refund in refunds:
        total += refund.price
    for fee in fees:
        total += fee.price
    return total


def main(times):
    orders, refunds, fees = [], [], []
    for number in range(1000):
        orders.append(Order(number, 2))
        refunds.append(Refund("late", -number))
        fees.append(Fee(3))
    for _ in range(times):
        answer = balance(orders, refunds, fees)
    print(answer)


main(500)
