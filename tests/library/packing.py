"""struct, binascii, base64, codecs."""
import base64
import binascii
import codecs
import struct


def show(call, *args, **keywords):
    try:
        print(ascii(call(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, ascii(str(error)))


for layout, values in [
    ("<i", [5]), (">hhl", [1, -2, 3]), ("@bi", [1, 2]), ("!Q", [2**64 - 1]), ("<Q", [-1]), ("b", [200]), ("H", [-1]), ("i", [2**31]),
    ("c", [b"a"]), ("c", ["a"]), ("5s", [b"abc"]), ("3s", [b"abcdef"]), ("5p", [b"abc"]), ("?", [[]]), ("f", [1.5]), (">d", [2]),
    ("e", [1.5]), ("e", [6e-8]), ("e", [65520.0]), ("f", [1e300]), ("d", ["x"]), ("i", [1.5]), ("2i", [1]), ("bxh", [1, 2]),
    ("i0q", [1]), ("D", [1j]), ("z", []), ("3", []), (" < i", [1]), ("2 i", [1, 2]), ("n", [-5]), ("P", [5]),
]:
    show(struct.pack, layout, *values)
    show(struct.calcsize, layout)
    try:
        data = struct.pack(layout, *values)
    except (struct.error, OverflowError):
        continue
    show(struct.unpack, layout, data)
    show(struct.unpack, layout, data + b"x")
    show(struct.unpack_from, layout, b"zz" + data, 2)
    show(struct.unpack_from, layout, data, 1)
    show(lambda: list(struct.iter_unpack(layout, data * 3)))
    buffer = bytearray(24)
    show(struct.pack_into, layout, buffer, 4, *values)
    print(bytes(buffer))
    show(struct.pack_into, layout, buffer, -1, *values)
record = struct.Struct("<ih")
print(record.size, record.format, record, record.pack(1, 2), record.unpack(bytes(6)), record.unpack_from(bytes(8), 2))

for length in range(12):
    data = bytes(range(250, 250 - length, -1))
    print(binascii.hexlify(data), binascii.b2a_base64(data), binascii.a2b_base64(base64.b64encode(data)), binascii.crc32(data))
for text in [b"a", b"ab", b"abc", b"ab=", b"ab==", b"=abcd", b"ab==cd", b"a b\nc d", b"abc==", b"\xff", "ab==", "\xe9", 5]:
    show(binascii.a2b_base64, text)
    show(binascii.a2b_base64, text, strict_mode=True)
    show(binascii.unhexlify, text)
show(binascii.hexlify, b"abcdef", "-", 2)

for encoding in ["cp1252", "koi8-r", "iso8859-15", "utf-8-sig", "unicode_escape", "raw_unicode_escape", "rot13", "hex", "nope", "ascii"]:
    for text in ["abc", "\u20ac\xe9", "\u0439\u0439", "\U0001f600", "a\\n\n\x7f\x80"]:
        for errors in ["strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "bogus"]:
            show(text.encode, encoding, errors)
    for data in [b"abc", b"\x80\x81\xff", b"\\u20ac\\x41\\101\\", b"\\xg", b""]:
        for errors in ["strict", "ignore", "replace", "backslashreplace"]:
            show(data.decode, encoding, errors)
codecs.register_error("mine", lambda e: ("<%d>" % (e.end - e.start), e.end))
show("a\u20acb".encode, "ascii", "mine")
show("a\u20acb".encode, "cp1251", "mine")
show("\u1234\u1235".encode, "cp1251", "mine")
print(codecs.encode("abc", "rot13"), codecs.decode(b"6162", "hex"), codecs.lookup("UTF8").name, codecs.escape_decode(rb"a\x41\n"))
decoder = codecs.getincrementaldecoder("utf-8")()
print(decoder.decode(b"\xe2\x82"), decoder.decode(b"\xac"))
