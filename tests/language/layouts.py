"""What could reach past an object's layout does not: methods of other classes, objects replaced meanwhile, full stacks."""
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


class Row:
    def __getitem__(self, index):
        return str(index)


def taken(row, count):
    for index in range(count):
        yield row[index]


def in_generators():
    """The stacks of generators lie among other objects: nothing may be written behind them."""
    import gc

    generators = []
    for number in range(400):
        generators.append((taken(Row(), 60), [number, str(number)], Row()))
    gc.collect()
    total = 0
    for _ in range(60):
        for generator, numbers, _row in generators:
            total += len(next(generator)) + numbers[0] + len(numbers[1])
    gc.collect()
    print(total, sum(len(list(generator)) for generator, _, _ in generators))


in_generators()
for value in ["0", "{}", "frozenset()"]:
    show(lambda: exec(f"__conditional_annotations__ = {value}\nx: int\n", {}))
