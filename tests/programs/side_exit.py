"""(a + b) * c with ints, then with a float c: a trace's guard fails, and the exit becomes hot."""


def combine(a, b, c):
    return (a + b) * c


def run(n, c):
    total = 0
    for i in range(n):
        total += combine(i, 1, c)
    return total


print(run(10000, 3))
print(run(10000, 0.5))
