# Loads files as the modules that they are. What runs them follows.

import importlib
import os
import sys


def load(path):
    """The module of a file, by the name that it has in its package."""
    folder, name = os.path.split(os.path.abspath(path))
    name = name.removesuffix(".py")
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        name = package if name == "__init__" else f"{package}.{name}"
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


