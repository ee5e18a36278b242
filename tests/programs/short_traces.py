"""Generators resumed by native code: their traces are too short to pay, and are entered no more once enough was seen of them."""


def squares(n):
    for i in range(n):
        yield i * i


def total(n):
    return sum(squares(n))


print(total(12000), total(300))
