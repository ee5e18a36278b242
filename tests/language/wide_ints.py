"""Ints of one, two and many digits, around every border between them: all operations, in the interpreter's generic and
specialized forms."""

EDGES = [0, 1, 2, 3, 7, 10, 255, 1000, 123456789, 0x9E3779B97F4A7C15, 0x100000001B3]
for bits in 15, 30, 31, 46, 47, 48, 60, 62, 63, 64, 65, 95, 126, 127, 128, 129, 191, 192, 255, 320, 1000:
    EDGES += [(1 << bits) - 1, 1 << bits, (1 << bits) + 1]
# What a digit of the quotient is estimated too high for, and digits that are all ones or all zeros.
EDGES += [(1 << 192) - (1 << 64), (1 << 192) - (1 << 128) + 1, (1 << 256) - (1 << 64) - 1, ((1 << 64) - 1) << 128]
EDGES += [0x8000000000000000FFFFFFFFFFFFFFFF0000000000000000, (1 << 191) + (1 << 64) - 1, 3 ** 200, 7 ** 500, 10 ** 100]
EDGES += [-value for value in EDGES]

MASK = (1 << 61) - 1


def mixed(digest, value):
    return (digest * 1000003 ^ value & MASK ^ (value >> 61) % MASK) & MASK


def operations(left, right):
    yield left + right
    yield left - right
    yield left * right
    yield left & right
    yield left | right
    yield left ^ right
    yield left < right
    yield left <= right
    yield left == right
    yield left > right
    if right:
        quotient, rest = divmod(left, right)
        if quotient * right + rest != left or not (0 <= rest < right or right < rest <= 0):
            print("divmod", left, right, quotient, rest)
        yield quotient
        yield rest
        yield left // right
        yield left % right
    if 0 <= right < 400:
        yield left << right
        yield left >> right
        yield left << right + 64
        yield left >> right + 64


for left in EDGES:
    digest = hash(left)
    for right in EDGES:
        for result in operations(left, right):
            digest = mixed(digest, result)
    print(left.bit_length(), digest, ~left & 0xFFFF, -left >> 40 & 0xFFFF)


def hashes(values):
    h = 0xCBF29CE484222325
    for value in values:
        h = ((h ^ value) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
        h ^= h >> 29
        h = (h + (h << 13)) & 0xFFFFFFFFFFFFFFFF
        h -= h // 3
    return h


print(hashes(range(5000)), hashes([-1, 1 << 100, 5] * 100))


def long_division(seed, count):
    digest = 0
    for turn in range(count):
        seed = seed * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        left = pow(seed | 1, turn % 23 + 1) * (-1 if seed >> 40 & 1 else 1)
        right = pow(seed >> 7 | 1, turn % 11 + 1) * (-1 if seed >> 41 & 1 else 1)
        quotient, rest = divmod(left, right)
        if quotient * right + rest != left:
            print("divmod", left, right)
        digest = mixed(mixed(digest, quotient), rest)
        digest = mixed(digest, left & right)
        digest = mixed(digest, left ^ right)
        digest = mixed(digest, left | ~right)
    return digest


print(long_division(1, 3000))
for bad in "1 << 70 // 0", "(1 << 70) // 0", "(1 << 70) % 0", "(1 << 70) << -1", "(1 << 70) >> -1", "(1 << 200) % 0", "1 << (1 << 70)":
    try:
        print(eval(bad))
    except Exception as error:
        print(type(error).__name__, error)
print(1 >> (1 << 70), -1 >> (1 << 70), (1 << 70) >> (1 << 70), -(1 << 70) >> 500, 0 << (1 << 70))
print(True + (1 << 64), True & (1 << 64 | 1), (1 << 64) - True, True * (1 << 64))


class Int(int):
    def __add__(self, other):
        return "mine"

    def __rmul__(self, other):
        return "reflected"


print(Int(1 << 70) + 1, (1 << 70) * Int(1 << 70), Int(1 << 70) - 1, type(Int(1 << 70) & -1))

# No sequence has such an index or count, whether the compiler could know it or not.
for code in "b'ab'[1 << 70]", "(1, 2)[1 << 70]", "'ab'[-1 << 70]", "'' * (1 << 70)", "() * (1 << 70)", "b'' * -(1 << 70)", "'ab'[:1 << 70]", "(1, 2)[-1 << 70::1 << 70]":
    try:
        print(code, eval(code))
    except Exception as error:
        print(code, type(error).__name__, error)
