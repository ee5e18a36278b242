# Keys that are told apart by identity, by their words, by what tuples hold, or by `__eq__`, in dicts of each width; generators
# that are resumed by loops, by `yield from` and by native code, with what their `yield` gives used or dropped.


class Key:
    asked = 0

    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        Key.asked += 1
        return isinstance(other, Key) and self.value == other.value


def keys(count):
    for i in range(count):
        yield i
        yield f"k{i}"
        yield (i, i + 1)
        yield (f"k{i}", "k")
        yield (i, (i, "deep"))
        yield i + 0.5
        yield frozenset((i, -i))
        yield Key((i, "own"))


for count in (1, 3, 40, 6000):
    d = {key: n for n, key in enumerate(keys(count))}
    Key.asked = 0
    print(len(d), sum(d[key] == n for n, key in enumerate(keys(count))), Key.asked)
    print(d.get((1, 2, 3)), d.get(("k0",)), d.get(("k0", "j")), (0, 1.0) in d, (0.0, True) in d, d.get(("k0", "k" * 1)))
    for key in list(keys(count))[::3]:
        del d[key]
    print(len(d), [key in d for key in list(keys(count))[:8]], list(d.values())[:6])
    copy = d | {"more": 1}
    print(len(copy), copy == d, {**d} == d, d == dict(reversed(d.items())), d == {})
    s = set(keys(count))
    print(len(s), s <= s | {1}, s >= set(), frozenset(s) == s, len(s - set(keys(count // 2))), len(s & set(d)))

nan = float("nan")
print({nan: 1}.get(nan), {(nan,): 1}.get((nan,)), {(0.0,): 1}.get((-0.0,)), {(1, "a"): 1}.get((True, "a")))


def counting(log):
    n = 0
    while True:
        got = yield n
        log.append(got)
        n += 1


def dropping(count):
    for n in range(count):
        yield n
    return "end"


def delegating(count, log):
    log.append((yield from dropping(count)))
    yield from counting(log)


log = []
for n in counting(log):
    if n == 3:
        break
generator = counting(log)
print([next(generator), generator.send("a"), generator.send((1,)), next(generator)], log)
log.clear()
generator = delegating(3, log)
print([next(generator) for _ in range(5)], generator.send("b"), log)
print(sum(dropping(5)), list(map(str, dropping(3))), max(dropping(4), key=abs), any(dropping(1)), [*dropping(2)])
