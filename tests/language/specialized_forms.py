"""What the instructions of all kinds of expressions specialize to, one a line."""
import collections
import dataclasses
import dis
import enum
import functools
import io
import itertools
import math
import operator
import random
import re
import types


class A:
    k = 3

    def __init__(self):
        self.x = 1

    @classmethod
    def cm(cls):
        return 1

    @classmethod
    def cm2(cls, a):
        return 1

    @staticmethod
    def sm():
        return 1

    def m(self):
        return 1

    @property
    def p(self):
        return 1

    @functools.cached_property
    def cp(self):
        return 1


class B(A):
    def m(self):
        return super().m()

    def __getattr__(self, name):
        return 5


class Meta(type):
    z = 1

    def mm(cls):
        return 1


class M(metaclass=Meta):
    q = 1

    def __init__(self):
        self.w = 1


class S:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1

    def m(self):
        return self.a


class E(enum.Enum):
    ONE = 1
    TWO = 2


@dataclasses.dataclass
class DC:
    a: int = 1
    b: int = 2


class GI:
    __hash__ = None

    def __getitem__(self, i):
        return i

    def __len__(self):
        return 3

    def __contains__(self, i):
        return True

    def __call__(self, i):
        return i

    def __iter__(self):
        return iter([1])

    def __eq__(self, other):
        return True


class Exc(Exception):
    def __init__(self, v):
        self.v = v


def gen():
    yield 1


NT = collections.namedtuple("NT", "a b")
a, b, s, dc, nt, gi, exc, e = A(), B(), S(), DC(), NT(1, 2), GI(), Exc(3), StopIteration(5)
d, dd, od = {"a": 1}, collections.defaultdict(int), collections.OrderedDict(a=1)
dq, ctr = collections.deque([1, 2, 3]), collections.Counter("abc")
r, p, q = random.Random(1), re.compile("a"), re.match("a", "a")
part, big = functools.partial(len, "ab"), 1 << 40
# In every function, or another where there is a jit.
LEFT_OUT = {"LOAD_CONST", "RESUME", "JUMP_BACKWARD"}
FAMILIES = {"LOAD_ATTR", "STORE_ATTR", "CALL", "CALL_KW", "BINARY_OP", "COMPARE_OP", "CONTAINS_OP", "TO_BOOL", "FOR_ITER", "STORE_SUBSCR",
            "UNPACK_SEQUENCE", "SEND", "LOAD_SUPER_ATTR", "LOAD_GLOBAL"}


def show(statements):
    scope = dict(globals())
    lines = statements.replace("\\n", "\n").split("\n")
    exec("def f():\n" + "".join(f"    {line}\n" for line in lines), scope)
    try:
        for _ in range(120):
            scope["f"]()
    except Exception as exception:
        print(statements, "|", type(exception).__name__)
        return
    forms = [i for i in dis.get_instructions(scope["f"], adaptive=True) if i.baseopname not in LEFT_OUT]
    print(statements, "|", *[i.opname for i in forms if i.baseopname in FAMILIES])


