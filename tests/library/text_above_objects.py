import io


class Capture(io.TextIOWrapper):
    def __init__(self):
        super().__init__(io.BytesIO(), encoding="UTF-8", newline="", write_through=True)

    def getvalue(self):
        return self.buffer.getvalue().decode("UTF-8")


capture = Capture()
print("é first", file=capture)
capture.write("second\r\n")
print(repr(capture.getvalue()), capture.writable(), capture.readable(), capture.seekable(), capture.isatty())
try:
    capture.fileno()
except io.UnsupportedOperation as error:
    print("fileno", error)

lines = io.TextIOWrapper(io.BytesIO("one\r\ntwo\nthrée\rfour".encode()), encoding="utf-8")
print(lines.readline(), lines.read(2), lines.readlines(), lines.read())
kept = io.TextIOWrapper(io.BytesIO(b"one\r\ntwo\n"), newline="")
print(list(kept))

below = io.BytesIO()
wrapper = io.TextIOWrapper(below, encoding="latin-1", newline="\r\n")
wrapper.write("é\n")
print(below.getvalue())
wrapper.flush()
print(below.getvalue(), wrapper.buffer is below)
print(wrapper.detach() is below, below.closed)
for use in (wrapper.flush, lambda: wrapper.write("x"), lambda: io.TextIOWrapper()):
    try:
        use()
    except (ValueError, TypeError) as error:
        print(type(error).__name__)

with io.TextIOWrapper(io.BytesIO(), write_through=True) as closing:
    closing.write("x")
    inner = closing.buffer
print(closing.closed, inner.closed)

rewound = io.TextIOWrapper(io.BytesIO(b"abc\ndef\n"))
print(rewound.read(), rewound.seek(0), rewound.readline(), rewound.read())

capture.seek(0)
print(capture.truncate(), capture.getvalue(), capture.truncate(3), capture.tell())
