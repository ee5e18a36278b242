"""Attributes of instances that keep them in different ways, and calls of their classes: what specializes, and to what."""


class Slots:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


class SlotsAndDict(Slots):
    def __init__(self, x):
        self.x = x


class Plain:
    def __init__(self, x):
        self.x = x


class Derived(Plain):
    __slots__ = ("q",)

    def __init__(self, x):
        self.x = x


class FallsBack:
    k = 4

    def __init__(self, x):
        self.x = x

    def __getattr__(self, name):
        return 1

    @property
    def p(self):
        return 2

    def m(self):
        return 3


class Intercepts:
    def __init__(self, x):
        self.x = x

    def __getattribute__(self, name):
        return object.__getattribute__(self, name)


class Failure(Exception):
    def __init__(self, x):
        self.code = x


def make_slots():
    for _ in range(40):
        Slots(1)


def load_slots_x():
    o = Slots(1)
    for _ in range(40):
        o.x


def load_slots_p():
    o = Slots(1)
    for _ in range(40):
        o.p


def load_slots_m():
    o = Slots(1)
    for _ in range(40):
        o.m()


def load_slots_k():
    o = Slots(1)
    for _ in range(40):
        o.k


def load_slots_code():
    o = Slots(1)
    for _ in range(40):
        o.code


def load_slots_args():
    o = Slots(1)
    for _ in range(40):
        o.args


def store_slots_x():
    o = Slots(1)
    for _ in range(40):
        o.x = ()


def store_slots_p():
    o = Slots(1)
    for _ in range(40):
        o.p = ()


def store_slots_k():
    o = Slots(1)
    for _ in range(40):
        o.k = ()


def store_slots_code():
    o = Slots(1)
    for _ in range(40):
        o.code = ()


def make_slotsanddict():
    for _ in range(40):
        SlotsAndDict(1)


def load_slotsanddict_x():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.x


def load_slotsanddict_p():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.p


def load_slotsanddict_m():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.m()


def load_slotsanddict_k():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.k


def load_slotsanddict_code():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.code


def load_slotsanddict_args():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.args


def store_slotsanddict_x():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.x = ()


def store_slotsanddict_p():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.p = ()


def store_slotsanddict_k():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.k = ()


def store_slotsanddict_code():
    o = SlotsAndDict(1)
    for _ in range(40):
        o.code = ()


def make_plain():
    for _ in range(40):
        Plain(1)


def load_plain_x():
    o = Plain(1)
    for _ in range(40):
        o.x


def load_plain_p():
    o = Plain(1)
    for _ in range(40):
        o.p


def load_plain_m():
    o = Plain(1)
    for _ in range(40):
        o.m()


def load_plain_k():
    o = Plain(1)
    for _ in range(40):
        o.k


def load_plain_code():
    o = Plain(1)
    for _ in range(40):
        o.code


def load_plain_args():
    o = Plain(1)
    for _ in range(40):
        o.args


def store_plain_x():
    o = Plain(1)
    for _ in range(40):
        o.x = ()


def store_plain_p():
    o = Plain(1)
    for _ in range(40):
        o.p = ()


def store_plain_k():
    o = Plain(1)
    for _ in range(40):
        o.k = ()


def store_plain_code():
    o = Plain(1)
    for _ in range(40):
        o.code = ()


def make_derived():
    for _ in range(40):
        Derived(1)


def load_derived_x():
    o = Derived(1)
    for _ in range(40):
        o.x


def load_derived_p():
    o = Derived(1)
    for _ in range(40):
        o.p


def load_derived_m():
    o = Derived(1)
    for _ in range(40):
        o.m()


def load_derived_k():
    o = Derived(1)
    for _ in range(40):
        o.k


def load_derived_code():
    o = Derived(1)
    for _ in range(40):
        o.code


def load_derived_args():
    o = Derived(1)
    for _ in range(40):
        o.args


def store_derived_x():
    o = Derived(1)
    for _ in range(40):
        o.x = ()


def store_derived_p():
    o = Derived(1)
    for _ in range(40):
        o.p = ()


def store_derived_k():
    o = Derived(1)
    for _ in range(40):
        o.k = ()


def store_derived_code():
    o = Derived(1)
    for _ in range(40):
        o.code = ()


def make_fallsback():
    for _ in range(40):
        FallsBack(1)


def load_fallsback_x():
    o = FallsBack(1)
    for _ in range(40):
        o.x


def load_fallsback_p():
    o = FallsBack(1)
    for _ in range(40):
        o.p


def load_fallsback_m():
    o = FallsBack(1)
    for _ in range(40):
        o.m()


def load_fallsback_k():
    o = FallsBack(1)
    for _ in range(40):
        o.k


def load_fallsback_code():
    o = FallsBack(1)
    for _ in range(40):
        o.code


