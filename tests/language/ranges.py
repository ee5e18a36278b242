"""Ranges whose ends, lengths or numbers do not fit a word of the heap."""
from itertools import islice

for numbers in [
    range(-4294967298, -18446744073709551618, -2147483648),
    range(2**70, 2**70 + 10, 3),
    range(-(2**63), 2**63, 2**62),
    range(2**63 - 1, -(2**63) - 1, -(2**61)),
    range(10),
    range(0),
    range(2**64, 0, 5),
    range(-(2**62), 2**62 - 1, 2**61),
    range(-(2**63), -(2**63) + 5),
    range(2**63 - 5, 2**63),
    range(5, -(2**63), -(2**40)),
    range(-5, 2**63, 2**40),
    range(2**47 - 3, 2**47 + 3),
    range(-(2**47) + 2, -(2**47) - 3, -1),
]:
    print(numbers, len(numbers), numbers[::-1], numbers[1:], numbers[-2:])
    print(list(islice(numbers, 5)), list(islice(reversed(numbers), 5)))
    total = 0
    for number in islice(numbers, 300):
        total += number
    print(total)