for statements in r"""
a.x
a.k
a.m()
a.cm()
a.cm2(1)
a.sm()
a.p
a.cp
A.cm()
A.sm()
A.k
A.m
a.cm
a.sm
b.m()
b.zz
b.x
b.k
b.p
b.cm()
M.z
M.q
M.mm()
M()
A()
S()
DC()
DC(1, 2)
NT(1, 2)
nt.a
nt[0]
s.a
s.m()
s.a = 3
dc.a
dc.a = 4
E.ONE
E.ONE.value
E.ONE.name
E(1)
e.value
e.args
exc.v
exc.v = 3
exc.args
r.random()
r.randrange(5)
r.getrandbits(5)
r.uniform(1, 2)
r.choice([1,2])
random.random()
random.randint(1, 3)
math.sqrt(2.0)
math.floor(2.5)
math.pi
math.gcd(4, 6)
d["a"]
d.get("a")
d.get("a", 1)
d.items()
d.keys()
"a" in d
d["b"] = 1
dd["a"]
dd["a"] += 1
od["a"]
dq[0]
dq.append(1)
dq.popleft()
dq.append(4)
ctr["a"]
gi[0]
gi(1)
len(gi)
1 in gi
gi == gi
for x in gi: pass
for x in d: pass
for x in d.items(): pass
for k, v in d.items(): pass
for x in [1]: pass
for x in (1,): pass
for x in range(3): pass
for x in gen(): pass
for x in "ab": pass
for x in {1,2}: pass
for i, x in enumerate([1]): pass
for x, y in zip([1],[2]): pass
for x in map(str, [1]): pass
for x in reversed([1]): pass
[x for x in [1]]
{x: 1 for x in [1]}
sum([1,2])
max(1, 2)
min([1,2])
abs(-1)
isinstance(a, A)
isinstance(a, (A, B))
issubclass(B, A)
len([1])
str(1)
str(b"a", "ascii")
int("1")
int(1.5)
float(1)
bool(1)
list((1,))
tuple([1])
dict(a=1)
set([1])
frozenset([1])
type(1)
type("T", (), {})
object()
range(3)
print(end="")
sorted([2,1])
sorted([2,1], key=lambda x: x)
"a".join(["b"])
"abc".startswith("a")
"abc".replace("a", "b")
"abc".split()
"a b".split(" ")
"a".upper()
"{}".format(1)
"abc"[1]
"abc"[1:2]
"abc"[-1]
[1,2][0]
[1,2][-1]
[1,2][0:1]
(1,2)[0]
(1,2)[-1]
b"ab"[0]
x = 1; x + 2
x = big; x + 1
x = big; x & 1
x = big; x * 2
x = big; x - 1
x = big; x < 5
x = big; x == big
x = 5; x & 3
x = 5; x | 3
x = 5; x ^ 3
x = 5; x << 3
x = 5; x >> 1
x = 5; x // 2
x = 5; x % 2
x = 5; x / 2
x = 5; x ** 2
x = 5; x & 0xFFFFFFFF
x = 5; (x + 5000000000) & 0xFFFFFFFF
x = 5; x &= 3
x = 5; x += 1
x = 1.5; x + 1
x = 1.5; 1 + x
x = 1.5; x * 2
x = 1.5; x / 2
x = 1.5; 2 / x
x = 1.5; x - 2
x = 1.5; x += 2
x = 1.5; x / 3.0
x = 1.5; x ** 2
x = 1.5; x * x
x = 1.5; x + big
x = 1.5; x < 2
x = 1.5; x < 2.5
x = "a"; x + "b"
x = "a"; x += "b"
x = "a"; x * 2
x = "a"; x == "b"
x = "a"; x < "b"
x = [1]; x + [2]
x = [1]; x * 2
x = (1,); x + (2,)
x = True; x + 1
x = True; x & True
x = 5; x == 5
x = 5; x < True
x = None; x == None
x = [0]; x[0] = 1
x = [0]; x[-1] = 1
x = [0]; x[0:1] = [1]
x = {1}; 1 in x
x = [1]; 1 in x
x = "ab"; "a" in x
x = range(3); 1 in x
x, y = 1, 2
x, y = [1, 2]
x, y, z = (1, 2, 3)
x, *y = (1, 2, 3)
x, y = "ab"
x, y = nt
if a: pass
if d: pass
if gi: pass
if s: pass
if 1.5: pass
if nt: pass
x = 1.5; 1 if x else 2
x = (); 1 if x else 2
x = {}; 1 if x else 2
x = ""; 1 if x else 2
x = b""; 1 if x else 2
x = []; 1 if x else 2
x = 0; 1 if x else 2
x = big; 1 if x else 2
x = None; 1 if x else 2
x = a; 1 if x else 2
x = A; 1 if x else 2
part()
operator.add(1, 2)
functools.reduce(operator.add, [1,2])
list(map(len, ["a"]))
io.StringIO().write("a")
re.compile("a").match("a")
a.__class__
a.__dict__
a.__init__()
a.m.__name__
A.__name__
len.__name__
types.SimpleNamespace(x=1).x
f"{a.x}"
a.x = 2
a.y = 2
a.x += 1
getattr(a, "x")
hasattr(a, "x")
setattr(a, "x", 1)
(lambda: 1)()
(lambda x=1: x)()
(lambda *x: x)(1)
(lambda x: x)(x=1)
a.m.__call__()
[].append(1)
x = []; x.append(1)
x = []; y = x.append(1)
x = []; x.extend([1])
x = [1]; x.pop()
x = [1]; x.pop(0)
x = set(); x.add(1)
{}.update(a=1)
x = {}; x.setdefault(1, 2)
try: raise ValueError(1)\nexcept ValueError as q: q.args
try: int("x")\nexcept ValueError: pass
with io.StringIO() as q: q.read()
i = iter([1]); next(i)
i = gen(); next(i)
i = gen(); i.send(None)
x = slice(1); x.start
x = 3+4j; x.real
x = 3; x.bit_length()
x = 3; x.real
x = 2.0; x.is_integer()
x = b"ab"; x.decode()
x = bytearray(3); x[0]
x = bytearray(3); x[0] = 1
x = memoryview(b"ab"); x[0]
x = itertools.count(); next(x)
x = property(len); x.fget
super
a.__doc__
A.__dict__
math.__name__
collections.OrderedDict
print
__name__
p.match("a")
p.search("a")
p.sub("b", "a")
p.findall("a")
p.finditer("a")
p.split("a")
q.group(0)
q.groups()
q.start()
q.span()
""".strip().split("\n"):
    show(statements)
