"""What classes promise: abstract bases, protocols, patterns, managers, exception groups."""
import abc
import collections
import collections.abc
import typing


def show(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)


@typing.runtime_checkable
class Named(typing.Protocol):
    name: str


class Thing:
    def __init__(self, name):
        self.name = name


def protocols():
    print(isinstance(Thing("a"), Named), isinstance(3, Named))
    show(lambda: issubclass(Thing, Named))
    match Thing("a"):
        case Named(name=name):
            print("named", name)


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    @property
    @abc.abstractmethod
    def sides(self): ...


class Square(Shape):
    def area(self):
        return 4


class Unit(Square):
    sides = 4


@Shape.register
class Blob:
    pass


def abstract():
    show(Shape)
    show(Square)
    print(sorted(Square.__abstractmethods__), Unit.__abstractmethods__, Unit().area())
    print(isinstance(Blob(), Shape), issubclass(int, Shape), issubclass(Unit, Shape))
    show(lambda: Shape.register(3))
    show(lambda: Unit.register(Shape))
    before = abc.get_cache_token()
    Shape.register(int)
    print(isinstance(3, Shape), isinstance(True, Shape), abc.get_cache_token() - before)


class Row(collections.abc.Sequence):
    def __init__(self, *items):
        self.items = items

    def __getitem__(self, index):
        return self.items[index]

    def __len__(self):
        return len(self.items)


class Late:
    def __init__(self, *items):
        self.items = items

    def __getitem__(self, index):
        return self.items[index]

    def __len__(self):
        return len(self.items)


class Later(Late):
    pass


def kind(value):
    match value:
        case []:
            return "nothing"
        case [first, *rest]:
            return f"{first} and {rest}"
        case {"a": a, **rest}:
            return f"a is {a}, {rest}"
        case {}:
            return "a mapping"
    return "neither"


def patterns():
    for value in [Row(1, 2), Row(), collections.UserList([3]), collections.UserDict(a=1, b=2), Late(1), Later(1), "ab", {1}]:
        print(kind(value))
    collections.abc.Sequence.register(Late)
    print(kind(Late(1, 2)), kind(Later(3)), kind(collections.ChainMap({"a": 0})))

    class Both(collections.UserDict, Later):
        pass

    class Other(Later, collections.UserDict):
        pass

    print(kind(Both(a=5)), isinstance(Both(), collections.abc.Sequence))
    show(lambda: type(abc.ABC)("Flags", (), {"__abc_tpflags__": 96}))


class Manager:
    def __enter__(self): ...
    def __exit__(self, *error): ...


class AsyncManager:
    async def __aenter__(self): ...
    async def __aexit__(self, *error): ...


def managers():
    def wrong():
        with AsyncManager():
            pass

    async def wrong_too():
        async with Manager():
            pass

    def neither():
        with 3:
            pass

    show(wrong)
    show(lambda: wrong_too().send(None))
    show(neither)


def leaves(error):
    if isinstance(error, BaseExceptionGroup):
        return [type(error).__name__, error.message, [leaves(part) for part in error.exceptions]]
    return repr(error)


def groups():
    def make():
        return ExceptionGroup("outer", [TypeError(1), ExceptionGroup("inner", [ValueError(2), OSError(3)]), KeyError(4)])

    def again():
        try:
            raise make()
        except* TypeError:
            raise
        except* ValueError:
            raise
        except* KeyError:
            pass

    def partly():
        try:
            raise make()
        except* (TypeError, OSError):
            raise
        except* ValueError as error:
            raise IndexError(5) from error

    def naked():
        try:
            raise ValueError(6)
        except* ValueError as error:
            raise error.exceptions[0]

    for function in [again, partly, naked]:
        try:
            function()
        except BaseException as error:
            print(leaves(error))


def found():
    known = {frozenset({1, 2}), 3}
    print([{1, 2} in known for _ in range(60)].count(True), [{4} in known for _ in range(60)].count(True))
    show(lambda: [] in known)


class Loud(float):
    def __float__(self):
        return 42.0


protocols()
abstract()
patterns()
managers()
groups()
found()
print(float(Loud(1)), 0.0 ** float("-inf"), (-0.0) ** float("-inf"))
