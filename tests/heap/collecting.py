"""What Python code asks of the collector, and what it leaves."""
import gc
import weakref


class W:
    pass


def list_():
    a = []
    a.append(a)


def dict_():
    a = {}
    a[1] = a


def tuple_():
    a = []
    t = (a,)
    a.append(t)


def plain():
    a = [1, 2, [3]]
    b = {"x": a}


def nothing():
    pass


def function():
    namespace = {}
    exec("def f(): pass\n", namespace)


def closure():
    def f():
        return f


def class_():
    class A:
        pass


def instance():
    a = W()
    a.a = a


def count(make):
    make()
    return gc.collect()


gc.collect()
for make in (list_, dict_, tuple_, plain, nothing, function, closure):
    print(make.__name__, count(make))
print(count(class_) > 0, count(instance) > 0)
print(gc.isenabled(), gc.get_threshold(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())
gc.set_threshold(100, 5)
print(gc.get_threshold())
gc.set_threshold(2000, 10)
log = []
gc.callbacks.append(lambda phase, info: log.append((phase, sorted(info))))
gc.collect()
gc.callbacks.clear()
print(log)
for attempt in (lambda: gc.collect(5), lambda: gc.collect("x"), lambda: gc.collect(1, 2), lambda: gc.set_threshold(), lambda: gc.collect(generation=0) >= 0):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
x = W()
x.y = [1]
print(x.y in gc.get_referents(x), any(r is x for r in gc.get_referrers(x.y)), any(o is x for o in gc.get_objects()))
print(gc.is_tracked([]), gc.is_tracked(1), gc.is_tracked("a"), gc.is_tracked(x), gc.is_tracked(()), gc.is_finalized(x))
print(sorted(map(repr, gc.get_referents([1, "a", (2,)]))))


# What was dropped is gone, wherever its address may still lie about.
def made(n):
    nodes = [W() for _ in range(n)]
    for node in nodes:
        node.itself = node
    return [weakref.ref(node) for node in nodes]


def in_function():
    o = W()
    r = weakref.ref(o)
    del o
    gc.collect()
    return r()


def in_depth(n):
    o = W()
    r = weakref.ref(o)
    text = str(n) + "x"
    if n:
        return in_depth(n - 1)
    del o
    gc.collect()
    return r() is None


def in_loop(n):
    alive = 0
    for i in range(n):
        o = W()
        o.i = i
        r = weakref.ref(o)
        del o
        gc.collect()
        alive += r() is not None
    return alive


refs = made(50)
last = W()
last.itself = last
ref = weakref.ref(last)
del last
gc.collect()
print(sum(r() is not None for r in refs), ref(), in_function(), in_depth(50), in_loop(20))
