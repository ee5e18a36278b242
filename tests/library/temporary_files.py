"""tempfile: files that go away, and their names."""
import os
import tempfile

for mode in "w+b", "w+":
    with tempfile.TemporaryFile(mode) as file:
        file.write("abc" if mode == "w+" else b"abc")
        file.seek(0)
        print(file.read(), isinstance(file.name, int))
with tempfile.NamedTemporaryFile() as file:
    file.write(b"x")
    file.flush()
    print(os.path.getsize(file.name))
print(os.path.exists(file.name))
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "x")
    with open(path, "w") as file:
        print(file.write("1"), file.name == path, file.buffer.name == path)
    with open(path) as file:
        print(file.read())
        try:
            file.name = "y"
        except AttributeError:
            print("a text file keeps its name")
    with open(path, "rb", buffering=0) as file:
        file.name = "y"
        print(file.name)
print(os.path.exists(folder))
with tempfile.SpooledTemporaryFile(max_size=3) as file:
    file.write(b"abcdef")
    file.seek(0)
    print(file.read())
