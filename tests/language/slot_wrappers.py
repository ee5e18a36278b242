"""Methods of native classes under other names, and in classes that they do not belong to."""
import enum

class X: __len__ = list.__len__
try: print(len(X()))
except TypeError as e: print(e)
class Y: __hash__ = str.__hash__
try: print(hash(Y()))
except TypeError as e: print(e)
class Z: __add__ = int.__add__
try: print(Z() + 1)
except TypeError as e: print(e)
class I(int):
    __str__ = int.__repr__
    def __repr__(self): return 'R'
print(I(1), str(I(1)), f'{I(1)}', '%s' % I(1), format(I(1)))
class J(int):
    __repr__ = int.__str__
    def __str__(self): return 'S'
try: print(repr(J(1)), J(1))
except RecursionError as e: print('rec')
class L(list):
    __add__ = list.__mul__
print(L([1]) + 2)
class K(str):
    __len__ = str.__hash__
    __eq__ = str.__ne__
print(K('a') == 'a', len(K('')) )
class Color(enum.IntEnum):
    RED = 1
print(Color.RED, str(Color.RED), f'{Color.RED}')
class S(enum.StrEnum):
    A = 'x'
print(S.A, repr(S.A), f'{S.A}')
