"""Finders, hooks and loaders of a program's own, and what importlib says of modules."""
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pkgutil
import runpy
import sys
import tempfile
import traceback
import types

print([finder.__name__ for finder in sys.meta_path], len(sys.path_hooks) >= 2)


class Constants(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes modules `constant_N`."""

    def __init__(self):
        self.asked = []

    def find_spec(self, fullname, path, target=None):
        self.asked.append((fullname, path and len(path)))
        if fullname.startswith("constant_"):
            return importlib.machinery.ModuleSpec(fullname, self, origin="thin air")
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.value = int(module.__name__.rpartition("_")[2])


finder = Constants()
sys.meta_path.insert(0, finder)
import constant_7
from plugins import first

print(constant_7.value, constant_7, constant_7.__spec__.parent == "", finder.asked)
sys.meta_path.remove(finder)
print(importlib.util.find_spec("constant_8"), importlib.util.find_spec("constant_7").origin)


class Words(importlib.abc.PathEntryFinder):
    """Finds modules in a search path entry `words:a,b`."""

    def __init__(self, entry):
        if not entry.startswith("words:"):
            raise ImportError("no words", path=entry)
        self.words = entry[6:].split(",")

    def find_spec(self, fullname, target=None):
        if fullname in self.words:
            loader = importlib.machinery.SourceFileLoader(fullname, first.__file__)
            return importlib.util.spec_from_loader(fullname, loader)
        return None


sys.path_hooks.append(Words)
sys.path.append("words:alpha,beta")
importlib.invalidate_caches()
import alpha

print(alpha.name, alpha.__name__, os.path.basename(alpha.__file__), type(sys.path_importer_cache["words:alpha,beta"]).__name__)

# Files, by hand.
place = os.path.join(os.path.dirname(first.__file__), "nested", "leaf.py")
spec = importlib.util.spec_from_file_location("by_hand", place)
module = importlib.util.module_from_spec(spec)
print(hasattr(module, "value"), module.__spec__ is spec, "by_hand" in sys.modules)
spec.loader.exec_module(module)
print(module.value, type(spec.loader) is importlib.machinery.SourceFileLoader, spec.has_location, spec.cached == importlib.util.cache_from_source(place))
print(importlib.util.spec_from_file_location("x", place + ".unknown"), importlib.util.resolve_name("..leaf", "plugins.nested.deep"))
print(spec.loader.get_source("by_hand"), spec.loader.get_data(place), spec.loader.is_package("by_hand"), spec.loader.get_filename("by_hand") == place)
print(type(spec.loader.get_code("by_hand")), spec == importlib.util.spec_from_file_location("by_hand", place), repr(spec)[:28])

# Written now, changed, and loaded again.
with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    with open(os.path.join(folder, "changing.py"), "w") as file:
        file.write("value = 1\nold = True\n")
    importlib.invalidate_caches()
    import changing

    with open(os.path.join(folder, "changing.py"), "w") as file:
        file.write("value = 2\nother = value * 10\n")
    print(changing.value, importlib.reload(changing) is changing, changing.value, changing.other, changing.old)
    found = importlib.machinery.PathFinder.find_spec("changing")
    print(type(sys.path_importer_cache[folder]).__name__, found.name, os.path.basename(found.origin))
    lazy = importlib.util.spec_from_file_location("lazy", os.path.join(folder, "changing.py"))
    lazy.loader = importlib.util.LazyLoader(lazy.loader)
    module = importlib.util.module_from_spec(lazy)
    lazy.loader.exec_module(module)
    print(type(module).__name__, module.value, type(module).__name__)
    sys.path.remove(folder)

# Packages without a file of their own.
sys.path += [os.path.join(os.path.dirname(__file__), "split", part) for part in ("one", "two")]
import shared.one
import shared.two

print(shared.one.here, shared.two.here, len(shared.__path__), type(shared.__path__).__name__, shared.__file__ if hasattr(shared, "__file__") else "no file")
print(type(shared.__loader__).__name__, shared.__spec__.origin, sorted(module.name for module in pkgutil.iter_modules(shared.__path__)))

# Packages that are walked through, and modules that are run.
import plugins

print([(module.name, module.ispkg) for module in pkgutil.walk_packages(plugins.__path__, "plugins.") if "nested" in module.name])
print(runpy.run_module("plugins.first")["name"], runpy.run_path(place)["value"])
print(sorted(name for name in runpy.run_module("plugins.nested.leaf", run_name="other") if name.startswith("__")))

# What fails, and how.
for name in ["plugins.needs_more", "plugins.fails", "plugins.no_syntax", "plugins.first.more", "plugins.absent", "absent.more", "", ".first"]:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(repr(name), type(error).__name__, error if not isinstance(error, SyntaxError) else error.msg, getattr(error, "name", "-"))
        print([(os.path.basename(entry.filename), entry.name) for entry in traceback.extract_tb(error.__traceback__) if "importlib" not in entry.filename])
    print(name in sys.modules, end=" ")
print()
try:
    from plugins import absent
except ImportError as error:
    print(type(error).__name__, str(error).partition(" (")[0], error.name, os.path.basename(error.path))
sys.modules["halted"] = None
try:
    import halted
except ImportError as error:
    print(type(error).__name__, error)
try:
    importlib.reload(types.ModuleType("stranger"))
except ImportError as error:
    print(error)

# The names are importlib's own.
print(sys.modules["importlib._bootstrap"] is sys.modules["_frozen_importlib"], importlib.machinery.FileFinder.__module__)
print(type(sys.__spec__) is importlib.machinery.ModuleSpec, sys.__loader__ is importlib.machinery.BuiltinImporter, os.__loader__ is importlib.machinery.FrozenImporter)
print(os.__spec__, type(importlib.util.find_spec("json").loader).__name__, importlib.util.find_spec("json.decoder").parent)
