#!/usr/bin/env python3.14
"""Tell what CPython 3.14 says of the snippets: its errors and its warnings.

    python3.14 runtime/compiler/tests/errors.py > runtime/compiler/tests/errors.jsonl

`snippets.txt` holds sources, each after a line `%%`. A line of the output is [source, error, warnings]: an error is its
type, message, lineno, offset, end_lineno and end_offset, null if there is none; a warning is its line and message. The
test `errors` compares.
"""
import json
import pathlib
import re
import warnings

text = (pathlib.Path(__file__).parent / "snippets.txt").read_text(encoding="utf-8")
_, *sources = re.split(r"^%%\n", text, flags=re.MULTILINE)
for source in sources:
    error = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(source, "t.py", "exec", dont_inherit=True)
        except SyntaxError as raised:
            error = [type(raised).__name__, raised.msg, raised.lineno, raised.offset, raised.end_lineno, raised.end_offset]
    said = [] if error else [[own.lineno, str(own.message)] for own in caught]
    print(json.dumps([source, error, said]))
