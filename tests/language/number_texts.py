"""What is said of texts that are no numbers."""


class Bytes(bytes): pass
class Array(bytearray): pass
class Text(str): pass


def told(call, value):
    try:
        return repr(call(value))
    except Exception as error:
        # Without an address.
        return f"{type(error).__name__} {str(error).split(' at 0x')[0]}"


CALLS = float, int, complex, lambda value: int(value, 16), lambda value: int(value, 0)
TEXTS = ["", "x", " 1_", "1__0", "1_0", "_1", "1_.5", "1_0.5e1_0", "1_0j", "1_j", "1e_5", "1\x002", "1_0\x002", " 12 ", "0x1f", "1+_2j", "1_0+2j x"]
for text in TEXTS:
    for call in CALLS:
        print(repr(text), told(call, text))
    for kind in bytes, Bytes, bytearray, Array:
        for call in CALLS:
            print(repr(text), kind.__name__, told(call, kind(text.encode())))
for value in Text("s"), Text("1_"), memoryview(b"q"), memoryview(bytearray()), bytearray(b"\xff"), b"\xff":
    for call in CALLS:
        print(type(value).__name__, told(call, value))
