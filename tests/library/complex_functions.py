"""cmath: functions, special values, errors."""
import cmath
import math


def text(number):
    """A number without the digits in which C libraries differ."""
    if isinstance(number, tuple):
        return [text(part) for part in number]
    if isinstance(number, complex):
        return f"{number.real:.11g} {number.imag:.11g}"
    return f"{number:.11g}" if isinstance(number, float) else ascii(number)


def show(call, *args, **keywords):
    try:
        print(text(call(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, error)


class Complex:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        return self.value


class Float:
    def __float__(self):
        return 2.0


class Index:
    def __index__(self):
        return 3


class Raising:
    def __complex__(self):
        raise KeyError("complex")


functions = [
    cmath.acos, cmath.acosh, cmath.asin, cmath.asinh, cmath.atan, cmath.atanh, cmath.cos, cmath.cosh, cmath.exp, cmath.log, cmath.log10,
    cmath.sin, cmath.sinh, cmath.sqrt, cmath.tan, cmath.tanh, cmath.phase, cmath.polar, cmath.isfinite, cmath.isinf, cmath.isnan,
]
special = [0.0, -0.0, 1.0, -2.5, math.inf, -math.inf, math.nan]
usual = [0.5, -0.75, 3.0, -20.0, 1e-8, 710.3, -709.0, 1e308, -1.5e308, 1e-310, 5e-324]
for function in functions:
    print(function.__name__)
    for real in special:
        for imag in special:
            show(function, complex(real, imag))
    for index, real in enumerate(usual):
        show(function, real)
        # Angles of some size: sines of great ones have no digits to compare.
        show(function, complex(real, 0.5 + index / 4))
        show(function, complex(0.5 + index / 4, real) if abs(real) < 1e3 else complex(real, 0.25))
        show(function, complex(-real, -1.0))
    for argument in [2, True, "a", None, b"", [], 1 + 1j, Complex(1j), Complex(1), Float(), Index(), Raising(), 10**400]:
        show(function, argument)
    show(function)
    show(function, 1, 2, 3)
print("rect")
for radius in special + usual:
    for angle in special + [0.75, -2.0]:
        show(cmath.rect, radius, angle)
for args in [(), (1,), (1, 2, 3), ("a", 1), (1, "a"), (1j, 1), (1, 1j), (Float(), Index()), (10**400, 1)]:
    show(cmath.rect, *args)
print("log")
for args in [(8, 2), (1j, 2), (2, 1j), (0, 2), (2, 0), (2, 1), (1, 1), (0, 0), (math.inf, 2), (2, math.inf), (1, None), ("a", 2), (2, "a"), (-1, -1), (100, 10)]:
    show(cmath.log, *args)
for number in [0.71 + 0.71j, 1 + 1e-10j, 1.7e308 + 1.7e308j, 5e-324, -5e-324j, 1e-320 + 1e-320j, -1]:
    show(cmath.log, number)
    show(cmath.sqrt, number)
for number in [1e308 + 1e308j, 1.7e308 + 1.7e308j, complex(2.5, 5e-324), complex(2.5, -5e-324), complex(-2.5, 5e-324)]:
    show(cmath.polar, number)
    show(cmath.phase, number)
print("isclose")
for args, keywords in [
    ((1, 1 + 1e-10), {}), ((1, 1 + 1e-8j), {}), ((1j, 1j + 1e-10), {}), ((1, 2), {"rel_tol": 0.5}), ((1, 2), {"abs_tol": 1}), ((1, 2), {"abs_tol": 0.5}),
    ((cmath.inf, cmath.infj), {}), ((cmath.inf, cmath.inf), {}), ((cmath.nan, cmath.nan), {}), ((cmath.inf, 1), {"rel_tol": 5}),
    ((1, 1), {"rel_tol": -1}), ((1, 1), {"abs_tol": -1}), (("a", 1), {}), ((1, "a"), {}), ((1, 1), {"rel_tol": "a"}), ((1, 1), {"abs_tol": 1j}),
    ((), {}), ((1,), {}), ((1, 1, 1), {}), ((1, 2), {"foo": 1}), ((), {"a": 1, "b": 1.1, "rel_tol": 0.5}), ((0, 1e-12), {}), ((0, 0j), {}),
]:
    show(cmath.isclose, *args, **keywords)
print(cmath.infj, cmath.nanj, cmath.inf, cmath.nan, cmath.pi, cmath.e, cmath.tau)
show(cmath.sqrt, z=1)
print(sorted(name for name in dir(cmath) if not name.startswith("_")))
total = 0
for number in range(3000):
    total += cmath.sqrt(complex(number % 17, number % 5)) * cmath.exp(1j * number)
show(lambda: total)
