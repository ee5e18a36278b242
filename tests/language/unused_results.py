"""An operation that may raise is done even where nobody needs its result."""


def raised(operation, operands):
    kinds = {}
    for x in operands:
        try:
            operation(x)
            kind = "nothing"
        except Exception as error:
            kind = f"{type(error).__name__}: {error}"
        kinds[kind] = kinds.get(kind, 0) + 1
    return sorted(kinds.items())


def floor(x):
    7 // x


def remainder(x):
    7 % x


def true(x):
    7 / x


def float_division(x):
    7.5 / (x * 1.0)


def left_shift(x):
    1 << x


def right_shift(x):
    1 >> x


def power(x):
    0 ** x


def subscript(x):
    (1, 2, 3)[x]


def compare(x):
    x < (3 if x < 40 else "3")


def negative(x):
    -(x if x < 40 else "3")


def truth(x):
    if Bad(x):
        pass


class Bad:
    def __init__(self, x):
        self.x = x

    def __bool__(self):
        return self.x < 40 or 1 / 0


def attribute(x):
    (Bad(x) if x < 40 else x).x


def in_loop(n):
    count = 0
    for i in range(n):
        try:
            kept = i << 3
            unused = 7 // (i % 50)
            kept = unused = 0
        except ZeroDivisionError:
            count += kept
        else:
            count += 1
    return count


def statement(n):
    count = 0
    for i in range(n):
        try:
            1 // (i % 4)
        except ZeroDivisionError:
            count += 1
    return count


values = [i % 50 for i in range(9000)]
signed = [i % 50 - 1 for i in range(9000)]
for operation in (floor, remainder, true, float_division, subscript, compare, negative, truth, attribute):
    print(operation.__name__, raised(operation, values))
for operation in (left_shift, right_shift, power):
    print(operation.__name__, raised(operation, signed))
print(in_loop(9000), statement(9000))
