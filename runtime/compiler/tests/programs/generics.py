"""Type parameters, aliases, and annotations that are evaluated when they are asked for."""
import typing as t

type Plain = int | str
type Pair[A, B = A] = tuple[A, B]
type Tree[Leaf: (int, str)] = Leaf | list[Tree[Leaf]]
type Calls[**P, R = None] = t.Callable[P, R]
type Rows[*Cells = *tuple[int, ...]] = tuple[*Cells]


def first[T](items: list[T], /, default: T | None = None) -> T | None:
    type Local = T
    found: Local | None = default
    for found in items:
        break
    return found


async def gather[*Ts, T: Plain = int](*awaitables: *Ts, key: t.Callable[[T], bool] = lambda own: own) -> tuple[*Ts]:
    return tuple([await own for own in awaitables if key(own)])


def wrapped[**P, R](function: t.Callable[P, R]) -> t.Callable[P, R]:
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        nonlocal function
        return function(*args, **kwargs)
    return inner


@wrapped
class Box[T, U: t.Sequence[T] = list[T]](t.Generic[T] if t else object, metaclass=type, flag=True):
    """A box."""
    __secret: T
    content: U = ()
    other: "a text, not an expression"
    if t:
        late: Later[T]
    else:
        never: T
    __slots__ = ('__secret', content)

    @property
    def hidden[V](self, __argument: V = __secret) -> Box[V]:
        self.__secret, self.__dict__['_'] = __argument, self.__nothing__
        return __class__.__secret

    class __Inner[T]:
        __x: T = 1

        def method[S: T](self) -> S:
            return super().method.__x, T, S

    def deleted(self):
        del self.__secret, self.content[0], self.content[1:2], (self.a, [self.b])


def annotated(a: int, b: t.Any = ..., *c: str, d: list[lambda: a], **e: {k: v for k, v in t.items()}) -> (yes, None)[1]:
    x: int = 1
    y: str
    (z): bytes = b''
    a.b: float = .5
    a[0]: complex
    return x, z


module_level: int
with_value: list[int] = [1, 2]
(parenthesized): int = 3
with_value[0]: str = 4
for with_loop in ():
    in_loop: with_loop
