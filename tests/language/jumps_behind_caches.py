"""A backward jump behind an inline cache that looks like an EXTENDED_ARG."""


class Point:
    def __init__(self):
        self.p = 1


def same(value):
    return value


def main(n):
    point = Point()
    a, x, e = 244, -0.7, {1: 2, 3: 4, 5: 6}
    for i in range(n):
        for j in range(9):
            for k in range(1):
                for k in 3, 1 << 5, 0.5:
                    x += k
                if (a + a % (i % 30 + 8)) % 3 == 1: pass
            c = abs(abs(point.p)) & 0xffffffff
            if j == 3:
                max((i,), key=same)
        if i & 15 == 15:
            if type(e) is not dict or len(e) > 3: e = {0: 0, 1: 1, True: 2, .0: 3}
    return c, x, len(e)


print(main(134))
