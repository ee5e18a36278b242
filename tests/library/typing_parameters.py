"""Type parameters, aliases and generic classes at run time (PEP 695, 696, 646)."""
import typing
from typing import *


def show(call):
    try:
        print(call())
    except (AttributeError, NameError, TypeError, ValueError) as error:
        print(type(error).__name__)


def f[T, U: int, V: (int, str), *Ts, **P, D = list[int]](x):
    return T, U, V, Ts, P, D


for p in f.__type_params__:
    print(p, p.__name__, p.__module__, p.__default__, p.has_default(), p.__reduce__())
T, U, V, Ts, P, D = f(1)
print(U.__bound__, V.__constraints__, T.__infer_variance__, U.evaluate_bound(1), D.evaluate_default(1), [*Ts])
print(P.args, P.kwargs, P.args == P.args, P.args.__origin__ is P, T | int, int | T, T | None, T | "x")


class A[T = int, *Ts = *tuple[int, ...]]:
    def m[U](self, x: T, y: U):
        return T, U


print(A.__type_params__, A.__orig_bases__, A.__mro__, A.__parameters__, A[int], A[int, str].__args__, A().m(1, 2))
type X[T: int = bool] = list[T] | dict[str, X]
type Rec = list[Rec]
type G[*Ts, **P] = tuple[*Ts] | Callable[P, int]
print(X, X.__value__, X.__module__, X[int], X[int].__origin__, X.__parameters__, X | int, Rec.__value__, G.__value__)
for call in (
    lambda: TypeVar(), lambda: TypeVar("T", int), lambda: TypeVar("T", int, str, bound=int),
    lambda: TypeVar("T", covariant=True, contravariant=True), lambda: TypeVar("T", covariant=True),
    lambda: TypeVar("T", contravariant=True), lambda: TypeVar("T", bound="X").__bound__, lambda: ParamSpec("P", bound=int),
    lambda: TypeAliasType("Y", int)[int], lambda: TypeAliasType("Y", list[T], type_params=(T,))[int], lambda: Generic[int],
    lambda: isinstance(1, X), lambda: T(), lambda: setattr(X, "a", 1), lambda: type("B", (T,), {}),
    lambda: T.__typing_subst__(int), lambda: Ts.__typing_subst__(int), lambda: TypeVar("T", bound=int).evaluate_bound(4),
    lambda: TypeVar("T", int, str).evaluate_constraints(4), lambda: typing.NoDefault, lambda: type(typing.NoDefault)(),
):
    show(call)


def lazy[T: undefined](x):
    return T


show(lambda: lazy(1).__bound__)
print(list[T][int], dict[T, list[U]][str, int], tuple[*Ts], tuple[int, *Ts][str, bool], Callable[P, T][[int, str], bool])
print(Callable[[int], T][str], Concatenate[int, P], Tuple[*Ts], Optional[T], Union[int, T][str], Literal[1, "a"], Annotated[T, 5][int])
show(lambda: list[int][str])
show(lambda: dict[T, U][int])


class Stack(Generic[T]):
    pass


class Named(Protocol):
    name: str

    def get(self) -> str: ...


@runtime_checkable
class Sized2(Protocol):
    def __len__(self) -> int: ...


class Movie(TypedDict, total=False):
    title: Required[str]
    year: int


class Point(NamedTuple):
    x: int
    y: int = 3


print(Stack[int], Stack[T][str], Stack.__parameters__, isinstance([], Sized2), isinstance(1, Sized2), issubclass(list, Sized2))
print(Movie(title="x"), sorted(Movie.__required_keys__), Point(1), Point._field_defaults, Point.__annotations__)
print(get_type_hints(Point), get_origin(list[int]), get_args(dict[int, str]), NewType("N", int)(3), cast(str, 1))

from collections.abc import Callable

alias = Callable[[int], str]
print(alias | None, None | alias, alias == Callable[[int], str], alias != Callable[..., str], hash(alias) == hash(Callable[[int], str]))
print({alias: 1}[Callable[[int], str]], isinstance(None, int | None), (alias | int).__args__)
for check in [isinstance, issubclass]:
    try:
        check(int, alias | None)
    except TypeError as error:
        print(error)
