from . import leaf as leaf
