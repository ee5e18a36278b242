"""What is one object: empty and short texts, small numbers, and what gives itself back."""
import copy

empty, letter, wide, nothing = "", "b", "é", ()
text, data, pair, listed = "abcé中", b"abc", (1, 2), [1, 2]


class Text(str):
    pass


class Tuple(tuple):
    pass


class Int(int):
    pass


derived = Text("abc")
EMPTY = {
    "text * 0": text * 0, "0 * text": 0 * text, "text * -1": text * -1, "'' * 5": empty * 5, "text[0:0]": text[0:0], "text[3:1]": text[3:1],
    "text[::-1][5:]": text[::-1][5:], "'' + ''": empty + "", "join": "".join([]), "join of one": "".join([""]), "join of two": "".join(["", ""]),
    "strip": "   ".strip(), "lstrip": " ".lstrip(), "replace": "aa".replace("a", ""), "str()": str(), "str('')": str(""),
    "format": "{}".format(""), "f": f"{empty}", "%": "%s" % "", "decode": b"".decode(), "latin": b"".decode("latin-1"), "center": empty.center(0),
    "translate": "a".translate({97: None}), "partition": "a".partition("b")[1], "split": "a,".split(",")[1], "removeprefix": "ab".removeprefix("ab"),
    "removesuffix": "ab".removesuffix("ab"), "zfill": empty.zfill(0), "expandtabs": empty.expandtabs(), "derived * 0": derived * 0,
    "derived[:0]": derived[:0], "str(derived)[:0]": str(derived)[:0], "chr": chr(98)[1:], "splitlines": "\n".splitlines()[0], "hex": b"".hex(),
}
for name, value in EMPTY.items():
    print("empty", name, value is empty, type(value).__name__, len(value))
LETTERS = {
    "text[1]": text[1], "text[1:2]": text[1:2], "text[-4]": text[-4], "join": "".join(["b"]), "join of two": "".join(["b", ""]), "iter": list(text)[1],
    "chr": chr(98), "strip": " b ".strip(), "split": "a b".split()[1], "partition": "abc".partition("a")[2][:1], 
    "lower": "B".lower(), "* 1": letter * 1, "+ ''": letter + "", "'' +": "" + letter, "decode": b"b".decode(),
    "format": "{}".format("b"), "%": "%s" % "b", "%c": "%c" % 98, "f": f"{letter}", "reversed": next(reversed("ab")), "derived[1]": derived[1],
    "translate": "a".translate({97: "b"}), "min": min("cb"), "str": str(letter), "center": letter.center(1), "zfill": letter.zfill(1), "title": letter.lower(),
}
for name, value in LETTERS.items():
    print("letter", name, value is letter, value)
print(text[3] is wide, chr(233) is wide, "Éx".lower()[0] is wide, b"\xe9".decode("latin-1") is wide, chr(0x4E2D) is text[4], chr(256) is chr(256))
WHOLE = {
    "text * 1": (text * 1, text), "text + ''": (text + "", text), "'' + text": ("" + text, text), "text[:]": (text[:], text), "text[0:]": (text[0:], text),
    "text[0:99]": (text[0:99], text), "str": (str(text), text), "strip": (text.strip(), text), "replace": (text.replace("q", "r"), text),
    "join": ("".join([text]), text), "format": (format(text), text), "f": (f"{text}", text), "zfill": (text.zfill(1), text),
    "center": (text.center(2), text), "removeprefix": (text.removeprefix("q"), text), "copy": (copy.copy(text), text), "deepcopy": (copy.deepcopy(pair), pair),
    "lower": ("abc".lower(), "abc"), "ljust": (text.ljust(0), text), "rjust": (text.rjust(0), text),
    "data * 1": (data * 1, data), "data + b''": (data + b"", data), "data[:]": (data[:], data), "bytes": (bytes(data), data), "data.strip": (data.strip(), data),
    "data.replace": (data.replace(b"q", b"r"), data), "pair * 1": (pair * 1, pair), "pair + ()": (pair + (), pair),
    "() + pair": (() + pair, pair), "pair[:]": (pair[:], pair), "tuple": (tuple(pair), pair), "list[:]": (listed[:], listed), "list * 1": (listed * 1, listed),
    "derived * 1": (derived * 1, derived), "derived[:]": (derived[:], derived), "str(derived)": (str(derived), derived), "derived + ''": (derived + "", derived),
    "strip of derived": (derived.strip(), derived), "Tuple[:]": (Tuple(pair)[:], pair), "frozenset": (frozenset(frozenset((1,))), 1), "int(Int)": (int(Int(5)), 5),
    "range[:]": (range(5)[:], 5), "slice": (slice(1), 1), "float": (float(1.5), 1.5), "complex": (complex(1j), 1j),
}
for name, (value, whole) in WHOLE.items():
    print("whole", name, value is whole, type(value).__name__)
print([value is nothing for value in (tuple([]), pair[:0], pair * 0, tuple(listed[:0]), Tuple(), Tuple(pair)[:0])])
print(frozenset() is frozenset([]), frozenset("") is frozenset(), frozenset([1]) & frozenset([2]) is frozenset())
for number in -6, -5, 0, 255, 256, 257:
    other = int(str(number))
    print(number, other is int(str(number)) if -6 < number < 257 else "", (number + 0) == other, bool(number) is (number != 0))
print(type(True & True), True & 1, True | False is True, (not 0) is True, (1 == 1) is True)
