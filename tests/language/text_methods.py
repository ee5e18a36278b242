"""Methods of str over many texts: results, their identity where it is one, and the room of lists that split gives."""
import sys
import zlib

TEXTS = [
    "", "a", " ", "ab", "  ab  cd ", "a,b,,c", ",", "one two\tthree\n", "\x1c1\x1d2\x85", "aAbB 12 cD", "x" * 300, "ab" * 200 + "c",
    "\xe9t\xe9 \xdf\xa0", "\u0416\u0436 \u2003x", "\U0001f600 a\U0001f600", "\u01c5\u0149 \u03a3", "12345", "\u0661\u0662", "\xb2\xb3",
    " ".join("word%d" % number for number in range(30)), "a\r\nb\rc\n\nd\u2028e",
]
PIECES = ["", "a", "b", " ", ",", "ab", ", ", "\xe9", "\u0436", "\U0001f600", "aaa", "bc", "x" * 20]
PLAIN = (
    "upper lower title capitalize swapcase casefold strip lstrip rstrip split rsplit splitlines isalpha isalnum isdigit isdecimal"
    " isnumeric isspace isupper islower istitle isidentifier isprintable isascii"
).split()


def tried(function):
    try:
        return function()
    except Exception as error:
        return type(error).__name__, str(error)


def told(value):
    return ascii(value), sys.getsizeof(value) if isinstance(value, list) else None


class Text(str):
    pass


def of_pieces(text, piece):
    for count in (-1, 0, 1, 2, 20):
        yield (
            tried(lambda: told(text.split(piece, count))), tried(lambda: told(text.rsplit(piece, count))),
            text.replace(piece, "<>", count), text.replace("a", piece, count), text.find(piece, count),
            text.rfind(piece, count), text.count(piece, count), text.startswith(piece, count), text.endswith(piece, 0, count),
        )
    yield (
        text.strip(piece), text.lstrip(piece), text.rstrip(piece), piece in text, text.count(piece),
        text.removeprefix(piece), text.removesuffix(piece), piece.join([text, "-", text]),
        piece * 3, tried(lambda: text.partition(piece)), tried(lambda: text.rpartition(piece)),
    )


for text in TEXTS + [Text("a b"), Text("")]:
    print(ascii(text)[:40])
    for name in PLAIN:
        print("  ", name, told(getattr(text, name)()) if len(text) < 50 else len(repr(getattr(text, name)())))
    # What is wrong shows in which line differs.
    print(*[zlib.crc32(ascii(list(of_pieces(text, piece))).encode()) for piece in PIECES])
    print("  ", told(text.split(None, 1)), text.rsplit(None, 1) == text.rsplit(maxsplit=1), text.split(" ")[0] is text)
    print("  ", tried(lambda: int(text)), tried(lambda: float(text)))

print("a".upper() is "A", "A".lower() is "a", "ab".split()[0] is "ab", "ab".replace("x", "y") == "ab", "b".title() is "B")
print(tried(lambda: "a".split("")), tried(lambda: "a".split(1)), tried(lambda: "a".split(sep=" ", bad=1)), tried(lambda: "a".split(None, 1, 2)))
print(tried(lambda: "a".replace("a")), tried(lambda: "a".replace("a", "b", count=0)), tried(lambda: "a".replace("a", "b", 1, count=0)))
print(tried(lambda: int("12\x1d")), tried(lambda: int("\x85 12\xa0")), tried(lambda: float("1.5\x1c")), tried(lambda: float(b"1.5\x1c")), int("\t 7\f\n"))
