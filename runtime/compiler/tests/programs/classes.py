import dataclasses
from typing import ClassVar

module_level: int = 1
unassigned: "str"
if module_level:
    conditional: list[int] = []
(parenthesized): int = 2
module_level.attribute: int
module_level[0:1, 2]: int = 3


class Empty: pass


class Base[T: (int, str) = int, *Ts = *tuple[int, ...], **P = [int]](Empty, metaclass=type):
    """Docstring
       cleaned
    """
    field: ClassVar[int] = 1
    other: T
    if field:
        maybe: P
    __private = 2
    squares = [i * __private for i in range(3)]
    named = {k: v for k, v in zip("ab", squares) if (lambda: k)()}

    def __init__(self, value, __mangled=1):
        self.value = value
        self.__hidden, self.pair[0] = value, __mangled
        super().__init__()
        super().attribute
        super(Base, self).method(value)

    @property
    def get(self) -> int:
        return self.__hidden

    @classmethod
    def make[U](cls, x: U, *args: *Ts, y: int = 0, **kwargs: P.kwargs) -> "Base[U]":
        return __class__, cls(x)

    def outer(self):
        class Inner(self.value, **self.kw):
            def method(self): return super().method, Inner

            type Alias = Inner
            nested: Base
        return Inner


type Simple = int
type Generic[K, V: int] = dict[K, V]


def generic[A, B = int](a: A, b: B = None, *, c: int = 1) -> tuple[A, B]:
    def inner(z: A) -> B: return a
    local: int = 1
    return inner


@dataclasses.dataclass(frozen=True)
@dataclasses.dataclass
class Decorated:
    x: int
    def f(self): return [super().f for _ in self]
    lambdas = [lambda: __class__ for _ in "a"];


def shadow(super):
    class C:
        nonlocal super
        global module_level
        super = 1
        module_level = 2
        def f(self): return super().x
    return C
