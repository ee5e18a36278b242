"""Makes instances of every native class in every way, half-made ones too, and does with them what can be done: each attribute,
method, slot and operator, with no, few and odd arguments. Only exceptions may come of it.

walk.py SEED ROUNDS [PART PARTS] [trace]: each round takes other arguments; a part is every PARTS-th class. With `trace` each step is written before it is
done, so that the last line is the one that ended the process.
"""
import os
import sys

# Where it writes: files and sockets that it makes may close the lower descriptors.
OUTPUT = 200

MODULES = """_abc _ast _codecs _collections _contextvars _csv _functools _imp _io _md5 _operator _random _sha1 _sha2 _sha3 _blake2 _sre
_string _struct _thread _typing _weakref abc array ast atexit binascii builtins cmath collections contextlib contextvars copy csv
dataclasses decimal enum errno fractions functools gc hashlib heapq inspect io itertools json keyword linecache marshal math
operator os posix queue random re select signal socket string string.templatelib struct sys textwrap threading time tokenize traceback types
typing unicodedata warnings weakref zlib""".split()

# What waits for somebody else, ends the process on purpose, or changes what the test itself needs.
SKIPPED = {
    "acquire", "acquire_lock", "wait", "accept", "connect", "recv", "recvfrom", "recv_into", "poll", "breakpointhook", "input",
    "__breakpointhook__", "setrecursionlimit", "readline", "readlines",
}
# Classes of objects without an end, and what looks for it.
ENDLESS = {"count", "cycle", "repeat", "callable_iterator", "longrange_iterator", "range", "permutations", "product", "combinations", "combinations_with_replacement"}
SEARCHES = {"__contains__", "count", "index"}


def load(name):
    try:
        return __import__(name, fromlist=["*"])
    except ImportError:
        return None


def native_classes():
    """Every class that no `class` statement made, in a fixed order."""
    modules = [module for module in map(load, MODULES) if module]
    found = {}

    def walk(cls):
        if id(cls) not in found:
            found[id(cls)] = cls
            for base in type.mro(cls) if cls is not type else [type, object]:
                walk(base)
            for subclass in type.__subclasses__(cls):
                walk(subclass)
            walk(type(cls))

    walk(object)
    for module in modules:
        for value in list(vars(module).values()):
            walk(value if isinstance(value, type) else type(value))
    for sample in samples():
        walk(type(sample))
    native = [cls for cls in found.values() if "__firstlineno__" not in vars(cls)]
    return sorted(native, key=lambda cls: (cls.__module__ or "", cls.__qualname__))


