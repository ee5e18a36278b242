"""What a hot loop has learned of classes, functions, modules and dicts ends when a callee changes them."""
import types


class Left:
    __slots__ = ("a",)

    def m(self):
        return 1


class Right:
    __slots__ = ("a",)

    def m(self):
        return 2


class Open:
    def __init__(self):
        self.x = 1

    def m(self):
        return 1


class Other:
    def __init__(self):
        self.x = 1

    def m(self):
        return 2


def by_setattr(o, classes, back):
    total = 0
    for cls in classes:
        total += o.m()
        setattr(o, "__class__", cls)
        total += 100 * o.m()
        setattr(o, "__class__", back)
    return total


def by_statement(o, classes, back):
    total = 0
    for cls in classes:
        total += o.m()
        o.__class__ = cls
        total += 100 * o.m() + o.x
        o.__class__ = back
    return total


def mostly(first, second, n=9000):
    classes = [first] * n
    classes[n // 2] = classes[n // 2 + 7] = second
    return classes


print(by_setattr(Left(), mostly(Left, Right), Left), by_setattr(Open(), mostly(Open, Other), Open))
print(by_statement(Open(), mostly(Open, Other), Open))


def one(x):
    return x + 1


def two(x):
    return x + 2


def defaults(x, by=1):
    return x + by


def keyword(x, *, by=1):
    return x + by


def code_changes(n):
    total = 0
    for i in range(n):
        total += one(i)
        if i == n // 2:
            one.__code__ = two.__code__
    return total


def defaults_change(n):
    total = 0
    for i in range(n):
        total += defaults(i) + keyword(i)
        if i == n // 2:
            defaults.__defaults__ = (1000,)
        if i == n // 2 + 9:
            keyword.__kwdefaults__ = {"by": 5000}
    return total


print(code_changes(9000), defaults_change(9000))

module = types.ModuleType("module")
exec("def f(x): return x + 1\nlimit = 3", module.__dict__)


def change(i, at):
    if i == at:
        module.f = two
    if i == at + 100:
        del module.f
        module.f = lambda x: x - 1
    if i == at + 200:
        module.__dict__["f"] = abs


class Loud(types.ModuleType):
    def __getattribute__(self, name):
        return (lambda x: x * 2) if name == "f" else super().__getattribute__(name)


def module_changes(n):
    total = 0
    for i in range(n):
        total += module.f(-i)
        change(i, n // 2)
        if i == n - 50:
            module.__class__ = Loud
    return total


print(module_changes(9000))


class Namespace:
    pass


space = Namespace()
space.f = one
space.count = 0
exec("def run(n):\n    t = 0\n    for i in range(n):\n        t += f(i)\n        if i == n // 2: store(two)\n    return t", vars(space))


def store(value):
    space.f = value


space.store, space.two = store, two
for i in range(50):
    store(one)
print(space.run(9000))
