"""Modules of the library that are Python code over native code."""
import collections, enum, functools, itertools, datetime, random, contextlib, io, copy, operator, abc, heapq, bisect, types
class Color(enum.Enum):
    RED = 1; GREEN = enum.auto()
    def m(self): return self.name + '!'
class Fl(enum.Flag):
    A = 1; B = 2
print(list(Color), Color['RED'], Color(2), Color.RED.m(), Fl.A | Fl.B)
N = collections.namedtuple('N', 'a b')
print(N(1, [2])._replace(a=[3]), collections.Counter('abracadabra').most_common(2), collections.OrderedDict(a=1), collections.defaultdict(list, {1: [2]}), collections.deque([1,2,3], 2))
od = collections.OrderedDict((str(i), [i]) for i in range(20))
od.move_to_end('3'); od.pop('5'); print(list(od)[-3:], list(od.items())[:2])
cm = collections.ChainMap({'a': [1]}, {'b': [2]}); print(cm['a'], cm['b'])
d = collections.deque(str(i) for i in range(50)); d.rotate(7); d.extendleft([[1], [2]]); d2 = d * 2; print(len(d2), d[3], list(itertools.islice(d, 3, 6)))
@functools.lru_cache(maxsize=8)
def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)
print(fib(30), fib.cache_info())
print(functools.reduce(lambda a, b: a + [b], range(5), []), functools.partial(lambda *a, **k: (a, k), 1, x=[2])(3, y=4))
@functools.total_ordering
class T:
    def __init__(s, v): s.v = [v]
    def __eq__(s, o): return s.v == o.v
    def __lt__(s, o): return s.v < o.v
    def __hash__(s): return hash(s.v[0])
    def __repr__(s): return 'T%d' % s.v[0]
print(sorted([T(i * 7 % 11) for i in range(11)]), max(T(3), T(4)), T(1) >= T(0), {T(i % 3): [i] for i in range(9)})
print(datetime.date(2020, 1, 2) + datetime.timedelta(days=40))
print(copy.deepcopy({'a': [1, [2], {3: (4, [5])}]}))
print(list(itertools.permutations([[1], [2], [3]], 2)), list(itertools.product('ab', repeat=2)), [(k, list(g)) for k, g in itertools.groupby(sorted(['aa', 'b', 'cc', 'd'], key=len), len)], list(itertools.accumulate(['a', 'b', 'c'])), list(itertools.zip_longest('ab', 'c', fillvalue=[0])))
a, b = itertools.tee(str(i) for i in range(10)); print(list(zip(a, b))[:3])
h = []
for i in range(20): heapq.heappush(h, (i * 7 % 20, [i]))
print([heapq.heappop(h) for _ in range(3)], heapq.nsmallest(2, [[3], [1], [2]]))
print(bisect.bisect([1, 3, 5], 4))
@contextlib.contextmanager
def cm(x):
    try: yield [x]
    except ValueError as e: print('sup', e)
for i in range(3):
    with cm(str(i)) as c: print(c); raise ValueError(c)
with contextlib.ExitStack() as st:
    for i in range(4): st.callback(print, 'cb', [i])
with contextlib.redirect_stdout(io.StringIO()) as f: print('hidden', [1])
print(repr(f.getvalue()))
class Ab(abc.ABC):
    @abc.abstractmethod
    def x(self): ...
try: Ab()
except TypeError as e: print(e)
class Con(Ab):
    def x(self): return [super().__init__(), 1]
print(Con().x(), isinstance(Con(), Ab), issubclass(dict, collections.abc.Mapping))
s = io.StringIO()
for i in range(30): s.write('line %d\n' % i)
s.seek(0); print(len(s.readlines()), io.BytesIO(b'abc' * 10).read(5))
random.seed(5); l = [[i] for i in range(10)]; random.shuffle(l); print(l, random.choice(l), random.sample(l, 2))
print(types.SimpleNamespace(a=[1], b='x' + 'y'), types.new_class('Dyn', (), {}, lambda ns: ns.update(q=[1])).q)
