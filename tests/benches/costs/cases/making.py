## BUILD_TUPLE
#: a, b = 1000, 2000
(a, b)

## BUILD_LIST
#: a, b = 1000, 2000
[a, b]

## BUILD_SET
#: a, b = 1000, 2000
{a, b}

## BUILD_MAP
#: a, b = 1000, 2000
{a: b}

## LIST_EXTEND
#: a = (1000, 2000)
[*a]

## SET_UPDATE
#: a = (1000, 2000)
{*a}

## DICT_UPDATE
#: a = {1000: 2000}
{**a}

## CALL_INTRINSIC_1
#: a = 1000
+a

## FORMAT_SIMPLE
#: a = 1000
f"{a}"

## FORMAT_WITH_SPEC
#: a = 1000
f"{a:5}"

## CONVERT_VALUE
#: a = 1000
f"{a!r}"

## BUILD_STRING
#: a = 1000
f"{a} {a}"

## GET_LEN MATCH_SEQUENCE
#: a = (1000,)
match a:
    case (b,): pass
