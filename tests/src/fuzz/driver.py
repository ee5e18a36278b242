"""Runs the programs of a file from one number on, each in a namespace of its own: `driver.py FILE FIRST`."""
import builtins
import sys

MARK = "\x1e"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        programs = file.read().split(MARK)
    names = vars(builtins)
    kept = dict(names)
    for number in range(int(sys.argv[2]), len(programs)):
        print(f"{MARK}{number}", flush=True)
        try:
            exec(compile(programs[number], "program.py", "exec"), {"__name__": "__main__"})
        except BaseException as error:
            print(type(error).__name__, error)
        names.clear()
        names.update(kept)
        sys.setrecursionlimit(1000)
    print(f"{MARK}end")


main()
