"""PEP 667: frame.f_locals reads and writes the variables of a frame, whatever runs it."""
import sys


def show(what):
    try:
        result = what()
    except BaseException as error:
        print(type(error).__name__, error)
    else:
        print(type(result).__name__, result)


def mapping(a, b=2):
    c = 3
    proxy = sys._getframe().f_locals
    other = sys._getframe().f_locals
    print(type(proxy), proxy is other, proxy == other, list(proxy), len(proxy))
    proxy["new"], proxy[1] = 5, 6
    print(list(other), other["new"], "new" in other, other.get("none"), other.get("none", 1), list(locals()))
    for attempt in (
        lambda: proxy.pop("a"), lambda: proxy.popitem(), lambda: proxy.__delitem__("a"), lambda: proxy["none"],
        lambda: proxy.pop("new"), lambda: proxy.__delitem__("new"), lambda: proxy.pop("none", 3), lambda: proxy.pop("none"),
        lambda: proxy.setdefault("a", 9), lambda: proxy.setdefault("set", 9), lambda: proxy.update({"a": 7, "u": 1}),
        lambda: proxy.update([("a", 8)]), lambda: proxy.update(a=1), lambda: proxy.update(3), lambda: sorted(map(str, proxy | {"z": 1})),
        lambda: type({"z": 1} | proxy), lambda: list(proxy.keys()), lambda: list(proxy.values())[:3], lambda: proxy.items()[:3],
        lambda: list(reversed(proxy))[:2], lambda: {1} in proxy, lambda: proxy == dict(proxy), lambda: proxy == 3, lambda: proxy < proxy,
        lambda: type(proxy)(), lambda: type(proxy)(3), lambda: hash(proxy), lambda: type(proxy.copy()),
        lambda: proxy.__ior__({"a": 70}) is proxy, lambda: repr(proxy)[:20], lambda: proxy.get(), lambda: proxy | 3, lambda: proxy.__ior__(3),
        lambda: [type(proxy.keys()), type(iter(proxy)), type(proxy.items()), type(proxy.values())],
    ):
        show(attempt)
    del c
    print("c" in proxy)
    proxy["c"] = 10
    proxy["a"] = "changed"
    print(a, b, c)
    print([sys._getframe().f_locals.get("i") for i in range(3)], [(sys._getframe().f_locals.__setitem__("i", 7), i)[1] for i in range(3)])

    def inner():
        nonlocal b
        b = 44
        own = sys._getframe().f_locals
        own["b"] = 45
        return list(own), sys._getframe(1).f_locals["b"]

    print(inner(), b, proxy["b"])
    return proxy, sys._getframe()


proxy, frame = mapping(1)
print(sorted(map(str, proxy)), proxy["a"], frame.f_locals == proxy)
proxy["a"] = 2
print(frame.f_locals["a"])
frame.clear()
print(list(proxy))


def count():
    x = 1
    while x < 5:
        yield x
        x += 1


generator = count()
next(generator)
generator.gi_frame.f_locals["x"] = 3
print(list(generator))
print([(type(sys._getframe().f_locals).__name__, list(locals())) for i in range(1)], sys._getframe().f_locals is globals())


class Body:
    k = 3
    print([(type(sys._getframe().f_locals).__name__, list(locals())) for i in range(1)], type(sys._getframe().f_locals))


def keywords(**k):
    return sorted(k)


def uses():
    one = 1
    print(keywords(**sys._getframe().f_locals), "%(one)d" % sys._getframe().f_locals, "{one}".format_map(sys._getframe().f_locals))
    exec("one = 100", {}, sys._getframe().f_locals)
    print(one, sorted(vars()), dir())


uses()


# Written while the loop of the frame is hot.
def poke(name, value):
    sys._getframe(1).f_locals[name] = value


def add(value):
    sys._getframe(2).f_locals["total"] += value


def middle(value):
    add(value)
    return 1


def ints(n):
    step, total = 1, 0
    for i in range(n):
        total += step
        if i % 1500 == 1499:
            poke("step", step + 1)
    return total, step


def floats(n):
    step, total = 1, 0.0
    for i in range(n):
        total += step
        if i == n // 2:
            poke("step", 0.25)
        if i == 3 * n // 4:
            poke("total", "")
            total = float(total or 1)
    return total, step


def counter(n):
    i = passes = 0
    while i < n:
        i, passes = i + 1, passes + 1
        if i == 4000:
            poke("i", n - 100)
    return i, passes


def from_below(values):
    total = passes = 0
    for value in values:
        total += 1
        passes += middle(value)
    return total, passes


def suspended(n):
    x = 0
    while x < n:
        x += 1
        yield x


def resumed():
    generator, seen = suspended(9000), 0
    for x in generator:
        seen += 1
        if x == 5000:
            generator.gi_frame.f_locals["x"] = 8000
    return seen


def comprehension(n):
    return sum([poke("x", 1) or x if x % 3000 == 7 else x for x in range(n)])


print(ints(500), ints(10000), floats(8000), counter(9000))
values = [0] * 9000
values[7000], values[8000] = 7, -100
print(from_below(values), resumed(), comprehension(7000))
