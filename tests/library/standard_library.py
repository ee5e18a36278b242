'What the library does with the native modules below it: one or two calls of most modules that programs import.'
import dataclasses
import enum
import inspect
import collections
import functools
import contextlib
import textwrap
import json
import decimal
import fractions
import statistics
import random
import copy
import pprint
import string
from dataclasses import dataclass, field


@dataclass(order=True)
class P:
    x: int
    y: list = field(default_factory=list, compare=False)
    _: dataclasses.KW_ONLY
    w: int = 3


p = P(1, [2])
print(p, p == P(1), p < P(2), dataclasses.asdict(p), dataclasses.replace(p, x=9), dataclasses.fields(P)[0].name)


@dataclass(frozen=True, slots=True)
class Q[T]:
    a: T


q = Q(5)
print(q, hash(q) == hash(Q(5)))
try:
    q.a = 3
except dataclasses.FrozenInstanceError as e:
    print(e)


class C(enum.Enum):
    A = 1
    B = 'b'

    @property
    def up(self):
        return self.name.lower()


print(C.A, repr(C.B), C('b'), list(C), C.A.up, C['A'])


class F(enum.Flag):
    X = enum.auto()
    Y = enum.auto()


print(F.X | F.Y, F(3), ~F.X)
print(inspect.signature(lambda a, /, b=3, *c, d, **e: 0), inspect.getmembers(P(1), lambda v: isinstance(v, int)))
print(json.dumps({'a': [1, 2.5, None, True, '€"']}, indent=1), json.loads('{"x":[1,2,{"y":null}],"z":"\\u00e9\\n"}'))
try:
    json.loads('{"a":}')
except json.JSONDecodeError as e:
    print(e)
print(
    decimal.Decimal('1.10') + decimal.Decimal('2.2'),
    decimal.Decimal(1) / 3,
    fractions.Fraction(3, 9) + 1,
    statistics.mean([1, 2, 4]),
    statistics.stdev([1, 2, 4]),
)
random.seed(5)
print(random.random(), random.choice('abc'), random.sample(range(10), 3), random.gauss(0, 1))
pprint.pprint({'a': list(range(30)), 'b': {'c': 'x' * 60, 'd': 'y' * 40}})
print(textwrap.fill('the quick brown fox jumps over the lazy dog ' * 3, 30), textwrap.dedent('  a\n   b'))
import argparse
import sys
ap = argparse.ArgumentParser(prog='x')
ap.add_argument('n', type=int)
ap.add_argument('--flag', '-f', action='store_true', help='flag it')
ap.add_argument('--v', choices=['a', 'b'], default='a')
print(ap.parse_args(['5', '-f']))
print(ap.format_help())
import logging
import io
s = io.StringIO()
h = logging.StreamHandler(s)
h.setFormatter(logging.Formatter('%(levelname)s:%(name)s:%(message)s'))
l = logging.getLogger('t')
l.addHandler(h)
l.warning('hi %d', 3)
try:
    1 / 0
except ZeroDivisionError:
    l.exception('bad')
print(s.getvalue().splitlines()[:3])
import datetime as d
print(
    d.datetime(2024, 2, 29, 12, 30) + d.timedelta(days=366, seconds=5),
    d.date(2024, 1, 1).isoformat(),
    d.datetime.strptime('2024-03-01 10:11', '%Y-%m-%d %H:%M'),
    d.date(2024, 5, 6).strftime('%a %d %b %Y'),
    repr(d.timedelta(1, 2, 3)),
    d.datetime.fromisoformat('2024-01-02T03:04:05+02:00'),
)
import pathlib
import os
import tempfile
import shutil
import glob
import fnmatch
with tempfile.TemporaryDirectory() as t:
    pp = pathlib.Path(t) / 'a' / 'b.txt'
    pp.parent.mkdir()
    pp.write_text('hé')
    print(pp.read_text(), pp.suffix, pp.stem, [x.name for x in pathlib.Path(t).rglob('*')], pp.relative_to(t), pp.stat().st_size)
    print(glob.glob(t + '/*')[0][-1], fnmatch.filter(['a.py', 'b.c'], '*.py'))
import traceback
import warnings
try:
    {}['x']
except KeyError as e:
    print(traceback.format_exc().splitlines()[-1], ''.join(traceback.format_exception_only(e)))
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    warnings.warn('hey', UserWarning)
    print(w[0].message, w[0].category)
import unittest


class T(unittest.TestCase):

    def test_a(self):
        self.assertEqual(1, 1)

    def test_b(self):
        self.assertEqual([1, 2], [1, 3])

    def test_c(self):
        with self.assertRaisesRegex(ValueError, 'inv'):
            int('x')


r = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))
print(r)
import heapq
import bisect
import itertools
import operator
import time
import math
import pickle
import base64
import struct
print(
    pickle.loads(pickle.dumps({'a': [1, (2, 3)], 'p': p, 'c': C.A, 's': {1, 2}, 'b': b'x', 'f': 1.5, 'n': None, 'big': 2 ** 70})),
)
print(
    heapq.nsmallest(2, [3, 1, 2]),
    bisect.bisect([1, 2, 3], 2),
    collections.Counter('abca').most_common(1),
    collections.OrderedDict(a=1),
    collections.ChainMap({'a': 1}, {'b': 2})['b'],
)
import contextvars
v = contextvars.ContextVar('v', default=1)
ctx = contextvars.copy_context()
print(ctx.run(lambda: (v.set(5), v.get())[1]), v.get(), v in ctx, ctx[v])


@contextlib.contextmanager
def cm():
    yield 4


with cm() as x, contextlib.suppress(KeyError):
    print(x)
    raise KeyError
import abc
import numbers
import types
import weakref
import queue
import threading
import urllib.parse
import html
import configparser
import shlex
import difflib
import locale
import calendar
import gettext
import cmd
import uuid
print(
    urllib.parse.urlparse('http://a.b/c?d=e#f'),
    urllib.parse.quote('a b/€'),
    html.escape('<a&b>'),
    html.unescape('&lt;&eacute;'),
    shlex.split('a "b c" d'),
    list(difflib.ndiff(['a'], ['b'])),
    calendar.month(2024, 2),
)
cp = configparser.ConfigParser()
cp.read_string('[a]\nx=1\ny=%(x)s2\n')
print(cp['a']['y'], cp.sections(), cp.getint('a', 'x'))
