"""`__class__` and `__bases__` assigned: to classes of more attributes, of other layouts, in hot loops."""

import types


class Small:
    def __init__(self):
        self.a = 1

    def name(self):
        return "small"


class Large:
    def __init__(self):
        self.b = self.c = self.d = self.e = self.f = self.g = self.h = self.i = self.j = 0
        self.a = 2

    def name(self):
        return "large" + str(len(vars(self)))


class Slotted:
    __slots__ = ("a", "__dict__")

    def __init__(self):
        self.a = 3


class Empty:
    __slots__ = ()


def becomes_larger():
    import gc

    made = []
    for turn in range(300):
        one = Small()
        one.__class__ = Large
        for name in "bcdefghij":
            setattr(one, name, turn)
        other = Slotted()
        other.extra = [turn]
        made.append((one, Small(), other))
        if turn % 100 == 50:
            gc.collect()
    print(sum(one.j + one.a + small.a + other.a + other.extra[0] for one, small, other in made), one.name(), vars(one))
    one.__class__ = Small
    one.k = "k"
    print(one.name(), list(vars(one)))
    del one.__dict__
    one.m = 1
    print(vars(one), hasattr(one, "a"))


def alternates(n):
    one = Small()
    log = []
    total = 0
    for turn in range(n):
        total += len(one.name()) + one.a
        if turn % 700 == 650:
            one.__class__ = Large if turn % 1400 < 700 else Small
            one.a = turn & 7
            log.append(total)
    return log


def refused():
    Slotted().__class__ = Slotted
    for new, made in [
        (Empty, Small()), (Small, Empty()), (Slotted, Small()), (Small, Slotted()), (int, Small()), (Small, 1), (Large, Small()),
    ]:
        try:
            made.__class__ = new
            made.more = 1
            print("becomes", type(made).__name__)
        except TypeError as error:
            print(error)


def bases():
    class Plain:
        value = 1

    class FromEmpty(Empty):
        __slots__ = ()

    class AList(list):
        pass

    class AnInt(int):
        pass

    class Bare(int):
        __slots__ = ()

    class Sub(Small):
        pass

    for changed, new in [
        (Plain, (Small,)), (FromEmpty, (Small,)), (FromEmpty, (object,)), (AList, (dict,)), (AList, (Small, list)), (AnInt, (Bare,)),
        (AnInt, (str,)), (AnInt, (Small, int)), (Plain, (object,)), (Plain, (Empty,)), (Plain, (Plain,)), (AList, (list, Small)),
        (Sub, (Large,)), (Sub, (Large, Small)), (Sub, ()), (Sub, (Slotted,)),
    ]:
        try:
            changed.__bases__ = new
            print([c.__name__ for c in changed.__mro__])
        except TypeError as error:
            print(error)


def nearest_base():
    class LargeFirst(Large, Small):
        pass

    class SmallFirst(Small, Large):
        __slots__ = ()

    class EmptyFirst(Empty, Small):
        __slots__ = ()

    print(LargeFirst.__base__.__name__, SmallFirst.__base__.__name__, EmptyFirst.__base__.__name__)
    one = EmptyFirst()
    one.b = 1
    print(vars(one), SmallFirst().a)


nearest_base()
becomes_larger()
print(alternates(12000))
refused()
bases()


# A class that cannot be changed cannot be given either, not even to its own instances.
class Module(types.ModuleType):
    pass


class Empty:
    __slots__ = ()


def give(thing, new):
    try:
        thing.__class__ = new
        return "given"
    except TypeError as error:
        return str(error)


for thing, new in [
    (0, int), (True, int), (None, type(None)), ([], list), (len, type(len)), (int, type), (object(), object),
    (lambda: 0, types.FunctionType), (Empty(), Empty), (Empty(), int), (1, Empty),
    (types.ModuleType("m"), types.ModuleType), (types.ModuleType("m"), Module), (Module("m"), types.ModuleType), (Module("m"), int),
]:
    print(type(thing).__name__, new.__name__, give(thing, new))


# The class that an object has already is assigned like any other.
class Same:
    def __init__(self):
        self.a, self.b = 1, 2


def again(value, cls):
    for number in range(300):
        value.a += number
        if number % 100 == 50:
            value.__class__ = cls
    return value.a, value.b, list(vars(value))


print(again(Same(), Same))
