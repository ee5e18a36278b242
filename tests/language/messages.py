"""What is said of counts that are too large, of keys of empty dicts, of classes with one half of a protocol."""

LARGE = 1 << 70


class Large:
    def __index__(self):
        return LARGE


class Sets:
    def __set__(self, instance, value):
        print("set", value)

    def __setitem__(self, key, value):
        print("item", key, value)


class Deletes:
    def __delete__(self, instance):
        print("deleted")

    def __delitem__(self, key):
        print("item deleted", key)


class Owner:
    sets = Sets()
    deletes = Deletes()


def delete(of, name):
    delattr(of, name)


def delete_item(of):
    del of[1]


def set_item(of):
    of[1] = 2


def show(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)


for call in [
    lambda: [1].pop(LARGE), lambda: [1].pop(Large()), lambda: [1].insert(LARGE, 2), lambda: [1] * LARGE, lambda: "a" * LARGE,
    lambda: [1][LARGE], lambda: "a"[LARGE], lambda: "a".center(LARGE), lambda: "a".ljust(Large()), lambda: "a".zfill(LARGE),
    lambda: "a".split("b", LARGE), lambda: "a".replace("a", "b", LARGE), lambda: "a".find("a", LARGE), lambda: bytes(LARGE),
    lambda: bytearray(b"ab").pop(LARGE), lambda: bytearray(b"ab").insert(LARGE, 1), lambda: b"a".center(LARGE),
    lambda: b"a".split(b"b", LARGE), lambda: b"a".replace(b"a", b"b", LARGE), lambda: (1).to_bytes(LARGE), lambda: range(5)[LARGE],
    lambda: {}.pop([]), lambda: {}.pop([], 1), lambda: {1: 1}.pop([]), lambda: {}.get([]), lambda: [] in {},
    lambda: delete(Owner(), "sets"), lambda: delete(Owner(), "deletes"), lambda: setattr(Owner(), "sets", 1),
    lambda: setattr(Owner(), "deletes", 1), lambda: delete_item(Sets()), lambda: delete_item(Deletes()), lambda: set_item(Sets()),
    lambda: set_item(Deletes()),
]:
    show(call)
