"""Modules, packages and data in an archive on the search path."""
import importlib
import os
import pkgutil
import sys
import tempfile
import traceback
import zipfile
from importlib import resources

MODULE = """
def half(value):
    return value / 2


def fail():
    return half("a")
"""

with tempfile.TemporaryDirectory() as folder:
    archive = os.path.join(folder, "parts.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("halves.py", MODULE)
        parts.writestr("boxed/__init__.py", "from .inner import value\n")
        parts.writestr("boxed/inner.py", "value = 'from the archive'\n")
        parts.writestr("boxed/data.txt", "some data")
        parts.writestr("__main__.py", "import boxed\nprint('main', __name__, boxed.value)\n")
    sys.path.insert(0, archive)
    import boxed
    import halves

    def inside(path):
        return os.path.relpath(path, folder)

    print(boxed.value, inside(boxed.__file__), [inside(path) for path in boxed.__path__])
    print(type(boxed.__loader__).__name__, boxed.__spec__.loader.is_package("boxed"), halves.__loader__.get_source("halves") == MODULE)
    total = 0
    for number in range(5000):
        total += halves.half(number)
    print(total)
    try:
        halves.fail()
    except TypeError as error:
        print([(entry.name, entry.lineno) for entry in traceback.extract_tb(error.__traceback__)], error)
    print(pkgutil.get_data("boxed", "data.txt"), resources.files("boxed").joinpath("data.txt").read_bytes())
    print(sorted(module.name for module in pkgutil.iter_modules([archive])))
    print(type(sys.path_importer_cache[archive]).__name__, sys.path_hooks[0].__name__)
    import runpy

    runpy.run_path(archive, run_name="__main__")
    for name in ["halves", "boxed.nothing", "boxed.inner.more"]:
        try:
            print(importlib.import_module(name).__name__)
        except ImportError as error:
            print(type(error).__name__, error, error.name)

# On the search path from the start, before the library.
with tempfile.TemporaryDirectory() as folder:
    archive = os.path.join(folder, "early.zip")
    with zipfile.ZipFile(archive, "w") as early:
        early.writestr("this.py", "print('not the Zen')\n")
    sys.path[:0] = ["/nowhere/at/all", archive]
    import this

    print(os.path.relpath(this.__file__, folder), this.__loader__.archive == archive)
