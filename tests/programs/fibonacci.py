"""Fibonacci numbers by a loop: ints only."""


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


total = 0
for n in range(300):
    total += fibonacci(n % 40)
print(fibonacci(10), fibonacci(50), total)
