class Y:
    def __hash__(self): return 1
    def __eq__(self, other): raise AttributeError("hm")
class K:
    def __hash__(self): return 1
    def __eq__(self, other): raise KeyError("hm")
class M:
    def keys(self): raise AttributeError("own")
    def __getitem__(self, k): return 1
class N:
    def keys(self): return ["a", "b"]
    def __getitem__(self, k): raise KeyError(k)
class O:
    def keys(self): return ["a", "b"]
    def __getitem__(self, k): raise AttributeError(k)
class P:
    def keys(self): return 5
class Q(str):
    def __hash__(self): return hash("a")
    def __eq__(self, o): raise KeyError("q")
class R(str):
    def __hash__(self): return hash("a")
    def __eq__(self, o): raise AttributeError("q")
def f(**k): return k
d = {1: 2}
import traceback
def t(g):
    try:
        print(g())
    except Exception as e:
        print(type(e).__name__, e, repr(e.__context__), repr(e.__cause__))
t(lambda: {**d, Y(): 1})
t(lambda: {**d, K(): 1})
t(lambda: {**d, **{Y(): 1}})
for c in M, N, O, P:
    t(lambda: {**c()})
    t(lambda: {'x': 1, **c()})
    t(lambda: f(**c()))
    t(lambda: f(**{'z': 2}, **c()))
    t(lambda: dict(**c()))
for c in Q, R:
    t(lambda: f(**{'a': 1}, **{c('a'): 2}))
    t(lambda: f(**{c('a'): 2}, **{'a': 1}))
t(lambda: f(**5))
t(lambda: {**5})
t(lambda: f(**{'z': 2}, **{'z': 3}))
t(lambda: f(z=1, **{'z': 3}))
t(lambda: f(**{1: 2}, **{1: 3}))
t(lambda: f(*5))
class S:
    def __iter__(self): raise TypeError("mine")
class T:
    def __iter__(self): raise AttributeError("mine")
class U:
    def __iter__(self): return self
    def __next__(self): raise TypeError("next")
for c in S, T, U:
    t(lambda: f(*c()))
    t(lambda: [*c()])
    t(lambda: (1, *c()))
    t(lambda: {*c()})
