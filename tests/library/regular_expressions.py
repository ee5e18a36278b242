"""Patterns of every kind of operation on texts of every width, and what match objects and substitutions say."""
import re

PATTERNS = [
    (r"a*?b|(?:ab){2,}c", 0), (r"(a)|b", 0), (r"(?:(a)|b)*", 0), (r"(a|ab)(c|bcd)(d*)", 0), (r"(?P<x>\w)(?P=x)", 0),
    (r"^\s*(\w+)\s*=\s*(.*?)\s*$", re.M), (r"(?i)stra\u00dfe|\u0130|\u03c3", 0), (r"[^\W\d_]+", 0), (r"[^\W\d_]+", re.A),
    (r"(?<=a)b+(?!c)", 0), (r"(?<!a)b", 0), (r"(?>a+)ab|a++b", 0), (r"(?:a?)*?$", 0), (r"(?:a|ab)*+b", 0),
    (r"(a)?(?(1)b|c)", 0), (r"\bfoo\b|\Bo", 0), (r".", re.S), (r"\A.|.\Z", 0), (r"[\U00010400-\U0001044f]", re.I),
    (r"(a+)+$", 0), (r"((a{2,3}){1,2}?)+", 0), (r"(?:(?:x|y)(?=z)z?)*", 0), (r"[\s\S]{2}?", 0), (r"(?s:.)(?-i:B)", re.I),
    (r"(?x) a  # one\n b", 0), (r"\x41|\101|[\]\-^]", 0), (r"", 0), (r"(|a)+", 0), (r"(?=(a+))a*b\1", 0), (r"(?:(a)(b)?)+", 0),
]
TEXTS = [
    "", "a", "ab", "abab", "ababc", "aabbc", "foo foobar", "key = value \n k2=\tv 2", "Stra\u00dfe STRASSE \u0130i\u0131",
    "\u03c3\u03c2\u03a3 \u20ac\u00e9", "\U00010400x\U00010428", "xzyzxy", "baaabac", "1_\u0661\u00bd", "a\nb\r\n", "A]-^",
]


def show(match):
    return match and (match.regs, match.lastindex, match.lastgroup, match.group())


for pattern, flags in PATTERNS:
    compiled = re.compile(pattern, flags)
    print(compiled.groups, dict(compiled.groupindex), compiled.flags, ascii(compiled))
    for text in TEXTS:
        results = [show(compiled.match(text)), show(compiled.fullmatch(text)), show(compiled.search(text, 1))]
        results += [compiled.findall(text), compiled.split(text, 3), compiled.subn(r"<\g<0>>", text)]
        print(ascii([results, [m.span() for m in compiled.finditer(text, 0, 6)]]))
        if pattern.isascii() and text.isascii() and not flags & re.A:
            as_bytes = re.compile(re.sub(r"\\[uU]\w+", "u", pattern).encode(), flags)
            print(as_bytes.findall(text.encode()), as_bytes.sub(b"-", bytearray(text.encode())))

m = re.search(r"(?P<first>\w+) (?P<second>\w+)( x)?", "say hello world")
print(m, m["second"], m[1], m.group("first", 2, 3), m.groups("-"), m.groupdict(), m.start(3), m.end("first"), m.pos, m.endpos)
print(m.expand(r"\2 \g<first>\3|\n"), m.re.pattern, m.string, re.sub("(l)(?P<o>o)?", r"[\2\1]", "hello"))
print(re.sub("[lo]", lambda m: m.group().upper() if m.start() % 2 else None, "hello", count=3))
for call in (
    lambda: m.group(9), lambda: m["none"], lambda: re.compile("("), lambda: re.compile(b"a").match("a"),
    lambda: re.match("a", b"a"), lambda: re.match("a", 1), lambda: re.sub("a", r"\9", "a"), lambda: re.sub("a", 5, "a"),
    lambda: re.compile("a", re.L), lambda: re.compile("(?<=a+)b"), lambda: type(m)(), lambda: re.compile("*"),
):
    try:
        print("no error", call())
    except (IndexError, TypeError, ValueError, re.PatternError) as error:
        print(type(error).__name__, error)
print(re.compile("a") == re.compile("a"), re.compile("a") == re.compile("a", re.I), len({re.compile("a"), re.compile("a")}))
scanner = re.compile("a|(b)").scanner("abca")
print(scanner.match(), scanner.search(), scanner.match(), scanner.search(), scanner.pattern)
print(re.Scanner([(r"\d+", lambda s, t: int(t)), (r"\w+", lambda s, t: t), (r"\s+", None)]).scan("ab 12 c3 !"))
print(re.escape("a.b*c\n"), re.split(r"(\W)", "a,b c"), re.findall(r"(a)(b)?", "abaa"), len(re.sub("x*", "-", "y" * 1000)))
print(re.fullmatch("(?:a|b)*", "ab" * 5000).span(), re.search("(?:ab|cd)*e", "abcd" * 100), re.match("(x+x+)+y", "x" * 12))
