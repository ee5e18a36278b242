"""Runs a program under the Python that runs this, and tells which forms its instructions have in the end."""

import dis
import importlib.machinery
import json
import os
import runpy
import sys
import time
import types


def run(job, note):
    """Runs the program as `python` would."""
    sys.argv = [job["name"], *job["arguments"]]
    sys.path[:1] = [job["folder"]]
    sys.path.extend(folder for folder in job["last"] if folder not in sys.path)
    if job["kind"] == "module":
        return runpy._run_module_as_main(job["name"])
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    name = job["module"]
    if job["kind"] == "file":
        main.__file__ = job["name"]
        if name:
            package = name.rpartition(".")[0]
            importlib.import_module(package)
            main.__package__ = package
            main.__spec__ = importlib.machinery.ModuleSpec(name, None, origin=job["name"])
    if job["then"]:
        main.__name__ = name or os.path.basename(job["name"]).removesuffix(".py")
        sys.modules[main.__name__] = main
    code = compile(job["text"], job["name"] if job["kind"] == "file" else "<string>", "exec")
    note(code, True)
    exec(code, vars(main))
    if job["then"]:
        exec(compile(job["then"], "<tierlens: run>", "exec"), vars(main))


def walk(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from walk(constant)


def forms(code):
    """Place, generic and final form of each instruction."""
    found = []
    for instruction in dis.get_instructions(code, adaptive=True):
        place = instruction.positions
        place = place and [place.lineno, place.end_lineno, place.col_offset, place.end_col_offset]
        found.append([place, instruction.baseopname, instruction.opname])
    return {"file": code.co_filename, "qualname": code.co_qualname, "line": code.co_firstlineno, "forms": found}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    os.remove(sys.argv[1])
    # What the program prints must not get between.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    codes = []

    def tell(ended, seconds):
        found = [forms(inner) for code in codes for inner in walk(code)]
        version = sys.version.split()[0]
        json.dump({"version": version, "ended": ended, "seconds": seconds, "code": found}, answer)
        answer.close()
        # What the program has left, threads say, is not waited for.
        os._exit(0)

    if job["forms"] and sys.version_info < (3, 14):
        tell(None, 0.0)

    def note(code, main):
        # What a program imports may import its file once more: its own code comes first, that of a module in its turn.
        if code is not None:
            codes.insert(0 if main else len(codes), code)

    if job["forms"]:
        loader = importlib.machinery.SourceFileLoader
        get_code = loader.get_code

        def noted(self, name):
            code = get_code(self, name)
            if any(self.path.startswith(root) for root in job["roots"]):
                note(code, False)
            return code

        loader.get_code = noted
    ended = None
    began = time.perf_counter()
    try:
        run(job, note)
    except SystemExit as error:
        ended = f"SystemExit: {error.code}" if error.code else None
    except BaseException as error:
        ended = f"{type(error).__name__}: {error}"
    seconds = time.perf_counter() - began
    sys.stdout.flush()
    if not job["forms"]:
        codes.clear()
    tell(ended, seconds)


main()
