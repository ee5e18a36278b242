"""Jumps out of and around blocks; exceptions in groups; asynchronous loops, blocks and comprehensions."""
import asyncio as aio, os.path
from . import sibling as _sibling, other
from ..package import (one, two as _two,)
from os import *


def jumps(items):
    for item in items:
        try:
            if item: continue
            with item as (a, *b), b[0] as a.c, a:
                if a: break
                return b
        except (ValueError, TypeError) as error:
            raise RuntimeError('wrapped') from error
        except KeyError:
            pass
        except:
            continue
        else:
            return item
        finally:
            print('always')
    else:
        return None
    while True:
        while items:
            items.pop()
            if not items: break
        else:
            continue
        return [jumps(item) for item in items]


def grouped(run):
    try:
        run()
    except* OSError as group:
        for error in group.exceptions: print(error)
    except* (ValueError, TypeError):
        raise
    except* KeyError as group:
        raise LookupError from None
    else:
        return 1
    finally:
        del run


def unparenthesized(run):
    try:
        run()
    except ValueError, TypeError:
        return 0


async def asynchronous(source, *, limit=10, **options):
    async with source as opened, opened.lock:
        async for item in opened:
            if item is None: break
            elif item is not limit: continue
            yield item, (await item)
        else:
            yield
    pairs = [(a, b) async for a in source for b in a if await b]
    lazy = (await own async for own in source if own)
    mapped = {key: [x async for x in values] async for key, values in source}
    plain = {await own for own in pairs}
    nested = [[await inner for inner in outer] for outer in plain]
    try:
        await aio.sleep(0)
    finally:
        await aio.gather(*[lazy, mapped], **options)


def generator(a, b=1):
    received = yield a
    received = yield
    result = yield from (x for x in a if x)
    try:
        yield received, *result
    except GeneratorExit:
        return b
    return (yield)


def scopes(a):
    global shared
    shared = a
    b = [a for a in range(a)]
    c = [lambda: (a, d) for d in b]

    def inner():
        nonlocal b
        b = a
        return lambda a=b: [a for _ in b if (e := a)]
    del a
    if c: import os.path as p, sys
    class Local:
        b = b
        c = [b for _ in c]
        locals()
    return inner, c, Local, p


def constants(x):
    if 0: dead()
    if 1: alive()
    while 0: dead()
    if __debug__ and not None: alive()
    assert x, 'message'
    assert (yield)
    return x in (1, 2, 3), x in [1, 2], x in {1, 'a', (2, 3)}, x not in (), [*(1, 2)], x if 'truth' else dead


def chains(a, b, c, d):
    if a < b <= c != d: return 1
    if not (a and b or not c and (d or a)): return 2
    e = a < b < c if d else a or b and c
    while a is None or b is not None: a = b = c = d
    return a if b else c if d else e, (a or b) and (c or d), not a < b < c
