# Runs test files: by pytest where that can be imported, else by unittest, and by calling plain test functions. Behind load.py.

import inspect
import sys
import traceback
import unittest


def call(function, name):
    """Calls a test that needs nothing given. Gives whether it failed."""
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.default is parameter.empty for parameter in parameters):
        return False
    try:
        function()
    except unittest.SkipTest:
        return False
    except Exception:
        print(f"FAILED {name}", file=sys.stderr)
        traceback.print_exc()
        return True
    return False


def plain_tests(module):
    """The test functions of a module, and the test methods of classes that are no unittest.TestCase."""
    for name, thing in list(vars(module).items()):
        if name.startswith("test") and inspect.isfunction(thing):
            yield name, thing
        elif name.startswith("Test") and inspect.isclass(thing) and not issubclass(thing, unittest.TestCase):
            for method in dir(thing):
                if method.startswith("test"):
                    yield f"{name}.{method}", getattr(thing(), method)


def run(paths):
    failed = False
    for path in paths:
        try:
            module = load(path)
        except Exception:
            print(f"FAILED {path}", file=sys.stderr)
            traceback.print_exc()
            failed = True
            continue
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        if suite.countTestCases():
            failed |= not unittest.TextTestRunner().run(suite).wasSuccessful()
        for name, function in plain_tests(module):
            failed |= call(function, f"{path}::{name}")
    return int(failed)


def main(paths):
    try:
        import pytest
    except Exception:
        pytest = None
    if pytest is None:
        return run(paths)
    return pytest.main(["-q", *PYTEST, *paths])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