MADE = """
() ; (1, 2) ; [] ; [1, 2] ; {} ; {1: 2} ; set() ; {1} ; frozenset([1]) ; "" ; "ab" ; b"" ; b"ab" ; bytearray(b"ab")
iter(()) ; iter([1]) ; iter({1: 2}) ; iter({1: 2}.values()) ; iter({1: 2}.items()) ; iter({1}) ; iter("ab") ; iter(b"ab") ; iter(bytearray(b"ab"))
reversed([1, 2]) ; reversed({1: 2}) ; reversed({1: 2}.values()) ; reversed({1: 2}.items()) ; {}.keys() ; {1: 2}.values() ; {1: 2}.items()
1 ; True ; 2**80 ; -1.5 ; float("nan") ; 1j ; None ; ... ; NotImplemented ; range(3) ; range(2**80) ; iter(range(3)) ; iter(range(2**80))
function ; function.__code__ ; len ; [].append ; str.upper ; int.__add__ ; (1).__add__ ; dict.__dict__["fromkeys"] ; Plain.a ; Plain.method
plain.method ; plain ; Full() ; Full ; Plain ; type ; object ; cell ; types ; types.MappingProxyType({}) ; types.SimpleNamespace(a=1)
running ; generator() ; coroutine() ; asynchronous() ; asynchronous().__anext__() ; asynchronous().asend(None) ; asynchronous().athrow(ValueError)
coroutine().__await__() ; running.gi_frame ; running.gi_frame.f_locals ; types.FunctionType.__dict__["__code__"] ; int | str ; list[int]
Alias ; Alias[int] ; t"a{1}b" ; t"a{1}b".interpolations[0] ; iter(t"a{1}b") ; Alias.__type_params__[0] ; Generic[T] ; P.args ; P.kwargs ; P ; Ts
memoryview(b"abcd") ; memoryview(bytearray(8)).cast("i") ; slice(1, 2) ; property(function) ; classmethod(function) ; staticmethod(function)
super(Plain, plain) ; super(Plain) ; iter(int, 1) ; enumerate("ab") ; zip("ab", "cd") ; map(function, "ab") ; filter(None, "ab") ; anext(asynchronous(), 1)
weakref.ref(plain) ; weakref.proxy(plain) ; weakref.proxy(function) ; functools.partial(function, 1) ; functools.lru_cache(function)
functools.cmp_to_key(function) ; functools.cmp_to_key(function)(1) ; functools.Placeholder ; itertools.groupby("aab")
next(itertools.groupby("aab"))[1] ; itertools.chain("a") ; itertools.tee("ab")[0] ; itertools.product("ab", "cd") ; itertools.islice("abc", 2)
collections.deque("ab") ; iter(collections.deque("ab")) ; reversed(collections.deque("ab")) ; collections.OrderedDict(a=1) ; collections.defaultdict(int)
iter(collections.OrderedDict(a=1)) ; collections.OrderedDict(a=1).items() ; operator.itemgetter(1) ; operator.attrgetter("a.b") ; operator.methodcaller("a", 1)
re.compile("a(b)?") ; re.match("a(b)?", "a") ; re.compile("a").scanner("ab") ; re.finditer("a", "aa") ; io.BytesIO(b"ab") ; io.StringIO("ab")
io.TextIOWrapper(io.BytesIO(b"ab")) ; io.BufferedReader(io.BytesIO(b"ab")) ; io.BufferedWriter(io.BytesIO()) ; open(__file__) ; open(__file__, "rb")
open(__file__, "rb", 0) ; function.__code__.co_lines() ; function.__code__.co_positions() ; error ; error.__traceback__ ; error.__traceback__.tb_frame
struct.Struct("ii") ; struct.iter_unpack("i", b"abcdabcd") ; zlib.compressobj() ; zlib.decompressobj() ; zlib._ZlibDecompressor() ; hashlib.md5(b"a")
hashlib.sha256() ; hashlib.sha512() ; hashlib.sha3_256() ; hashlib.shake_128() ; hashlib.blake2b() ; hashlib.blake2s(b"a") ; random.Random(1)
csv.reader(["a,b"]) ; csv.writer(io.StringIO()) ; csv.get_dialect("excel") ; contextvars.copy_context() ; contextvars.ContextVar("a")
contextvars.ContextVar("a").set(1) ; select.poll() ; select.epoll() ; socket.socket() ; os.scandir(".") ; next(os.scandir(".")) ; os.stat(".")
time.gmtime(0) ; sys.flags ; sys.version_info ; sys.float_info ; sys.implementation ; ast.parse("a + 1") ; ast.parse("a").body[0] ; threading.Lock()
threading.RLock() ; threading.local() ; queue.SimpleQueue() ; array.array("i", [1]) ; iter(array.array("i", [1])) ; decimal.Decimal(1) ; string.templatelib
"""


def samples():
    """Objects as the language and the library make them, also of classes that cannot be called."""

    def function(x=1, *y, z=2, **w):
        return x

    def generator():
        yield function
        yield 2

    async def coroutine():
        return 1

    async def asynchronous():
        yield 1

    class Plain:
        __slots__ = ("a", "__weakref__")

        def method(self):
            return self

    class Full:
        pass

    def parameters[T, *Ts, **P]():
        pass

    type Alias[T] = list[T]
    T, Ts, P = parameters.__type_params__
    cell = (lambda: cell).__closure__[0]
    plain = Plain()
    running = generator()
    next(running)
    names = {name: load(name) for name in MODULES}
    try:
        raise ExceptionGroup("a", [ValueError(1)])
    except ExceptionGroup as caught:
        error = caught
    names |= locals() | {"Generic": names["typing"].Generic, "__file__": __file__}
    found = []
    for expression in MADE.replace("\n", " ; ").split(" ; "):
        try:
            found.append(eval(expression.strip() or "None", names))
        except Exception:
            pass
    return found


