"""What setting and deleting items of what has none says; calls of functions with more defaults than parameters."""


class Plain:
    pass


class Readable:
    def __getitem__(self, i):
        return i


for o in (Plain(), Readable(), 1, "a", (1,), None, object(), [1], range(3), b"a", {1}, frozenset()):
    for k in (1 << 70, -1 << 70, 1, "x", 1.5):
        for action in ("o[k] = 1", "del o[k]", "o[k]"):
            try:
                exec(action, {"o": o, "k": k})
                print("done")
            except Exception as error:
                print(type(error).__name__, error)


def four(a, b, c=1, d=2):
    pass


def one(x):
    pass


one.__defaults__ = (1, 2, 3)
four.__code__ = one.__code__
for call in (lambda: four(), lambda: four(1, 2, 3), lambda: one(), lambda: one(1, 2)):
    try:
        print(call())
    except Exception as error:
        print(error)
