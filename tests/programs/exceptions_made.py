# Exceptions of every class are made, raised and caught in a hot loop.


class Own(Exception):
    pass


class Filled(ValueError):
    def __init__(self, number):
        super().__init__(number)
        self.number = number


def made(n):
    for i in range(n):
        ArithmeticError(i)
        AssertionError(i)
        AttributeError(i)
        BaseException(i)
        BaseExceptionGroup("g", [ValueError(i)])
        BlockingIOError(i)
        BrokenPipeError(i)
        BufferError(i)
        BytesWarning(i)
        ChildProcessError(i)
        ConnectionAbortedError(i)
        ConnectionError(i)
        ConnectionRefusedError(i)
        ConnectionResetError(i)
        DeprecationWarning(i)
        EOFError(i)
        EncodingWarning(i)
        Exception(i)
        ExceptionGroup("g", [ValueError(i)])
        FileExistsError(i)
        FileNotFoundError(i)
        FloatingPointError(i)
        FutureWarning(i)
        GeneratorExit(i)
        ImportError(i)
        ImportWarning(i)
        IndentationError(i)
        IndexError(i)
        InterruptedError(i)
        IsADirectoryError(i)
        KeyError(i)
        KeyboardInterrupt(i)
        LookupError(i)
        MemoryError(i)
        ModuleNotFoundError(i)
        NameError(i)
        NotADirectoryError(i)
        NotImplementedError(i)
        OSError(i)
        OverflowError(i)
        PendingDeprecationWarning(i)
        PermissionError(i)
        ProcessLookupError(i)
        PythonFinalizationError(i)
        RecursionError(i)
        ReferenceError(i)
        ResourceWarning(i)
        RuntimeError(i)
        RuntimeWarning(i)
        StopAsyncIteration(i)
        StopIteration(i)
        SyntaxError(i)
        SyntaxWarning(i)
        SystemError(i)
        SystemExit(i)
        TabError(i)
        TimeoutError(i)
        TypeError(i)
        UnboundLocalError(i)
        UnicodeDecodeError("u8", b"a", 0, 1, "why")
        UnicodeEncodeError("u8", "a", 0, 1, "why")
        UnicodeError(i)
        UnicodeTranslateError("a", 0, 1, "why")
        UnicodeWarning(i)
        UserWarning(i)
        ValueError(i)
        Warning(i)
        ZeroDivisionError(i)
        _IncompleteInputError(i)
        Own(i)
        Filled(i)
        Own()
        ValueError()
        ValueError(i, n)
        KeyError(i).args


def caught(n):
    seen = {}
    for i in range(n):
        try:
            if i % 4 == 0:
                raise ValueError(i)
            elif i % 4 == 1:
                raise KeyError
            elif i % 4 == 2:
                raise Filled(i) from None
            [][i]
        except (ValueError, LookupError) as error:
            name = type(error).__name__
            seen[name] = seen.get(name, 0) + 1
    return seen


def nested(n):
    ended = 0
    for i in range(n):
        try:
            try:
                {}[i]
            finally:
                ended += 1
        except KeyError as error:
            ended += error.args[0] == i
    return ended


made(60)
print(caught(400), nested(300))
