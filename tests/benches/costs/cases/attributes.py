import sys


class Point:
    shared = 1

    def __init__(self):
        self.x = 1000

    def method(self):
        return self

    @property
    def value(self):
        return self


class Slotted:
    __slots__ = ("x",)

    def __init__(self):
        self.x = 1000

    def method(self):
        return self


class Asks:
    def __getattribute__(self, name):
        return name


class Fallback:
    def __getattr__(self, name):
        return name


class Guarded:
    def __setattr__(self, name, value):
        pass


class Child(Point):
    def __init__(self):
        super().__init__()

    def method(self):
        return super().method()

    def attribute(self):
        return super().shared


class Error(ValueError):
    def method(self):
        return self


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    shared = 1


def with_dict():
    point = Point()
    point.__dict__["y"] = 1
    vars(point).update({f"name{index}": index for index in range(40)})
    return point


## LOAD_ATTR_INSTANCE_VALUE
#: a = Point()
a.x

## LOAD_ATTR_SLOT
#: a = Slotted()
a.x

## LOAD_ATTR_WITH_HINT -> LOAD_ATTR_INSTANCE_VALUE
#: a = with_dict()
a.x

## LOAD_ATTR_CLASS
#: a = Point
a.shared

## LOAD_ATTR_CLASS_WITH_METACLASS_CHECK
#: a = WithMeta
a.shared

## LOAD_ATTR_MODULE
#: a = sys
a.maxsize

## LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
#: a = Point()
a.shared

## LOAD_ATTR_PROPERTY
#: a = Point()
a.value

## LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN
#: a = Asks()
a.x

## LOAD_ATTR_METHOD_WITH_VALUES
#: a = Point()
a.method()

## LOAD_ATTR_METHOD_NO_DICT
#: a = Slotted()
a.method()

## LOAD_ATTR_METHOD_LAZY_DICT
#: a = Error()
a.method()

## LOAD_ATTR
#: a = Fallback()
a.x

## STORE_ATTR_INSTANCE_VALUE
#: a, b = Point(), 1000
a.x = b

## STORE_ATTR_SLOT
#: a, b = Slotted(), 1000
a.x = b

## STORE_ATTR_WITH_HINT -> STORE_ATTR_INSTANCE_VALUE
#: a, b = with_dict(), 1000
a.x = b

## STORE_ATTR
#: a, b = Guarded(), 1000
a.x = b

## LOAD_SUPER_ATTR_METHOD
#: a = Child()
a.method()

## LOAD_SUPER_ATTR_ATTR
#: a = Child()
a.attribute()
