# `_bisect`: arguments, what is compared in which order, comparisons and keys that change what is searched.
import _bisect
import bisect
from collections import UserList, deque

FUNCTIONS = [_bisect.bisect_left, _bisect.bisect_right, _bisect.insort_left, _bisect.insort_right]
log = []


def attempt(function, *arguments, **keywords):
    log.clear()
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def check(sequence, *arguments, **keywords):
    for function in FUNCTIONS:
        copied = sequence() if callable(sequence) else sequence
        result = attempt(function, copied, *arguments, **keywords)
        print(function.__name__, arguments, *keywords, result, copied, *log)


print(*sorted(name for name in dir(_bisect) if "sect" in name or "sort" in name))
print(bisect.bisect is _bisect.bisect_right, bisect.insort is _bisect.insort_right)
for function in FUNCTIONS:
    print(function, function.__text_signature__, bool(function.__doc__), function.__module__)

for values in ([], [1], [1, 1, 2, 2, 2, 5], range(0, 40, 3), "abccd", b"abccd", (1.5, 2.5), deque("abd"), UserList([1, 2, 4])):
    for wanted in (0, 1, 2, 3.0, 100, "c", 99, True, None):
        check(type(values)(values) if isinstance(values, (list, deque, UserList)) else values, wanted)

numbers = [1, 2, 2, 3, 8]
for lo, hi in ((0, None), (2, None), (1, 3), (0, -1), (0, -2), (-1, None), (4, 2), (9, None), (True, 4)):
    check(lambda: list(numbers), 2, lo, hi)
    check(lambda: list(numbers), 2, lo=lo, hi=hi)
for lo, hi in (("a", None), (0, "a"), (None, 1), (2**70, 1), (0, 2**70), (0, 9), (1.0, 2)):
    check(lambda: list(numbers), 2, lo, hi)
for function in FUNCTIONS:
    for arguments in ((), ([],), ([], 1, 2, 3, 4), ([], 1, 2, 3, 4, 5)):
        print(attempt(function, *arguments))
    print(attempt(function, [1], y=2), attempt(function, [1], 2, y=3), attempt(function, [1], 2, a=3), attempt(function, x=1))
for other in ({}, {1: 2}, 5, None, {1, 2}, True):
    check(other, 1)
    check(other, 1, 0, 2)


class Item:
    change = None

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Item({self.value})"

    def __lt__(self, other):
        log.append((self.value, getattr(other, "value", other)))
        if Item.change:
            Item.change()
        return self.value < getattr(other, "value", other)


class Unknowing(Item):
    def __lt__(self, other):
        log.append(("lt", self.value, getattr(other, "value", other)))
        return NotImplemented

    def __gt__(self, other):
        log.append(("gt", self.value, getattr(other, "value", other)))
        return self.value > getattr(other, "value", other)


class Vague(Item):
    def __lt__(self, other):
        return [1] if super().__lt__(other) else ""


class Logged(list):
    def __getitem__(self, index):
        log.append(index)
        return super().__getitem__(index)

    def __len__(self):
        log.append("len")
        return super().__len__()

    def insert(self, index, item):
        log.append(("insert", index, item))
        super().insert(index, item)


class Plain(list):
    pass


class Indexed:
    def __init__(self, items):
        self.items = items

    def __getitem__(self, index):
        return self.items[index]


class Mapping(dict):
    pass


for kind in (Item, Unknowing, Vague):
    check(lambda: [kind(value) for value in (0, 2, 2, 4, 7)], kind(2))
    check(lambda: [kind(value) for value in (0, 2, 2, 4, 7)], 3)
    check(lambda: [0, 2, 2, 4, 7], kind(2))
check(lambda: Logged([1, 2, 2, 4]), 2)
check(lambda: Plain([1, 2, 2, 4]), 2)
check(lambda: Mapping({0: 1, 1: 2}), 2)
check(lambda: Mapping({0: 1, 1: 2}), 2, 0, 2)
for function in FUNCTIONS:
    print(attempt(function, Indexed([1, 2, 3]), 2), attempt(function, Indexed([1, 2, 3]), 2, 0, 3))

for key in (None, str, lambda value: log.append(value) or -value, 5, lambda value: 1 / value):
    check(lambda: [5, 3, 2, 0], 2, key=key)
    check(lambda: [], 2, key=key)

for change in (lambda: items.clear(), lambda: items.pop(), lambda: items.append(Item(9)), lambda: items.reverse(), lambda: 1 / 0):
    for function in FUNCTIONS:
        items = [Item(value) for value in range(9)]
        Item.change = change
        result = attempt(function, items, Item(4))
        Item.change = None
        print(result, items, *log)

state = 1
for _ in range(60):
    found = []
    for _ in range(40):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        bisect.insort(found, state >> 16 & 31)
    assert found == sorted(found)
    assert all(bisect.bisect_left(found, value) == sum(item < value for item in found) for value in range(33))
    assert all(bisect.bisect_right(found, value) == sum(item <= value for item in found) for value in range(33))
pairs = []
for number in range(50):
    bisect.insort_left(pairs, (number * 7 % 10, str(number)))
    bisect.insort_right(pairs, (number * 3 % 10, str(number)), key=lambda pair: pair[0])
print(pairs)
