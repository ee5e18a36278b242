# Executes the examples in the docstrings of files, as doctest does; what they print is not compared. Behind load.py.

import inspect
import sys
import traceback


def docstrings(thing, module):
    """Those of a module or class and of what it defines itself."""
    if isinstance(thing.__doc__, str):
        yield thing.__doc__
    for inner in list(vars(thing).values()):
        inner = inspect.unwrap(getattr(inner, "__func__", getattr(inner, "fget", inner)) or inner)
        if getattr(inner, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(inner):
            yield from docstrings(inner, module)
        elif inspect.isfunction(inner) and inner.__doc__:
            yield inner.__doc__


def examples(docstring):
    """The sources of a docstring's examples."""
    source = []
    for line in docstring.expandtabs().split("\n"):
        line = line.lstrip()
        if line.startswith(">>>"):
            if source:
                yield "\n".join(source) + "\n"
            source = [line[4:]]
        elif source and line.startswith("..."):
            source.append(line[4:])
        elif source:
            yield "\n".join(source) + "\n"
            source = []
    if source:
        yield "\n".join(source) + "\n"


def main(paths):
    for path in paths:
        module = load(path)
        for docstring in list(docstrings(module, module)):
            namespace = dict(vars(module))
            for source in examples(docstring):
                try:
                    exec(compile(source, "<example>", "single"), namespace)
                except Exception:
                    # An example may well be one of an exception.
                    traceback.print_exc(limit=0)


if __name__ == "__main__":
    main(sys.argv[1:])
