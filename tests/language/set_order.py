"""The order and size of sets of numbers and tuples after any history: what is deleted, added again, merged, and changed by `__eq__`."""
import sys


class Key:
    def __init__(self, number):
        self.number, self.hook = number, None

    def __hash__(self):
        return self.number % 4

    def __eq__(self, other):
        hook, self.hook = self.hook, None
        if hook:
            hook()
        return isinstance(other, Key) and self.number == other.number

    def __repr__(self):
        return f"Key{self.number}"


def show(*values):
    for value in values:
        print(len(value), list(value), sys.getsizeof(value))


def raises():
    raise ValueError("compared")


# One by one, and at once where each int gets the slot that it asks for.
for count in [0, 1, 4, 5, 6, 18, 19, 20, 76, 77, 200, 1500]:
    for ints in [list(range(count)), list(range(0, count * 9, 9)), [i * i * i % 1009 for i in range(count)], [-i for i in range(count)], [i % 7 for i in range(count)], [i << 40 for i in range(count)]]:
        whole, single = set(ints), set()
        for value in ints:
            single.add(value)
        assert list(whole) == list(single) == list(set(tuple(ints))), ints
        print(hash(tuple(whole)), sys.getsizeof(whole), sys.getsizeof(frozenset(ints)))
show(set([1, 2, 3, 4, 5, 6.5, True]), set([0, 8, 16, 24, 32, 40]), set([5, 4, 3, 2, 1, 5]))

# A deleted item's slot is taken again: of several on the way, the last one.
for gone, new in [([0], [0.5]), ([0, 1, 2], [0.5]), ([0, 1, 2], [0.5, 1]), ([1, 2], [0.5, 1]), ([5, 17], [0.5]), ([9], [0.5]), ([10], [0.5, 0.25]), ([3, 4], [0.5, 3, 4, 0.25])]:
    for delete in "difference_update", "symmetric_difference_update":
        items = set(range(40))
        getattr(items, delete)(gone)
        for value in new:
            items.add(value)
        show(items)
items = {1, 2, 3}
for turn in range(50):
    items.add(9 + turn % 3)
    items.discard(9 + turn % 3)
show(items)

# Merged.
a, b, c = set(range(0, 30, 3)), set(range(0, 100, 7)), {(1, 2), (3, 4), 5.5, -1, -2}
show(a | b, b | a, a | a, a.union(b, c), a.union(a, [1, 2]), a & b, b & a, a - b, b - a, a ^ b, c | a, c | set(), set() | c, a.copy(), frozenset(a) | b)
a.discard(3)
show(a | b, a | a, a.copy(), set(a), a ^ a, a ^ b)
a -= a
show(a, a | b, a | c)

# `__eq__` that changes the set or the list it comes from.
for hook in ["s.clear", "raises", "lambda: s.add(Key(77))", "lambda: s.discard(keys[0])", "keys.clear", "lambda: s.update(range(100))"]:
    for ask in ["s.add(key)", "key in s", "s.discard(key)", "s.update([key])", "s & {key}", "s | {key}", "s - {key}", "s ^ {key}", "{key} <= s"]:
        keys = [Key(number) for number in range(9)]
        s = set(keys)
        for key in keys:
            key.hook = eval(hook)
        said = []
        for key in [Key(number) for number in range(12)]:
            try:
                said.append(eval(ask) if "s." in ask else len(eval(ask)) if "{key} " not in ask and ask != "key in s" else eval(ask))
            except ValueError as error:
                said.append(str(error))
            said.append(len(s))
        print(hook, ask, said)
for hook in ["keys.clear", "raises", "lambda: keys.append(Key(5))"]:
    for make in set, frozenset, lambda keys: {*keys}, lambda keys: set().union(keys):
        keys = [Key(number) for number in [1, 2, 3, 4, 5, 6, 7, 1, 2]]
        for key in keys:
            key.hook = eval(hook)
        try:
            show(make(keys))
        except ValueError as error:
            print(error)
