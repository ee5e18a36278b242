"""Goes on without one package, and fails without another one."""
import os

import speedy


def total(count):
    result = 0
    for number in range(count):
        result += speedy.double(number)
    return result


print(total(5000), speedy._speedups)
for name in ["fastmath", "fastmath._core", "fastmath.missing", "speedy._speedups", "speedy.missing"]:
    try:
        __import__(name)
    except ImportError as error:
        print(name, type(error).__name__, error.path and os.path.basename(error.path))
