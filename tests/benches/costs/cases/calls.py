import operator


def plain(a):
    return a


def defaulted(a, b=None):
    return a


def starred(*arguments):
    return arguments


def reraises():
    raise


class Point:
    def __init__(self, x):
        pass

    def method(self, a):
        return a

    def general(self, a, b=None):
        return a


class Open:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


class Callable:
    def __call__(self, a):
        return a


ERROR = ValueError()

## CALL_PY_EXACT_ARGS RETURN_VALUE
#: function = plain
#: a = 1000
function(a)

## CALL_PY_GENERAL -> CALL_PY_EXACT_ARGS
#: function = defaulted
#: a = 1000
function(a)

## CALL_KW_PY -> CALL_PY_EXACT_ARGS
#: function = plain
#: a = 1000
function(a=a)

## CALL_BOUND_METHOD_EXACT_ARGS
#: function = Point(1).method
#: a = 1000
function(a)

## CALL_BOUND_METHOD_GENERAL -> CALL_BOUND_METHOD_EXACT_ARGS
#: function = Point(1).general
#: a = 1000
function(a)

## CALL_KW_BOUND_METHOD -> CALL_BOUND_METHOD_EXACT_ARGS
#: function = Point(1).method
#: a = 1000
function(a=a)

## CALL_ALLOC_AND_ENTER_INIT
#: function = Point
#: a = 1000
function(a)

## CALL_LEN
#: a = [1]
len(a)

## CALL_ISINSTANCE
#: a, b = 1000, int
isinstance(a, b)

## CALL_BUILTIN_O
#: function = abs
#: a = 1000
function(a)

## CALL_BUILTIN_FAST
#: function = divmod
#: a = 1000
function(a, a)

## CALL_BUILTIN_FAST_WITH_KEYWORDS
#: function = sum
#: a = ()
function(a)

## CALL_BUILTIN_CLASS
#: function = bool
#: a = 1000
function(a)

## CALL_STR_1
#: a = "text"
str(a)

## CALL_TUPLE_1
#: a = (1, 2)
tuple(a)

## CALL_TYPE_1
#: a = 1000
type(a)

## CALL_METHOD_DESCRIPTOR_O
#: a, b = [], 1000
a.count(b)

## CALL_METHOD_DESCRIPTOR_NOARGS
#: a = "text"
a.isdigit()

## CALL_METHOD_DESCRIPTOR_FAST
#: a, b = {1: 2}, 1
a.get(b)

## CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS
#: a = "a"
a.split()

## CALL_NON_PY_GENERAL
#: function = operator.itemgetter(1)
#: a = (1, 2)
function(a)

## CALL_KW_NON_PY
#: function = max
#: a = [1000]
function(a, default=a)

## CALL_LIST_APPEND
#: a, b = [], 1000
a.append(b)

## CALL_FUNCTION_EX -> CALL_PY_EXACT_ARGS
#: function = plain
#: a = (1000,)
function(*a)

## MAKE_FUNCTION
b = lambda: 1

## SET_FUNCTION_ATTRIBUTE
#: a = 1000
b = lambda c=a: c

## RAISE_VARARGS PUSH_EXC_INFO CHECK_EXC_MATCH POP_EXCEPT
#: error = ERROR
#: kind = ValueError
try: raise error
except kind: pass

## LOAD_SPECIAL
#: manager = Open()
with manager: pass

## IMPORT_NAME
import math

## IMPORT_FROM
from math import sqrt
