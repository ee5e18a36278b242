class Vector:
    def __add__(self, other):
        return self

    def __getitem__(self, index):
        return self


## BINARY_OP_ADD_INT
#: a, b = 1000, 2000
a + b

## BINARY_OP_SUBTRACT_INT
#: a, b = 3000, 2000
a - b

## BINARY_OP_MULTIPLY_INT
#: a, b = 1000, 2000
a * b

## BINARY_OP_ADD_FLOAT
#: a, b = 1.5, 2.5
a + b

## BINARY_OP_SUBTRACT_FLOAT
#: a, b = 1.5, 2.5
a - b

## BINARY_OP_MULTIPLY_FLOAT
#: a, b = 1.5, 2.5
a * b

## BINARY_OP_ADD_UNICODE
#: a, b = "one", "two"
a + b

## BINARY_OP_INPLACE_ADD_UNICODE
#: a, b = "one", "two"
c = a + b; c += b

## BINARY_OP_EXTEND + -> BINARY_OP_ADD_FLOAT
#: a, b = 1000, 2.5
a + b

## BINARY_OP_EXTEND - -> BINARY_OP_SUBTRACT_FLOAT
#: a, b = 1000, 2.5
a - b

## BINARY_OP_EXTEND * -> BINARY_OP_MULTIPLY_FLOAT
#: a, b = 1000, 2.5
a * b

## BINARY_OP_EXTEND &
#: a, b = 1000, 2000
a & b

## BINARY_OP_EXTEND |
#: a, b = 1000, 2000
a | b

## BINARY_OP_EXTEND ^
#: a, b = 1000, 2000
a ^ b

## BINARY_OP_EXTEND /
#: a, b = 1000, 2.5
b / a

## BINARY_OP big int + float -> BINARY_OP_ADD_FLOAT
#: a, b = 1 << 40, 2.5
a + b

## BINARY_OP int % int
#: a, b = 5000, 2000
a % b

## BINARY_OP int // int
#: a, b = 5000, 2000
a // b

## BINARY_OP int / int
#: a, b = 5000, 2000
a / b

## BINARY_OP float / float
#: a, b = 1.5, 2.5
a / b

## BINARY_OP float % float
#: a, b = 7.5, 2.5
a % b

## BINARY_OP float // float
#: a, b = 7.5, 2.5
a // b

## BINARY_OP int ** int
#: a, b = 1000, 2
a ** b

## BINARY_OP float ** int
#: a, b = 1.5, 2
a ** b

## BINARY_OP float ** float
#: a, b = 1.5, 0.5
a ** b

## BINARY_OP int << int
#: a, b = 1000, 3
a << b

## BINARY_OP int >> int
#: a, b = 1000, 3
a >> b

## BINARY_OP int + bool -> BINARY_OP_ADD_INT
#: a, b = 1000, True
a + b

## BINARY_OP str * int
#: a, b = "ab", 3
a * b

## BINARY_OP str % tuple
#: a, b = "%d and %d", (1, 2)
a % b

## BINARY_OP list + list
#: a = b = [1, 2]
a + b

## BINARY_OP list * int
#: a, b = [1, 2], 3
a * b

## BINARY_OP tuple + tuple
#: a = b = (1, 2)
a + b

## BINARY_OP set & set
#: a = b = {1, 2}
a & b

## BINARY_OP object + object
#: a = b = Vector()
a + b

## BINARY_OP_SUBSCR_LIST_INT
#: a, b = [1, 2, 3], 1
a[b]

## BINARY_OP_SUBSCR_TUPLE_INT
#: a, b = (1, 2, 3), 1
a[b]

## BINARY_OP_SUBSCR_STR_INT
#: a, b = "abc", 1
a[b]

## BINARY_OP_SUBSCR_DICT
#: a, b = {1: 2, 3: 4}, 3
a[b]

## BINARY_OP_SUBSCR_LIST_SLICE
#: a, b = [1, 2, 3], slice(0, 2)
a[b]

## BINARY_OP_SUBSCR_GETITEM
#: a, b = Vector(), 1
a[b]

## BINARY_OP list[int]
#: a, b = [1, 2, 3], -1
a[b]

## BINARY_OP tuple[int]
#: a, b = (1, 2, 3), -1
a[b]

## BINARY_OP str[int]
#: a, b = "abc", -1
a[b]

## BINARY_OP bytes[int]
#: a, b = b"abc", 1
a[b]

## BINARY_OP str[slice]
#: a, b = "abc", slice(0, 2)
a[b]
