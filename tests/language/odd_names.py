"""Names that are no strings: attributes of `import *`, keywords, match arguments, slots; what is thrown and is no exception."""
import sys, types
m=types.ModuleType('m'); sys.modules['m']=m
for a in ([1], ['a', b'x'], [type('S',(str,),{})('zz')], 5, ['nope']):
    m.__all__=a
    m.zz=3
    try:
        exec('from m import *', d:={}); print(sorted(d)[1:])
    except Exception as e: print(type(e).__name__, e)
del m.__all__
m.__dict__[7]=1
try: exec('from m import *')
except Exception as e: print(type(e).__name__, e)
del m.__name__
m.__all__=[1]
try: exec('from m import *')
except Exception as e: print(type(e).__name__, e)
class O: pass
o=O(); o.__dict__={1:2}; sys.modules['m']=o
try: exec('from m import *')
except Exception as e: print(type(e).__name__, e)
o.__name__='o'
try: exec('from m import *')
except Exception as e: print(type(e).__name__, e)
class C:
    __slots__=()
    @property
    def x(self): return 1
sys.modules['m']=C()
try: exec('from m import *')
except Exception as e: print(type(e).__name__, e)
class P:
    __match_args__=(1,)
try:
    match P():
        case P(a): pass
except Exception as e: print(type(e).__name__, e)
class N(str): pass
for f in (lambda: types.SimpleNamespace({N('a'):2}), lambda: types.SimpleNamespace(**{N('a'):2}), lambda: types.SimpleNamespace([(1,2)]), lambda: types.SimpleNamespace(1), lambda: types.SimpleNamespace({'a':1},a=2)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
import copyreg
class G: __slots__=('a',)
G.__slotnames__=[1]
try: print(G().__getstate__())
except Exception as e: print(type(e).__name__, e)
G.__slotnames__=1
try: print(G().__getstate__())
except Exception as e: print(type(e).__name__, e)
def f(**k): pass
class M:
    def keys(self): return [1]
    def __getitem__(self,i): return i
for g in (f, dict, print, int, len, [].sort, [].append, str.upper, list, M().keys, type('A',(),{'__call__':lambda s,**k:0})(), type('A',(),{'__init__':lambda s,**k:0}), type):
    for k in ({1:2}, M()):
        try: g(**k)
        except Exception as e: print(type(e).__name__, str(e).split(' at 0x')[0])
        try: g(*(), **k)
        except Exception as e: print(type(e).__name__, str(e).split(' at 0x')[0])
class Odd(Exception):
    def __new__(cls, *args):
        return cls
def numbers():
    yield 1
generator = numbers()
next(generator)
try:
    generator.throw(Odd)
except TypeError as error:
    print("TypeError", error)
try:
    raise Odd
except TypeError as error:
    print("TypeError", error)
