"""Each function has something that advice is for, or that none is for though it stays generic."""


class Square:
    def area(self):
        return 4


class Circle:
    def area(self):
        return 3


class Triangle:
    def area(self):
        return 2


class Dynamic:
    def __getattr__(self, name):
        return 1


def several_classes(shapes):
    result = 0
    for shape in shapes:
        result += shape.area()
    return result


def float_and_constant(values):
    return [value > 5 for value in values]


def int_and_float(counts, prices):
    return [count < price for count, price in zip(counts, prices)]


def from_the_end(rows):
    return [row[-1] for row in rows]


def in_a_tuple(words):
    return [1 for word in words if word in ("x", "y", "z")]


def in_a_short_tuple(words):
    return [word in ("x", "y") for word in words]


def in_a_list(words, wanted):
    return [word in wanted for word in words]


def in_the_keys(words, wanted):
    return [word in wanted.keys() for word in words]


def in_a_text(letters):
    return [letter in "xyz" for letter in letters]


def equal_to_none(values):
    return [value == None for value in values]  # noqa: E711


def no_attribute(things):
    return [thing.whatever for thing in things]


def remainder(values):
    return [value % 7 for value in values]


N = 300
words = ["a", "b", "x"] * N
print(
    several_classes([Square(), Circle(), Triangle()] * N),
    sum(float_and_constant([0.5, 7.5] * N)),
    sum(int_and_float([1, 9] * N, [2.5, 3.5] * N)),
    sum(from_the_end([[1, 2]] * N)),
    sum(in_a_tuple(words)),
    sum(in_a_short_tuple(words)),
    sum(in_a_list(words, list("qrstuvwxyz"))),
    sum(in_the_keys(words, {"x": 1})),
    sum(in_a_text(words)),
    sum(equal_to_none([None, 1] * N)),
    sum(no_attribute([Dynamic()] * N)),
    sum(remainder(list(range(N)))),
)
