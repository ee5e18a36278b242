"""zlib. What is compressed is not printed: its bytes are not zlib's."""
import copy
import zlib


def show(call, *args, **keywords):
    try:
        print(ascii(call(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, ascii(str(error)))


print({name: value for name, value in sorted(vars(zlib).items()) if isinstance(value, int)}, zlib.error.__mro__)
TEXT = b"".join(b"line %d of a text that repeats itself\n" % (n * n % 97) for n in range(3000))
NOISE = bytes(n * n * 7919 >> 5 & 255 for n in range(70_000))

for wbits in (9, 12, 15, -9, -15, 25, 31):
    for level in (-1, 0, 1, 5, 9):
        for data in (b"", b"a", TEXT, NOISE, bytes(100_000)):
            packed = zlib.compress(data, level, wbits)
            assert zlib.decompress(packed, wbits) == data
            if wbits > 0:
                assert zlib.decompress(packed, 47) == data
                show(zlib.decompress, packed[:-1], wbits)
                show(zlib.decompress, packed[:-1] + bytes([packed[-1] ^ 1]), wbits)
for strategy in range(5):
    packer = zlib.compressobj(6, zlib.DEFLATED, 15, 9, strategy)
    assert zlib.decompress(packer.compress(TEXT) + packer.flush()) == TEXT
for options in [
    dict(level=10), dict(level=-2), dict(method=7), dict(wbits=0), dict(wbits=8), dict(wbits=-8), dict(wbits=24), dict(wbits=48),
    dict(memLevel=0), dict(memLevel=10), dict(strategy=5), dict(strategy=-1), dict(wbits=31, zdict=b"d"), dict(zdict="d"), dict(zdict=None),
    dict(level="x"), dict(level=1 << 40), dict(other=1),
]:
    show(lambda: type(zlib.compressobj(**options)))

packer = zlib.compressobj()
parts, unpacker = [], zlib.decompressobj()
for mode in (0, 1, 2, 3, 5, 2):
    packed = packer.compress(TEXT[:1000]) + packer.flush(mode)
    parts.append(unpacker.decompress(packed))
    if mode in (1, 2, 3):
        print(mode, len(b"".join(parts)), packed.endswith(b"\0\0\xff\xff"))
print(packer.flush(0))
for mode in (6, 7, -1, "x", 1 << 40):
    show(packer.flush, mode)
twin = copy.deepcopy(packer)
print(unpacker.copy().decompress(packer.compress(b"one") + packer.flush())[-3:])
print(copy.copy(unpacker).decompress(twin.compress(b"two") + twin.flush())[-3:])
for call in (packer.flush, packer.copy, lambda: packer.compress(b""), lambda: packer.compress(b"x"), lambda: packer.flush(0), lambda: type(packer)()):
    show(call)

packed = zlib.compress(TEXT) + b"tail"
unpacker, parts, rest = zlib.decompressobj(), [], packed
while not unpacker.eof:
    parts.append(unpacker.decompress(rest, 1000))
    assert len(parts[-1]) <= 1000
    rest = unpacker.unconsumed_tail
print(b"".join(parts) == TEXT, unpacker.unused_data, unpacker.unconsumed_tail, unpacker.eof)
print(unpacker.decompress(b"more"), unpacker.unused_data, unpacker.flush())
show(unpacker.decompress, b"more")
print(unpacker.unconsumed_tail, unpacker.flush())
show(unpacker.copy)
unpacker = zlib.decompressobj()
print(b"".join(unpacker.decompress(packed[at:at + 1]) for at in range(len(packed))) == TEXT, unpacker.unused_data)
unpacker = zlib.decompressobj()
print(unpacker.decompress(packed, 7), unpacker.copy().flush() == TEXT[7:], unpacker.eof, unpacker.unused_data)
for call in [
    lambda: unpacker.decompress(b"", -1), lambda: unpacker.decompress("x"), lambda: unpacker.decompress(), lambda: unpacker.flush(0),
    lambda: unpacker.flush("x"), lambda: unpacker.decompress(b"", 1 << 70), lambda: zlib.decompressobj(7), lambda: zlib.decompressobj(48),
    lambda: zlib.decompressobj(zdict=1), lambda: zlib.decompressobj(1, 2, 3),
]:
    show(call)
unpacker = zlib.decompressobj()
for data in (b"zzzz", packed):
    show(unpacker.decompress, data)
show(unpacker.flush)

for wbits in (15, -15):
    packer = zlib.compressobj(9, wbits=wbits, zdict=TEXT[:500])
    small = packer.compress(TEXT[:500]) + packer.flush()
    print(len(small) < 40, zlib.decompressobj(wbits, TEXT[:500]).decompress(small) == TEXT[:500])
    show(zlib.decompress, small, wbits)
    show(zlib.decompressobj(wbits).decompress, small)
    if wbits > 0:
        show(zlib.decompressobj(wbits, b"other").decompress, small)

# Streams that others made.
FOO = b"x\x9cK\xcb\xcf\x07\x00\x02\x82\x01E"
HEADER = b"\x1f\x8b\x08\x1f\0\0\0\0\0\3\x04\0abcdname\0comment\0"
BODY = FOO[2:-4] + zlib.crc32(b"foo").to_bytes(4, "little") + b"\3\0\0\0"
GZIP = HEADER + (zlib.crc32(HEADER) & 0xffff).to_bytes(2, "little") + BODY
show(zlib.decompress, FOO + b"x")
show(zlib.decompress, GZIP, 31)
show(zlib.decompress, HEADER + b"\0\0" + BODY, 31)
for at in (0, 1, 2, 3, 8, 10, -8, -1):
    bad = bytearray(GZIP)
    bad[at] ^= 0x55
    show(zlib.decompress, bad, 47)
for raw in (b"\x06", b"\x01\x05\x00\xfa\xfe", b"\x01\x05\x00\xfa\xffhello", b"\x05\xff\xff\xff", b"\x04\x00\xfe\xff", b"\x4b\x84\x03", b"c\0\2\0\0", b""):
    show(zlib.decompress, raw, -15)
for wbits in (0, 7, 8, 16, 31, 32, 48, -7, -16, 1 << 40, "x"):
    show(zlib.decompress, FOO, wbits)
for args in [(), (5,), ("x",), (None,), (FOO, 15, -1), (FOO, 15, 0), (FOO, 15, 1 << 70), (FOO, 15, 1, 1)]:
    show(zlib.decompress, *args)
for args in [(), (5,), ("x",), (b"x", 10), (b"x", -2), (b"x", 1, 7), (b"x", None)]:
    show(zlib.compress, *args)

unpacker = zlib._ZlibDecompressor()
print(unpacker.eof, unpacker.needs_input, unpacker.unused_data, unpacker.decompress(packed, 0))
size = 0
while not unpacker.eof:
    size += len(unpacker.decompress(b"", max_length=5000))
print(size == len(TEXT), unpacker.eof, unpacker.needs_input, unpacker.unused_data)
show(unpacker.decompress, b"")
show(zlib._ZlibDecompressor, 7)
show(zlib._ZlibDecompressor().decompress, b"zzzz")
show(zlib._ZlibDecompressor().decompress, "x")
show(zlib._ZlibDecompressor(31).decompress, GZIP)

for sum in zlib.crc32, zlib.adler32:
    for args in [(b"",), (b"abc",), (NOISE,), (b"abc", 5), (b"abc", -1), (b"abc", 1 << 40), (b"abc", -(1 << 90) + 3), ("x",), (), (b"x", 1.5), (b"x", 1, 2)]:
        show(sum, *args)
    assert sum(NOISE) == sum(NOISE[999:], sum(NOISE[:999]))
