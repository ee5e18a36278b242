"""Times the cases of a file: `harness.py FILE [FILTER]` prints a line for each, nanoseconds and name.

A case is a name, indented code that prepares (in the function that is timed, so that its names are locals; what begins with
`global` or a definition at the file's top is above it), `---`, and indented code that is timed, four times in each turn of a loop.
"""
import sys
from time import perf_counter

LEAST = 0.02
TRIES = 5


def cases(text):
    top, *blocks = text.split("\n\n")
    for block in blocks:
        name, _, rest = block.strip("\n").partition("\n")
        prepares, _, timed = rest.partition("    ---\n")
        yield name, top, prepares, timed.rstrip("\n") + "\n"


def function(name, top, prepares, timed):
    lines = "".join("    " + line + "\n" for line in timed.splitlines())
    code = f"{top}\ndef timed(n_):\n{prepares}    for _ in range(n_):\n{lines * 4}"
    namespace = {"__name__": "cases"}
    exec(compile(code, name, "exec"), namespace)
    return namespace["timed"]


def took(run, count):
    start = perf_counter()
    run(count)
    return perf_counter() - start


def measure(run):
    count = 64
    while took(run, count) < LEAST:
        count *= 2
    return min([took(run, count) for _ in range(TRIES)]) / count / 4


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    for name, *case in cases(text):
        if wanted in name:
            print(f"{measure(function(name, *case)) * 1e9:.2f} {name}", flush=True)


main()
