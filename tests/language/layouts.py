"""What reaches past a class's own methods, or changes what native code is looking at, is told so."""
import types


def show(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)


class Meta(type):
    def __setattr__(cls, name, value):
        object.__setattr__(cls, name, value)


class Plain:
    pass


class Mixed(Plain, Meta):
    pass


def through():
    made = Mixed("Made", (), {})
    made.test = True


show(through)
show(lambda: object.__setattr__(int, "x", 1))
show(lambda: object.__delattr__(Plain, "x"))
show(lambda: object.__setattr__(types, "set_by_object", 5) or types.set_by_object)


class Evil(str):
    def __str__(self):
        del error.object
        return self


for error in [
    UnicodeEncodeError("utf-8", "x", 0, 1, Evil("reason")),
    UnicodeEncodeError(Evil("utf-8"), "x", 0, 1, "reason"),
    UnicodeDecodeError("utf-8", b"x", 0, 1, Evil("reason")),
    UnicodeTranslateError("x", 0, 1, Evil("reason")),
]:
    show(lambda: str(error))
