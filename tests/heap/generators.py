"""Generators, delegation, frames that outlive their calls."""
import sys
def countdown(n):
    while n:
        yield [n]
        n -= 1
def chain(*its):
    for it in its:
        yield from it
def tree(d):
    if d == 0:
        yield (d,)
        return
    yield from tree(d-1)
    yield [d]
    yield from tree(d-1)
print(sum(x[0] for x in countdown(20)))
print([x for x in chain(countdown(3), tree(3))])
def g():
    try:
        while True:
            got = yield 'x' + 'y'
            print('got', got)
    except ValueError as e:
        print('caught', e)
        yield ['after']
    finally:
        print('fin')
it = g(); next(it); it.send([1]); print(it.throw(ValueError('v'+'w'))); it.close()
def with_frame():
    f = sys._getframe()
    yield f.f_code
    return [1,2]
def outer():
    r = yield from with_frame()
    yield r
print([type(x).__name__ for x in outer()])
def ret_frame():
    f = sys._getframe()
    return ['val', f is not None]
def gen_caller():
    for i in range(5):
        x = ret_frame()
        yield x
print(list(gen_caller()))
for i in range(50):
    a = list(x*2 for x in range(4))
print(a)
print(list(zip(*[iter([str(i) for i in range(12)])]*3)))
print(sorted({str(i): [i] for i in range(10)}.items(), key=lambda kv: kv[1]))
