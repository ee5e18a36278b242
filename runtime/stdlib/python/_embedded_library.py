"""What makes importlib part of this runtime: it adopts the modules that were imported before it was there, finds those of the
embedded library, and reads sources alone."""

import _frozen_importlib as bootstrap
import _frozen_importlib_external as external
import _imp
import sys

FOLDER = _imp._library_folder


def loaded_modules():
    return [module for module in list(sys.modules.values()) if isinstance(module, type(sys))]


def adopt_specs():
    """Give all specs importlib's class, and modules without a file its loaders."""
    importers = {"built-in": bootstrap.BuiltinImporter, "frozen": bootstrap.FrozenImporter}
    for module in loaded_modules():
        spec = module.__dict__.get("__spec__")
        if not _imp._adopt(spec, bootstrap.ModuleSpec) or spec.origin not in importers:
            continue
        spec.loader = module.__loader__ = importers[spec.origin]
        if spec.origin == "frozen":
            spec.loader_state = type(sys.implementation)(filename=module.__file__, origname=spec.name)


def adopt_loaders():
    """Give the loaders of files importlib's class."""
    for module in loaded_modules():
        file = module.__dict__.get("__file__")
        embedded = isinstance(file, str) and file.startswith(FOLDER)
        _imp._adopt(module.__dict__.get("__loader__"), SourceFileLoader if embedded else external.SourceFileLoader)


class SourceFileLoader(external.SourceFileLoader):
    """Loads a module of the embedded library, whose code is made already. It looks like what loads it in CPython."""

    __module__ = external.__name__

    def get_code(self, fullname):
        return _imp._library_code(self.name)

    def get_data(self, path):
        if path == self.path:
            return _imp._library_source(self.name)
        return super().get_data(path)


class MissingLoader:
    """Says of a module that CPython has in C that it is not here."""

    @staticmethod
    def create_module(spec):
        bootstrap._call_with_frames_removed(_imp._raise_missing, spec.name)

    @staticmethod
    def exec_module(module):
        pass


class LibraryFinder:
    """Finds modules in a folder of the embedded library."""

    def __init__(self, path):
        if FOLDER not in path:
            raise ImportError("only folders of the library are supported", path=path)
        self.path = path[path.index(FOLDER):]

    def find_spec(self, fullname, target=None):
        found = _imp._find_in_library(fullname, self.path)
        if found is None:
            return None
        if found is True:
            return bootstrap.spec_from_loader(fullname, bootstrap.BuiltinImporter)
        if found is False:
            return bootstrap.ModuleSpec(fullname, MissingLoader)
        package, file = found
        spec = bootstrap.ModuleSpec(fullname, SourceFileLoader(fullname, file), origin=file, is_package=package)
        if package:
            spec.submodule_search_locations.append(file.rpartition("/")[0])
        spec.has_location = True
        return spec

    def iter_modules(self, prefix=""):
        for name, package in _imp._library_names(self.path):
            yield prefix + name, package

    def __repr__(self):
        return f"LibraryFinder({self.path!r})"


def get_code(self, fullname):
    """SourceLoader.get_code without compiled files: those of another Python are neither read nor written."""
    path = self.get_filename(fullname)
    return self.source_to_code(self.get_data(path), path)


def no_code(self, fullname):
    """SourcelessFileLoader.get_code."""
    message = f"{fullname} is compiled Python without its source ({self.path}), which tierlens cannot load"
    raise ImportError(message, name=fullname, path=self.path)


def extension_suffixes():
    """How extension modules end: CPython 3.14's, and those of the Pythons whose packages are on the search path."""
    suffixes = _imp.extension_suffixes()
    for entry in sys.path:
        _, found, rest = entry.partition("/lib/python3.")
        minor = rest.partition("/")[0]
        if found and minor != "14":
            suffixes.append(suffixes[0].replace("314", f"3{minor}"))
    return suffixes


def install():
    adopt_loaders()
    external.SourceLoader.get_code = get_code
    external.SourcelessFileLoader.get_code = no_code
    import zipimport

    zipimport._zip_searchorder = tuple(entry for entry in zipimport._zip_searchorder if not entry[1])
    # A package may have the same module in Python and in C: here the first is the better one.
    files = external.FileFinder.path_hook(
        (external.SourceFileLoader, external.SOURCE_SUFFIXES),
        (external.ExtensionFileLoader, extension_suffixes()),
        (external.SourcelessFileLoader, external.BYTECODE_SUFFIXES),
    )
    sys.path_hooks[:] = [zipimport.zipimporter, files, LibraryFinder]
