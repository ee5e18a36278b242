"""Sets: which of equal elements stays, what is made, changed and refused, for every operation and kind of operand."""
import itertools


class Sub(set):
    pass


class FrozenSub(frozenset):
    pass


def kinds(items):
    return set(items), frozenset(items), Sub(items), FrozenSub(items), list(items), tuple(items), dict.fromkeys(items), iter(list(items))


def shown(value):
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}{sorted(map(repr, value))}"
    return repr(value)


# 1, 1.0 and True are equal: the kind tells whose element it is.
ITEMS = [(), (1,), (1.0,), (True, 2), (1, 2, 3), (1.0, 2.0, 3.0, 4.0), (0, True), (False, 1.0, 5), (2.0, 9), tuple(range(12)), tuple(map(float, range(12)))]
OPERATORS = {
    "&": lambda a, b: a & b, "|": lambda a, b: a | b, "-": lambda a, b: a - b, "^": lambda a, b: a ^ b,
    "<=": lambda a, b: a <= b, "<": lambda a, b: a < b, ">=": lambda a, b: a >= b, ">": lambda a, b: a > b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}
METHODS = "intersection union difference symmetric_difference issubset issuperset isdisjoint".split()
UPDATES = "intersection_update update difference_update symmetric_difference_update".split()
INPLACE = "__iand__ __ior__ __isub__ __ixor__".split()
seen = {}
for left, right in itertools.product(ITEMS, ITEMS):
    for place, one in enumerate(kinds(left)[:4]):
        for name in [*OPERATORS, *METHODS, *UPDATES, *INPLACE]:
            said = []
            for at in range(8):
                a, b = kinds(left)[place], kinds(right)[at]
                try:
                    if name in OPERATORS:
                        result = OPERATORS[name](a, b)
                    else:
                        result = getattr(a, name)(b)
                    said.append(shown(result) if result is not None else "changed " + shown(a))
                    if result is a:
                        said[-1] += " itself"
                except (TypeError, AttributeError) as error:
                    said.append(f"{type(error).__name__} {error}")
            groups = {}
            for at, text in enumerate(said):
                groups.setdefault(text, []).append(at)
            seen.setdefault((place, name), {})[left, right] = groups
for (place, name), results in seen.items():
    text = repr(list(results.values()))
    total = 0
    for character in text:
        total = (total * 131 + ord(character)) % 1000000007
    print(place, name, len(text), total)
for left, right in [((1, 2, 3), (1.0,)), ((1.0,), (1, 2, 3)), ((True, 2), (1.0, 2.0)), ((1, 2), (2.0, 3.0))]:
    for name in "& | - ^".split():
        print(left, name, right, shown(OPERATORS[name](set(left), set(right))), shown(OPERATORS[name](frozenset(left), set(right))))
    for name in METHODS[:3]:
        print(left, name, right, shown(getattr(set(left), name)(right)), shown(getattr(set(left), name)(set(right), right)))
    changed = set(left)
    changed.update(right, [5])
    changed.discard(2)
    changed.add(5.0)
    print(shown(changed), 1 in changed, True in changed, [] in [changed])
for code in "{1} & [1]", "{1} | (1,)", "set().pop()", "{1}.remove(2)", "{[]}", "{1} < [1]", "frozenset([1]).add(1)", "set(1)", "{1}.update(1)", "{1}.union([[]])":
    try:
        print(code, eval(code))
    except Exception as error:
        print(code, type(error).__name__, error)
