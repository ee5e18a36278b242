"""Complex numbers with infinite, missing and zero parts: products, quotients and powers, beside real numbers too."""
import operator
import zlib

INF = float("inf")
NAN = float("nan")
PARTS = [0.0, -0.0, 1.0, -2.5, INF, -INF, NAN, 1e300]
VALUES = [complex(real, imag) for real in PARTS for imag in PARTS]
POWERS = [0.5, 2, 3, -1, -2, 0, 100, 101, -101, 1e10, 1 + 1j, 0.5 + 2j, 1j, *map(complex, PARTS), complex(0, INF), complex(1, NAN)]


def shown(operation, left, right):
    try:
        # The last digits are the mathematical library's.
        return f"{operation(left, right):.12g}"
    except ArithmeticError as error:
        return f"{type(error).__name__}: {error}"


for left in VALUES:
    found = [shown(operation, left, right) for operation in (operator.add, operator.mul, operator.truediv) for right in VALUES]
    for part in PARTS:
        for operation in (operator.sub, operator.mul, operator.truediv, operator.pow):
            found += [shown(operation, left, part), shown(operation, part, left)]
    powers = [shown(operator.pow, left, exponent) for exponent in POWERS]
    print(left, zlib.crc32("\n".join(found).encode()), zlib.crc32("\n".join(powers).encode()))

for left, right in (1e296 + INF * 1j, 0.5), (2 + 1j, complex(INF)), (complex(INF), -1), (1e-200 + 0j, -3), (0j, -1), (1e200 + 1e200j, 2):
    print(left, right, shown(operator.pow, left, right))
