"""Code objects that a program puts together: they are as CPython's, and what could not run raises."""
import types
def f(a, b=2, *c, d=4, **e):
    x = a + b
    return x, (lambda: a)
def g(x): return x * 2
def t(what, fn):
    try: print(what, fn())
    except Exception as e: print(what, type(e).__name__, e)
code = f.__code__
fields = ["co_argcount","co_posonlyargcount","co_kwonlyargcount","co_nlocals","co_stacksize","co_flags","co_code","co_consts","co_names","co_varnames","co_filename","co_name","co_qualname","co_firstlineno","co_linetable","co_exceptiontable","co_freevars","co_cellvars"]
for field in fields:
    for value in (-1, 0, 1, 2**40, "s", b"", b"abc", b"abcd", (), ("x", "y"), (1,), None, 1.5):
        def go():
            new = code.replace(**{field: value})
            return getattr(new, field) == value
        t((field, value), go)
for changes in ({'co_code': g.__code__.co_code}, {'co_varnames': ('q', 'w', 'e', 'r', 't', 'y')}, {'co_nlocals': 7}, {'bad': 1}, {'co_flags': code.co_flags | 0x80}):
    t(sorted(changes), lambda: [getattr(code.replace(**changes), n) == changes[n] for n in changes])
t('pos', lambda: code.replace(1))
def rebuild(code, **changes):
    return types.CodeType(*[changes.get(field, getattr(code, field)) for field in fields])
t('same', lambda: rebuild(code) == code)
new = rebuild(code)
print([getattr(new, field) == getattr(code, field) for field in fields])
t('run', lambda: types.FunctionType(rebuild(g.__code__), {})(21))
t('const', lambda: types.FunctionType(g.__code__.replace(co_consts=(3,)), {})(21))
def h(): return 7000
t('const', lambda: types.FunctionType(h.__code__.replace(co_consts=(None, 8, "s", 9)), {})())
t('names', lambda: types.FunctionType((lambda: len).__code__.replace(co_names=('str',)), {})())
t('code', lambda: types.FunctionType(g.__code__.replace(co_code=(lambda x: x - 2).__code__.co_code), {})(21))
h.__code__ = g.__code__
t('swap', lambda: h(4))
h.__code__ = h.__code__.replace(co_name='other', co_firstlineno=7)
t('swap', lambda: (h(4), h.__code__.co_name, h.__code__.co_firstlineno))
t('few', lambda: types.CodeType())
t('few', lambda: types.CodeType(1, 2, 3))
t('not', lambda: types.CodeType(*['x'] * 16))
for n in range(14, 20): t(n, lambda: types.CodeType(*[getattr(g.__code__, field) for field in (fields + ['co_name', 'co_name'])[:n]]).co_name)
def closure(v):
    def inner(): return v
    return inner
inner = closure(5)
t('free', lambda: types.FunctionType(inner.__code__.replace(co_freevars=('w',)), {}, None, None, inner.__closure__)())
t('free', lambda: types.FunctionType(inner.__code__.replace(), {}))
t('free', lambda: setattr(inner, '__code__', g.__code__))
t('exec', lambda: exec(inner.__code__.replace()))
def gen():
    yield 1
t('gen', lambda: list(types.FunctionType(gen.__code__.replace(co_flags=gen.__code__.co_flags), {})()))
m = compile('z = 5\nprint(z)\n[i for i in range(2)]', 'm', 'exec')
t('mod', lambda: exec(m.replace(co_filename='other'), {}))
t('mod', lambda: eval(m.replace(co_consts=(6, 3, None)), {}))
t('fn of mod', lambda: types.FunctionType(m.replace(), {'print': print})())
t('eq', lambda: (code == code.replace(), hash(code) == hash(code.replace()), code == code.replace(co_name='zz')))
