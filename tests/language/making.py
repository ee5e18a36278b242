"""Which `__new__` makes which native class: never one of another layout."""
import typing, collections, types, functools
T=typing.TypeVar('T')
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class A(typing.Generic[T], dict): pass
t(lambda: A(a=1))
class A(typing.Generic[T], int): pass
t(lambda: A(7))
class A(typing.Generic[T], Exception): pass
t(lambda: repr(A(7)))
gen=types.GeneratorType
for owner in (object, list, gen, type, int, bool, collections.OrderedDict, collections.deque, functools.partial, Exception, ValueError, OSError, super, property):
    for c in (1, gen, list, int, bool, collections.OrderedDict, dict, type(len), Exception, ValueError, OSError, functools.partial, A, super, collections.deque):
        t(lambda: (owner, c, type(owner.__new__(c))))
t(lambda: object.__new__())
class B(collections.OrderedDict): pass
t(lambda: object.__new__(B))
t(lambda: dict.__new__(B))
class Meta(type): pass
t(lambda: object.__new__(Meta))
t(lambda: type.__new__(Meta, 'a', (), {}).__class__)
t(lambda: Meta.__new__(type, 'a', (), {}).__class__)
class D(A):
    def __new__(cls): return object.__new__(cls)
t(D)
