"""Sums, with examples."""


def total(values):
    """
    >>> total([1, 2.5] * 3000)
    10500.0
    >>> for count in (1, 2):
    ...     print(total(range(count)))
    0
    1
    >>> total(None)
    Traceback (most recent call last):
    TypeError: 'NoneType' object is not iterable
    """
    result = 0
    for value in values:
        result = result + value
    return result


class Mean:
    """The mean of what comes.

    >>> mean = Mean()
    >>> [mean.add(value) for value in (1, 3)]
    [1.0, 2.0]
    """

    def __init__(self):
        self.count = self.sum = 0

    def add(self, value):
        self.count += 1
        self.sum += value
        return self.sum / self.count
