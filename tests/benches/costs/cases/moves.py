## LOAD_FAST_BORROW POP_TOP
#: a = 1000
a

## LOAD_FAST STORE_FAST
#: a = 1000
b = a

## LOAD_FAST_LOAD_FAST STORE_FAST_STORE_FAST
#: a = b = 1000
c, d = a, b

## STORE_FAST_LOAD_FAST
#: a = 1000
b = a; b

## COPY
#: a = 1000
b = c = a

## LOAD_SMALL_INT
b = 1

## LOAD_CONST_IMMORTAL
b = None

## LOAD_CONST_MORTAL
b = 1.5

## IS_OP
#: a = b = 1000
(a is
    b)

## LOAD_FAST_BORROW_LOAD_FAST_BORROW
#: a = b = 1000
a is b

## POP_JUMP_IF_FALSE POP_JUMP_IF_TRUE NOT_TAKEN NOP
#: a = b = 1000
if a is b: pass

## POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE
#: a = 1000
if a is not None: pass

## LOAD_GLOBAL_BUILTIN
len

## LOAD_NAME
class Body:
    number = 1000
    for index in range(1000): number
#- without
class Body:
    number = 1000

## STORE_NAME
class Body:
    for index in range(1000): pass
#- without
class Body:
    pass

## LOAD_GLOBAL_MODULE
__name__

## STORE_GLOBAL
#: global counter
#: a = 1000
counter = a

## LOAD_DEREF
#: a = 1000
#: function = lambda: a
a

## STORE_DEREF
#: a = b = 1000
#: function = lambda: a
a = b

## UNARY_NOT
#: a = True
not a

## UNARY_NEGATIVE
#: a = 1000
-a

## UNARY_INVERT
#: a = 1000
~a

## DELETE_FAST
#: a = 1000
b = a; del b
