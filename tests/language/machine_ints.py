"""What machine code knows of ints, and what it brings back when it is left: ranges, signs, floats in registers."""

WORST = (1 << 47) - 1


def modulo_by_a_variable(n):
    """The results of `%` reach to the largest divisor, not to the smallest."""
    above = total = 0
    for i in range(n):
        rest = i % (i % 7 + 2)
        if rest > 1:
            above += 1
        if rest < 5:
            total += 1
        total += WORST - rest >> 40
    return above, total


def modulo_near_overflow(n):
    most = 0
    for i in range(n):
        sum = (i % (i % 9 + 1)) + WORST
        if sum > most:
            most = sum
    return most


def modulo_of_negative_divisors(n):
    seen = 0
    for i in range(n):
        rest = i % -(i % 5 + 1)
        if rest < -2:
            seen += rest
        if rest > 0:
            seen += 1 << 20
    return seen


def masks(n):
    """The results of `&` reach to the whole mask."""
    high = 0
    for i in range(n):
        low = i & 15
        if low > 7:
            high += low
        if (i * 3 & (i & 12)) > 6:
            high += 1000
        if (i & -4) > n - 9:
            high += 1 << 20
    return high


def mask_near_overflow(n):
    most = 0
    for i in range(n):
        sum = (i & 15) + (WORST - 9)
        if sum > most:
            most = sum
    return most


def alternatives(n):
    most = 0
    for i in range(n):
        if (i & 6 | 9) > 14:
            most += 1
        if (i & 6 ^ 9) > 12:
            most += 1000
        if (i & 63) // (i % 3 + 1) > 40:
            most += 1 << 20
        if (i & 63) - 70 >> 2 < -10:
            most += 1 << 30
    return most


def negative_at_an_exit(n, when):
    """A local that lives in a register is negative where the loop is left."""
    low = 0
    product = 1
    for i in range(n):
        low = low - i
        product = -product
        if i == when:
            low = low + 0.5
            break
    return low, product, i


def negative_at_many_exits(n):
    low = step = 0
    log = []
    for i in range(n):
        step = -(i & 7) - 1
        low = low + step
        if i % 251 == 250:
            log.append((low, step))
            low = -i
    return low, step, log[-3:]


def minus(n, of):
    return n - of


def negative_in_a_callee(n):
    total = 0
    for i in range(n):
        total += minus(i & 3, 9)
        if total < -100:
            total = minus(total, -50)
    return total


def floats_over_a_bridge(n):
    """An exit that is taken often goes on in another trace, with the floats that were in registers."""
    x = 0.5
    y = 100.25
    z = 1.0
    for i in range(n):
        x = x * 1.5 - z
        z = z + 0.125
        if x > y:
            y = y + x * 0.0625
            x = -z
        elif i % 3 == 0:
            z = z * 0.75 + y * 0.001
            x = x + y
        else:
            y = y - 0.5
    return x, y, z


def floats_and_negative_ints(n):
    total = 0.0
    low = -1
    for i in range(n):
        low = low - 1
        if i % 2:
            total = total + low * 0.5
        else:
            total = total - low
        if low < -1000:
            low = -(i & 15)
    return total, low


for call in [
    modulo_by_a_variable, modulo_near_overflow, modulo_of_negative_divisors, masks, mask_near_overflow, alternatives,
    negative_at_many_exits, negative_in_a_callee, floats_over_a_bridge, floats_and_negative_ints,
]:
    for passes in (100, 9000, 30000):
        print(call.__name__, passes, call(passes))
for when in (50, 6000, 6001, 8999):
    print(negative_at_an_exit(9000, when))
