"""Calls, displays, targets and patterns with stars; slices; operators in place; assignment expressions."""


def everything(a, b, /, c, d=1, *e, f, g=2, **h):
    """Its docstring:
        indented,\tand with a tab.
    """
    everything(a, *b, c, *d, f=f, **g, k=1, **h)
    everything(*a)
    everything(**a)
    everything(*a, **b)
    everything(x for x in a)
    everything(a)(b)(c).d[e]()
    a.method(*b, c).other(k=c, **d)
    print(a, b, sep=c, end='')
    return {**a, 'b': b, **{}, c: d}, {*a, b}, [*a, *b], (*a,), *b


def targets(x):
    a, = x
    a, b = b, a
    a, b, c = c, b, a
    a, b, c, d = d, c, b, a
    a, *b = *c, d = x
    (a, (b, [*c])), d.e, f[0], g[1:2] = x
    [] = () = x
    for a, *b in x: pass
    for x.y in x: pass
    for x[a], in b: pass
    with x as (a, [b, *c]): pass
    return [a for a, (b, *c) in x for d in [b] if c]


def in_place(a, b):
    a += 1; a -= 1; a *= 2; a /= 2; a //= 2; a %= 2; a **= 2; a @= b; a >>= 1; a <<= 1; a &= b; a |= b; a ^= b
    a.b += 1; a[b] -= 1; a[b:] *= 2; a[1:2:3] |= b; a[b, ...] **= a.b.c
    return ~a, -a, +a, not a, a @ b, a ** -b, a // b % a, a << b >> a, a & b | a ^ b, await_ if (await_ := a) else b


def slices(a, b):
    a[:], a[1:], a[:1], a[1:2], a[1:2:3], a[::b], a[b:], a[:, 1:2, ...], a[*b], a[*b, 1], a[(1, 2)], a[b:=1]
    a[:] = b
    a[1:2] = a[b] = a[-1]
    del a[:], a[b], a[1:2:3]
    return a[None:None], a[1:2], a[:, b]


def walrus(a):
    if (n := len(a)) > 10 and (m := n): print(n, m)
    while chunk := a.read(): yield chunk
    total = [y := f(x), y ** 2] + [last := x for x in a]
    return (p := 1, q := 2), {(k := 1): (v := 2)}, a[(i := 0)], f(z := 1), lambda: (w := 1), any((hit := x) for x in a), last


def match_all(subject, other):
    match subject, other:
        case 0 | -1 | 1.5 | -2j | 1 + 2j, 'text' 'more' | b'bytes':
            return 'literals'
        case None | True | False, _:
            return 'singletons'
        case [], [*_] | (_, *_, _):
            return 'lists'
        case [first, [second, *rest], *_], {}:
            return first, second, rest
        case {'a': 1, 'b': {'c': [x]}, **others}, {**everything_}:
            return x, others, everything_
        case Point(), a.b.Point(1, x=2, y=[z]):
            return z
        case (Point(x=0) | Line(start=Point(x=0))) as whole, str() | int() as part if part:
            return whole, part
        case [Color.RED | Color.BLUE as color, (y as z)], captured:
            return color, y, z, captured
        case *start, 1, 2:
            return start
        case _:
            pass
    match subject:
        case x if x > 1: return x
        case {-1: _, None: a}: return a
    match (subject):
        case ([a] | [_, a]) as b, *c: return a, b, c


class Meta(type, *(object,), **{}):
    x: int = 1
    __private = x
    y = [__private for _ in (x,)]
    def __init__(self, __a=__private, *, __b: x = 1): self.__c = __a, __b
    def method(self): return super().method() + super(Meta, self).attribute, __class__
    @staticmethod
    @decorator(1)(2)[3]
    def static(): return lambda self: self.__d
    locals()['z'] = x; del x
