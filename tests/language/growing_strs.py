"""Strs that grow at their end: `s += x` of a local, however long, wide and shared."""


def grown(count, piece):
    text = ""
    for _ in range(count):
        text += piece
    return text


def told(text):
    return len(text), text[:3], text[-3:], text == text[:1] + text[1:], hash(text) == hash(text[:-1] + text[-1])


print(told(grown(1000, "x")), told(grown(1000, "\xe9")), told(grown(1000, "\u20ac")), told(grown(1000, "\U0001f600")))
print(grown(5000, "ab") == "ab" * 5000, grown(50_000, "abc").count("abc"))


def kept():
    """Each of the strs on the way stays what it was."""
    text, on_the_way = "-" * 250, []
    for number in range(300):
        on_the_way.append(text)
        text += str(number)
    expected = "-" * 250
    for number, one in enumerate(on_the_way):
        assert one == expected and hash(one) == hash(expected), number
        expected = expected + str(number)
    return len(text), text == expected


print(kept())


def branched():
    """Two strs that go on differently after the same beginning."""
    base = "b" * 300
    base += "."
    left = right = base
    left += "left"
    right += "right"
    left += "!"
    right += "?"
    third = base
    third += "third"
    return base[-3:], left[-8:], right[-8:], third[-8:], left == right, base + "left!" == left


print(branched())


def widened():
    """A wider character copies; narrower ones go on behind it."""
    text = "a" * 300
    lengths = []
    for piece in ["b", "\xe9", "c", "\u0416", "d", "\U0001f600", "e", "\xe9", "f"] * 3:
        text += piece
        lengths.append((len(text), text[-2:].encode("utf-8"), text.isascii()))
    return lengths[-1], text.encode("utf-8")[-40:], text.isascii()


print(widened())


def by_itself():
    text = "ab" * 150
    text += text
    text += text
    text += text[:7]
    return len(text), text == "ab" * 600 + "abababa"


print(by_itself())


def as_key():
    text, seen = "k" * 256, {}
    for number in range(200):
        text += "k"
        seen[text] = number
    return len(seen), seen["k" * 300], seen["k" * 456], "k" * 256 in seen


print(as_key())


class Text(str):
    pass


def of_subclass():
    text = Text("s" * 300)
    text.note = "kept"
    first = text
    text += "t"
    text += Text("u")
    again = Text(text)
    again.note = 1
    return type(text), text[-3:], first.note, type(again), again == text, again.note


print(of_subclass())


def used():
    """What reads characters reads those of a grown str."""
    text = "line one\nline two  " * 20
    text += "Tail"
    text += "\n"
    return (
        text.split()[-2:], text.splitlines()[-1], text.upper()[-5:], text.find("Tail"), text.rfind("line"), "Tail" in text,
        text.replace("line ", "")[-20:], text[::-1][:6], text.strip()[-4:], f"{text:>400}"[-6:], "%s|" % text[-5:],
        repr(text)[-8:], text.startswith("line"), text.endswith("Tail\n"), text.encode()[-5:], text < text + "x",
        max(text), sorted(set(text))[:4], text.partition("Tail")[2], len(text.translate({10: None})), int("7" * 3 + text[:0]),
    )


print(used())


def one_by_one():
    text = "0123456789" * 30
    text += "x"
    return [text[index] for index in (0, 5, 299, 300, -1)], [char for char in text][-2:], list(map(ord, text))[-2:]


print(one_by_one())


def interned():
    import sys
    name = "n" * 400
    name += "m"
    again = sys.intern(name)
    namespace = {}
    setattr(type("C", (), {}), name, 1)
    exec(name + " = 3", namespace)
    return again == name, sys.intern("n" * 400 + "m") is again, namespace[name]


print(interned())


def empty():
    text = "e" * 300
    same = text
    text += ""
    text += "f"
    other = text
    text += ""
    return same == "e" * 300, text is other, text[-2:]


print(empty())
