"""Lines of invoices."""


class Line:
    def __init__(self, amount, rate):
        self.amount = amount
        self.rate = rate
