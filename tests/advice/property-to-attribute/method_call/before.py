class Item:
    def __init__(self, price):
        self.price = price

    def get_price(self):
        return self.price


def total(items):
    result = 0
    for item in items:
        result += item.get_price()
    return result


def main(times):
    items = [Item(number) for number in range(3000)]
    for _ in range(times):
        answer = total(items)
    print(answer)


main(400)
