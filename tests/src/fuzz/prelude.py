import builtins, gc, math, sys
notes = {}
def text(v, depth=3):
    kind = type(v)
    name = kind.__name__
    if kind is float:
        return repr(v)
    if kind in (int, bool, str, bytes, complex, range, type(None), type(...), slice):
        return f"{name}:{v!r}"
    if depth == 0:
        return name
    if kind in (list, tuple):
        return f"{name}[{', '.join([text(one, depth - 1) for one in v])}]"
    if kind in (set, frozenset):
        # Each NaN is an object of its own in CPython; here floats are told apart by their bits.
        found = sorted([text(one, depth - 1) for one in v])
        return f"{name}[{', '.join([one for at, one in enumerate(found) if one != 'nan' or at == found.index('nan')])}]"
    if kind is dict:
        return f"{name}[{', '.join([text(k, depth - 1) + '=' + text(o, depth - 1) for k, o in list(v.items())])}]"
    try:
        found = object.__getattribute__(v, "__dict__")
    except AttributeError:
        return name
    if isinstance(v, type) or not isinstance(found, dict):
        return f"{name} {getattr(v, '__name__', '?')}"
    return f"{name}({', '.join([k + '=' + text(o, depth - 1) for k, o in list(found.items())])})"
def named(v):
    # Without an address, which differs from run to run.
    return str(v).partition(" at 0x")[0]
def show(*values):
    print(*[text(v) for v in values])
def note(error):
    at = error.__traceback__
    while at.tb_next:
        at = at.tb_next
    message = str(error).partition(" at 0x")[0]
    key = f"{type(error).__name__}: {message} at line {at.tb_lineno}"
    notes[key] = notes.get(key, 0) + 1
