"""Texts of numbers and values by every form of `format` and `%`, str and bytes."""
import itertools

NUMBERS = [0, -1, 7, 123, -4567, 1234567, 10**25, True]
FLOATS = [0.0, -0.0, 1.0, -2.5, 1234.5678, 1e22, 1.5e-7, 123456789.0, float("inf"), -float("inf"), float("nan"), 9.5]
COMPLEX = [0j, 1j, 1 + 2j, -1.5 - 2.25j, complex(-0.0, 1), complex(1e10, -1e-10), complex("inf"), complex("nan+infj"), complex(1234567.5, 7654321)]
TEXTS = ["", "a", "héllo", "中文字", "longer text"]


def total(texts):
    value = 0
    for text in texts:
        for character in text:
            value = (value * 131 + ord(character)) % 1000000007
    return value


def tried(function, *arguments):
    try:
        return function(*arguments)
    except (ValueError, TypeError, OverflowError, KeyError) as error:
        return f"{type(error).__name__}: {error}"


FILLS = ["", "<", "^", "0=", "é>"]
for name, values, kinds in [
    ("int", NUMBERS, ["", "d", "b", "o", "x", "X", "n", "c", "e", "f", "g", "%", "s", "q"]),
    ("float", FLOATS, ["", "e", "E", "f", "F", "g", "G", "n", "%", "d", "s"]),
    ("complex", COMPLEX, ["", "e", "E", "f", "F", "g", "G", "n", "%", "d"]),
    ("text", TEXTS, ["", "s", "d"]),
]:
    for kind in kinds:
        said = []
        for fill, sign, alternate, zero, width, group, precision in itertools.product(
            FILLS, ["", "+", " "], ["", "#", "z"], ["", "0"], ["", "12"], ["", ",", "_"], ["", ".0", ".3"]
        ):
            spec = fill + sign + alternate.replace("#", "") + ("#" if alternate == "#" else "") + zero + width + group + precision + kind
            said += [tried(format, value, spec) for value in values if kind != "c" or value < 2**64]
        print(name, kind, len(said), total(said))
for value, spec in [
    (complex("inf"), ",f"), (complex("nan+infj"), "_g"), (complex(1234567.5, 7654321), ","), (complex(1234567.5, 7654321), "_.1f"), (1j, ",e"),
    (float("nan"), ","), (float("inf"), "012,"), (float("nan"), "012,f"), (1234567.0, "015,"), (1234567, "015,"), (1234567, "#_x"), (-5, "=+6"), (0.0, "z.1f"),
]:
    print(repr(value), spec, tried(format, value, spec))

FORMS = ["d", "i", "u", "x", "X", "o", "e", "f", "g", "G", "s", "r", "a", "c", "b", "q"]
VALUES = [0, -12, 255, 10**20, 1.5, -2.75, float("nan"), "text", b"bytes", b"\xff", None, (), [1], "é", 66, 300, True]
for form in FORMS:
    for kind in str, bytes:
        said = []
        for flags, width, precision in itertools.product(["", "-", "+", " ", "0", "#", "+0", "-#"], ["", "8", "*"], ["", ".0", ".2", ".*"]):
            template = f"<%{flags}{width}{precision}{form}>"
            if kind is bytes:
                template = template.encode()
            stars = (9,) * (width == "*") + (1,) * (precision == ".*")
            for value in VALUES:
                said.append(repr(tried(lambda: template % (*stars, value))))
        print(form, kind.__name__, len(said), total(said))
MAPPING = {"a": 1, "a(b)c": 2, "": 3, "é": "wide", "t": (1, 2)}
RAW = {b"a": 1, b"a(b)c": 2, b"": 3, b"t": b"raw", b"u": (1, 2)}
for template in ["%(a)d", "%(a(b)c)s and %(a)x", "%()d", "%(é)s", "%(t)s", "%(missing)s", "%(a", "%(a)", "%(a(b)s", "%(a)*d", "%(a)d %d", "%% %(a)5.1f|", "%(a)-5d|"]:
    print(template, tried(lambda: template % MAPPING), tried(lambda: template % 5), tried(lambda: template % (MAPPING,)))
for template in [b"%(a)d", b"%(a(b)c)d and %(a)x", b"%()d", b"%(t)s", b"%(u)r", b"%(missing)s", b"%(a", b"%(a)", b"%(a(b)s", b"%(a)*d", b"%(a)d %d", b"%% %(a)5.1f|"]:
    print(template, tried(lambda: template % RAW), tried(lambda: template % 5), tried(lambda: bytearray(template) % RAW))
for template, values in [("%d", ()), ("%d", (1, 2)), ("", 1), ("", (1,)), ("%s", [1]), ("%s %s", "ab"), ("%", 1), ("%5", 1), ("%l", 1), ("%ld", 1), ("%s", ((1,),))]:
    print(template, values, tried(lambda: template % values), tried(lambda: template.encode() % values))
