"""Built-in types and protocols."""
import sys
# strings
s = ''
for i in range(60): s += str(i) + ','
print(len(s), s[:20], s.upper()[:5], s.replace(',', ';;')[:20], '-'.join(s.split(',')[:5]), s.partition('5,'), s.find('59'))
print('%s %r %5.2f %d %x' % ([1], 'q' + 'r', 2.5, 10**20, 255), '{:>10} {!r:^12} {x[0]}'.format('a' + 'b', 'c', x=[[1]]), f'{s[:3]!r:>8} {2**70:,} {3.14159:.3e}')
print(s.encode()[:5].hex(), bytes.fromhex('00ff').decode('latin1'), 'é' * 3 + 'ü' + '\u4e2d' + '\U0001F600', 'é中'.encode('utf-8').decode(), ascii('é中'), 'äöü'.translate({228: 'ae', 246: None}), 'Straße'.casefold(), 'aXb'.swapcase())
ba = bytearray()
for i in range(300): ba.append(i & 255); ba.extend(b'xy')
del ba[10:50]; ba[5:7] = b'abcdef' * 5; print(len(ba), ba[:12], memoryview(bytes(ba))[3:9].tolist(), ba.find(b'xyz'), ba.split(b'x')[3:5])
# big ints
x = 1
for i in range(1, 60): x = x * i + (x >> 3) - (x // 7) ** 1 % 1000003
print(x, -x // 12345678901234567890, x % (10**15), divmod(-x, 10**20), pow(3, 1000, 10**30), x.bit_length(), int(str(x)), x & (2**100 - 1), ~x, x ^ -5, float(10**30), hash(x), (2**100).to_bytes(16, 'big'), int.from_bytes(b'\x01' * 20, 'little'))
print(complex(1, 2) ** 2, (3+4j).__abs__(), round(2.675, 2), 1e300 * 1e10, 0.1 + 0.2, float('1e-320'), (0.1).hex(), (7.5).as_integer_ratio())
# containers
d = {}
for i in range(300): d[str(i)] = [i]; d.pop(str(i // 2), None)
print(len(d), sorted(d)[:3], list(d.items())[-1], {**d, 'z': 1}['z'], d | {'a': 2} == {**d, 'a': 2}, dict.fromkeys('abc', []), d.setdefault('new', ['x']))
st = set()
for i in range(300): st.add((i, str(i))); st.discard((i // 3, str(i // 3)))
print(len(st), len(st & {(299, '299'), 5}), len(st ^ {1, 2}), frozenset([frozenset([1]), frozenset([2, 3])]) >= {frozenset([1])}, sorted({1, 2} | {'a' + 'b'}, key=str))
l = [[i] for i in range(50)]
l.sort(key=lambda v: (v[0] * 37 % 50, str(v))); l[3:30:2] = [['n']] * 14; del l[::5]; l.insert(0, ('t',)); l.reverse(); l += (str(i) for i in range(5)); l *= 2
print(len(l), l[:4], l.index(['n']), l.count(['n']), sorted(map(str, l), reverse=True)[:2], min(l, key=str), sum(([i] for i in range(4)), []), list(reversed(l))[:2], [*l[:2], *'ab'], list(enumerate('ab', 2**60))[1])
a, *b, c = (str(i) for i in range(6)); print(a, b, c)
print(tuple(x for x in l[:3]) + (1,), (l[0],) * 3, list(filter(None, [[], [1]])), list(map(lambda a, b: [a, b], 'ab', 'cd')), any(x == ['n'] for x in l), slice(1, 'a' + 'b', None), range(2**70, 2**70 + 3)[1])
# classes
class Meta(type):
    def __new__(m, n, b, ns, **kw):
        c = super().__new__(m, n, b, {**ns, 'extra': [n]}); return c
    def __call__(cls, *a): o = super().__call__(*a); o.made = ['by meta']; return o
    def __prepare__(n, b, **kw): return {'prepared': [n]}
class Base(metaclass=Meta):
    __slots__ = ('a', '__dict__')
    def __init__(self, a=0): self.a = [a]
    def __init_subclass__(cls, **kw): cls.sub = [cls.__name__, kw]
    def __getattr__(self, n): return ['missing', n]
    def __class_getitem__(cls, k): return (cls.__name__, k)
class Derived(Base, key='v' + 'w'):
    def __init__(self, a): super().__init__(a); self.z = [a, a]
    def __set_name__(self, o, n): self.sn = n
    def __call__(self, *a, **k): return [a, k]
    def __eq__(self, o): return self.a == o.a
    def __hash__(self): return 7
    def __iter__(self): return iter([self.a, self.z])
    def __getitem__(self, i): return [i]
    def __contains__(self, x): return [x] == self.a
    def __add__(self, o): return Derived(str(o))
    def __format__(self, s): return 'fmt' + s
    def __bool__(self): return bool([1])
    def __len__(self): return 3
    def __enter__(self): return self
    def __exit__(self, *a): return True
    def __delattr__(self, n): super().__delattr__(n)
for i in range(40):
    o = Derived('v' + str(i))
    assert o.made == ['by meta'] and o.extra == ['Derived'] and o.nope == ['missing', 'nope'] and list(o) == [o.a, o.z]
    assert o(1, k=[2]) == [(1,), {'k': [2]}] and (o + i).a == [str(i)] and f'{o:x}' == 'fmtx' and o[i] == [i] and ('v' + str(i)) in o and len({o, o + 1}) == 2
    o.dyn = [i]; del o.dyn; o.__dict__['q'] = [1]; assert o.q == [1]
    with o: raise KeyError(str(i))
print(Derived.sub, Derived.prepared, Derived[int], vars(o))
def deco(f):
    def w(*a, **k): return [f(*a, **k)]
    w.__wrapped__ = f; return w
@deco
def ff(a, b=[], *c, d={}, **e): return (a, b, c, d, e)
for i in range(20): r = ff(str(i), *[[i]], 'c', d={'x': [i]}, **{'k' + str(i): [i]})
print(r)
try: ff()
except TypeError as e: print(e)
try: ff(1, b=2, **{'b': 3})
except TypeError as e: print(e)
class Prop:
    def __init__(self): self._v = []
    @property
    def v(self): return self._v + ['g']
    @v.setter
    def v(self, x): self._v = [x]
p = Prop()
for i in range(50): p.v = str(i)
print(p.v)
class W(Exception):
    __slots__ = ('code', 'more')
for i in range(60):
    w = W('m'); w.code = [i]; w.more = (i,); k = [object()]; assert w.code == [i] and w.more == (i,) and k
print(w.code, w.more, w.args)
class IntS(int):
    def __new__(c, v): o = super().__new__(c, v); o.tag = [v]; return o
class StrS(str): pass
class TupS(tuple): pass
class ListS(list): pass
class DictS(dict):
    def __missing__(self, k): self[k] = [k]; return self[k]
q = StrS('ab' + 'c'); q.t = [1]; t = TupS(([1], 'x')); t.t = ['tt']; ls = ListS('abc'); ls.t = [2]; ds = DictS(); ds['m'].append(1); ds.t = 1
print(IntS(5).tag, q + 'd', q.t, t, t.t, ls, ls.t, ds, ds.t)
def rec(n):
    return [n, rec(n - 1)] if n else []
r = rec(200); n = 0
while r: n += 1; r = r[1]
print(n)
def match(x):
    match x:
        case {'k': [a, *b], **rest}: return (a, b, rest)
        case [1, (2 | 3) as y, *_]: return y
        case Prop(v=['z', 'g']): return 'prop'
        case str() as s if len(s) > 2: return s + '!'
        case _: return None
p.v = 'z'
print(match({'k': [1, 2, 3], 'z': [0]}), match([1, 3, 4]), match(p), match('abc' + 'd'), match(5))
print(eval('[x + y for x in "ab" for y in "cd"]'), exec('gg = [1, 2]'), gg, compile('1 + 1', 'f', 'eval').co_consts)
import types
ns = {}
for i in range(10): exec(f'def f{i}(a, b=[{i}]):\n  class K:\n    x = a\n  return K.x, b, lambda: a', ns)
print(ns['f3']('q')[:2], ns['f4']([1])[2]())
print(sys.intern('a' + 'b' * 3), type('T', (), {'a': [1]}).a, getattr(p, 'no' + 'ne', [3]), hasattr(p, 'v'), callable(p), dir(p)[-2:], repr(print), isinstance(1, (str, int)), list(zip('ab', [1, 2], strict=True)), iter(lambda c=[0]: c.append(1) or len(c), 4).__next__())
