"""compile, exec and eval: features that are inherited, levels of optimization."""
from __future__ import annotations

SOURCE = """
def f(x: undefined): pass
print(f.__annotations__)
"""
exec(SOURCE)
code = compile(SOURCE, "<source>", "exec")
exec(code)
print(bool(code.co_flags & 0x1000000))
code = compile(SOURCE, "<source>", "exec", dont_inherit=True)
try:
    exec(code)
except NameError as error:
    print(error)
for level in range(3):
    code = compile("'doc'\nassert x\nprint(__debug__)", "<source>", "exec", optimize=level)
    print(code.co_consts, code.co_names)
