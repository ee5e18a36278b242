"""Calls within calls within a hot loop, many of them: exits at every depth give all frames back."""
import sys


def chain(depth, locals_=0):
    """Functions that call each other; each has so many locals of its own."""
    scope = {}
    extra = "".join(f"    x{number} = value + {number}\n" for number in range(locals_))
    kept = "".join(f" + x{number}" for number in range(locals_))
    lines = ["def f0(value, where):\n    if where == 0: return value * 2\n    return value + 1\n"]
    for level in range(1, depth):
        lines.append(
            f"def f{level}(value, where):\n{extra}    got = f{level - 1}(value, where)\n"
            f"    if where == {level}: return got * 2\n    return got + 1{kept}\n"
        )
    exec("".join(lines), scope)
    return scope[f"f{depth - 1}"]


def run(function, depth):
    total = 0
    for number in range(4000):
        # From some round on it is left at one depth after the other, and by values of other types.
        where = number % depth if number > 3000 else -1
        value = number if number < 3600 else number + 0.5 if number < 3800 else (1 << 60) + number
        total = (total + function(value, where)) % 1000003
    return total


for depth in 2, 5, 12, 15, 16, 17, 18, 24, 33, 48, 64:
    print(depth, run(chain(depth), depth))
for depth in 3, 10, 16, 20:
    for count in 5, 40, 90:
        print(depth, count, run(chain(depth, count), depth))


# Large frames, wherever on the stack of frames they begin.
large = chain(6, 300)
print(run(large, 6))


def below(depth, function):
    if depth:
        return below(depth - 1, function)
    return [function(number, number % 6) for number in (1, 0.5, 1 << 60)]


for depth in range(0, 600, 7):
    said = [below(depth + number, large) for number in range(3)]
    if depth % 100 == 0:
        print(depth, said)

# An exception, a frame that is looked at, and recursion from the bottom.
def bottom(value):
    if value % 500 == 499:
        raise ValueError(value)
    if value % 300 == 299:
        names = []
        frame = sys._getframe()
        while frame:
            names.append((frame.f_code.co_name, frame.f_locals.get("value")))
            frame = frame.f_back
        return len(names)
    return value


scope = {"bottom": bottom}
exec("".join(f"def g{level}(value):\n    return {f'g{level - 1}' if level else 'bottom'}(value + 1) + {level}\n" for level in range(30)), scope)
total, caught = 0, []
for number in range(3000):
    try:
        total += scope["g29"](number)
    except ValueError as error:
        depth, entry = 0, error.__traceback__
        while entry:
            depth, entry = depth + 1, entry.tb_next
        caught.append((error.args, depth))
print(total, caught)
