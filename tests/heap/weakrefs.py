"""Weak references, finalizers, classes that come and go."""
import weakref, gc
class A:
    def __init__(self, n): self.n = n; self.me = [n]
    def __del__(self): dead.append(self.n)
dead = []
def make():
    for i in range(20):
        A(i)
make()
gc.collect()
junk = [[] for i in range(50)]
gc.collect()
print(len(dead) >= 18)
class B: pass
d = weakref.WeakValueDictionary()
k = weakref.WeakKeyDictionary()
s = weakref.WeakSet()
keep = []
for i in range(20):
    b = B(); b.i = i
    d[str(i)] = b
    k[b] = [i]
    s.add(b)
    if i % 2: keep.append(b)
del b
gc.collect()
junk = [[] for i in range(50)]
gc.collect()
print(len([x for x in d.values() if x.i % 2]), len([x for x in k if x.i % 2]), sorted(x.i for x in s if x.i % 2)[:3])
r = weakref.ref(keep[0], lambda r: print('gone'))
print(r() is keep[0])
class Res:
    def __del__(self):
        global saved
        saved = self
x = Res(); x.v = ['v']; del x
gc.collect(); junk = [[] for i in range(50)]; gc.collect()
try: print(saved.v)
except NameError: print('alive')
f = weakref.finalize(keep[1], len, 'finalized')
print(f.alive)
junk = None
def cls(i):
    class C:
        x = [i]
        def m(self): return self.x
        @property
        def p(self): return self.m()
        @classmethod
        def c(cls): return cls.__name__ + str(i)
        @staticmethod
        def s(a): return a
    return C
for i in range(30):
    C = cls(i)
    o = C()
    o.a = i
    assert o.p == [i] and o.c() == 'C%d' % i and C.s(o) is o
    D = type('D%d' % i, (C,), {'__slots__': ('q',)})
    dd = D(); dd.q = [1]; assert dd.q == [1] and dd.p == [i]
print(o.m(), dd.c())
def hot(o):
    t = 0
    for i in range(300):
        t += o.p[0] + len(o.c())
    return t
print(hot(C()), hot(cls(3)()))
