from __future__ import generator_stop
import contextlib


def defaults(a, b=1, /, c=2, *args, d, e=3, **kwargs):
    """Docstring."""
    return a, b, c, args, d, e, kwargs


def closures(n):
    total = 0

    def add(k):
        nonlocal total
        total += k
        global counter
        counter = total
        return lambda: (n, total, k)

    def recurse(m):
        return recurse(m - 1) if m else add

    return add, recurse


def unbound(flag):
    if flag:
        value = 1
    print(value)
    del value
    for value in range(3):
        pass
    try:
        value
    except NameError as error:
        print(error)
    return value


def loops(items):
    for i, (j, *k) in enumerate(items):
        if i == 1:
            continue
        elif j:
            break
        else:
            while i:
                i -= 1
                if not k:
                    return i
            else:
                print("done")
    else:
        return None
    for _ in ():
        for _ in items: pass


def tries(f):
    try:
        f()
    except (ValueError, TypeError) as error:
        raise RuntimeError("x") from error
    except OSError:
        return 1
    except:
        raise
    else:
        print("else")
    finally:
        print("finally")
    for x in f:
        try:
            if x: continue
            if f: break
            return x
        finally:
            f(x)
    try:
        try: pass
        finally: return 2
    finally:
        lambda: f


def groups(f):
    try:
        f()
    except* ValueError as group:
        print(group)
    except* (TypeError, OSError):
        pass
    else:
        f(1)
    finally:
        f(2)


def withs(a, b):
    with a as x, b() as (y, z), contextlib.suppress(OSError):
        if x:
            return y
        with a: pass
    for _ in a:
        with b:
            break
    return z


def generators(n):
    got = yield
    x = yield n, got
    y = yield from generators(n - 1)
    try:
        yield x
    finally:
        yield y
    return (i * j for i in range(n) if i % 2 for j in [i + 1] if j)


def comprehensions(items, n):
    a = [i for i in items]
    b = {i: j for i, j in items if i if j}
    c = {(lambda: i + n)() for i in items}
    d = [[i for i in range(j)] for j in items]
    e = [(x := i) for i in items]
    f = [lambda: i for i in items for _ in (i, n)]
    g = [y for [y] in items for z in [y * 2]]
    return a, b, c, d, e, f, g, x, i if (i := n) else None


async def coroutine(a, b):
    async with a as x, b:
        await x
    async for i in a:
        if i: continue
        print(i)
    else:
        print([j async for j in b if await j])
    c = [await j for j in b]
    d = {k: v async for k, v in a for v in [v] async for _ in v}
    return c, d, (z async for z in a), all(await q for q in b)


async def async_generator(a):
    async for i in a:
        yield i
    async with a:
        return


@closures
@defaults(1)
def decorated(): return


def exits(a, b):
    if a:
        if b:
            return 1
        return
    elif b and not a or (a and b):
        raise ValueError
    assert a != b, f"{a} {b}"
    return not (a < b <= 3) if a is not None else a in (1, 2)


def many_locals(a0, a1):
    b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = b8 = b9 = b10 = b11 = b12 = b13 = b14 = b15 = b16 = 0
    (c0, c1, c2), c3 = (b0, b1, b2), b16
    c0, c1 = c1, c0
    c0, c1, c2 = c2, c1, c0
    c0 = c0
    return b16, c0, c1, b15 + b14, a0(a1, key=b2), a0(*b3, **b4), [*b5, b6]
