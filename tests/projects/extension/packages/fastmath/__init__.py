"""Does not run without its extension."""
from ._core import add
