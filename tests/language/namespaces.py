"""One code object run in several namespaces: what a trace took for a constant in one is another value in the next."""
import types

SOURCE = """
def total(n):
    t = 0
    for i in range(n):
        t += scale(i)
    return t

def through(x):
    return scale(x)

t = 0
for i in range(6000):
    t += scale(i)
print(t)
"""


def loop(function):
    t = 0
    for i in range(6000):
        t += function(i)
    return t


def space(factor):
    def scale(x):
        return x * factor

    return {"scale": scale}


code = compile(SOURCE, "<source>", "exec")
spaces = []
for factor in (1, 2, 3):
    names = space(factor)
    exec(code, names)
    print(names["total"](6000), loop(names["through"]))
    spaces.append(names)
for names in spaces:
    print(names["total"](6000), loop(names["through"]))

first, second, third = spaces
print(types.FunctionType(first["total"].__code__, third)(6000))
print(first["total"](6000))
print(loop(types.FunctionType(first["through"].__code__, second)))
