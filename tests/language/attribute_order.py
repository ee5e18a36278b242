"""Attributes keep the order in which they were assigned, on every tier."""


class Pair:
    def __init__(self, flip):
        if flip:
            self.b, self.a = 2, 1
        else:
            self.a, self.b = 1, 2


class Plain:
    pass


def set_a(o):
    o.a = 1


def set_b(o):
    o.b = 2


def orders(make, n=9000):
    return sorted({(i % 3 == 0, *vars(make(i))) for i in range(n)})


def made_in_turn(i):
    return Pair(i % 3 == 0)


def set_in_turn(i):
    o = Plain()
    for put in (set_a, set_b) if i % 3 else (set_b, set_a):
        put(o)
    return o


def set_again(i):
    o = Pair(False)
    del o.a
    o.a = 5
    o.b = 6
    return o


def one_missing(i):
    o = Plain()
    if i % 3:
        o.c = 0
    set_b(o)
    set_a(o)
    return o


for make in (made_in_turn, set_in_turn, set_again, one_missing):
    print(make.__name__, orders(make))
