"""Dicts that change while they are searched, keys of equal hash, namespaces that are no plain dicts, classes that change in hot loops."""


class Key:
    def __init__(self, name, hash=1, on_compare=None):
        self.name = name
        self.hash = hash
        self.on_compare = on_compare

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        if self.on_compare:
            self.on_compare()
        return isinstance(other, Key) and self.name == other.name

    def __repr__(self):
        return f"Key({self.name!r})"


def equal_hashes():
    """Keys of equal hash that are not equal are keys of their own, ints and strings among them."""
    table = {}
    for number, name in enumerate("abcabc"):
        table[Key(name)] = number
    print(table, [table[Key(name)] for name in "cba"], Key("d") in table)
    mixed = {1: "int", Key("one"): "key", (1 << 61): "big"}
    print(len(mixed), mixed[1], mixed[Key("one")], mixed[1 << 61], mixed.get(Key("two")))
    numbers = {-1: "a", -2: "b", (1 << 61) - 2: "c", 0: "zero", (1 << 61) - 1: "large"}
    print(hash(-1) == hash(-2), [numbers[n] for n in (-1, -2, (1 << 61) - 2, 0, (1 << 61) - 1)])
    text = Key("text", hash("name"))
    table = {"name": 1, text: 2}
    del table["name"]
    print(table.get("name"), table[text], {Key("x"), Key("y"), Key("x")} == {Key("y"), Key("x")})
    floats = {0.5: 1, Key("half", hash(0.5)): 2}
    print(floats, floats.pop(Key("half", hash(0.5))), floats)


def changed_by_equality():
    """`__eq__` of a key removes, replaces or adds entries of the dict that is being searched."""

    def remove_it():
        table.pop(first, None)

    def clear():
        table.clear()

    def grow():
        for number in range(len(table), 40):
            table[number + 100] = number

    def replace():
        table.clear()
        table.update({1: "one", 2: "two"})

    for change in (remove_it, clear, grow, replace):
        for action in ("get", "set", "pop", "in", "setdefault"):
            first = Key("first")
            table = {0: "zero", first: "old", Key("second"): "other"}
            asked = Key("first", on_compare=change)
            found = None
            try:
                if action == "get":
                    found = table.get(asked)
                elif action == "set":
                    table[asked] = "new"
                elif action == "pop":
                    found = table.pop(asked, "none")
                elif action == "in":
                    found = asked in table
                else:
                    found = table.setdefault(asked, "default")
            except (RuntimeError, KeyError) as error:
                found = type(error).__name__
            left = sorted(map(repr, table))
            print(change.__name__, action, found, len(table), left[:4])


def entry_replaced_by_equality():
    """The key that was found equal is no longer in the table when the comparison ends, or stands for something else."""
    for found in (True, False):
        table = {}

        class Sly(Key):
            __hash__ = Key.__hash__

            def __eq__(self, other):
                table.pop(self, None)
                for number in range(40):
                    table[number] = number
                return found

        table[Sly("sly", 3)] = "sly"
        asked = Key("asked", 3)
        print(table.get(asked), 3 in table, asked in table, len(table))


