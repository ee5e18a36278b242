"""Special methods that are None: what each operation then says, where that differs from a class without the method."""
import copy
import math
import operator
import os


def with_it(value):
    with value:
        pass


def called(value):
    def function(first, second):
        pass

    function(*value)


def delegated(value):
    yield from value


async def iterated(value):
    async for _ in value:
        pass


async def awaited(value):
    await value


def driven(coroutine):
    try:
        coroutine.send(None)
    except StopIteration:
        pass
    finally:
        coroutine.close()


class Other:
    def __radd__(self, other):
        return "radd"

    def __rpow__(self, other, modulus=None):
        return "rpow", modulus

    def __eq__(self, other):
        return "eq"

    __hash__ = object.__hash__


OPERATIONS = {
    "iter": lambda x: iter(x) and None,
    "for": lambda x: [0 for _ in x],
    "next": next,
    "in": lambda x: 1 in x,
    "not in": lambda x: 1 not in x,
    "hash": lambda x: hash(x) and None,
    "len": len,
    "bool": bool,
    "not": lambda x: not x,
    "if": lambda x: 1 if x else 2,
    "and": lambda x: x and 1,
    "reversed": lambda x: list(reversed(x)),
    "+": lambda x: x + 1,
    "1 +": lambda x: 1 + x,
    "+ other": lambda x: x + Other(),
    "==": lambda x: x == 1,
    "== other": lambda x: x == Other(),
    "<": lambda x: x < 1,
    ">=": lambda x: x >= x,
    "[]": lambda x: x[0],
    "[] =": lambda x: operator.setitem(x, 0, 1),
    "del []": lambda x: operator.delitem(x, 0),
    "()": lambda x: x(),
    "index": operator.index,
    "[][x]": lambda x: [1][x],
    "int": int,
    "float": float,
    "complex": complex,
    "repr": lambda x: repr(x)[:3],
    "str": lambda x: str(x)[:3],
    "bytes": bytes,
    "bytearray": bytearray,
    "extend": lambda x: bytearray().extend(x),
    "format": lambda x: format(x)[:3],
    "f": lambda x: f"{x}"[:3],
    "abs": abs,
    "-": operator.neg,
    "round": round,
    "trunc": math.trunc,
    "+=": lambda x: operator.iadd(x, 1),
    ".": lambda x: x.zork,
    "setattr": lambda x: setattr(x, "a", 1),
    "delattr": lambda x: delattr(x, "a"),
    "hint": operator.length_hint,
    "divmod": lambda x: divmod(x, 1),
    "**": lambda x: x**2,
    "2 **": lambda x: 2**x,
    "pow": lambda x: pow(x, 2, 3),
    "pow other": lambda x: pow(x, Other(), 3),
    "pow of 2": lambda x: pow(2, x, 3),
    "pow modulo": lambda x: pow(2, 3, x),
    "fspath": os.fspath,
    "open": lambda x: None if isinstance(x, int) else open(x),
    "copy": lambda x: type(copy.copy(x)).__name__,
    "*": lambda x: [*x],
    "max(*)": lambda x: max(*x),
    "max(**)": lambda x: max(**x),
    "f(*)": called,
    "yield from": lambda x: list(delegated(x)),
    "a, b =": lambda x: operator.setitem([], *x),
    "list": list,
    "dict": dict,
    "sum": sum,
    "tuple": tuple,
    "sorted": sorted,
    "join": lambda x: "".join(x),
    "b.join": lambda x: b"".join(x),
    "slice =": lambda x: operator.setitem([1, 2], slice(None, None, 2), x),
    "[:] =": lambda x: operator.setitem([1, 2], slice(None), x),
    "countOf": lambda x: operator.countOf(x, 1),
    "indexOf": lambda x: operator.indexOf(x, 1),
    "@": lambda x: x @ x,
    "memoryview": lambda x: memoryview(x) and None,
    "class[]": lambda x: type(x)[int] and None,
    "isinstance": lambda x: isinstance(1, x),
    "issubclass": lambda x: issubclass(x, int),
    "with": with_it,
    "async for": lambda x: driven(iterated(x)),
    "await": lambda x: driven(awaited(x)),
}
NAMES = """iter next contains hash len bool reversed add radd eq lt ge getitem setitem delitem call enter exit index int float
    complex repr str bytes format abs neg round trunc iadd getattr setattr delattr await aiter anext length_hint divmod pow
    rpow fspath class_getitem dir reduce_ex copy deepcopy get set matmul buffer init_subclass""".split()


def results(cls):
    said = {}
    for operation, function in OPERATIONS.items():
        try:
            said[operation] = repr(function(cls()))
        except Exception as error:
            said[operation] = f"{type(error).__name__}: {error}"
    return said


def made(base, name, way):
    if way == "body":
        return type("C", (base,), {name: None})
    if way == "base":
        return type("C", (type("P", (base,), {name: None}),), {})
    cls = type("C", (base,), {})
    results(cls)
    setattr(cls, name, None)
    return cls


