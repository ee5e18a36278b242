class Truth:
    def __init__(self):
        self.value = True

    def __bool__(self):
        return True


class Sized:
    def __len__(self):
        return 1


class Same:
    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True


class Holder:
    def __setitem__(self, index, value):
        pass

    def __contains__(self, value):
        return True


class Plain:
    pass


## COMPARE_OP_INT
#: a, b = 1000, 2000
a < b

## COMPARE_OP_FLOAT
#: a, b = 1.5, 2.5
a < b

## COMPARE_OP_STR
#: a, b = "one", "two"
a == b

## COMPARE_OP
#: a, b = "one", "two"
a < b

## COMPARE_OP int < float -> COMPARE_OP_FLOAT
#: a, b = 1000, 2.5
a < b

## COMPARE_OP big int < big int
#: a, b = 1 << 70, 1 << 71
a < b

## COMPARE_OP tuple == tuple
#: a, b = (1, 2), (1, 3)
a == b

## COMPARE_OP tuple < tuple
#: a, b = (1, 2), (1, 3)
a < b

## COMPARE_OP list == list
#: a, b = [1, 2], [1, 3]
a == b

## COMPARE_OP object == object
#: a = b = Same()
a == b

## COMPARE_OP object < object
#: a = b = Same()
a < b

## CONTAINS_OP_DICT
#: a, b = 2, {1: 1, 2: 2}
a in b

## CONTAINS_OP_SET
#: a, b = 2, {1, 2}
a in b

## CONTAINS_OP in tuple -> CONTAINS_OP_SET
#: a, b = 5, (1, 2, 3)
a in b

## CONTAINS_OP in list -> CONTAINS_OP_SET
#: a, b = 5, [1, 2, 3]
a in b

## CONTAINS_OP in str
#: a, b = "c", "abcdef"
a in b

## CONTAINS_OP in range
#: a, b = 5, range(10)
a in b

## CONTAINS_OP
#: a, b = 5, Holder()
a in b

## TO_BOOL_BOOL
#: a = True
if a: pass

## TO_BOOL_INT
#: a = 1000
if a: pass

## TO_BOOL_LIST
#: a = [1]
if a: pass

## TO_BOOL_NONE
#: a = None
if a: pass

## TO_BOOL_STR
#: a = "one"
if a: pass

## TO_BOOL_ALWAYS_TRUE
#: a = Plain()
if a: pass

## TO_BOOL float
#: a = 1.5
if a: pass

## TO_BOOL dict
#: a = {1: 2}
if a: pass

## TO_BOOL tuple
#: a = (1, 2)
if a: pass

## TO_BOOL set
#: a = {1, 2}
if a: pass

## TO_BOOL
#: a = Truth()
if a: pass

## UNPACK_SEQUENCE_TWO_TUPLE
#: a = (1, 2)
b, c = a

## UNPACK_SEQUENCE_TUPLE
#: a = (1, 2, 3)
b, c, d = a

## UNPACK_SEQUENCE_LIST
#: a = [1, 2]
b, c = a

## UNPACK_SEQUENCE
#: a = {1: 2, 3: 4}
b, c = a

## UNPACK_SEQUENCE str
#: a = "ab"
b, c = a

## UNPACK_EX
#: a = (1, 2, 3)
b, *c = a

## STORE_SUBSCR_LIST_INT
#: a, b, c = [1, 2, 3], 1, 1000
a[b] = c

## STORE_SUBSCR_DICT
#: a, b, c = {1: 2, 3: 4}, 1, 1000
a[b] = c

## STORE_SUBSCR list[int] = ...
#: a, b, c = [1, 2, 3], -1, 1000
a[b] = c

## STORE_SUBSCR bytearray[int] = ...
#: a, b, c = bytearray(b"abc"), 1, 7
a[b] = c

## STORE_SUBSCR
#: a, b, c = Holder(), 1, 7
a[b] = c

## DELETE_SUBSCR
#: a, b = {}, 1000
a[b] = b; del a[b]

## BINARY_SLICE
#: a, b, c = [1, 2, 3, 4], 1, 3
a[b:c]

## STORE_SLICE
#: a, b, c, d = [1, 2, 3, 4], 1, 3, [5, 6]
a[b:c] = d

## BUILD_SLICE
#: a, b, c = [1, 2, 3, 4], 0, 2
a[b:c:c]
