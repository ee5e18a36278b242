"""A call inside a hot loop: the trace goes into the callee."""


def square(x):
    return x * x


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += square(i) & 1023
    return total


print(sum_of_squares(20000))