class Index:
    def __index__(self):
        return 3


class Raises:
    def __getattribute__(self, name):
        raise ValueError(name)

    def __eq__(self, other):
        raise ValueError("eq")

    def __hash__(self):
        raise ValueError("hash")

    def __iter__(self):
        raise ValueError("iter")

    def __call__(self, *arguments):
        raise ValueError("call")


class Text(str):
    pass


class Sized:
    def __len__(self):
        return 2**62

    def __getitem__(self, index):
        if isinstance(index, int) and index > 5:
            raise IndexError
        return index


def odd_values():
    def function(*arguments, **keywords):
        return arguments[0] if arguments else None

    def generator():
        yield 1

    own = []
    own.append(own)
    return [
        None, 0, 1, -1, 7, 2**31, 2**62, 2**63, -(2**63), 2**64, 10**30, True, 0.5, float("nan"), float("inf"), -0.0, 1j, "", "a",
        "\ud800", "é" * 3, "\U0001f600", "%s", "{}", "utf-8", "r", "rb", "__class__", "__dict__", b"", b"abc", bytearray(b"xyz"),
        memoryview(b"abcd"), (), (1,), (1, 2), ((),), [], [3, 1, 2], own, {}, {"a": 1}, {1: 2}, set(), {1, 2}, frozenset(), range(3),
        slice(None), slice(2**70, None, -1), ..., NotImplemented, int, str, type, object, list, dict, ValueError, StopIteration, ValueError("v"), function, generator(), generator,
        len, [].append, str.upper, print.__class__, function.__code__, Index(), Raises(), Text("text"), Sized(), sys, property(), iter([1, 2]), {}.items(),
        "x" * 300, b"y" * 300, list(range(40)), object(), type("Empty", (), {}), int | str, list[int],
    ]


class Random:
    """The same numbers everywhere."""

    def __init__(self, seed):
        self.state = seed * 2654435761 + 12345

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit


def main(seed, rounds, part, parts, trace):
    classes = native_classes()

    def say(text):
        os.write(OUTPUT, (text + "\n").encode("utf-8", "backslashreplace"))

    steps = 0

    def attempt(what, function, *arguments, **keywords):
        nonlocal steps
        steps += 1
        if trace:
            say(what)
        try:
            return function(*arguments, **keywords)
        except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit, BaseExceptionGroup):
            return None

    def show(arguments):
        return ", ".join(type(value).__name__ + (":" + repr(value)[:40] if type(value) in (int, str, bytes, float) else "") for value in arguments)

    for number, cls in enumerate(classes):
        if number % parts != part:
            continue
        for turn in range(rounds):
            random = Random(seed + turn * 1000 + number)
            odd = odd_values()

            def some(count):
                return [odd[random.below(len(odd))] for _ in range(count)]

            name = f"{cls.__module__}.{cls.__qualname__}"
            made = []

            def keep(thing):
                if thing is not None and len(made) < 40:
                    made.append(thing)

            kinds = [cls]
            subclass = attempt(f"class Sub({name})", type, "Sub", (cls,), {}) if cls is not type else None
            if subclass is not None:
                kinds.append(subclass)
            for kind in kinds:
                for owner in type.mro(cls) if cls is not type else [type, object]:
                    new = vars(owner).get("__new__")
                    if new is None:
                        continue
                    for count in (0, 1, 2, random.below(6)):
                        arguments = some(count)
                        thing = attempt(f"{owner.__name__}.__new__({kind.__name__} of {name}, {show(arguments)})", owner.__new__, kind, *arguments)
                        keep(thing)
                        if random.below(2):
                            arguments = some(random.below(4))
                            attempt(f"{name}.__init__(_, {show(arguments)})", cls.__init__, thing, *arguments)
                for count in (0, 1, 1, 2, 3, 4):
                    arguments = some(count)
                    keep(attempt(f"{name} {kind.__name__}({show(arguments)})", kind, *arguments))
            for sample in samples():
                if type(sample) is cls:
                    keep(sample)
            use(cls, name, made, some, random, attempt, show)
    say("done" if steps else "nothing")


