"""What loads and stores of attributes specialize to, for the ways of giving them to instances of all kinds of classes."""
import dis
import types

KINDS = [object, dict, list, set, int, str, tuple, float, Exception, bytes, frozenset, bytearray, complex, property]
# `new` makes another instance of the class of `o`, whose attributes `x` (stored and loaded), `m` (called) and `k` are used.
WAYS = """
o.x = 1
o.x = 1; o.__dict__
o.x = 1; vars(o)["y"] = 2
o.__dict__["x"] = 1
o.__dict__.update(x=1)
o.x = 1; o.__dict__ = {"x": 1}
o.__dict__ = {"x": 1}
o.x = 1; o.__dict__; del o.__dict__; o.x = 1
o.x = 1; o.__dict__[1] = 2
[setattr(o, f"a{i}", i) for i in range(5)]; o.x = 1
[setattr(o, f"a{i}", i) for i in range(28)]; o.x = 1
[setattr(o, f"a{i}", i) for i in range(29)]; o.x = 1
[setattr(o, f"a{i}", i) for i in range(30)]; o.x = 1
o.x = 1; del o.x; o.x = 2
p = new(); p.x = 1; o.y = 1; o.x = 2
[setattr(new(), "y", 1) for _ in range(40)]; o.x = 1
o.x = 1; [setattr(new(), "y", 1) for _ in range(40)]
o = type("S", (type(o),), {})(); o.x = 1
o.x = 1; o.k = 7
o.x = 1; p = new(); p.k = 7; p.m = 1
p = new(); p.y = 1; p.x = 1; o.x = 1; o.y = 1
"""


def load(o):
    return o.x


def store(o):
    o.x = 1


def call(o):
    return o.m()


def inherited(o):
    return o.k


def became(function, o):
    """What the attribute's instruction is after a hundred calls, or the exception."""
    function = types.FunctionType(function.__code__.replace(), {})
    try:
        for _ in range(100):
            function(o)
    except Exception as exception:
        return type(exception).__name__
    return next(i.opname for i in dis.get_instructions(function, adaptive=True) if "ATTR" in i.opname)


def instance(new, way):
    scope = {"o": new(), "new": new}
    exec(way, scope)
    return scope["o"]


def show(title, bases, namespace, way):
    forms = []
    for function in load, store, call, inherited:
        new = type("T", bases, {"m": lambda self: 1, "k": 5, **namespace})
        try:
            forms.append(became(function, instance(new, way)))
        except Exception as exception:
            forms.append(type(exception).__name__)
    print(title, way, *forms, sep=" | ")


for kind in KINDS:
    for way in WAYS.split("\n")[1:-1]:
        show(kind.__name__, (kind,), {}, way)
for slots in [("x",), ("x", "__dict__"), ("a", "__dict__"), ("__dict__",), ("__dict__", "__weakref__")]:
    show(slots, (object,), {"__slots__": slots}, "o.x = 1")
slotted = type("Slotted", (), {"__slots__": ("a",)})
show("of slotted", (slotted,), {}, "o.x = 1")
show("of both", (slotted, type("Other", (), {})), {}, "o.x = 1")
