"""Sites that change their mind, ints of more than 30 bits, and functions that are replaced while hot code calls them."""
import math


def add(a, b):
    return a + b


def alternate(n):
    total = 0.0
    for i in range(n):
        step = 1 if i // 60 % 2 else 1.0
        add(step, step)
        total += i
    return total


def hashes(n):
    state = 1
    for i in range(n):
        state = (state + 5000000000) & 0xFFFFFFFF
        state ^= i
    return state


def step(x):
    return x + 1


def double(x):
    return x + 2


def calls(n):
    total = 0
    for i in range(n):
        total += step(i)
        total += math.trunc(2.5)
        if i == 5000:
            math.trunc = round
        if i == 11000:
            step.__code__ = double.__code__
    return total


print(alternate(3180), hashes(3000), calls(12000))
