"""Is faster with its extension, and does without."""
try:
    from . import _speedups
except ImportError:
    _speedups = None
from . import _python


def double(value):
    return (_speedups or _python).double(value)
