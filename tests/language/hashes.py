"""Hashes: equal for what is equal, of numbers CPython's own, and spread over all bits, low and high ones, for what is not."""
import fractions
import sys

print(sys.hash_info.width, sys.hash_info.modulus, sys.hash_info.inf, sys.hash_info.nan, sys.hash_info.imag)
NUMBERS = [
    0, 1, -1, -2, 2**61 - 2, 2**61 - 1, 2**61, -(2**61), 2**62, 2**64 + 1, -(2**100), 10**40, True, False,
    0.0, -0.0, 1.0, 0.5, -0.5, 1e300, -1e300, 5e-324, 1.1, 2.0**61, float("inf"), -float("inf"),
    1j, 1 + 1j, complex(0, -1), 0.5 - 2j, fractions.Fraction(1, 3), fractions.Fraction(-22, 7),
    (), (1,), (1, 2), (2, 1), (1, (2, 3)), (0, 0, 0), (-1, -2), (1.5, None and 1 or 2), tuple(range(30)),
    frozenset(), frozenset([1]), frozenset([1, 2]), frozenset(range(100)), range(0), range(5), range(0, 5, 2), range(5, 0), slice(1, 2),
]
for number in NUMBERS:
    print(number, hash(number))
for left, right in [
    (1, 1.0), (1, True), (1, 1 + 0j), (2**70, float(2**70)), (0.5, fractions.Fraction(1, 2)), ("abc", "".join(["a", "bc"])),
    (b"abc", bytes(bytearray(b"abc"))), ("abc", b"abc".decode()), ((1, 2.0), (1.0, 2)), (frozenset("ab"), frozenset("ba")),
    ("é" * 40, "é" * 40 + ""), (memoryview(b"abc"), b"abc"), (range(0, 4, 2), range(0, 3, 2)),
]:
    print(left == right, hash(left) == hash(right))
for kind in [], {}, set(), bytearray(), memoryview(bytearray(1)), ([],), slice([], 1):
    try:
        print(hash(kind))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)

COUNT = 20000
FAMILIES = {
    "numbers in text": [str(i) for i in range(COUNT)],
    "one letter of many": ["x" * (i % 200) + chr(97 + i // 200) + "x" * (200 - i % 200) for i in range(COUNT)],
    "lengths": ["a" * i for i in range(2000)],
    "wide": [chr(0x4E00 + i) for i in range(COUNT)],
    "two wide": [chr(0x400 + i % 140) + chr(0x400 + i // 140) for i in range(COUNT)],
    "astral": [chr(0x10000 + i) for i in range(COUNT)],
    "bytes": [i.to_bytes(8, "little") for i in range(COUNT)],
    "bytes, high": [(i << 44).to_bytes(8, "little") for i in range(COUNT)],
    "bytes of nine": [i.to_bytes(9, "big") for i in range(COUNT)],
    "pairs of text": [(str(i), str(-i)) for i in range(COUNT)],
}
for family, keys in FAMILIES.items():
    count = len(set(keys))
    hashes = [hash(key) for key in keys]
    low, high = {value & 0xFFFF for value in hashes}, {value >> 48 for value in hashes}
    odd = sum(value & 1 for value in hashes)
    # Of 65536 places thrown at random.
    expected = 65536 * (1 - (1 - 1 / 65536) ** count)
    fair = [len(set(hashes)) == count, len(low) > 0.9 * expected, len(high) > 0.9 * expected, 0.4 < odd / count < 0.6]
    print(family, count, *fair)
