//! The heap under programs: collections at every turn lose nothing, and the end of memory is an exception.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::binary::tierlens;

/// After so many collections they become half as frequent: what keeps the programs short in a debug build.
const STRESS: &str = "--gc-stress=40";
/// 64 MiB.
const LIMIT: &str = "--heap-limit=67108864";
const TIERS: [&str; 3] = ["interp", "trace", "jit"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn recorded(file: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(folder("expected").join(file));
    serde_json::from_str(&text.expect("recorded by tests/record.py")).expect("JSON")
}

fn run(option: &str, tier: &str, program: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(tierlens());
    command.args(["run", "--unsandboxed", option, "--tier", tier]);
    let output = command.args(program).output().expect("the binary starts");
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
        output.status.code(),
    )
}

/// Runs a program under stress on each tier; it must print what CPython prints.
fn check_stress(kind: &str, program: &str, expected: &serde_json::Value) {
    let file = folder(kind).join(format!("{program}.py"));
    for tier in TIERS {
        let (stdout, stderr, code) = run(STRESS, tier, &[&file.display().to_string()]);
        assert_eq!(code, Some(0), "{program} on {tier}: {stderr}");
        assert_eq!(stdout, *expected, "{program} on {tier}");
    }
}

macro_rules! stress {
    ($($name:ident)+ ; $($program:ident)+) => {
        mod stress {
            $(#[test] fn $name() {
                super::check_stress("heap", stringify!($name), &super::recorded("heap.json")[stringify!($name)]);
            })+
        }
        mod programs_under_stress {
            $(#[test] fn $program() {
                let expected = super::recorded(concat!(stringify!($program), ".json"));
                super::check_stress("programs", stringify!($program), &expected["stdout"]);
            })+
        }
    };
}
stress! {
    at_exit collecting coroutines exceptions generators library values weakrefs;
    point fibonacci fizzbuzz encode_decode temperature side_exit invalidation proved_guards inlined_call
    nbody fannkuch richards spectral_norm nqueens
}

/// Runs code that uses up the memory; MemoryError must be raised where it can be caught, and the process go on.
fn exhausts(code: &str) {
    let indented = code.replace('\n', "\n    ");
    let program = format!(
        "def use_up():\n    {indented}\ntry:\n    use_up()\nexcept MemoryError:\n    print('caught')\n\
         print(len([str(i) for i in range(1000)]), 'alive')\n"
    );
    for tier in TIERS {
        let (stdout, stderr, code) = run(LIMIT, tier, &["-c", &program]);
        assert_eq!(
            stdout, "caught\n1000 alive\n",
            "{program} on {tier}: {stderr}"
        );
        assert_eq!(code, Some(0), "{program} on {tier}: {stderr}");
    }
}

#[test]
fn growing_collections_end_in_memory_error() {
    exhausts("x = []\nwhile True: x.append([0] * 1000)");
    exhausts("x = []\nwhile True: x.append(lambda: x)");
    exhausts("[y for y in iter(lambda: [0] * 1000, 1)]");
    exhausts("x = {}\nfor i in range(10 ** 9): x[i] = str(i)");
    exhausts("x = set()\nfor i in range(10 ** 9): x.add((i, str(i)))");
    exhausts("x = None\nwhile True: x = {'next': x}");
}

#[test]
fn large_objects_end_in_memory_error() {
    exhausts("'ab' * (1 << 40)");
    exhausts("x = 'x'\nwhile True: x += x");
    exhausts("[0] * (1 << 40)");
    exhausts("list(range(1 << 40))");
    exhausts("bytearray(1 << 45)");
    exhausts("10 ** 1000000000");
}

#[test]
fn native_loops_end_in_memory_error() {
    exhausts("dict(zip(map(str, range(10 ** 9)), range(10 ** 9)))");
    exhausts("','.join(map(str, range(10 ** 9)))");
    exhausts("sorted(map(str, range(10 ** 9)))");
    exhausts("('a ' * 10000000).split()");
    exhausts("import collections\ncollections.deque(map(str, range(10 ** 9)))");
    exhausts("import io\nfile = io.StringIO()\nwhile True: file.write('x' * 100000)");
}

