"""Expressions of every kind.

    With an indented docstring.
"""
import math as m, os.path, a.b.c as abc
from . import sibling
from ..pkg import (one, two as zwei,)
from star import *

x = 1 + 2 * 3 ** 4 // 5 % 6 - -7
y = (1, 2.5, "s", b"b", None, True, ..., 3j, 10 ** 20, 1 << 70, 2 ** 200)
big = 123456789012345678901234567890
z = "a" "b" * 3, (1, 2) * 2, "abc"[1], "abc"[::-1], (1, 2, 3)[1:], not None, ~5, +True
neg = -0.0, 0.0, 1e300 * 1e300, 1e300 * 1e300 * 0, (-8) ** (1 / 3), 1j ** 2, 7.5 // 2, -7 % 3, 1e16, 1.5e-7
surrogate = "\ud800 \N{GREEK SMALL LETTER ALPHA} \x41 \101"
l = [1, 2, 3]
l2 = [1, x, *l, 4]
s = {1, 2, 3, 2, True}
d = {"a": 1, **l2, "b": x, **{}}
many = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, x]
for i in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]:
    print(i)
if x in {1, 2, 3} and y not in [1, x] or not z:
    print(x if y else z, x < y < z, x is None, x is not None)
a, (b, *c), d["k"], l[0], l[1:2], m.attr = [1], [2, 3], 4, 5, 6, 7
a = b = c = x
a += 1; l[0] -= 2; l[1:x] *= 3; m.attr @= 4; a //= 5
del a, l[0], l[1:2], m.attr, (b, c)
f = lambda p, /, q=1, *r, s, t=2, **u: (p, q, r, s, t, u)
f(1, *l, k=2, **d)
f(*l)
f(**d)
f(1, 2, k=3, j=4)
m.f(1).g(2, k=3) \
    .h()
"x".join([])
if (n := len(l)) > 1: print(n)
print(f"{x}{y!r}{z:>10}{x!s:{y}.{z}} {{}} {x = } {x=!r:^20} {'nested'} {f'{x}'}", f"", f"a" "b" f"{x}")
print("%s and %r, %5s %-5s %.3a %%" % (x, y, z, x, y), "%d" % (x,), "%s" % x)
t = t"hello {x} {y!r:>{z}} {x = }"
u = t"a" t"{x}"
print(x[1:2, ::3, ...], x[None], x[*l], x[1:2:3], x[:])
assert x, "message"
assert (x, y)
1
"constant"
all(v for v in l); any(v for v in l); tuple(v for v in l)
sum(v
    for v in l)
print(1 if x else 2 if y else 3, (x and y) or z, x and (y or z) and not z, [] == [], {} or [])
while True:
    if x:
        continue
    break
else:
    print("else")