for base in object, list, int, str, dict:
    plain = results(type("C", (base,), {}))
    for name in NAMES:
        name = f"__{name}__"
        ways = {}
        for way in "body", "base", "later":
            try:
                said = results(made(base, name, way))
            except TypeError as error:
                said = {"class": str(error)}
            changed = tuple((key, value) for key, value in said.items() if plain.get(key) != value)
            ways.setdefault(changed, []).append(way)
        for changed, which in ways.items():
            if changed:
                print(base.__name__, name, *which)
                for key, value in changed:
                    print(f"    {key:10} {value}")


# A class that takes a method back while a loop is hot.
class Full:
    def __iter__(self):
        return iter((1, 2))

    def __contains__(self, item):
        return item == 1

    def __bool__(self):
        return False

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (1, 2)[index]

    def __call__(self):
        return 3

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 7

    def __add__(self, other):
        return 4

    def __class_getitem__(cls, item):
        return 5


HOT = {
    "__iter__": lambda x: [i for i in x],
    "__contains__": lambda x: 1 in x,
    "__bool__": lambda x: 1 if x else 2,
    "__len__": lambda x: len(x),
    "__getitem__": lambda x: x[0],
    "__call__": lambda x: x(),
    "__eq__": lambda x: x == 1,
    "__hash__": lambda x: {x: 1}[x],
    "__add__": lambda x: x + 1,
    "__class_getitem__": lambda x: type(x)[0],
}


def loop(cls, name, function):
    value = cls()
    said = None
    for number in range(400):
        if number == 300:
            setattr(cls, name, None)
        try:
            new = function(value)
        except TypeError as error:
            new = str(error)
        if new != said:
            print(number, name, new)
            said = new


for name, function in HOT.items():
    loop(type("Taken", (Full,), {}), name, function)
    # In the base.
    base = type("Base", (Full,), {})
    cls = type("Derived", (base,), {})
    for number in range(400):
        if number == 300:
            setattr(base, name, None)
        try:
            new = function(cls())
        except TypeError as error:
            new = str(error)
        if number in (0, 299, 300, 399):
            print(number, name, new)


# None by a descriptor is None too.
class Bound:
    @property
    def __iter__(self):
        return None

    @property
    def __contains__(self):
        return None

    @property
    def __bool__(self):
        return None

    @property
    def __hash__(self):
        return None


for operation in "iter", "in", "bool", "hash":
    try:
        print(OPERATIONS[operation](Bound()))
    except TypeError as error:
        print(operation, error)


# What has a tuple `__bases__` is a class to isinstance and issubclass.
class Like:
    def __init__(self, *bases):
        self.__bases__ = bases


class Claims:
    def __init__(self, cls):
        self.claimed = cls

    @property
    def __class__(self):
        return self.claimed


root = Like()
leaf = Like(Like(), Like(root))
print(issubclass(leaf, root), issubclass(root, leaf), isinstance(Claims(leaf), root), isinstance(1, root))
print(isinstance(Claims(int), int), isinstance(Claims(1), int), issubclass(Like(int), int))
for left, right in (1, root), (root, 1), (int, root), (root, (int, 1)):
    try:
        print(issubclass(left, right))
    except TypeError as error:
        print(error)


# `__buffer__` gives a memoryview.
class Buffer:
    def __init__(self, shown):
        self.shown = shown

    def __buffer__(self, flags):
        print("flags", flags)
        return self.shown


print(bytes(Buffer(memoryview(b"abc")[1:])), bytearray(Buffer(memoryview(b"abcd")[::2])))
print(memoryview(Buffer(memoryview(b"xyz")))[1], memoryview(Buffer(memoryview(bytearray(b"w")))).readonly)
for kind in bytes, bytearray, memoryview:
    try:
        kind(Buffer(b"abc"))
    except TypeError as error:
        print(error)


# os.fspath gives what `__fspath__` gives.
class Path:
    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


for path in "a", b"\xff", 1, None:
    try:
        print(os.fspath(Path(path)))
    except TypeError as error:
        print(error)


# pow of three asks all three operands.
class Power(int):
    def __pow__(self, other, modulus=None):
        return NotImplemented if other == 5 else ("pow", other, modulus)

    def __rpow__(self, other, modulus=None):
        return "rpow", other, modulus


class More(Power):
    def __rpow__(self, other, modulus=None):
        return "more", other, modulus


for arguments in (
    (Power(2), 3, 4), (2, Power(3), 4), (2, 3, Power(4)), (Power(2), 5, 4), (Power(2), Power(5), 4), (Power(2), More(3), 4),
    (2, Other(), 3), (Other(), 2, 3), (2, 3, Other()), (2.0, 3, 4), (2, 3, 4.0), ("", 1, 2), (Power(2), 3), (2, More(3)),
):
    try:
        print(pow(*arguments))
    except TypeError as error:
        print(error)
print(int.__pow__(Power(2), 3, 5), int.__rpow__(2, Power(3), 5), type(operator.index(Power(3))), type(operator.index(True)))
