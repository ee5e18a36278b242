"""What lives is finalized at the end, after what atexit calls."""
import atexit


class Guard:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


class Holder:
    pass


atexit.register(print, "first registered", sep="-")
atexit.register(print, "second registered")
atexit.register(lambda: 1 / 0)
a = Guard("a")
pair = [Guard("list 1"), Guard("list 2")]
two = (Guard("tuple 1"), Guard("tuple 2"))
table = {"k": Guard("dict 1"), "j": Guard("dict 2")}
_under = Guard("under")
holder = Holder()
holder.x = Guard("x")
holder.y = Guard("y")
cycle = Guard("cycle")
cycle.me = cycle
print("end")
