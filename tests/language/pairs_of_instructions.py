"""Pairs of instructions that are run at once give what each by itself would, whatever the second has become."""

import dis

VALUES = [3, 2.5, True, (1 << 47) - 1, -(1 << 47), 1 << 70, "ab", [5, 6], (8, 9), None]
PAIRED = [2, 2.5, True, (1 << 47) - 1, "ab", [5, 6]]


def tried(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def plus_one(x): return x + 1
def minus_one(x): return x - 1
def first(x): return x[0]
def below_ten(x): return x < 10
def is_ten(x):
    if x == 10:
        return "yes"
    return "no"
def both_plus(x, y): return x + y
def both_minus(x, y): return x - y
def both_times(x, y): return x * y
def both_item(x, y): return x[y]
def both_below(x, y):
    while x < y:
        return "below"
    return "not below"
def nested(x, y): return (x * y + y) - y * 2
def counts(x):
    n = 0
    while n < x:
        n = n + 1
    return n
def changes_item(x, i):
    x[i] += 1
    x[i] -= 2
    x[i] *= 3
    return x
def says(x): return "left" if x == "ab" else "right" if x == "cd" else "none"
def swapped(pairs):
    total = []
    for a, b in pairs:
        total.append(b)
        total.append(a)
    return total
def doubled(items):
    return [item * 2 for item in items]


ONE = [plus_one, minus_one, first, below_ten, is_ten, counts, says]
TWO = [both_plus, both_minus, both_times, both_item, both_below, nested]

# Warm with ints, then meet everything else, then ints again, floats again.
for warm in (5, 2.5, 1 << 9):
    for function in ONE:
        for _ in range(40):
            tried(function, min(warm, 50) if function is counts else warm)
        print(function.__name__, [tried(function, value) for value in VALUES if function is not counts or isinstance(value, (int, float)) and value < 100])
    for function in TWO:
        for _ in range(40):
            tried(function, warm, 3)
        for left in PAIRED:
            print(function.__name__, [str(tried(function, left, right))[:20] for right in PAIRED if not ((1 << 47) - 1 in (left, right) and isinstance(left, (str, list)) | isinstance(right, (str, list)))])

for _ in range(40):
    changes_item([1, 2, 3], 1)
print(changes_item([1, 2, 3], -1), changes_item({"k": 5}, "k"), changes_item([1.5, 2], 0), changes_item([(1 << 47) - 1], 0))
print(tried(changes_item, [1], 1), tried(changes_item, (1, 2), 0), tried(changes_item, "ab", 0))
for _ in range(40):
    swapped([(1, 2), (3, 4)])
print(swapped([("a", "b"), [5, 6], "xy"]), tried(swapped, [(1, 2, 3)]), tried(swapped, [1]))
for _ in range(40):
    doubled([1, 2, 3])
print(doubled([1, "a", 2.5, [0], 1 << 46, 1 << 60]), doubled((1, 2)), doubled("ab"))


class Plain:
    def __init__(self, value):
        self.value = value
        self.other = value

    def get(self):
        return self.value

    def swap(self, value):
        self.value = value
        value = self.other
        return value


class Slotted:
    __slots__ = ("value", "other")
    __init__, get, swap = Plain.__init__, Plain.get, Plain.swap


class Computed:
    value = property(lambda self: "computed", lambda self, value: print("set", value))
    other = 1
    get, swap = Plain.get, Plain.swap


def value_of(x): return x.value


for made in (Plain(1), Slotted(2), Computed(), Plain(None)):
    for _ in range(60):
        value_of(made), made.get()
    print([tried(value_of, it) for it in (Plain(1), Slotted(2), Computed(), 3)], made.get(), made.swap(4), made.get())
gone = Slotted(1)
del gone.value
print(tried(value_of, gone), tried(Slotted.get, gone))
late = Plain(1)
late.__dict__["value"] = "through the dict"
print(value_of(late), late.get())


def unbound(n):
    for i in range(n):
        last = i
    return last + 1


for _ in range(40):
    unbound(2)
print(unbound(3), tried(unbound, 0))


def many():
    """More locals than one unit's argument can name, and constants too."""
    names = [f"v{i}" for i in range(300)]
    source = "def f(k):\n" + "".join(f"    {name} = k + {i}\n" for i, name in enumerate(names))
    source += "    return v299 + 1, v298 < v299, v297 * v3, v255 - v256, v299 == 'no'\n"
    space = {}
    exec(source, space)
    return space["f"]


wide = many()
for _ in range(40):
    wide(1)
print(wide(2), wide(2.5), tried(wide, "s"))

for function in (plus_one, both_times, both_item, is_ten, value_of, changes_item, says):
    # What stands in the code is what CPython has there.
    print([unit.opname for unit in dis.get_instructions(function)])
print(plus_one.__code__.co_code.hex(), plus_one.__code__.replace().co_code == plus_one.__code__.co_code)
