# What os.execv and os.execve refuse, and a pipe without a reader.
import os


def attempt(function, *arguments):
    try:
        function("/no/such/program", *arguments)
    except Exception as error:
        print(type(error).__name__, error)


for arguments in [], [""], ["a\0"], 1, ("a",):
    attempt(os.execv, arguments)
    attempt(os.execve, arguments, {})
for environment in [
    {"a=b": "c"}, {"": "x"}, {"=a": "x"}, {"==": "x"}, {b"a=b": b"x"}, {b"": b""}, {"a\0": "x"}, {"a": "b\0"}, {"a": ""}, {1: "2"}, {"a": 1},
]:
    attempt(os.execve, ["a"], environment)

reader, writer = os.pipe()
os.close(reader)
try:
    os.write(writer, b"x")
except BrokenPipeError as error:
    print(error)
