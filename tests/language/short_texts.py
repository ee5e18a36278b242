"""Searches, slices, formats and matches of short texts: each has a way of its own."""
import re
import sys


def told(function):
    try:
        print(repr(function()))
    except Exception as error:
        print(type(error).__name__, error)


# Needles before, at and behind each multiple of 16, in texts of each length around it.
for width in (str, lambda text: text.encode()):
    found = []
    for length in (*range(0, 40), 255, 256, 257, 300):
        for needle in ("x", "xy", "xyz", "xyzxyzxyz"):
            for at in {0, 1, 14, 15, 16, 17, length // 2, length - len(needle)}:
                text = ("xa" * length)[:length]
                if 0 <= at <= length:
                    text = (text[:at] + needle + text[at:])[: length + 1]
                text, wanted = width(text), width(needle)
                found.append((text.find(wanted), text.rfind(wanted), text.count(wanted), wanted in text))
                found.append(text.replace(wanted, width("-")).count(width("-")))
                found.append(len(text.split(wanted)))
    print(len(found), sum(hash(repr(one)) == hash(repr(one)) for one in found), found[::97])

print("ab" * 20 == ("ba" * 20).replace("ba", "ab"), "a" * 40 != ("ab" * 40).replace("b", ""))
print(("a,b" * 30).replace(",", "<>", 17))
print("\x1c a\x85b\xa0c\u2003d ".split(), "\x1f\x1ca\x1d".strip(), " é ".strip())

for text in ("", "a", "abcdef", "aé", "aЖ😀d"):
    for part in (slice(1, 3), slice(-2, None), slice(None, -1), slice(3, 1), slice(-100, 100), slice(2**70, None)):
        print(text[part], text.encode()[part], list(text)[part], tuple(text)[part], end="|")
print()


class Index:
    def __index__(self):
        return 1


print("abc"[Index():], [1, 2][Index():], (1, 2)[:Index()], b"abc"[Index():])

for value in (0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 2.675, 1e15, 123456789.987654321, 1e22, 5e-324, 1e-19, 9.995, -0.001,
              999999.9999995, 2.0**62, 2.0**63, 2.0**-64, 2.0**-65, float("inf"), float("nan")):
    print(*("%.*f" % (precision, value) for precision in (0, 1, 2, 3, 6, 15, 16, 20)))
    print(f"{value:.2f} {value:010.3f} {value:+.1f} {value:,.2f} {value:#.0f} {value:.1%} {value!r:>12}")

for template in ("%5%", "%-%", "%.2%", "%%", "%*%", "%.*%", "%(a)%", " %h%"):
    for values in ((), (1,), (1, 2), {"a": 3}, 5):
        told(lambda: template % values)
        told(lambda: template.encode() % values)
for template in ("%*d", "%.*f"):
    for size in (2**63, -2**63, 3, -3, "a", 1.5):
        told(lambda: template % (size, 3))
        told(lambda: template.encode() % (size, 3))
told(lambda: "%.*f" % (2**31, 3))
told(lambda: "%d %s %5d %-5d| %+d % d %05d %.3d %x %#o %i" % (12, "é", 3, 4, 5, 6, -7, 8, 255, 8, True))
told(lambda: "{} {}{{}} {:>3} {!r} {0}".format(1, "Ж", 2, "x"))
told(lambda: "{} {}{{}} {:>3} {!r} é".format(1, "Ж", 2**70, "x"))
told(lambda: "{0}{1}".format(True, None))

told(lambda: "Ÿß ŉ ﬁ Ж ΑΣ ǆ".upper())
told(lambda: "İŸΑΣ ΑΣΑ Ж".lower())
told(lambda: ("é" * 63 + "ΐ").upper() + ("é" * 64 + "ΐ").upper())

told(lambda: [max([3, 1, 2], key=lambda v: -v), min((2, 1)), max("a", "b"), max([], default=7), max({4, 5})])


def growing():
    items = [1, 2, 3]

    def key(value):
        if len(items) < 6:
            items.append(value + 10)
        return value

    return max(items, key=key), items


told(growing)

pattern = re.compile(r"(\w)(\d)?")
match = pattern.match("a1b", 0, 2)
told(lambda: (match.span(), match.groups(), match.regs, match.lastindex, match.pos, match.endpos, match.re is pattern, match.string))
told(lambda: (pattern.match("é").groups("-"), pattern.fullmatch("a"), pattern.search("--")))
# A function that runs the same pattern while it is run.
told(lambda: pattern.sub(lambda m: str(len(pattern.findall(m[0] + "zz"))) + pattern.sub("q", "a1"), "a1 b c3"))
told(lambda: [pattern.sub(r"<\2|\1>", "a1é ЖЖ9"), pattern.sub("-", "a1é", 1), pattern.subn(r"\g<0>\g<0>", "ab"), pattern.sub("x", "--")])
told(lambda: re.sub(b"a", rb"[\g<0>]", bytearray(b"banana")))
told(lambda: re.sub("a", b"b", "banana"))
many = re.compile("".join(f"(?P<g{number}>.)?" for number in range(20)))
told(lambda: many.match("abcdefghijkl").groupdict("-"))
told(lambda: many.match("abc").expand(r"\g<g1>\g<g19>\g<0>"))
iterator = pattern.finditer("ab")
told(lambda: [(m.span(), [n.start() for n in pattern.finditer("xyz")]) for m in iterator])
told(lambda: sys.intern("a" + "b") is sys.intern("ab"))
