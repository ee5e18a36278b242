"""Loops over what is built in, in functions that run often enough to specialize: with and without unpacking, to the end, past it, and when what is iterated over changes."""


def pairs(iterable, limit=1000):
    seen = []
    for first, second in iterable:
        seen.append((first, second))
        if len(seen) == limit:
            break
    return seen


def wholes(iterable):
    seen = []
    for item in iterable:
        seen.append(item)
    return seen


class Items(list):
    pass


def gives():
    yield 1
    yield 2


big = (1 << 47) - 3
for turn in range(40):
    items, numbers = [3, 4, 5], {"a": 1, "b": 2, 3: 4}
    results = [
        pairs(enumerate(items)), pairs(enumerate(tuple(items), 5)), pairs(enumerate(items, big)), pairs(enumerate(range(6), big)), pairs(enumerate("ab", -1)), pairs(enumerate(gives())),
        pairs(zip(items, items)), pairs(zip(items, range(9))), pairs(zip(range(2), items)), pairs(zip(items, (1,))), pairs(zip(items, "xyz")), pairs(zip(gives(), items)), pairs(zip((), items)),
        pairs(numbers.items()), pairs({}.items()), pairs(reversed(numbers.items())), pairs([(1, 2), [3, 4], "ab"]), pairs(((1, 2),)), pairs(map(divmod, [7], [2])),
        wholes(numbers), wholes(numbers.values()), wholes(numbers.items()), wholes("aé"), wholes("a→"), wholes({5, 6}), wholes(frozenset()), wholes(reversed(items)), wholes(reversed(())), wholes(enumerate(items)), wholes(zip(items, items)),
        wholes(Items([1])), wholes(iter(items)), wholes(b"ab"), wholes(range(big, big + 5)), list(numbers), list(numbers.keys()), list(numbers.values()), list(numbers.items()), [0, *numbers.items()], sum(items, 1 << 62), sum([1, True, 2.5, 1 << 50]), sum([1 << 46] * 9),
    ]
    if turn in (0, 39):
        print(*results, sep="\n")
    # One iterator on both sides.
    iterator = iter(items + [6, 7])
    twice = pairs(zip(iterator, iterator))
    assert twice == [(3, 4), (5, 6)] and wholes(iterator) == []
    # What is left after a break; what is added while it runs.
    iterator = enumerate(items)
    assert pairs(iterator, 2) == [(0, 3), (1, 4)] and list(iterator) == [(2, 5)]
    iterator = zip(items, items)
    assert pairs(iterator, 1) == [(3, 3)] and list(iterator) == [(4, 4), (5, 5)]
    seen = []
    for index, item in enumerate(items):
        seen.append(item)
        if index < 3:
            items.append(item)
    assert seen == [3, 4, 5, 3, 4, 5], seen
    for item in reversed(items):
        items.pop()
    assert items == []


def changes(iterable, change):
    seen = []
    try:
        for first, second in iterable:
            seen.append(first)
            change()
    except Exception as error:
        seen.append(f"{type(error).__name__}: {error}")
    return seen


for turn in range(12):
    d, s = {1: 2, 3: 4, 5: 6}, {(1, 2), (3, 4)}
    said = [
        changes(d.items(), lambda: d.setdefault(7, 8)), changes(d.items(), lambda: d.update({1: 0})), changes(d.items(), lambda: (d.pop(1, 0), d.setdefault(len(d) + 90, 1))), changes(d.items(), d.clear),
        changes(s, lambda: s.add((5, 6))), changes(s, lambda: s.discard((1, 2))), changes(s, s.clear), changes([(1, 2, 3)], list), changes(zip([1], [2], [3]), list), changes(enumerate([1], 2), list), changes([1], list),
    ]
    if turn in (0, 11):
        print(*said, sep="\n")
for bad in [lambda: pairs(zip([1, 2], [1], strict=True)), lambda: pairs(zip([1], [1, 2], strict=True)), lambda: pairs(enumerate([1], "x"))]:
    for turn in range(12):
        try:
            bad()
        except (ValueError, TypeError) as error:
            said = f"{type(error).__name__}: {error}"
    print(said)