/// What copies an object that fills half of the memory, each in one call: the copy has no room.
#[test]
fn large_copies_end_in_memory_error() {
    check_copies(
        "[0] * 6000000",
        "x[:] x[1:] x+x tuple(x) [*x] (*x,) list(x) x.copy() sorted(x) repr(x) f(*x) x.extend(x)",
    );
    check_copies(
        "(0,) * 6000000",
        "x[1:] x+x list(x) sorted(x) f(*x) repr(x)",
    );
    check_copies(
        "'ab ' * 14000000",
        "x+x x[1:] x[::-1] x.upper() x.title() x.replace('a','bb') x.split() x.encode() x.center(10**8) x.strip() \
         list(x) f'{x}{x}' '%s%s'%(x,x) '{}'.format(x+x) repr(x) x.partition('b') x.join(('a','b')) eval(x) \
         getattr(1,x) __import__(x)",
    );
    check_copies(
        "b'ab ' * 14000000",
        "x+x x[1:] x.upper() x.replace(b'a',b'bb') x.split() x.decode() x.hex() list(x) repr(x) bytearray(x) \
         memoryview(x).tolist() int.from_bytes(x)",
    );
    check_copies(
        "range(5000000)",
        "list(map(str,x)) tuple((a,)for(a)in(x)) set(map(str,x)) dict(zip(x,map(str,x))) sorted(x,key=str) \
         ''.join(map(str,x)) [*map(str,x)] list(zip(x,map(str,x))) {a:str(a)for(a)in(x)}",
    );
}

/// One program tries the expressions, which contain no spaces, one after the other.
fn check_copies(object: &str, expressions: &str) {
    let expressions: Vec<&str> = expressions
        .split(' ')
        .filter(|text| !text.is_empty())
        .collect();
    let program = format!(
        "def f(*args): return args\n\
         def use_up(code):\n    x = {object}\n    y = eval(code, {{'x': x, 'f': f}})\n    return len(repr(type(y)))\n\
         for code in {expressions:?}:\n    try: use_up(code)\n    except MemoryError: print('caught')\n    \
         except Exception as error: print(type(error))\n\
         print('alive')\n"
    );
    let (stdout, stderr, code) = run(LIMIT, "interp", &["-c", &program]);
    let caught = "caught\n".repeat(expressions.len());
    assert_eq!(stdout, format!("{caught}alive\n"), "{object}: {stderr}");
    assert_eq!(code, Some(0), "{object}: {stderr}");
}

/// Large objects that nothing can reach, in cycles, are collected before memory is said to have ended.
#[test]
fn a_collection_makes_room_for_large_objects() {
    for large in [
        "[0] * 1500000",
        "[bytearray(10000000)]",
        "['x' * 10000000]",
        "[(0,) * 1200000]",
        "[dict.fromkeys(range(150000))]",
        "['x' * 5000000 + 'y' * 5000000]",
        "[1 << 80000000]",
        "[list(range(1200000))]",
    ] {
        // Beside what lives there is room for two or three, and the next collection is not due before.
        for kept in [1_000_000, 2_000_000, 3_000_000] {
            let program = format!(
                "keep = [0] * {kept}\nfor i in range(8):\n    x = {large}\n    x.append(x)\n    del x\nprint('alive')\n"
            );
            let (stdout, stderr, code) = run(LIMIT, "jit", &["-c", &program]);
            assert_eq!(stdout, "alive\n", "{program}: {stderr}");
            assert_eq!(code, Some(0), "{program}: {stderr}");
        }
    }
}

/// The same for bytes, whose content is made beside the heap first: many small things that nothing can reach make room for it.
#[test]
fn a_collection_makes_room_beside_the_heap() {
    for large in ["b'y' * 27000000", "bytes(27000000)", "bytes(7) * 4000000"] {
        // One large object, and the pieces gone one by one: a stale word of the native stack keeps a piece at most.
        let program = format!(
            "keep = [0] * 1000000\npieces = ['x' * 1000000 for i in range(36)]\n\
             for i in range(36): pieces[i] = None\nx = {large}\nprint('alive')\n"
        );
        let (stdout, stderr, code) = run(LIMIT, "jit", &["-c", &program]);
        assert_eq!(stdout, "alive\n", "{program}: {stderr}");
        assert_eq!(code, Some(0), "{program}: {stderr}");
    }
}

#[test]
fn recursion_that_builds_ends_in_memory_error() {
    exhausts(
        "import sys\nsys.setrecursionlimit(10 ** 6)\ndef deeper(t): return deeper((t, [t] * 20000))\ndeeper(())",
    );
}

#[test]
fn memory_error_is_raised_where_the_memory_ends() {
    let code = "x = []\nwhile True:\n    x.append([0] * 1000)";
    for tier in TIERS {
        let (_, stderr, code) = run(LIMIT, tier, &["-c", code]);
        assert_eq!(code, Some(1), "{tier}: {stderr}");
        assert!(stderr.contains("line 3, in <module>"), "{tier}: {stderr}");
        assert_eq!(stderr.lines().last(), Some("MemoryError"), "{tier}");
    }
}
