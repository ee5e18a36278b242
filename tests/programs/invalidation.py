"""A global function that is rebound half-way: traces that relied on it end."""


def step(x):
    return x + 1


def run(n):
    total = 0
    for i in range(n):
        total = step(total)
    return total


print(run(10000))


def step(x):
    return x + 2


print(run(10000))
