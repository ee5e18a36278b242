"""Lists and tuples made of others: slices, repetition, displays, unpacking, and sorting by keys of every kind."""
import sys


def tried(function):
    try:
        return function()
    except Exception as error:
        return type(error).__name__, str(error)


def room(a):
    made = [
        [a], [a, a, a], [a] * 3, [a, a] + [a], [a, a, a, a][1:], [a, a, a, a][::2], list((a, a, a)), [*(a, a, a)], list(range(11)), [a].copy(),
        list("abc"), sorted((a, a, a)), [x for x in (a, a, a)], [a] * 100, [a, a] * 70,
    ]
    return [sys.getsizeof(one) for one in made], [len(one) for one in made]


print(room(1))


def cleared():
    items = [1, 2, 3]
    items.clear()
    other = [1, 2, 3]
    del other[:]
    return sys.getsizeof(items), sys.getsizeof(other), items, other


print(cleared())

BOUNDS = (None, -9, -3, -1, 0, 1, 2, 5, 9, 2**70, -2**70)
for items in ([], [1], [1, 2, 3, 4, 5]):
    pair = tuple(items)
    text = "".join(map(str, items))
    for start in BOUNDS:
        for stop in BOUNDS:
            print(items[start:stop], pair[start:stop], text[start:stop], items[start:stop:2], pair[start:stop:-1], end=" ")
    print(items[:] is items, pair[:] is pair, text[:] is text)
    for count in (-1, 0, 1, 2, 7):
        again = items[:]
        again *= count
        print(items * count, pair * count, count * items, again, text * count)
print(tried(lambda: [1, 2]["a":]), tried(lambda: (1, 2)[1.0:]), tried(lambda: "ab"[:"b"]))


class Sub(list):
    def __getitem__(self, index):
        return "got", index


print(Sub([1, 2, 3])[1:2], Sub([1, 2])[:])


def unpacked(source):
    def first(make):
        a, *b = make()
        return a, b

    def last(make):
        *a, b = make()
        return a, b

    def both(make):
        a, b, *c, d = make()
        return a, b, c, d

    def nested(make):
        a, *(b, *c) = make()
        return a, b, c

    return [tried(lambda: one(source)) for one in (first, last, both, nested)]


for length in range(6):
    items = list(range(length))
    for source in (lambda: items, lambda: tuple(items), lambda: iter(items), lambda: dict.fromkeys(items), lambda: range(length), lambda: "abcde"[:length], lambda: Sub(items)):
        print(unpacked(source))
print(tried(lambda: [*1]), tried(lambda: [*[1], *(2, 3), *"ab", *{4: 5}, *range(2)]))


KEYS = [
    [3, 1, 2, 1, -5, 2**40, -(2**40), 0], [1.5, -0.0, 0.0, float("inf"), -1e300, 5e-324, 0.0, -0.0], ["b", "a", "", "ab", "a\0", "a\0b", "abcdefgh", "abcdefghi", "abcdefgha"],
    ["\xe9", "e", "\xff", "\u0416", "\U0001f600", "\uffff", "", "\u0416a", "\U0001f600a"], [(1, "b"), (1, "a"), (0, "z"), (1, "a")], [(1.0, 2), (1.0, 1), (-0.0, 5), (0.0, 4)],
    [("", 1), ("\0", 0), ("", 0), ("\0\0", 2)], [("abcdefghb", 0), ("abcdefgha", 1), ("abcdefgh", 2)], [(1, "abcdefghb", 0), (1, "abcdefgha", 1)],
    [("b", 1.5, 2), ("a", 2.5, 1), ("b", 0.5, 9), ("b", 1.5, 1)], [(1,), (0, 5), (), (1, 0)], [1, 1.5, True, 0, 2**70, -1.5], [(1, None), (0, None), (2, None)],
    [[2], [1], [1, 0]], [(1, (2, 3)), (1, (2, 1)), (0, ())], [tuple(range(9)), tuple(range(10)), (0,) * 10, (0,) * 9], [True, False, True],
]
for keys in KEYS:
    numbered = [(key, number) for number, key in enumerate(keys * 30)]
    for reverse in (False, True):
        print(sorted(keys, reverse=reverse), [number for _, number in sorted(numbered, key=lambda pair: pair[0], reverse=reverse)][:40])
print(tried(lambda: sorted([1, "a"])), tried(lambda: sorted([(1, 2), (1, "a")])), tried(lambda: sorted([(1, None), (1, None), (1, 2)])))