def sorted_by_equal_keys():
    """Sorting keeps the order of what is equal, in every length and from every beginning."""
    for length in (2, 3, 5, 20, 63, 64, 65, 130, 700):
        rows = [(number * 7919 % 11 % 4, number) for number in range(length)]
        for key in (lambda row: row[0], lambda row: -row[0], lambda row: str(row[0]), lambda row: row[0] * 0.5, lambda row: 0):
            ordered = sorted(rows, key=key)
            backwards = sorted(rows, key=key, reverse=True)
            pairs = list(zip(ordered, ordered[1:]))
            print(
                length,
                all(key(a) < key(b) or key(a) == key(b) and a[1] < b[1] for a, b in pairs),
                all(key(a) > key(b) or key(a) == key(b) and a[1] < b[1] for a, b in zip(backwards, backwards[1:])),
                end=" ",
            )
        print(sum(index * row[1] for index, row in enumerate(sorted(rows, key=lambda row: row[0]))))
    mixed = [1, True, 1.0, 0, False, -0.0, 0.0]
    print(sorted(mixed), sorted(mixed, reverse=True))
    rows = [(number // 30, number) for number in range(0, 200, 3)] + [(number // 40, number) for number in range(200)]
    print(sorted(rows, key=lambda row: row[0]) == [row for k in range(8) for row in rows if row[0] == k])


class Names(dict):
    """A namespace that is asked by item, and gives names that it does not hold."""

    def __getitem__(self, name):
        if name.startswith("absent"):
            return name.upper()
        if name == "asked":
            self.asked += 1
            return self.asked
        return super().__getitem__(name)


def namespaces_that_are_no_plain_dicts():
    """LOAD_NAME and LOAD_GLOBAL ask a subclass of dict as a dict, however often; builtins of a subclass are asked by item."""
    code = """
def get():
    return value + len(items), absent
results = [get() for turn in range(50)]
value = 5
results.append(get())
"""
    names = Names(value=1, items=[1, 2], asked="not this")
    names.asked = 0
    exec(code, names)
    exec("def ask():\n    return asked\ntotal = sum([ask() for turn in range(5000)])", names)
    print(names.get("total"), names.asked)
    print(sorted(set(names.get("results"))), names.get("results")[-1])
    function = names.get("get")
    for turn in range(9000):
        if turn == 8000:
            names["len"] = lambda items: 100
        if turn == 8200:
            names["absent"] = "not asked for"
        if turn == 8500:
            names.pop("len")
        found = function()
        if turn in (0, 7999, 8000, 8300, 8499, 8500):
            print(turn, found)
    built = Names(len=len, range=range)
    space = {"__builtins__": built, "items": [1]}
    exec("def get():\n    return len(items), absent_too\nresult = [get() for turn in range(60)]", space)
    print(sorted(set(space["result"])))
    built["len"] = lambda items: "changed"
    print(space["get"]())
    built["absent_too"] = "there, not asked for"
    print(space["get"]())
    space["absent_too"] = "global"
    print(space["get"]())


class Shape:
    sides = 3

    def area(self):
        return 1

    def size(self):
        return self.area() + self.sides


class Square(Shape):
    pass


def classes_that_change(n):
    """A hot loop calls methods and reads attributes of a class that a callee changes."""
    square, other = Square(), Shape()
    total = 0
    log = []
    for turn in range(n):
        total += square.size() + other.area()
        if turn % 1500 == 1499:
            change(turn // 1500)
            log.append((turn, total, square.size(), other.area(), square.sides))
    return log


def change(step):
    if step == 4:
        Shape.area = lambda self: 10
    elif step == 5:
        Square.area = lambda self: 100
    elif step == 6:
        Shape.sides = 1000
    elif step == 7:
        Square.sides = property(lambda self: 5)
    elif step == 8:
        del Square.area
    elif step == 9:
        Square.size = lambda self: 7
    elif step == 10:
        Shape.__getattribute__ = lambda self, name: (lambda: 3) if name == "area" else object.__getattribute__(self, name)
    elif step == 11:
        del Shape.__getattribute__
    elif step == 12:
        del Square.size


def classes_that_change_between(n):
    """A class changes in a call that no trace goes into, between two uses of one object."""
    square, other = Square(), Shape()
    log = []
    total = 0
    for turn in range(n):
        before = square.area() + square.sides
        max((turn,), key=change_now)
        after = square.area() + square.sides
        if before != after:
            log.append((turn, before, after))
        total += after
    return total, log


def change_now(turn):
    if turn == 7000:
        Shape.area = lambda self: 2
    elif turn == 7500:
        Shape.sides = 4
    elif turn == 8000:
        Square.area = lambda self: 5
    elif turn == 8100:
        Square.sides = property(lambda self: 6)
    elif turn == 8500:
        del Square.area, Square.sides
    elif turn == 8600:
        Square.__getattr__ = lambda self, name: 9
        del Shape.sides
    elif turn == 8700:
        Shape.sides = 3
        Shape.area = lambda self: 1
    return turn


def a_global_hides_a_built_in(n):
    """A trace that is made after it came does not take the built-in."""
    lengths = turns = 0
    for turn in range(n):
        for one in divmod(turn & 15, 4)[:1]:
            lengths += one
            turns += 1
        if turn == 4070:
            globals()["divmod"] = lambda a, b: []
    del globals()["divmod"]
    return lengths, turns, divmod(7, 2)


equal_hashes()
changed_by_equality()
entry_replaced_by_equality()
sorted_by_equal_keys()
namespaces_that_are_no_plain_dicts()
for line in classes_that_change(24000):
    print(line)
print(classes_that_change_between(9000))
print(a_global_hides_a_built_in(9000))
