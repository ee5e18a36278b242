class One:
    def __init__(self):
        self.x = 1000

    def method(self):
        return self


class Two:
    def __init__(self):
        self.y = 1000
        self.x = 2000

    def method(self):
        return self


# Both forms of each case take nearly the same, so that only the misses are left.

## deopt BINARY_OP
#: values = ([1, 2, 3], (1, 2, 3)) * 500
#: index = 1
for value in values: value[index]

## deopt COMPARE_OP
#: values = (1000, 1.5) * 500
for value in values: value < value

## deopt LOAD_ATTR
#: values = (One(), Two()) * 500
for value in values: value.x

## deopt STORE_ATTR
#: values = (One(), Two()) * 500
#: number = 1000
for value in values: value.x = number

## deopt TO_BOOL
#: values = (1000, "text") * 500
for value in values:
    if value: pass

## deopt UNPACK_SEQUENCE
#: values = ((1, 2), [1, 2]) * 500
for value in values: a, b = value
