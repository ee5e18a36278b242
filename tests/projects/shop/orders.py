"""Orders: an article, how many, and what one costs."""


class Order:
    def __init__(self, article, count, price):
        self.article = article
        self.count = count
        self.price = price


def make_up(count):
    """Orders without a customer. Every tenth has a whole price."""
    return [Order(f"article {number % 7}", number % 5 + 1, number % 3 if number % 10 == 0 else 0.5) for number in range(count)]


def read(lines):
    """The orders of lines `article;count;price`."""
    for number, line in enumerate(lines, 1):
        parts = line.strip().split(";")
        if len(parts) != 3:
            raise ValueError(f"line {number}: an order has three parts, not {len(parts)}")
        article, count, price = parts
        yield Order(article, int(count), float(price))
