"""Every built-in exception class: what it is made of, takes, has and says."""
import builtins

CLASSES = sorted(
    {value for value in vars(builtins).values() if isinstance(value, type) and issubclass(value, BaseException)},
    key=lambda cls: cls.__name__,
)
SPECIAL = "__new__ __init__ __str__ __repr__ __reduce__ __setstate__ __doc__ __module__ __dict__ __slots__".split()


def tried(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for cls in CLASSES:
    own = vars(cls)
    print(cls.__name__, [base.__name__ for base in cls.__mro__[1:]], [name for name in SPECIAL if name in own])
    print("   ", sorted(name for name in own if not name.startswith("__")), cls.__base__.__name__, cls.__module__, cls.__qualname__)
    for arguments in (), (1,), (1, "two"), (2, "no file", "a", None, "b"), ("utf-8", b"abc", 1, 2, "why"), ("abc", 0, 1, "why"), ("group", [ValueError(1)]):
        error = tried(cls, *arguments)
        if isinstance(error, BaseException):
            error = type(error).__name__, error.args, tried(str, error), tried(repr, error), vars(error)
        print("   ", len(arguments), error)
    for keywords in {"name": "n"}, {"path": "p"}, {"obj": 1}, {"errno": 1}:
        error = tried(cls, "text", **keywords)
        print("   ", keywords, error if isinstance(error, str) else (str(error), [getattr(error, key, None) for key in keywords]))

    class Derived(cls):
        def __init__(self, *arguments):
            self.given = arguments

    derived = tried(Derived, 1, 2)
    print("   ", derived if isinstance(derived, str) else (derived.args, derived.given, tried(str, derived)))
