"""Exceptions: chains, groups, finally, context managers, recursion."""
import sys
class E(Exception):
    def __init__(self, *a):
        super().__init__(*a)
        self.data = list(a)
def f(n):
    try:
        if n == 0:
            raise E('deep', [1], {})
        f(n-1)
    except E as e:
        raise ValueError('at ' + str(n)) from e
for i in range(3):
    try:
        f(4)
    except ValueError as e:
        c = e; k = 0
        while c is not None:
            k += 1; last = c; c = c.__cause__
        print(k, last.data, last.args)
try:
    raise ExceptionGroup('g', [ValueError('a'), TypeError('b'), E('c')])
except* ValueError as g:
    print('v', g.exceptions)
except* (TypeError, E) as g:
    print('t', g.exceptions)
class CM:
    def __enter__(self): return [self]
    def __exit__(self, t, v, tb):
        print(t.__name__ if t else None, v)
        return True
for i in range(3):
    with CM() as x:
        raise KeyError('k' + str(i))
def fin():
    for i in range(3):
        try:
            try: {}['x' + str(i)]
            finally: a = [i]
        except KeyError as e:
            print(repr(e), a)
fin()
try:
    int('x' + 'y')
except ValueError as e: print(e)
try: [].foo
except AttributeError as e: print(e, e.name)
try: undefined_thing
except NameError as e: print(e)
def rec(n): return [rec(n+1)]
try: rec(0)
except RecursionError as e: print(e)