def load_fallsback_args():
    o = FallsBack(1)
    for _ in range(40):
        o.args


def store_fallsback_x():
    o = FallsBack(1)
    for _ in range(40):
        o.x = ()


def store_fallsback_p():
    o = FallsBack(1)
    for _ in range(40):
        o.p = ()


def store_fallsback_k():
    o = FallsBack(1)
    for _ in range(40):
        o.k = ()


def store_fallsback_code():
    o = FallsBack(1)
    for _ in range(40):
        o.code = ()


def make_intercepts():
    for _ in range(40):
        Intercepts(1)


def load_intercepts_x():
    o = Intercepts(1)
    for _ in range(40):
        o.x


def load_intercepts_p():
    o = Intercepts(1)
    for _ in range(40):
        o.p


def load_intercepts_m():
    o = Intercepts(1)
    for _ in range(40):
        o.m()


def load_intercepts_k():
    o = Intercepts(1)
    for _ in range(40):
        o.k


def load_intercepts_code():
    o = Intercepts(1)
    for _ in range(40):
        o.code


def load_intercepts_args():
    o = Intercepts(1)
    for _ in range(40):
        o.args


def store_intercepts_x():
    o = Intercepts(1)
    for _ in range(40):
        o.x = ()


def store_intercepts_p():
    o = Intercepts(1)
    for _ in range(40):
        o.p = ()


def store_intercepts_k():
    o = Intercepts(1)
    for _ in range(40):
        o.k = ()


def store_intercepts_code():
    o = Intercepts(1)
    for _ in range(40):
        o.code = ()


def make_failure():
    for _ in range(40):
        Failure(1)


def load_failure_x():
    o = Failure(1)
    for _ in range(40):
        o.x


def load_failure_p():
    o = Failure(1)
    for _ in range(40):
        o.p


def load_failure_m():
    o = Failure(1)
    for _ in range(40):
        o.m()


def load_failure_k():
    o = Failure(1)
    for _ in range(40):
        o.k


def load_failure_code():
    o = Failure(1)
    for _ in range(40):
        o.code


def load_failure_args():
    o = Failure(1)
    for _ in range(40):
        o.args


def store_failure_x():
    o = Failure(1)
    for _ in range(40):
        o.x = ()


def store_failure_p():
    o = Failure(1)
    for _ in range(40):
        o.p = ()


def store_failure_k():
    o = Failure(1)
    for _ in range(40):
        o.k = ()


def store_failure_code():
    o = Failure(1)
    for _ in range(40):
        o.code = ()


def exceptions():
    for _ in range(40):
        ValueError(1), KeyError(2), OSError(3), NameError(), StopIteration(4), UnicodeError(5)


for function in [
    make_slots,
    load_slots_x,
    load_slots_p,
    load_slots_m,
    load_slots_k,
    load_slots_code,
    load_slots_args,
    store_slots_x,
    store_slots_p,
    store_slots_k,
    store_slots_code,
    make_slotsanddict,
    load_slotsanddict_x,
    load_slotsanddict_p,
    load_slotsanddict_m,
    load_slotsanddict_k,
    load_slotsanddict_code,
    load_slotsanddict_args,
    store_slotsanddict_x,
    store_slotsanddict_p,
    store_slotsanddict_k,
    store_slotsanddict_code,
    make_plain,
    load_plain_x,
    load_plain_p,
    load_plain_m,
    load_plain_k,
    load_plain_code,
    load_plain_args,
    store_plain_x,
    store_plain_p,
    store_plain_k,
    store_plain_code,
    make_derived,
    load_derived_x,
    load_derived_p,
    load_derived_m,
    load_derived_k,
    load_derived_code,
    load_derived_args,
    store_derived_x,
    store_derived_p,
    store_derived_k,
    store_derived_code,
    make_fallsback,
    load_fallsback_x,
    load_fallsback_p,
    load_fallsback_m,
    load_fallsback_k,
    load_fallsback_code,
    load_fallsback_args,
    store_fallsback_x,
    store_fallsback_p,
    store_fallsback_k,
    store_fallsback_code,
    make_intercepts,
    load_intercepts_x,
    load_intercepts_p,
    load_intercepts_m,
    load_intercepts_k,
    load_intercepts_code,
    load_intercepts_args,
    store_intercepts_x,
    store_intercepts_p,
    store_intercepts_k,
    store_intercepts_code,
    make_failure,
    load_failure_x,
    load_failure_p,
    load_failure_m,
    load_failure_k,
    load_failure_code,
    load_failure_args,
    store_failure_x,
    store_failure_p,
    store_failure_k,
    store_failure_code,
    exceptions,
]:
    try:
        function()
        function()
        print(function.__name__)
    except AttributeError as error:
        print(function.__name__, error)
