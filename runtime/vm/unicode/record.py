"""Writes `facts.txt`: what CPython 3.14 knows of characters and UnicodeData.txt does not say.

    python3.14 runtime/vm/unicode/record.py [NAMES]

NAMES is a file of candidate names of sequences, one a line; without it the sequences stay as they are.
"""

import sys
import unicodedata
from pathlib import Path

OLD = unicodedata.ucd_3_2_0
FACTS = Path(__file__).with_name("facts.txt")
ID_START = "Lu Ll Lt Lm Lo Nl"
CHARACTERS = [chr(point) for point in range(0x110000)]


def runs(kind, fact):
    """The facts of runs of characters; None is no fact."""
    first, before = 0, None
    for point in range(0x110001):
        now = fact(CHARACTERS[point]) if point < 0x110000 else None
        if now != before:
            if before is not None:
                yield f"{kind} {first:x} {point - 1:x} {before}"
            first, before = point, now


def width(character):
    width = unicodedata.east_asian_width(character)
    return None if width == "N" else width


def properties(of, character):
    return (of.category(character), of.bidirectional(character), of.east_asian_width(character), of.mirrored(character))


def old_properties(character):
    """Where they differ, the properties in Unicode 3.2; `Cn` for what was not assigned."""
    old = properties(OLD, character)
    if old == properties(unicodedata, character):
        return None
    return "Cn" if old[0] == "Cn" else " ".join(map(str, old))


def is_old(character):
    return OLD.category(character) != "Cn"


def number(of, character):
    if (value := of.decimal(character, None)) is not None:
        return f"decimal {value}"
    if (value := of.digit(character, None)) is not None:
        return f"digit {value}"
    value = of.numeric(character, None)
    return "none" if value is None else f"numeric {value!r}"


def old_number(character):
    old = number(OLD, character)
    return old if is_old(character) and old != number(unicodedata, character) else None


def excluded(character):
    """A character with a canonical decomposition into two that are not composed to it."""
    parts = unicodedata.decomposition(character).split()
    if len(parts) != 2 or parts[0].startswith("<"):
        return None
    return "" if unicodedata.normalize("NFC", character) != character else None


def old_decomposition(character):
    old = OLD.normalize("NFD", character)
    if not is_old(character) or old == unicodedata.normalize("NFD", character):
        return None
    return points(old)


def ideograph(character):
    """The value of an ideograph, of which its row says nothing."""
    if "IDEOGRAPH-" not in unicodedata.name(character, ""):
        return None
    value = number(unicodedata, character)
    return None if value == "none" else value


def points(text):
    return " ".join(f"{ord(part):x}" for part in text)


def mapped(method):
    """What a character is mapped to where that is more than one."""
    def fact(character):
        text = method(character)
        return points(text) if len(text) > 1 else None

    return fact


def fold(character):
    """Where it is not the lowercase of the uppercase; `upper` where it is the uppercase."""
    folded, upper = character.casefold(), character.upper()
    if folded == "".join(part.lower() for part in upper):
        return None
    return "upper" if folded == upper else points(folded)


def differs(has, categories):
    """Where a property is not that of the general categories."""
    categories = categories.split()

    def fact(character):
        by_category = unicodedata.category(character) in categories
        return "" if has(character) != by_category else None

    return fact


def continues(character):
    return f"a{character}".isidentifier()


def is_case_ignorable(character):
    """It does not hide a cased neighbour from a sigma, on neither side. (A cased one would not on the left, others on the right.)"""
    left, right = f"a{character}\N{GREEK CAPITAL LETTER SIGMA}", f"a\N{GREEK CAPITAL LETTER SIGMA}{character}"
    final = "\N{GREEK SMALL LETTER FINAL SIGMA}"
    return left.lower()[-1] == final and right.lower()[1] == final


def sequences(names):
    for name in names:
        try:
            found = unicodedata.lookup(name)
        except KeyError:
            continue
        if len(found) > 1:
            yield f"sequence {name};{points(found)}"


def main():
    if len(sys.argv) > 1:
        names = Path(sys.argv[1]).read_text().splitlines()
    else:
        lines = FACTS.read_text().splitlines()
        names = [line[9:].split(";")[0] for line in lines if line.startswith("sequence ")]
    facts = [
        f"version {unicodedata.unidata_version}",
        *runs("width", width),
        *runs("ideograph", ideograph),
        *runs("excluded", excluded),
        *runs("upper", mapped(str.upper)),
        *runs("lower", mapped(str.lower)),
        *runs("title", mapped(str.title)),
        *runs("fold", fold),
        *runs("lowercase", differs(str.islower, "Ll")),
        *runs("uppercase", differs(str.isupper, "Lu")),
        *runs("id-start", differs(str.isidentifier, ID_START)),
        *runs("id-continue", differs(continues, f"{ID_START} Mn Mc Nd Pc")),
        *runs("case-ignorable", differs(is_case_ignorable, "Mn Me Cf Lm Sk")),
        *sequences(names),
        *runs("old", old_properties),
        *runs("old-number", old_number),
        *runs("old-decomposition", old_decomposition),
    ]
    FACTS.write_text("".join(line.rstrip() + "\n" for line in facts))


main()
