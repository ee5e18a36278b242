#!/usr/bin/env python3.14
"""Records what CPython 3.14 does with the test programs: `python3.14 tests/record.py`.

For each tests/programs/NAME.py, tests/expected/NAME.json gets what it prints ("stdout") and, for each code object in
definition order, what its instructions have become after the run ("specialization": qualname, then
[offset, base opname, opname] of each instruction that belongs to a family).

runtime/vm/src/objects/strings/immortal.txt gets the names that it has interned for ever in a process that looks at its own
instructions, of all the words in the library's files.

tests/expected/heap.json, language.json and library.json get what each of tests/heap, tests/language and tests/library prints.

tests/expected/advice.json gets what the two programs of each folder in tests/advice print, given a hundredth of their work.

tests/expected/bad_input.json gets how each of tests/bad_input ends: exit code and standard error, "{file}" in place of its path;
not of tests/bad_input/unrecorded, where CPython itself crashes.

tests/expected/command_line.json gets what each of COMMANDS does in tests/command_line: the arguments, exit code, standard
output and standard error, "{folder}" in place of that folder's path.

tests/expected/projects.json gets, for each folder of tests/projects, what each command of its commands.json does there: arguments, environment
and input, then exit code and both outputs, "{folder}" in place of its path. It runs in a copy, whose .venv gets this Python.
`record.py projects` records these alone.
"""
import dis
import io
import json
import pathlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import types

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = os.path.dirname(os.__file__)

IN_A_FUNCTION = """
def f():
    return 1 + "2"

try:
    exec("1 / 0")
except ZeroDivisionError:
    f()
"""
BYTES = r"""
for source in [b'x = "\xe9"', b"# coding: latin-1\nx = '\xe9'", b"# coding: nonsense\n", b"# coding: ascii\nx = '\xe9'", b"# coding: utf-8\nx = '\xe9'"]:
    try:
        scope = {}
        exec(compile(source, "there.py", "exec"), scope)
        print(ascii(scope["x"]))
    except SyntaxError as error:
        print(error.args)
"""

IMMORTAL = """
import dis, io, json, os, sys, types
for word in sys.stdin.read().split():
    if sys._is_immortal(sys.intern(word)):
        print(word)
"""

UNRAISABLE = """
import gc
class A: pass
A.__del__ = None
def f():
    a = A()
    a.itself = a
f()
gc.collect()
"""

# What `python` may be given, beside a file.
COMMANDS = [
    ["-m", "pack", "a", "-b"],
    ["-m", "pack.__main__"],
    ["-m", "module", "--help"],
    ["-m", "raises"],
    ["-m", "this"],
    ["-c", "import sys; print(sys.argv)", "-c", "x"],
    ["-c", "1 / 0"],
    ["-c", IN_A_FUNCTION],
    ["-c", "import os; os.makedirs('/proc/a/b')"],
    ["-c", "def f(:"],
    ["-c", BYTES],
    ["-c", "import in_cp1252, in_cp437; print(ascii(in_cp1252.text), ascii(in_cp437.text))"],
    ["-c", UNRAISABLE],
    ["-c", "import not_utf_8"],
    ["-c", "import with_bom"],
    ["-c", "import unknown"],
    ["-c", "import importlib, module"],
    ["-c", "import importlib; print(importlib.import_module('pack').__file__[-16:]); importlib.reload(importlib)"],
]


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
    # Not as text: that would turn every "\r\n" into "\n".
    return subprocess.run([sys.executable, str(path)], capture_output=True, check=True).stdout.decode()


def with_less_work(program):
    def less(match):
        return match[1] + str(max(int(match[2]) // 100, 2)) + match[3]

    return re.sub(r"^(main\(|times = )(\d+)(\)?)$", less, program, flags=re.MULTILINE)


def advice(folder):
    def printed(name):
        program = with_less_work((folder / name).read_text(encoding="utf-8"))
        return subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.decode()

    before, after = printed("before.py"), printed("after.py")
    assert before == after, folder
    return before


def ending(path):
    run = subprocess.run([sys.executable, str(path)], capture_output=True)
    stderr = run.stderr.decode("utf-8", "replace").replace(str(path), "{file}")
    return {"code": run.returncode, "stderr": stderr}


def command(arguments):
    folder = HERE / "command_line"
    run = subprocess.run([sys.executable, "-B", *arguments], capture_output=True, text=True, cwd=folder)
    stderr = run.stderr.replace(str(folder), "{folder}")
    return {"arguments": arguments, "code": run.returncode, "stdout": run.stdout, "stderr": stderr}


def project(source):
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        python = sys.executable
        environment = pathlib.Path(folder, ".venv")
        if environment.exists():
            python = str(environment / "bin" / "python")
            os.mkdir(os.path.dirname(python))
            os.symlink(os.path.realpath(sys.executable), python)
            home = os.path.dirname(os.path.realpath(sys.executable))
            configuration = environment / "pyvenv.cfg"
            configuration.write_text(re.sub("(?m)^home = .*", f"home = {home}", configuration.read_text()))
        return [project_command(python, folder, command) for command in json.loads((source / "commands.json").read_text())]


def project_command(python, folder, command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment |= command.get("environment", {})
    run = subprocess.run([python, "-B", *command["arguments"]], capture_output=True, text=True, cwd=folder, env=environment, input=command.get("input", ""))
    texts = {name: text.replace(python, "{python}").replace(folder, "{folder}").replace(LIBRARY, "<stdlib>") for name, text in [("stdout", run.stdout), ("stderr", run.stderr)]}
    # What a test took is not the same twice.
    texts["stderr"] = re.sub(r"in \d+\.\d+s", "in {time}", texts["stderr"])
    return command | {"code": run.returncode} | texts


def immortal_names():
    library = pathlib.Path(dis.__file__).parent
    words = set()
    for path in library.rglob("*.py"):
        if path.is_file() and not {"test", "idlelib", "site-packages"} & set(path.parts):
            words.update(re.findall(rb"[A-Za-z_]\w+", path.read_bytes()))
    run = subprocess.run([sys.executable, "-c", IMMORTAL], input=b"\n".join(sorted(words)), capture_output=True, check=True)
    return run.stdout


def record_projects():
    recorded = {source.name: project(source) for source in sorted((HERE / "projects").iterdir())}
    text = json.dumps(recorded, indent=1)
    (HERE / "expected" / "projects.json").write_text(text + "\n", encoding="utf-8")


def main():
    if sys.argv[1:] == ["projects"]:
        return record_projects()
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
    names = HERE.parent / "runtime/vm/src/objects/strings/immortal.txt"
    names.write_bytes(immortal_names())
    for folder, what in [("heap", output), ("language", output), ("library", output), ("bad_input", ending)]:
        recorded = {path.stem: what(path) for path in sorted((HERE / folder).glob("*.py"))}
        text = json.dumps(recorded, indent=1)
        (HERE / "expected" / f"{folder}.json").write_text(text + "\n", encoding="utf-8")
    recorded = {f"{folder.parent.name}/{folder.name}": advice(folder) for folder in sorted((HERE / "advice").glob("*/*"))}
    (HERE / "expected" / "advice.json").write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
    record_projects()
    text = json.dumps([command(arguments) for arguments in COMMANDS], indent=1)
    (HERE / "expected" / "command_line.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
