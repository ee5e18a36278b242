# Ints whose ranges are known, truth values that are kept, methods that are held, names that may be unbound.


def ranges(n):
    total = last = 0
    i = n
    while i > 0:
        i = i - 1
        low = i & 15
        high = (i >> 4) & 63
        both = (low | high) + 1
        odd = (low ^ high) - 1
        part = i % 7 - 3
        whole = i // 9 + 2
        total = (total + both * odd - part) & 0xFFFFF
        last = (low * high + whole - (low - high)) & 1023
        if i & 3 == 2:
            total = total ^ last
    return total, last


def signs(n):
    total = below = 0
    for i in range(-n, n):
        negative = -i
        size = abs(i)
        inverse = ~i
        total = (total + negative * 3 - size + inverse + (i << 2) - (i >> 1)) % 1000003
        # Two numbers of either sign: the result has either too.
        both = i & (total - 500000)
        if both < 0:
            below += 1
        if (inverse ^ both) < 0:
            below += 2
        if (both | 1) - 1 < -5:
            below += 3
        if inverse < negative:
            total = total + (i & -8)
        total = total + ((i & 7) & negative) + (negative & (i & 3)) - 1
    return total, below


def truths(n):
    was = False
    kept = [True, False, False, True]
    changes = same = 0
    for i in range(n):
        small = i % 5 < 2
        if small != was:
            changes += 1
        was = small
        both = small and not was
        if small == was:
            same += 1
        if both:
            same -= 1
        kept[i & 3] = not (not kept[i & 1])
        flag = not small
        if flag is True:
            changes += 0
    return changes, same, was


class Counter:
    def __init__(self):
        self.count = 0
        self.on = False

    def add(self, by):
        self.count += by
        return self.count

    def switch(self):
        self.on = not self.on


def held(n):
    counter = Counter()
    add = counter.add
    switch = counter.switch
    total = 0
    for i in range(n):
        total += add(i) & 7
        if i & 1:
            switch()
    return total, counter.count, counter.on


def unbound(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            value = i
        elif i % 3 == 1:
            total += value
        else:
            del value
    try:
        return total, value
    except UnboundLocalError:
        return total, None


def floats(n):
    x, y = 0.5, 2.0
    above = 0
    for i in range(n):
        x = x * 1.0001 + i
        share = x / (y * y + 3.0) - y
        y = -y if x < y else abs(y) - 0.25
        if x > y:
            above += 1
        elif x == y:
            above -= 1
        if x > 1e6:
            x = x / 1e6
        if share > 2.5:
            above += 2
    return round(x, 6), y, above


def swapped(n):
    a, b, c = 1, 2, 3
    for i in range(n):
        a, b = b, a
        if i & 1:
            c, a = a, c + (i & 1)
        a, b, c = b & 255, c & 255, a & 255
    return a, b, c


def after_others(items):
    """Operations that have met types without a form stay general, also where a trace knows better."""
    total, sign = 0, 0
    for a, b in items:
        if type(a) is float:
            sign += 1 if a * b > 0.0 else -1
        elif type(a) is int:
            sign += a * b & 1
        total += a - b
        total += a + b
        total -= a * b
        total += a / b
    return total, sign


def general(n):
    others = [(complex(i, 1), complex(1, i)) for i in range(n)]
    floats = [(i + 0.5, 1.5 - i) for i in range(n)]
    ints = [(i, 3 - 2 * i) for i in range(n)]
    # Not in a loop of its own: a trace would not count how often they fail.
    list(map(after_others, [[pair] for pair in others]))
    return after_others(floats), after_others(ints), after_others(floats)


def label(i):
    return f"{i & 3}"


def part(i):
    return len(label(i)) + (i & 1)


def called(n):
    total = 0
    for i in range(n):
        total += part(i)
        if label(i) == "2":
            total -= 1
    return total


def indexed(n):
    numbers = [i * 3 for i in range(n)]
    total = 0
    for i in range(n - 1):
        numbers[i] = numbers[i + 1] - numbers[i]
        total += numbers[i] + numbers[-1 - i]
    i = 0
    while i < len(numbers):
        total -= numbers[i]
        i += 1
    return total


for function in ranges, signs, truths, held, unbound, floats, swapped, general, called, indexed:
    print(function.__name__, function(3000), function(200))
