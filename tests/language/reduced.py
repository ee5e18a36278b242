"""What copying and pickling make of objects of built-in classes, and of subclasses with attributes: `__reduce_ex__` of every protocol."""
import collections
import copy
import itertools
import types


class IntWith(int):
    pass


class ListWith(list):
    pass


class DictWith(dict):
    pass


class BytesWith(bytearray):
    pass


class SetWith(set):
    pass


class Plain:
    pass


class Slotted:
    __slots__ = ("a", "b")


class Both(Slotted):
    pass


class Arguments(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, items)

    def __getnewargs__(self):
        return tuple(self)


class Keywords:
    def __new__(cls, a, *, b):
        self = super().__new__(cls)
        self.a, self.b = a, b
        return self

    def __getnewargs_ex__(self):
        return (self.a,), {"b": self.b}


class Stated:
    def __getstate__(self):
        return "state"

    def __setstate__(self, state):
        self.state = state


def with_attributes(value):
    value.x, value.y = 1, [2]
    return value


def advanced(iterator, steps=1):
    for _ in range(steps):
        next(iterator)
    return iterator


slotted, both = Slotted(), Both()
slotted.a = 1
both.b, both.c = 2, 3
VALUES = [
    True, 5, 1 << 70, 1.5, 2j, "text", b"bytes", (), (1, 2), [1, 2], {1: 2}, {1}, frozenset({1}),
    bytearray(), bytearray(b"abc"), bytearray(b"\xff\x80"), range(3), slice(1, 2), len, Ellipsis, NotImplemented,
    IntWith(3), with_attributes(IntWith(3)), ListWith([1]), with_attributes(ListWith([1])), DictWith(a=1),
    with_attributes(DictWith(a=1)), BytesWith(b"a"), with_attributes(BytesWith()), with_attributes(BytesWith(b"\xe9")),
    SetWith({1}), with_attributes(SetWith({1})), Plain(), with_attributes(Plain()), slotted, both, Arguments(1, 2), Keywords(1, b=2),
    Stated(), ValueError(1, 2), with_attributes(KeyError("k")), OSError(2, "no", "file"), StopIteration(3), types.SimpleNamespace(a=1),
    collections.deque([1, 2], 5), collections.OrderedDict(a=1), collections.defaultdict(list, a=[1]), collections.Counter("aab"),
    advanced(iter([1, 2, 3])), advanced(iter([]), 0), advanced(iter((1, 2, 3)), 2), advanced(iter(b"abc")),
    advanced(iter({1: 2, 3: 4})), advanced(reversed([1, 2, 3])),
    advanced(reversed((1, 2))), advanced(enumerate([1, 2], 4)), advanced(zip([1, 2], (3, 4))), advanced(map(len, ["a", "b"])),
    advanced(filter(None, [1, 2])), [].append, "a".upper, str.upper, int.from_bytes, list[int],
]


def shown(value):
    kind = type(value).__name__
    if isinstance(value, (tuple, list)):
        return f"{kind}[{', '.join(shown(part) for part in value)}]"
    if isinstance(value, dict):
        return f"{kind}[{', '.join(shown(key) + '=' + shown(part) for key, part in value.items())}]"
    if isinstance(value, type) or callable(value):
        return getattr(value, "__qualname__", kind)
    text = repr(value)
    return kind if " at 0x" in text else text


for value in VALUES:
    last = None
    for protocol in range(6):
        try:
            reduced = value.__reduce_ex__(protocol)
            if isinstance(reduced, tuple):
                # Items are read where there are iterators.
                reduced = [list(part) if place in (3, 4) and part is not None else part for place, part in enumerate(reduced)]
            said = shown(reduced)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        if said != last:
            print(type(value).__name__, protocol, said)
            last = said
    for name in "copy", "deepcopy":
        try:
            copied = getattr(copy, name)(value)
        except Exception as error:
            print("   ", name, type(error).__name__, error)
            continue
        same = "same" if copied is value else "equal" if type(copied) is type(value) and copied == value else "other"
        attributes = vars(copied) if hasattr(copied, "__dict__") and not isinstance(copied, type) else None
        print("   ", name, type(copied).__name__, same, shown(attributes) if not callable(copied) else "")
