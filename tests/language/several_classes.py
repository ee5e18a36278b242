# polymorphic accesses whose classes change underneath
class A:
    k = 1
    def __init__(self, v): self.v = v; self.w = 0
    def m(self): return ('A', self.v)
class B:
    k = 2
    def __init__(self, v): self.w = 1; self.v = v
    def m(self): return ('B', self.v)
class C(A):
    def m(self): return ('C', self.v)
class S:
    __slots__ = ('v', 'w')
    k = 4
    def __init__(self, v): self.v = v; self.w = 2
    def m(self): return ('S', self.v)
class P:
    @property
    def v(self): return 'pv'
    @v.setter
    def v(self, x): self.__dict__['seen'] = x
    w = 5
    k = 6
    def m(self): return 'P'
class G:
    def __getattr__(self, n): return n
    k = 7
class D:
    def __init__(self): self.__dict__['v'] = 9
    w = 3
    k = 9
    def m(self): return 'D'
def look(xs):
    out = []
    for x in xs:
        out.append((x.v, x.w, x.k, x.m()))
    return out
def put(xs, n):
    for x in xs:
        x.v = n
        x.w += 1 if isinstance(x.w, int) else 'x'
class E(G):
    def m(self): return 'E'
def mk(): return [A(1), B(2), C(3), S(4), P(), D(), A(5), B(6), E()]
xs = mk()
for r in range(200): a = look(xs)
print(a)
for r in range(200): put(xs, r)
print(look(xs))
A.m = lambda self: 'new'
print(look(xs))
xs[0].m = lambda: 'own'
xs[1].k = 'ownk'
print(look(xs))
for r in range(100): look(xs)
del xs[0].m
print(look(xs))
A.v = property(lambda self: 'prop')
print(look(xs[:1] + xs[2:3]))
del A.v
print(look(xs))
del xs[2].v
try: print(look(xs))
except AttributeError as e: print(e)
xs[2].v = 8
B.v = 'classv'
del xs[1].v
print(look(xs))
class Desc:
    pass
B.z = Desc()
def lz(x): return x.z
for r in range(50): lz(xs[1]); 
try: lz(xs[0])
except AttributeError as e: print(e)
print(type(lz(xs[1])).__name__)
Desc.__get__ = lambda self, o, t: 'got'
print(lz(xs[1]), lz(xs[7]))
Desc.__set__ = lambda self, o, v: print('set', v)
def sz(x, v): x.z = v
xs[1].__dict__['z'] = 'inst'
print(lz(xs[1]))
del Desc.__set__
print(lz(xs[1]))
for i in range(60): sz(xs[0], i); sz(xs[7], i)
print(xs[0].z, xs[7].z)
for i in range(200):
    n = 'dyn%d' % i
    setattr(xs[6], n, i)
print(look(xs))
xs[6].__class__ = B
print(look(xs))
print([list(vars(x)) if hasattr(x, '__dict__') else None for x in mk()])
