"""`divmod`, three-argument `pow` and their methods; the limit of digits; what a class's slots say when they are empty."""
class S: __slots__ = 'n'
s = S()
try: del s.n
except AttributeError as e: print(repr(e), e.name, e.obj)
try: s.n
except AttributeError as e: print(repr(e), e.name, e.obj is s)
def f():
    class T: __slots__ = 'n'
    try: T().n
    except AttributeError as e: print(e)
f()
import sys
for v in (-1,1,639,640,0,2**40,2**31-1,True,'a',1.5,None):
    try: print(sys.set_int_max_str_digits(v), sys.get_int_max_str_digits())
    except Exception as e: print(type(e).__name__, e)
sys.set_int_max_str_digits(maxdigits=700)
for f in (lambda: int('1'*701), lambda: str(10**701), lambda: f'{10**701:d}', lambda: '%d'%10**701, lambda: int('1'*700)>0, lambda: sys.get_int_max_str_digits()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
sys.set_int_max_str_digits(0)
print(len(str(7 ** 10000)), len('%d' % 10 ** 5000))
def power(*a): return a[1:]
M = type('M', (), {'__pow__': power})
R = type('R', (), {'__rpow__': power})
I = type('I', (int,), {})
for f in (lambda: (5).__pow__(2,23), lambda:(5).__pow__(2,None), lambda:(5).__pow__(), lambda:(5).__pow__(1,2,3), lambda:(5).__rpow__(2,23), lambda:(2.0).__pow__(2,3),
        lambda:(5).__pow__(2.0,3), lambda:True.__pow__(True,True), lambda:(5).__divmod__(True), lambda:divmod(2.5,True), lambda:divmod(True,2.5), lambda:(5).__rdivmod__(17),
        lambda: (5).__divmod__(1.0), lambda: (5.0).__rdivmod__(1), lambda: divmod(1,'a'), lambda: divmod(1j,2), lambda: int.__divmod__, lambda: pow(1j,2,3), lambda: 1j.__pow__(2,3),
        lambda:divmod(I(7),2), lambda:divmod(5,0), lambda: divmod(5.0, False), lambda: float.__rdivmod__(1.0),
        lambda: pow(2,3,M()), lambda: pow(M(), 2, 3), lambda: pow(2, R(),  3), lambda: divmod(True, 3), lambda: divmod(7, True), lambda: divmod(-(2**70), 7)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class D:
    def __divmod__(self,o): return ('d',o)
    def __rdivmod__(self,o): return ('r',o)
class E(D):
    def __rdivmod__(self,o): return ('er', type(o).__name__)
print(divmod(D(),1),divmod(1,D()), divmod(True,D()), divmod(D(),E()), divmod(1.0,D()))
class F(int):
    def __rdivmod__(self,o): return ('fr',o)
print(divmod(5,F(3)), divmod(F(7),2), F.__divmod__(F(7),2))
