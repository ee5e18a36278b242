"""Code objects changed at random: codes.py SEED ROUNDS. What can run is run; only exceptions may come of it."""
import random
import sys
import types


def first(a, b=2, *c, d=4, **e):
    x = [i * a for i in range(3)]
    for y in x:
        if y > b:
            x.append(d)
            break
    try:
        z = {k: v for k, v in e.items()} | {"q": a}
        return x, z, c[0], f"{a}{b!r:>4}", lambda: (a, z)
    except IndexError as error:
        return str(error)
    finally:
        x.clear()


def second(a=1):
    class Inner:
        b = a
        def method(self): return __class__, a
    with Context() as value:
        yield Inner().method()
        yield from (value, *range(2))
    match a:
        case {"x": 1, **rest}: return rest
        case [one, *more]: return more
        case Inner(b=3): return 4
    return (yield)


async def third(a=1):
    async with Context() as value:
        async for item in Items():
            await item
    return [item async for item in Items()]


def fourth(a=1, *b, **c):
    global made
    made = a
    del a
    import sys as s
    from sys import path
    try:
        try:
            raise ExceptionGroup("g", [ValueError(1), KeyError(2)])
        except* ValueError as group:
            x = group
    except BaseExceptionGroup:
        pass
    s.maxsize, b[0:1], {1, *b}, [*b, *c], print.__name__, super, t"{s.maxsize}{made!s}"
    return max(*b, 3, 4, **c, default=1), not s, -made, made < 3 < 4, made is None, 3 in b


class Context:
    def __enter__(self): return [1]
    def __exit__(self, *parts): return True
    async def __aenter__(self): return [1]
    async def __aexit__(self, *parts): return True


class Items:
    def __init__(self): self.left = 2
    def __aiter__(self): return self
    async def __anext__(self):
        self.left -= 1
        if self.left < 0: raise StopAsyncIteration
        return third_step()


async def third_step(): return 1


def generic[T: int, *Ts, **P](a: T = 3, *, b=4) -> T:
    type Alias[X = int] = list[X]
    def nested(c=a): return c, T, Alias
    return nested


FUNCTIONS = [first, second, third, fourth, generic]
SOURCES = "x: int = 1\nif x:\n    y: str = 'a'\nz = [i for i in range(x)]\nclass A(object):\n    q = z\nfrom sys import *\ndel x"


def codes():
    found = [function.__code__ for function in FUNCTIONS] + [compile(SOURCES, "<m>", "exec")]
    for code in found:
        found.extend(const for const in code.co_consts if isinstance(const, types.CodeType))
        if len(found) > 60: break
    return found


def mutate(code, chance):
    changes = {}
    kind = chance.randrange(12)
    units = bytearray(code.co_code)
    if kind <= 5 and units:
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            at = chance.randrange(0, len(units), 2)
            if chance.random() < 0.5: units[at] = chance.randrange(130)
            else: units[at + 1] = chance.choice([0, 1, 2, 3, 5, units[at + 1] + 1 & 255, units[at + 1] ^ 1, chance.randrange(256)])
        changes["co_code"] = bytes(units)
    elif kind == 6:
        a, b = sorted(chance.randrange(0, len(units) + 1, 2) for _ in range(2))
        changes["co_code"] = bytes(units[:a] + units[b:]) if chance.random() < 0.5 else bytes(units[:b] + units[a:b] + units[b:])
    elif kind == 7:
        items = list(code.co_consts)
        if items: items[chance.randrange(len(items))] = chance.choice([None, 1, "s", (), ("a",), (1,), 2**70, first.__code__, []])
        if chance.random() < 0.4: items = items[:-1]
        changes["co_consts"] = tuple(items)
    elif kind == 8:
        changes[chance.choice(["co_names", "co_varnames", "co_freevars", "co_cellvars"])] = tuple(chance.sample("abcdexyz", chance.randrange(7)))
    elif kind == 9:
        table = bytearray(code.co_exceptiontable)
        if table: table[chance.randrange(len(table))] = chance.randrange(256)
        changes["co_exceptiontable"] = bytes(table) if chance.random() < 0.8 else b""
    elif kind == 10:
        changes[chance.choice(["co_stacksize", "co_argcount", "co_kwonlyargcount", "co_posonlyargcount"])] = chance.randrange(6)
    else:
        changes["co_flags"] = code.co_flags ^ (1 << chance.randrange(12))
    if chance.random() < 0.2:
        changes["co_linetable"] = bytes(chance.randrange(256) for _ in range(chance.randrange(40)))
    return changes


def drain(value):
    for _ in range(4):
        if not hasattr(value, "send"): break
        value.send(None)
    if hasattr(value, "throw"): value.throw(ValueError)


def main(seed, rounds):
    chance = random.Random(seed)
    ran = 0
    for _ in range(rounds):
        for code in codes():
            try:
                changed = code.replace(**mutate(code, chance))
                if chance.random() < 0.3: changed = changed.replace(**mutate(changed, chance))
                cells = tuple(types.CellType(chance.choice([1, [2], None])) for _ in changed.co_freevars)
                function = types.FunctionType(changed, dict(globals()), "f", (1, 2)[: changed.co_argcount], cells)
                ran += 1
                for count in range(3):
                    try: drain(function(*[chance.choice([1, 3, {"x": 1}, [1, 2], Context()]) for _ in range(count)]))
                    except BaseException as error: list(changed.co_positions()), error.__traceback__.tb_lineno
                if not changed.co_freevars: exec(changed, {"print": len})
            except Exception:
                pass
    print("done", ran)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
