"""a += b + b + b: after the first guard, the types of the rest are proved."""


def run(n):
    a, b = 0, 1
    for _ in range(n):
        a += b + b + b
    return a


print(run(10000))
