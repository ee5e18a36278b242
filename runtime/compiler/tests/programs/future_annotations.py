"""Annotations as text."""
from __future__ import annotations
a: int
b: dict[str, list[int]] = {}
c: (1 + 2) * 3 ** -4 | ~x and not y or z
class C:
    d: Callable[[int, ...], "text"]
    def f(self, x: lambda a, b=1, *c, d, **e: a, *y: *Ts, z: x if y else z) -> f"{x!r:>{y}}": ...
def g(x: [i for i in x if i], y: {1: 2, **z}, z: {1, 2}, w: (1,), v: a[1:2, ::3]) -> a.b(c, *d, e=1, **f)[0]: ...
def h(x: (yield_), y: a < b <= c is not d, z: ()): ...