def is_class(value):
    return issubclass(type(value), type)


def use(cls, name, made, some, random, attempt, show):
    import copy
    import operator

    binary = [getattr(operator, op) for op in "add sub mul truediv floordiv mod lshift rshift and_ or_ xor matmul lt le eq ne gt ge contains getitem iadd isub imul ior iand ixor".split()]
    unary = [repr, str, hash, bool, len, iter, reversed, int, float, complex, abs, operator.neg, operator.pos, operator.invert, operator.index, bytes, dir, callable, operator.length_hint, copy.copy, id, type, sys.getsizeof, vars]
    endless = cls.__name__ in ENDLESS
    for thing in made:
        same = type(thing) is cls
        for function in unary:
            attempt(f"{function.__name__}({name})", function, thing)
        for function in binary:
            other = made[random.below(len(made))] if random.below(3) == 0 else some(1)[0]
            if not endless:
                attempt(f"{function.__name__}({name}, {show([other])})", function, thing, other)
                attempt(f"{function.__name__}({show([other])}, {name})", function, other, thing)
        attempt(f"divmod({name})", divmod, thing, some(1)[0])
        arguments = some(2)
        if type(thing) is not int:
            attempt(f"pow({name}, {show(arguments)})", pow, thing, *arguments)
        attempt(f"isinstance(1, {name})", isinstance, 1, thing)
        attempt(f"setitem({name})", operator.setitem, thing, *some(2))
        attempt(f"delitem({name})", operator.delitem, thing, some(1)[0])
        arguments = some(random.below(3))
        if callable(thing) and not is_class(thing):
            attempt(f"{name}()({show(arguments)})", thing, *arguments)
        # A loop over it, but not for ever.
        iterator = attempt(f"iter({name})", iter, thing)
        for _ in range(5):
            attempt(f"next({name})", next, iterator, None)
        for attribute in sorted(set(object.__dir__(cls)) | set(name for base in cls.__mro__ for name in vars(base))):
            if attribute in SKIPPED or attribute in ("__new__", "__subclasses__"):
                continue
            what = f"{name}.{attribute}"
            value = attempt(f"get {what}", getattr, thing, attribute)
            if is_class(thing) and not attribute.startswith("__"):
                continue
            if callable(value) and not is_class(value):
                for count in (0, 1, 2, random.below(5)):
                    arguments = some(count)
                    if endless and attribute in SEARCHES:
                        continue
                    attempt(f"{what}({show(arguments)})", value, *arguments)
                if random.below(4) == 0:
                    attempt(f"{what}(odd=)", value, odd=1)
                    attempt(f"{what}(made)", value, made[random.below(len(made))]) if not endless else None
            for base in cls.__mro__:
                raw = vars(base).get(attribute)
                if raw is None or not same and random.below(2):
                    continue
                if hasattr(type(raw), "__get__"):
                    attempt(f"{what}.__get__", type(raw).__get__, raw, thing, cls)
                    attempt(f"{what}.__get__(odd)", type(raw).__get__, raw, some(1)[0], cls)
                    attempt(f"{what}.__get__(None)", type(raw).__get__, raw, None, cls)
                if callable(raw) and attribute != "__init_subclass__" and not (endless and attribute in SEARCHES):
                    attempt(f"{what} unbound()", raw)
                    attempt(f"{what} unbound(odd)", raw, some(1)[0])
                    attempt(f"{what} unbound(made)", raw, made[random.below(len(made))]) if not endless else None
            if is_class(thing):
                continue
            if random.below(3) == 0:
                arguments = some(1)
                attempt(f"set {what} = {show(arguments)}", setattr, thing, attribute, *arguments)
                attempt(f"get again {what}", getattr, thing, attribute)
            if random.below(6) == 0:
                attempt(f"del {what}", delattr, thing, attribute)
                attempt(f"get deleted {what}", getattr, thing, attribute)
        attempt(f"repr({name}) after all", repr, thing)


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument != "trace"]
    seed, rounds, part, parts = (numbers + [0, 1, 0, 1][len(numbers) :])[:4]
    os.dup2(1, OUTPUT)
    main(seed, rounds, part, parts, "trace" in sys.argv)
