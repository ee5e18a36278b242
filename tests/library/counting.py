# `Counter`'s loop: over dicts, over classes with a `get` or `__setitem__` of their own, over other mappings.
from _collections import _count_elements
from collections import Counter, UserDict

log = []


class Getting(Counter):
    def get(self, *arguments):
        log.append(("get", *arguments))
        return super().get(*arguments)


class Setting(Counter):
    def __setitem__(self, key, value):
        log.append(("set", key, value))
        super().__setitem__(key, value)


class Missing(Counter):
    def __missing__(self, key):
        log.append(("missing", key))
        return 100


class Silent(dict):
    get = None


class Key:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Key({self.value})"

    def __hash__(self):
        log.append(("hash", self.value))
        return self.value % 4

    def __eq__(self, other):
        log.append(("eq", self.value, getattr(other, "value", other)))
        return self.value == getattr(other, "value", other)


def check(mapping, iterable):
    log.clear()
    try:
        print(_count_elements(mapping, iterable), end=" ")
    except Exception as error:
        print(type(error).__name__, error, end=" ")
    print(mapping, *log)


print(_count_elements, _count_elements.__text_signature__)
for kind in (dict, Counter, Getting, Setting, Missing, Silent, UserDict):
    check(kind(), "abracadabra")
    check(kind(), [1, 1.0, True, 2**80, (1, 2), (1, 2), None, "1"])
    check(kind(a=2**62 - 1, b=1.5, c=True), "abcabc")
    check(kind(a="x"), "ba")
    check(kind(), [1, [2], 3])
    check(kind(), 5)
    check(kind(), [Key(value) for value in (1, 5, 1, 2, 9, 5)])
check([], "a")
check(None, "")
print(Counter("mississippi").most_common(), Counter(x % 3 for x in range(10)))
