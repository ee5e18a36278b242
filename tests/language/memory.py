"""What nobody can reach any more gives its memory back: traces that ended, code that was run once."""


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def grows_by(work, *args):
    before = peak()
    work(*args)
    return max(0, peak() - before - 8192)


class C:
    def m(self):
        return 1


def loop(o, n=500):
    total = 0
    for i in range(n):
        total += o.m()
    return total


def rebind(n):
    for k in range(n):
        C.m = lambda self, k=k: k
        loop(C())


def evaluate(n):
    for i in range(n):
        eval(f"{i} + len('abc{i}')")


def define(n):
    for i in range(n):
        scope = {}
        exec("def f(n):\n    t = 0\n    for i in range(n):\n        t += g(i)\n    return t\ndef g(i): return i", scope)
        scope["f"](300)


print(grows_by(rebind, 2000), grows_by(evaluate, 30000), grows_by(define, 1000))
