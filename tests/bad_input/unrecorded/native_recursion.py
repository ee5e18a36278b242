"""Native code that goes into what nests deeply ends in a RecursionError, where CPython may crash."""
import itertools
import types

DEPTH = 100_000


def nested(wrap, value):
    for _ in range(DEPTH):
        value = wrap(value)
    return value


def show(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__)


tuples = nested(lambda value: (value,), ())
for call in [
    lambda: hash(tuples),
    lambda: isinstance(3, tuples),
    lambda: issubclass(int, tuples),
    lambda: hash(nested(slice, 0)),
    lambda: hash(nested(lambda value: types.GenericAlias(list, (value,)), int)),
    lambda: len(nested(types.MappingProxyType, {})),
    lambda: types.GenericAlias(list, (tuples,)).__parameters__,
]:
    show(call)
for wrap in [
    lambda inner: map(int, inner),
    lambda inner: filter(None, inner),
    zip,
    enumerate,
    itertools.chain,
    itertools.cycle,
    itertools.accumulate,
    itertools.pairwise,
    lambda inner: itertools.islice(inner, 5),
    lambda inner: itertools.takewhile(bool, inner),
    lambda inner: itertools.zip_longest(inner),
    lambda inner: itertools.batched(inner, 1),
    lambda inner: itertools.compress(inner, [1]),
]:
    show(lambda: next(nested(wrap, iter([1]))))

cyclic = property()
cyclic.__init__(cyclic)
wrapped = staticmethod(1)
wrapped.__init__(wrapped)

for call in [lambda: cyclic.__name__, lambda: cyclic.__isabstractmethod__, lambda: wrapped.__isabstractmethod__]:
    show(call)
