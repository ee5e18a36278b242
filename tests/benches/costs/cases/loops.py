def items():
    for number in range(1000):
        yield number


def outer(iterator):
    yield from iterator


thousand = {number: number for number in range(1000)}

## FOR_ITER_RANGE
#: numbers = range(1000)
for number in numbers: pass

## FOR_ITER_LIST JUMP_BACKWARD_NO_JIT
#: numbers = list(range(1000))
for number in numbers: pass

## FOR_ITER_TUPLE
#: numbers = tuple(range(1000))
for number in numbers: pass

## FOR_ITER_GEN YIELD_VALUE
#: generator = items
for number in generator(): pass

## SEND_GEN JUMP_BACKWARD_NO_INTERRUPT
#: generator, function = items, outer
for number in function(generator()): pass

## FOR_ITER dict_keyiterator
#: numbers = thousand
for number in numbers: pass

## FOR_ITER dict_valueiterator
#: numbers = thousand
for number in numbers.values(): pass

## FOR_ITER dict_itemiterator
#: numbers = thousand
for key, number in numbers.items(): pass

## FOR_ITER set_iterator
#: numbers = set(thousand)
for number in numbers: pass

## FOR_ITER enumerate
#: numbers = list(thousand)
for index, number in enumerate(numbers): pass

## FOR_ITER zip
#: numbers = list(thousand)
for left, right in zip(numbers, numbers): pass

## FOR_ITER map
#: numbers = list(thousand)
for number in map(abs, numbers): pass

## FOR_ITER list_reverseiterator
#: numbers = list(thousand)
for number in reversed(numbers): pass

## FOR_ITER str_iterator
#: text = "x" * 1000
for character in text: pass

## GET_ITER
#: numbers = ()
for number in numbers: pass

## LIST_APPEND
#: numbers = list(thousand)
[number for number in numbers]

## SET_ADD
#: numbers = list(thousand)
{number for number in numbers}

## MAP_ADD
#: numbers = list(thousand)
{number: number for number in numbers}

## RETURN_GENERATOR
#: generator = items
generator()
