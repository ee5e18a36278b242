"""Dicts whose keys are strs, were strs, never were: in tables of every width, with keys deleted, added again, compared by a `__eq__` that changes the dict."""


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


class Text(str):
    pass


class Plain:
    pass


def check(table, expected):
    """That a dict has the pairs, in that order, by every way to look."""
    assert list(table.items()) == expected and list(table) == [key for key, _ in expected] and list(table.values()) == [value for _, value in expected]
    assert list(reversed(table.items())) == expected[::-1] and len(table) == len(expected)
    for key, value in expected:
        fresh = "".join(list(key)) if type(key) is str else key
        assert table[fresh] == value and fresh in table and table.get(fresh) == value, key
    assert "absent" not in table and -77 not in table and (0, 0, 0) not in table and table.get("absent", 5) == 5
    copy, merged = table.copy(), {**table, **table}
    assert copy == table == merged == dict(expected) and list(copy) == list(table) == list(merged)


def history(kinds, count):
    """Adds keys of the kinds in turn, deletes every third, adds half of those again."""
    table, expected = {}, []
    keys = [kinds[i % len(kinds)](i) for i in range(count)]
    for i, key in enumerate(keys):
        table[key] = i
        expected.append((key, i))
    check(table, expected)
    for key in keys[::3]:
        del table[key]
    expected = [pair for i, pair in enumerate(expected) if i % 3]
    check(table, expected)
    for key in keys[::6]:
        table[key] = "again"
        expected.append((key, "again"))
    check(table, expected)
    for turn in range(len(expected) // 2):
        assert table.popitem() == expected.pop()
    check(table, expected)
    table[0.5] = table["more"] = 1
    check(table, expected + [(0.5, 1), ("more", 1)])
    for key in list(table):
        assert table.pop(key) is not None
    check(table, [])
    table["last"] = 1
    check(table, [("last", 1)])


texts = str, "{:x}é".format, "→{}".format
for kinds in [texts, [int], [lambda i: (i, "x")], [*texts, int], [int, str], [str] * 40 + [int], [Text, str], [lambda i: i / 4 + 0.1]]:
    for count in [0, 1, 5, 6, 10, 11, 84, 85, 86, 170, 171, 300]:
        history(kinds, count)
history(texts, 23000)
history([int], 23000)
history([str] * 21900 + [int], 23000)

for hook in ["s.clear", "raises", "lambda: s.update({Key(77): 1})", "lambda: s.pop(keys[0], 0)", "lambda: s.update(zip(range(40), range(40)))", "lambda: s.popitem()"]:
    for ask in ["s.setdefault(key, 1)", "key in s", "s.pop(key, 2)", "s.update({key: 3})", "s | {key: 4}", "s.get(key)", "s == dict.fromkeys(others)"]:
        keys, others = [Key(number) for number in range(9)], [Key(number) for number in range(9)]
        s = dict.fromkeys(keys)

        def raises():
            raise ValueError("compared")

        for key in keys:
            key.hook = eval(hook)
        said = []
        for key in [Key(number) for number in range(12)]:
            try:
                said.append(eval(ask))
            except (ValueError, KeyError) as error:
                said.append(str(error))
            said.append(len(s))
        print(hook, ask, said)

# What names globals and attributes has other keys now and then.
space = {}
exec("seen = 1\ndef read(): return seen\ndef write(value):\n    global seen\n    seen = value", space)
for turn in range(60):
    assert space["read"]() == (1 if turn == 0 else turn - 1)
    space["write"](turn)
    if turn == 30:
        space[7] = "no name"
    if turn == 40:
        del space[7]
    if turn == 50:
        space.update((f"name{i}", i) for i in range(300))
del space["seen"]
try:
    space["read"]()
except NameError as error:
    print(error)
objects = [Plain() for _ in range(20)]
for turn, plain in enumerate(objects):
    plain.first = turn
    plain.__dict__[turn if turn % 2 else str(turn)] = "odd"
    plain.last = -turn
    del plain.first
    plain.last += 1
print([(sorted(map(str, vars(plain).items())), plain.last) for plain in objects[:4]])
