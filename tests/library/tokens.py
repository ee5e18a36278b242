import hashlib
import inspect
import io
import tokenize

SOURCES = [
    'def f(x):  # c\n    # own\n    y = (1,\n      # in\n      2) \\\n      + 3\n# low\n    if y: pass\n\n  \n'
    '    return f"a{x!r:>{y}}b{{" + """a\n\u00e9 b"""\nclass A: \u00e9 = 1',
    "x = 1  # c", "# c", "", "\n", "if 1:\n  x\n   ", "(1,\n", "  a\n b\n", "x = 'a", "'''a", "1$2\n", "if 1:\n  a\n # c\n",
    "t'a{b}c'\n", "f'{x:}'\n", "f'{x:{y}{z}}'\n", "f'{x:a{y}b}'\n", "f'{ {1:{2}} }'\n", "f'{x!r:}{y=:{w}}'\n", "f'''{\nx\n}'''\n",
    "f'{a[1:2]:3}'\n", "x\n   ", "if 1:\n  x\n   # c", "rb'a' f\"{'a' f'{b}'}\"\n", "def f():\n    pass\n\n\n# end\n", "\tx\n",
]


def tokens(source):
    told = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            told.append(tuple(token))
    except Exception as error:
        told.append((type(error).__name__, str(error)))
    return told


for source in SOURCES:
    print(ascii(source))
    for token in tokens(source):
        print("   ", ascii(token))

for module in (hashlib, inspect, tokenize):
    told = tokens(inspect.getsource(module))
    print(module.__name__, len(told) > 100)
print(inspect.getsource(tokenize.open))
print(inspect.getsource(inspect.BoundArguments.apply_defaults))
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO(SOURCES[0]).readline)) == SOURCES[0])
print([token.string for token in tokenize.tokenize(io.BytesIO("# coding: latin-1\nx = '\u00e9'\n".encode("latin-1")).readline)])
