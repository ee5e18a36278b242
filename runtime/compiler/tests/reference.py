#!/usr/bin/env python3.14
"""Hash what CPython 3.14 compiles the programs to.

    python3.14 runtime/compiler/tests/reference.py > runtime/compiler/tests/reference.txt

One line for each code object: the file, its first line, its qualified name, and the FNV-1a hash of the JSON line that
`dump_bytecode` writes for it. The test `programs` compares the compiler's own lines with them.
"""
import dis
import json
import pathlib
import types


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


for path in sorted((pathlib.Path(__file__).parent / "programs").glob("*.py")):
    for code in walk(compile(path.read_bytes(), path.name, "exec", dont_inherit=True)):
        name = json.dumps(code.co_qualname)[1:-1]
        print(path.name, code.co_firstlineno, name, f"{fnv(line(path.name, code)):016x}")
