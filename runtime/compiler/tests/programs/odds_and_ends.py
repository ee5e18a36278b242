class ConditionalAnnotations:
    if True:
        a: int = 1
    else:
        b: str
    for _ in range(2):
        c: "text"
    def method(self, d: a, *e: b, f: c = 1, **g: _): pass
    async def coroutine(self): return [x async for x in self if await x]


def deep(a):
    x = [(i, j, k) for i in a for j in (i,) for k in [j, i] if k if j]
    y = {**a, 'p': 1, 'q': 2, **x, 'r': 3}
    a(*x, *y, 1, z=2, **a, w=3)
    a.b(1, 2, *x)
    a.b.c.d(x).e[y](z := x)
    return lambda *, k=x: (yield k), lambda: (yield)


def finally_with_lambda(x):
    try:
        return x
    finally:
        f = lambda: [lambda: x for x in f]


def nested_functions():
    class A:
        y = 1
        def f(self):
            return __class__, y
        z = [y for _ in range(y)]
    y = 2
    def g():
        nonlocal y
        y += 1
        def h():
            return y
        return h
    return A, g


def large(c):
    if c:
        a0 = c(1) + c(2) + c(3) + c(4) + c(5) + c(6) + c(7) + c(8) + c(9) + c(10) + c(11) + c(12) + c(13) + c(14)
        a1 = c(1) + c(2) + c(3) + c(4) + c(5) + c(6) + c(7) + c(8) + c(9) + c(10) + c(11) + c(12) + c(13) + c(14)
        a2 = c(1) + c(2) + c(3) + c(4) + c(5) + c(6) + c(7) + c(8) + c(9) + c(10) + c(11) + c(12) + c(13) + c(14)
        a3 = c(1) + c(2) + c(3) + c(4) + c(5) + c(6) + c(7) + c(8) + c(9) + c(10) + c(11) + c(12) + c(13) + c(14)
        return a0, a1, a2, a3
    while c:
        c = c - 1
        if c > 10: continue
        try:
            if c > 5: break
        except* KeyError as e:
            print(e)
    return {k: [v for v in w if (lambda: k)()] for k, w in c}


__debug__ and print("debug")
if __debug__:
    print(__debug__)
if 0: print("never")
if 1: print("always")
while 1: break
x = 5 if True else 6
"abc" if "" else "def"
def only_docstring():
    """Just this."""
def prefix(): f"{x}"
def ünïcode(ñ, é=1): return ñ.ö, "日本", é
print(  ünïcode("é" ,   é = "ü") . x  ,  "日本" [ 1 : ] )
