"""Sums of invoices, by relative imports."""
from . import rates
from .lines import Line


class Invoice:
    def __init__(self, amounts):
        self.lines = [Line(amount, "standard" if amount > 10 else "reduced") for amount in amounts]

    def total(self):
        known = rates.load()
        total = 0.0
        for line in self.lines:
            total += line.amount * (1 + known[line.rate])
        return total


if __name__ == "__main__":
    print(__name__, __package__, __spec__ and __spec__.name)
    print(f"{Invoice(range(5000)).total():.2f}")
