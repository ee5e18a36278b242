"""csv and _csv: dialects, readers, writers, what they refuse."""
import _csv
import csv
import io


def show(call, *args, **keywords):
    try:
        print(ascii(call(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, ascii(str(error)))


def parameters(dialect):
    return [getattr(dialect, name) for name in (
        "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict")]


def made(*args, **keywords):
    return parameters(_csv.Dialect(*args, **keywords))


class Semicolons:
    delimiter = ";"


class Numbers:
    delimiter = 5


class Raising:
    @property
    def delimiter(self):
        raise ValueError("ignored")


class Derived(_csv.Dialect):
    pass


class Text(str):
    pass


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value

    def __str__(self):
        return f"index {self.value}"


class Number:
    def __float__(self):
        return 1.5

    def __str__(self):
        return "number"


class NoText:
    def __str__(self):
        return 5


# Dialects.
for keywords in [
    {}, {"delimiter": ""}, {"delimiter": "ab"}, {"delimiter": None}, {"delimiter": 1}, {"delimiter": b"a"}, {"delimiter": "\n"},
    {"delimiter": "\r"}, {"delimiter": "\U0001f600"}, {"delimiter": Text(";")}, {"quotechar": ""}, {"quotechar": "ab"}, {"quotechar": 1},
    {"quotechar": "\n"}, {"quotechar": None}, {"quotechar": None, "quoting": 0}, {"quotechar": None, "quoting": 1},
    {"quotechar": None, "quoting": 3}, {"escapechar": ""}, {"escapechar": "ab"}, {"escapechar": 1.5}, {"escapechar": "\r"},
    {"lineterminator": None}, {"lineterminator": 1}, {"lineterminator": ""}, {"quoting": None}, {"quoting": "a"}, {"quoting": 6},
    {"quoting": -1}, {"quoting": 1 << 40}, {"quoting": True}, {"quoting": Index(1)}, {"quoting": 5}, {"delimiter": " ", "skipinitialspace": True},
    {"quotechar": " ", "skipinitialspace": True}, {"escapechar": " ", "skipinitialspace": True}, {"delimiter": "a", "quotechar": "a"},
    {"delimiter": "a", "escapechar": "a"}, {"quotechar": "a", "escapechar": "a"}, {"delimiter": "a", "lineterminator": "ab"},
    {"quotechar": "a", "lineterminator": "ba"}, {"escapechar": "a", "lineterminator": "a"}, {"strict": [1], "doublequote": 0},
    {"bad": 1}, {"delimite": ";"}, {"quotecha": ";"}, {"dialect": "none"}, {"dialect": None}, {"dialect": Semicolons}, {"dialect": "excel-tab"},
]:
    print(keywords.keys(), end=" ")
    show(made, **keywords)
for args in [
    (Semicolons,), (Semicolons(),), (Numbers,), (Raising(),), (Derived,), (Derived(delimiter="/"),), (None, "|"), (None, "|", 0, "^", "$", "#", 1, 1, 1),
    tuple(range(10)), ("unix",), (5,),
]:
    show(made, *args)
show(made, None, dialect=None)
show(made, None, ";", delimiter=":")
show(made, None, ";", bad=1, delimiter=":")
show(made, *range(9), strict=1)
base = _csv.Dialect(strict=1)
print(_csv.Dialect(base) is base, Derived(base) is base, _csv.Dialect(base, strict=None) is base, csv.reader([], base).dialect is base)
show(base.__reduce__)
show(base.__reduce_ex__, 4)
show(setattr, base, "strict", 1)
show(delattr, base, "doublequote")

# The registry.
print(csv.list_dialects(), [parameters(csv.get_dialect(name)) for name in csv.list_dialects()])
for name in ["none", 1, None, []]:
    show(csv.get_dialect, name)
    show(csv.unregister_dialect, name)
show(csv.register_dialect)
show(csv.register_dialect, 1)
show(csv.register_dialect, "mine", "none")
show(csv.register_dialect, "mine", Semicolons, Semicolons)
show(csv.register_dialect, "mine", bad=1)
show(csv.register_dialect, "mine", Semicolons, quoting=1)
print(parameters(csv.get_dialect("mine")), csv.get_dialect("mine") is csv.get_dialect(name="mine"), "mine" in csv.list_dialects())
show(csv.unregister_dialect, name="mine")
show(csv.unregister_dialect, "mine")
show(csv.get_dialect)
show(csv.unregister_dialect)
show(csv.list_dialects, 1)
show(csv.field_size_limit)
show(csv.field_size_limit, 3)
show(list, csv.reader(["abc,d"]))
show(list, csv.reader(["abcd"]))
show(list, csv.reader(['"ab', 'cd"']))
for limit in [-5, None, "a", 1.5, True, Index(1), 1 << 80]:
    show(csv.field_size_limit, limit)
show(csv.field_size_limit, 1, 2)
show(csv.field_size_limit, limit=1)
show(csv.field_size_limit, new_limit=131072)
show(csv.field_size_limit)
print(csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC, csv.QUOTE_NONE, csv.QUOTE_STRINGS, csv.QUOTE_NOTNULL)
print(csv.Error.__mro__, _csv.Reader, _csv.Writer, vars(_csv)["__doc__"])
show(_csv.Reader)
show(_csv.Writer)


# Readers.
def rows(lines, *args, **keywords):
    reader = csv.reader(lines, *args, **keywords)
    found = []
    while True:
        try:
            found.append((next(reader), reader.line_num))
        except StopIteration:
            return found
        except (csv.Error, ValueError) as error:
            found.append((str(error), reader.line_num))


for lines, keywords in [
    ([], {}), ([""], {}), (["\n", "\r\n", " "], {}), (["a,b", "c,d\n", "e,f\r\n", "g,h\r"], {}), (["a\nb", "c"], {}), (["a\r\nb"], {}),
    (["a\r\n\n"], {}), ("a\rb", {}), (['"a""b",c', '"x\n', 'y"'], {}), (['"a', "b"], {}), (['"a'], {"strict": True}), (['"a"b'], {}),
    (['"a"b', "c"], {"strict": True}), (['a"b,c""d'], {}), (['a,"'], {}), (['a,"'], {"strict": True}), (['"a""b"'], {"doublequote": False}),
    (["1,2.5,x"], {"quoting": 2}), (['1,,"",nan, 5 ,1_0,"7"'], {"quoting": 2}), (['1,,""'], {"quoting": 4}), (['1,,""'], {"quoting": 5}),
    (['1,,""'], {"quoting": 3}), (['x,"a"'], {"quoting": 4}), (["a,^b,^^,^,"], {"escapechar": "^"}), (["a,^"], {"escapechar": "^"}),
    (["a,^"], {"escapechar": "^", "strict": True}), (['"a^', "b^\""], {"escapechar": "^"}), (["a^\n", "b"], {"escapechar": "^"}),
    (['  a, "b" ,c'], {"skipinitialspace": True}), (['  ,"",  '], {"skipinitialspace": True, "quoting": 4}),
    (["a  b "], {"delimiter": " "}), (["a  b "], {"delimiter": " ", "skipinitialspace": True}), (["a\0b\0c"], {"delimiter": "\0"}),
    (["a\U0001f600b", "\ud800,\xe9"], {"delimiter": "\U0001f600"}), (["'a,b','c"], {"quotechar": "'"}), (['"a",b'], {"quotechar": None}),
    ([b"a", 1, None, "b"], {}), ([Text("a,b")], {}), (["x" * 131072 + ",y"], {}), (["x" * 131073], {}), (['"' + "x" * 200, "y" * 131000], {}),
]:
    found = rows(lines, **keywords)
    print(ascii(found) if len(str(found)) < 2000 else len(str(found)))
for args in [(), (None,), (1,), ([], "none"), ([], 1, 2), ([], Numbers), ([], "excel", 1)]:
    show(csv.reader, *args)
show(csv.reader, [], bad=1)
show(csv.reader, [], None, dialect="excel")
show(csv.reader, iterable=[])
show(setattr, csv.reader([]), "line_num", 1)
show(setattr, csv.reader([]), "dialect", 1)


class Again:
    """Lines that are read while they are asked for."""

    def __init__(self, lines):
        self.lines = iter(lines)
        self.reader = csv.reader(self)
        self.first = True

    def __iter__(self):
        return self

    def __next__(self):
        if self.first:
            self.first = False
            print("within", next(self.reader, None))
        return next(self.lines)


print(rows(["a"]), Again([]).reader.line_num)
for lines in [["a", "b", "c"], []]:
    again = Again(lines)
    show(next, again.reader)
    show(list, again.reader)


def broken():
    yield "a,b"
    yield '"c'
    raise KeyError("lines")


reader = csv.reader(broken())
show(next, reader)
show(next, reader)
show(next, reader, "end")


# Writers.
def line(row, **keywords):
    file = io.StringIO()
    result = csv.writer(file, **keywords).writerow(row)
    return result, file.getvalue()


plain = ["a", "b,c", 'd"e', "f\ng", "h\ri", "", None, 1, 2.5, 1j, True, b"j", Index(3), Number(), Text("k"), "\xe9", "\u0416", "\U0001f600", "\ud800"]
for quoting in range(6):
    show(line, plain, quoting=quoting)
    show(line, plain, quoting=quoting, escapechar="^")
    show(line, plain, quoting=quoting, escapechar="^", doublequote=False, lineterminator="|")
    show(line, plain, quoting=quoting, delimiter="\u0416", quotechar="\U0001f600", escapechar="\xe9", lineterminator="ab")
    for row in [[], [""], [None], ["", ""], [None, None], [None, ""], ["^"], ['"']]:
        show(line, row, quoting=quoting)
        show(line, row, quoting=quoting, escapechar="^")
        show(line, row, quoting=quoting, delimiter=" ", skipinitialspace=True)
for row in [1, None, {"a": 1, "b": 2}, "abc", (x for x in "xy"), [NoText()], ["x" * 5000, "y" * 5000 + '"'] * 20]:
    try:
        result, text = line(row)
        print(result, len(text), ascii(text[:20]))
    except Exception as error:
        print(type(error).__name__, error)
show(line, ["a"], lineterminator="")
show(line, ['a"b'], quotechar=None)
show(line, ['a"b'], doublequote=False)
show(line, ["a,b"], quoting=3)


class Failing:
    def __init__(self, error):
        self.error = error

    def __iter__(self):
        raise self.error


show(line, Failing(TypeError("hidden")))
show(line, Failing(ValueError("shown")))
for file in [None, 1, Semicolons(), type("Unwritable", (), {"write": 5})()]:
    show(csv.writer, file)
for args in [(), (io.StringIO(), "none"), (io.StringIO(), 1, 2)]:
    show(csv.writer, *args)
show(csv.writer, io.StringIO(), bad=1)
file = io.StringIO()
writer = csv.writer(file)
show(writer.writerows, ["ab", [1.5, None, "x"], 5, "unwritten"])
show(writer.writerows, 1)
show(setattr, writer, "dialect", 1)
print(ascii(file.getvalue()))


class Returning:
    def write(self, text):
        print("write", ascii(text))
        return ["returned"]


show(csv.writer(Returning()).writerow, [1, 2])
show(csv.writer(Returning()).writerows, [[1], [2]])

# What the library makes of them.
table = [["name", "size", "note"], ["a", "1", 'x"y'], ["b,c", "2.5", "line\nbreak"], ["", "", ""]]
for dialect in ["excel", "excel-tab", "unix"]:
    file = io.StringIO(newline="")
    csv.writer(file, dialect).writerows(table)
    text = file.getvalue()
    print(ascii(text), list(csv.reader(io.StringIO(text, newline=""), dialect)) == table)
file = io.StringIO()
writer = csv.DictWriter(file, ["a", "b"], restval="-", extrasaction="ignore")
print(writer.writeheader(), writer.writerow({"a": 1, "c": 2}), writer.writerows([{"b": 3}, {"a": 4, "b": 5}]))
print(file.getvalue())
reader = csv.DictReader(io.StringIO("a,b\n1,2\n\n3\n4,5,6\n"), restkey="more", restval="less")
print(list(reader), reader.fieldnames, reader.line_num)
show(csv.DictWriter(file, ["a"]).writerow, {"b": 1})
found = csv.Sniffer().sniff("'a';'b;c'\n'd';'e'\n")
print(found.delimiter, found.quotechar, csv.Sniffer().has_header("name,size\na,1\nb,2\n"))


class Incomplete(csv.Dialect):
    delimiter = "\t"


show(Incomplete)
for number in range(200):
    row = [str(number) * (number % 7), number, None, 'q"' * (number % 3)]
    assert next(csv.reader([line(row)[1]])) == [str(field) if field is not None else "" for field in row]
