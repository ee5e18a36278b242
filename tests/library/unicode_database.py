import hashlib
import unicodedata

POINTS = [*range(0x250), *range(0x250, 0x32000, 11), *range(0xAC00, 0xAC40), *range(0xE0000, 0x110000, 997)]


def digest(function):
    told = "\n".join(ascii(function(chr(point))) for point in POINTS)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def looked_up(character, database=unicodedata):
    name = database.name(character, None)
    return name and database.lookup(name) == database.lookup(name.lower()) == character


for database in unicodedata, unicodedata.ucd_3_2_0:
    print(database.unidata_version)
    for name in "category bidirectional east_asian_width combining mirrored decomposition".split():
        print(name, digest(getattr(database, name)))
    for name in "name decimal digit numeric".split():
        function = getattr(database, name)
        print(name, digest(lambda character: function(character, None)))
    for form in "NFC NFD NFKC NFKD".split():
        normal = digest(lambda character: database.normalize(form, f"a{character}\u0301\u0323{character}"))
        print(form, normal, digest(lambda character: database.is_normalized(form, character)))
print(digest(looked_up))

old = unicodedata.ucd_3_2_0
CASES = [
    lambda: unicodedata.name("\0"),
    lambda: unicodedata.name("\0", None),
    lambda: unicodedata.name("ab"),
    lambda: unicodedata.name(1),
    lambda: unicodedata.name(),
    lambda: unicodedata.name("\U00017000"),
    lambda: unicodedata.lookup("TANGUT IDEOGRAPH-17000"),
    lambda: unicodedata.lookup("latin small letter r with tilde"),
    lambda: unicodedata.lookup("NULL"),
    lambda: unicodedata.lookup("NO SUCH NAME"),
    lambda: unicodedata.lookup("A" * 300),
    lambda: unicodedata.lookup(b"SPACE"),
    lambda: unicodedata.lookup("\ud800"),
    lambda: unicodedata.lookup("CJK UNIFIED IDEOGRAPH-04E00"),
    lambda: unicodedata.lookup(" SPACE"),
    lambda: old.lookup("NULL"),
    lambda: old.lookup("LATIN SMALL LETTER R WITH TILDE"),
    lambda: old.name("\u0221"),
    lambda: unicodedata.numeric("a"),
    lambda: unicodedata.numeric("\u00bd"),
    lambda: unicodedata.decimal("\u00b2"),
    lambda: old.decimal("\u00b2"),
    lambda: unicodedata.digit("a", "none"),
    lambda: unicodedata.normalize("XYZ", "a"),
    lambda: unicodedata.normalize("XYZ", ""),
    lambda: unicodedata.normalize(1, ""),
    lambda: unicodedata.normalize("NFC", 1),
    lambda: unicodedata.normalize("NFC", "e\u0301\ud800\u0323"),
    lambda: unicodedata.normalize("NFD", "\ud55c\uae00"),
    lambda: unicodedata.normalize("NFC", "\u1112\u1161\u11ab"),
    lambda: unicodedata.is_normalized("NFC"),
    lambda: unicodedata.category(""),
    lambda: unicodedata.category(1),
    lambda: unicodedata.category("a", 1),
    lambda: type(old)(),
    lambda: "B\u00fccher.example".encode("idna"),
    lambda: b"xn--bcher-kva.example".decode("idna"),
]
for case in CASES:
    try:
        print(ascii(case()))
    except Exception as error:
        print(type(error).__name__, ascii(str(error)))
