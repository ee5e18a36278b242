//! A report in, text out.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use insight::measured::Runtime;
use runtime::report::Report;

use super::{Context, View, text};

const SOURCE: &str = "\
def add(a, b):
    return a + b

def ratio(a, b):
    c = a * b
    return a / b


for i in range(2000):
    total = add(i, scale)
    scale = 2.5

\t# \u{1b}[31mnot red
ratio(0)
";

/// The text of the fixture, without its colours.
fn check(view: View, expected: Expect) {
    let report: Report = serde_json::from_str(include_str!("../../insight/src/tests/report.json"))
        .expect("a report");
    let sources = BTreeMap::from([("point.py".to_string(), SOURCE.to_string())]);
    let painted = text(&report, &sources, &Context::default(), view);
    assert!(painted.contains("\u{1b}[33m"), "colours are there");
    expected.assert_eq(&anstream::adapter::strip_str(&painted).to_string());
}

const FIRST: View = View {
    wanted: insight::Wanted {
        floor: 0.01,
        ..insight::Wanted::ALL
    },
    lines: false,
    opcodes: false,
    traces: false,
    all: false,
    runtime: Runtime::Cpython,
    width: 80,
};

#[test]
fn the_first_screen_says_what_matters() {
    check(
        FIRST,
        expect![[r#"
            point.py, other.py · 12.4 ms · 2 things worth a look in CPython 3.14
            point.py:6: ZeroDivisionError: division by zero

             1  point.py:2            8 %  BINARY_OP_MULTIPLY_FLOAT fell back 2703 times of…
             2  point.py:10  total    3 %  BINARY_OP_ADD_INT fell back 900 times of 2000

            hot lines        30 % point.py:10 · 29 % point.py:6 · 28 % point.py:2 · 2 more
            nothing to do    7 % int * float (1 site)
            --lines: the source, tinted · --opcodes: its instructions · --traces · --all
        "#]],
    );
}

#[test]
fn the_first_screen_is_for_a_runtime() {
    let runtime = Runtime::Traced;
    check(
        View { runtime, ..FIRST },
        expect![[r#"
            point.py, other.py · 12.4 ms · 3 things worth a look in our traces
            point.py:6: ZeroDivisionError: division by zero

             1  point.py:2           12 %  BINARY_OP_MULTIPLY_FLOAT fell back 2703 times of…
             2  point.py:11  scale    9 %  modifying global 'scale' here threw away 3 trace…
             3  point.py:10  total    4 %  BINARY_OP_ADD_INT fell back 900 times of 2000

            hot lines        32 % point.py:6 · 30 % point.py:10 · 18 % point.py:2 · 2 more
            nothing to do    8 % int * float (1 site)
            --lines: the source, tinted · --opcodes: its instructions · --traces · --all
        "#]],
    );
}

#[test]
fn lines_have_their_part_of_the_run() {
    let lines = true;
    check(
        View { lines, ..FIRST },
        expect![[r#"
            point.py, other.py · 12.4 ms · 2 things worth a look in CPython 3.14
            point.py:6: ZeroDivisionError: division by zero

             1  point.py:2            8 %  BINARY_OP_MULTIPLY_FLOAT fell back 2703 times of…
             2  point.py:10  total    3 %  BINARY_OP_ADD_INT fell back 900 times of 2000

            hot lines        30 % point.py:10 · 29 % point.py:6 · 28 % point.py:2 · 2 more
            nothing to do    7 % int * float (1 site)
            --lines: the source, tinted · --opcodes: its instructions · --traces · --all

            point.py
                                 1 │ def add(a, b):
              28 %     3000×     2 │     return a + b
                                 3 │ 
                                 4 │ def ratio(a, b):
               7 %      500×     5 │     c = a * b
              29 %     2000×     6 │     return a / b
                                 7 │ 
                                 8 │ 
               5 %     2001×     9 │ for i in range(2000):
              30 %     2000×    10 │     total = add(i, scale)
                          3×    11 │     scale = 2.5
                                12 │ 
                                13 │ 	# �[31mnot red
                                14 │ ratio(0)

            other.py
        "#]],
    );
}

#[test]
fn a_report_is_pleasant_to_read() {
    let (all, width) = (true, 100);
    let expected = expect![[r#"
        point.py, other.py · 12.4 ms · 5 things worth a look in CPython 3.14 · 100 % of it in 6 lines
        point.py:6: ZeroDivisionError: division by zero

         1  point.py:2            8 %  BINARY_OP_MULTIPLY_FLOAT fell back 2703 times of 3000
         2  point.py:10  total    3 %  BINARY_OP_ADD_INT fell back 900 times of 2000
         3  point.py:2   a + b  0.1 %  BINARY_OP_ADD_INT fell back 53 times of 2000 (1 more)
            made at point.py:10 `total` (float)
         4  point.py:5   a * b    0 %  int * float: no specialized form for these types
         5  point.py:11  scale    0 %  modifying global 'scale' here threw away 3 traces, by 2 modifications

        hot lines        30 % point.py:10 · 29 % point.py:6 · 28 % point.py:2 · 7 % point.py:5
                         5 % point.py:9
        nothing to do    7 % int * float (1 site)

        point.py
                             1 │ def add(a, b):
          28 %     3000×     2 │     return a + b
                               │       BINARY_OP (+) → BINARY_OP_ADD_FLOAT  2000×  fell back 53×  float + float: no form for these types (1×)
                               │         execution 2: ADD_INT; 61: falls back; 113: ADD_FLOAT; 1016: trace 0; 1020: exit of trace 0; 1600: trace 1 goes on from there; 1900: trace 0 is thrown away
                               │       BINARY_OP (*) → BINARY_OP_MULTIPLY_FLOAT  3000×  fell back 2703×
                               │       LOAD_FAST_BORROW ×2
                               │       deopt: BINARY_OP_ADD_INT fell back 53 times of 2000
                               │         ↳ it was BINARY_OP_ADD_INT, then BINARY_OP_ADD_FLOAT; it also met float + float
                               │         ↳ line 10: float: this constant, passed at line 10
                               │       hot-exit: the loop's trace is left here 53 times: b is a float
                               │         ↳ _GUARD_TOS_INT fails: the value is not an int; side trace 1 goes on from there
                               │       deopt: BINARY_OP_MULTIPLY_FLOAT fell back 2703 times of 3000
                               │         ↳ BINARY_OP_MULTIPLY_FLOAT and BINARY_OP_MULTIPLY_INT alternate, 51 changes
                             3 │ 
                             4 │ def ratio(a, b):
           7 %      500×     5 │     c = a * b
                               │       BINARY_OP (*) stayed generic  500×  int * float: no specialized form for these types (9×)  str * int: no specialized form for these types (1×)
          29 %     2000×     6 │     return a / b
                               │       BINARY_OP (/) stayed generic  2000×  no specialized form of / (20×)
                               │       run-outcome: ZeroDivisionError: division by zero
                               │         ↳ the exception was not caught
                             7 │ 
                             8 │ 
           5 %     2001×     9 │ for i in range(2000):
                               │   FOR_ITER (to L2) → FOR_ITER_RANGE  2001×
          30 %     2000×    10 │     total = add(i, scale)
                               │       LOAD_GLOBAL (add + NULL) → LOAD_GLOBAL_MODULE  2000×
                               │       CALL (2) → CALL_PY_EXACT_ARGS  2000×
                               │       BINARY_OP (+) → BINARY_OP_ADD_UNICODE  2000×  fell back 900×
                               │         execution 2: ADD_INT; 11: falls back; 63: ADD_FLOAT; 90: generic again; …, 40 changes
                               │       deopt: BINARY_OP_ADD_INT fell back 900 times of 2000
                               │         ↳ it was BINARY_OP_ADD_INT, then BINARY_OP_ADD_FLOAT, then BINARY_OP_ADD_INT, and so on, 40 changes
                      3×    11 │     scale = 2.5
                               │       STORE_NAME
                               │       invalidation: modifying global 'scale' here threw away 3 traces, by 2 modifications
                               │         ↳ they took global 'scale' for a constant
                            12 │ 
                            13 │ 	# �[31mnot red
                            14 │ ratio(0)
                               │   CALL

        other.py

        trace 0 · loop at 9:10 in <module> `range(2000)`
          3 micro-ops, entered 2×, ran 1900×, 312 bytes of machine code
          thrown away when global 'scale' was modified at 11:5 in <module> `scale`
          guards kept (1)
            _GUARD_TOS_INT  2:12 in add `a + b`  nothing earlier proves the type of 'b', failed 53×
          eliminated (1)
            _GUARD_NOS_INT  2:12 in add `a + b`  'a' is the int that FOR_ITER_RANGE made (at 9:10 in <module> `range(2000)`)
          exits (2)
            _GUARD_TOS_INT     2:12 in add `a + b`             exit 0, 53× the value is not an int: b is a float → trace 1
            _ITER_CHECK_RANGE  9:10 in <module> `range(2000)`  exit 1, 99× the loop has ended
            _START_EXECUTOR _GUARD_TOS_INT _BINARY_OP_ADD_INT

        trace 1 · from exit 0 of trace 0, at 2:12 in add `a + b`
          0 micro-ops, entered 37×, ran 37×, no machine code: no stencil for _BINARY_OP_ADD_FLOAT

        invalidations
          global 'scale' was modified at 11:5 in <module>: traces 0, 1 thrown away
          global 'scale' was modified at 11:5 in <module>: trace 77 thrown away
          a class of the library was modified at library code
    "#]];
    check(
        View {
            all,
            width,
            wanted: insight::Wanted::ALL,
            ..FIRST
        },
        expected,
    );
}
