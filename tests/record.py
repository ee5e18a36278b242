#!/usr/bin/env python3.14
"""Records what CPython 3.14 does with the test programs: `python3.14 tests/record.py`.

For each tests/programs/NAME.py, tests/expected/NAME.json gets what it prints ("stdout") and, for each code object in
definition order, what its instructions have become after the run ("specialization": qualname, then
[offset, base opname, opname] of each instruction that belongs to a family).

tests/expected/heap.json, language.json and library.json get what each of tests/heap, tests/language and tests/library prints.

tests/expected/bad_input.json gets how each of tests/bad_input ends: exit code and standard error, "{file}" in place of its path.
"""
import dis
import io
import json
import pathlib
import subprocess
import sys
import types

HERE = pathlib.Path(__file__).resolve().parent


def walk(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from walk(const)


def instructions(code):
    for ins in dis.get_instructions(code, adaptive=True):
        if ins.opname not in ("CACHE", "EXTENDED_ARG"):
            yield [ins.offset, ins.baseopname, ins.opname]


def specialization(path):
    module = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        exec(module, main.__dict__)
    finally:
        sys.stdout = stdout
    return [[code.co_qualname, list(instructions(code))] for code in walk(module)]


def output(path):
    return subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True).stdout


def ending(path):
    run = subprocess.run([sys.executable, str(path)], capture_output=True)
    stderr = run.stderr.decode("utf-8", "replace").replace(str(path), "{file}")
    return {"code": run.returncode, "stderr": stderr}


def main():
    if len(sys.argv) > 1:
        json.dump(specialization(pathlib.Path(sys.argv[1])), sys.stdout)
        return
    (HERE / "expected").mkdir(exist_ok=True)
    for path in sorted((HERE / "programs").glob("*.py")):
        # A process for each program, so that none warms another up.
        became = subprocess.run([sys.executable, __file__, str(path)], capture_output=True, text=True, check=True).stdout
        expected = {"stdout": output(path), "specialization": json.loads(became)}
        text = json.dumps(expected, separators=(",", ":"))
        (HERE / "expected" / f"{path.stem}.json").write_text(text + "\n", encoding="utf-8")
        print(path.stem)
    for folder, what in [("heap", output), ("language", output), ("library", output), ("bad_input", ending)]:
        recorded = {path.stem: what(path) for path in sorted((HERE / folder).glob("*.py"))}
        text = json.dumps(recorded, indent=1)
        (HERE / "expected" / f"{folder}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
