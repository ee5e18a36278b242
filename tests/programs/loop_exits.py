"""What ends a loop and what stays in it: bodies of `if` behind the loop's first backward jump, `break`, a handler, a generator."""


def skips(n):
    total = 0
    for i in range(n):
        if i % 3:
            if i % 7 == 1:
                total += 2
            else:
                total += 1
            continue
        total -= 1
    return total


def counts(n):
    i = total = 0
    while i < n:
        i += 1
        if i & 8:
            if i & 1:
                total += 1
            continue
        total += 3
    return total


def handles(values):
    total = 0
    for value in values:
        try:
            if value == 5:
                raise ValueError
            total += value
        except ValueError:
            total -= 1
    return total


def breaks(n):
    found = 0
    for i in range(n):
        j = 0
        while True:
            j += 1
            if j > 3:
                break
            found += j
    return found


def numbers(n):
    for i in range(n):
        yield i


def adds(n):
    total = 0
    for value in numbers(n):
        total += value
    return total


print(skips(20000), counts(20000), handles([1, 2, 5] * 5000), breaks(6000), adds(6000))
