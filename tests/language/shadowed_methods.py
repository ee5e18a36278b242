"""Methods and class attributes that instances' own attributes come to hide, at sites that are specialized already."""


def classes():
    class Plain:
        def __init__(self):
            self.a = 1

        def first(self):
            return "class first"

        def second(self):
            return "class second"

        third = "class third"

    class Derived(Plain):
        def first(self):
            return "derived first"

    class Dict(Plain):
        def __init__(self):
            super().__init__()
            self.__dict__ = {"a": 1}

    class Slots:
        __slots__ = ("a", "__dict__")

        def first(self):
            return "slots first"

        def second(self):
            return "slots second"

        third = "slots third"

    class Many(Plain):
        def __init__(self):
            for number in range(40):
                setattr(self, f"x{number}", number)

    return Plain, Derived, Dict, Slots, Many


def first(value):
    return value.first()


def second(value):
    return value.second()


def third(value):
    return value.third


def bound(value):
    method = value.first
    return method()


def hot(site, value, times=100):
    said = None
    for _ in range(times):
        said = site(value)
    return said


def fresh():
    """Sites that have not run yet."""
    copies = []
    for site in first, second, third, bound:
        scope = {}
        names = {"first": "first()", "second": "second()", "third": "third", "bound": "first"}
        body = "m = value.first\n    return m()" if site is bound else f"return value.{names[site.__name__]}"
        exec(f"def site(value):\n    {body}", scope)
        copies.append(scope["site"])
    return copies


for cls in classes():
    for name in "first", "second", "third":
        one, two, three, four = fresh()
        value, other = cls(), cls()
        print(cls.__name__, name, hot(one, value), hot(three, value), hot(four, value))
        hidden = (lambda: "own " + name) if name != "third" else "own third"
        setattr(value, name, hidden)
        # Another site is specialized after the change, before the first one runs again.
        print("   ", hot(two, value), hot(two, other))
        print("   ", one(value), three(value), four(value), one(other), three(other), four(other))
        print("   ", hot(one, value), hot(three, value), hot(four, value), hot(one, other))
        delattr(value, name)
        print("   ", one(value), three(value), four(value), hot(one, value), hot(two, value))

# The same in one loop, over objects that hide and do not.
for cls in classes():
    values = [cls() for _ in range(6)]
    one, two, three, four = fresh()
    counts = {}
    for number in range(600):
        value = values[number % 6]
        said = one(value), two(value), three(value), four(value)
        counts[said] = counts.get(said, 0) + 1
        if number == 200:
            values[1].second = lambda: "own second"
        elif number == 300:
            values[2].first = lambda: "own first"
        elif number == 400:
            values[3].third = "own third"
        elif number == 500:
            del values[1].second
    print(cls.__name__, counts)
