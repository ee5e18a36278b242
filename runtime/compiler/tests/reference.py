#!/usr/bin/env python3.14
"""Hash what CPython 3.14 compiles the programs, and the library, to.

    python3.14 runtime/compiler/tests/reference.py

writes `reference.txt`, a line for each code object of `programs`: the file, its first line, its qualified name, and the
FNV-1a hash of the JSON line that `dump_bytecode` writes for it. And `library.txt`, a line for each file of the library
that the crate `rustpython-pylib` ships: the file, and of each of its code objects half the hash. The test `programs`
compares the compiler's own lines with them.
"""
import dis
import json
import pathlib
import subprocess
import types
import warnings


def constant(value):
    if isinstance(value, types.CodeType):
        return f"<code {value.co_qualname}>"
    if isinstance(value, frozenset):
        return f"frozenset({', '.join(sorted(map(constant, value)))})"
    if isinstance(value, tuple):
        return f"({', '.join(map(constant, value))},)"
    return repr(value)


def line(name, code):
    listing = [i for i in dis.get_instructions(code) if i.opname not in ("CACHE", "EXTENDED_ARG")]
    fields = ("firstlineno", "argcount", "posonlyargcount", "kwonlyargcount", "stacksize", "flags", "varnames",
              "cellvars", "freevars", "names")
    row = {"file": name, "qualname": code.co_qualname}
    row |= {field: getattr(code, f"co_{field}") for field in fields}
    row["consts"] = [constant(value) for value in code.co_consts]
    row["code"] = [[i.opname, i.arg or 0] for i in listing]
    row["exceptiontable"] = [[e.start // 2, e.end // 2, e.target // 2, e.depth, int(e.lasti)]
                             for e in dis._parse_exception_table(code)]
    row["positions"] = [[i.positions.lineno, i.positions.end_lineno, i.positions.col_offset, i.positions.end_col_offset]
                        for i in listing]
    return json.dumps(row)


def fnv(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def walk(code):
    yield code
    for value in code.co_consts:
        if isinstance(value, types.CodeType):
            yield from walk(value)


def library():
    """Where cargo keeps the library's files."""
    command = ["cargo", "metadata", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"]
    found = subprocess.run(command, cwd=HERE, check=True, capture_output=True)
    packages = json.loads(found.stdout)["packages"]
    manifest, = (own["manifest_path"] for own in packages if own["name"] == "rustpython-pylib")
    return pathlib.Path(manifest).parent / "Lib"


HERE = pathlib.Path(__file__).parent
warnings.simplefilter("ignore")

with open(HERE / "reference.txt", "w", encoding="utf-8") as out:
    for path in sorted((HERE / "programs").glob("*.py")):
        for code in walk(compile(path.read_bytes(), path.name, "exec", dont_inherit=True)):
            name = json.dumps(code.co_qualname)[1:-1]
            print(path.name, code.co_firstlineno, name, f"{fnv(line(path.name, code)):016x}", file=out)

folder = library()
with open(HERE / "library.txt", "w", encoding="utf-8") as out:
    for name in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py")):
        code = compile((folder / name).read_bytes(), name, "exec", dont_inherit=True)
        hashes = (f"{fnv(line(name, own)) >> 32:08x}" for own in walk(code))
        print(name, "".join(hashes), file=out)
