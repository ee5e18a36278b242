//! Whatever the source, the compiler gives code or an error: it never panics and never runs out of stack.
//! PROPTEST_CASES sets how many sources of each kind are tried.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use compiler::{Mode, Options, compile, decode};
use proptest::prelude::*;
use proptest::sample::{Index, select};

static PROGRAMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let files = fs::read_dir(folder).expect("programs");
    files
        .map(|entry| fs::read_to_string(entry.expect("entry").path()).expect("a program"))
        .collect()
});

/// Tokens that put into a program make it another one.
const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    ".",
    "=",
    ":=",
    "==",
    "*",
    "**",
    "->",
    "@",
    "!",
    "\\",
    "\n",
    "\n    ",
    "\t",
    "'",
    "\"",
    "'''",
    "f'",
    "f'{",
    "t\"",
    "rb'",
    "'\\N{",
    "'\\x",
    "0x",
    "1_",
    "1e",
    "0777",
    "é",
    "€",
    "\u{a0}",
    "\0",
    "\r",
    "\x0c",
    "lambda",
    "yield",
    "await",
    "async",
    "match",
    "case",
    "_",
    "type",
    "def",
    "class",
    "if",
    "else",
    "elif",
    "for",
    "in",
    "is",
    "not",
    "try",
    "except",
    "except*",
    "finally",
    "with",
    "as",
    "import",
    "from",
    "return",
    "del",
    "global",
    "nonlocal",
    "None",
    "True",
    "__debug__",
    "super()",
    "print",
    "#",
    "# coding: latin-1",
];

/// Compiles in every mode, so that nothing depends on the first one failing.
fn try_all(source: &str) {
    for mode in [Mode::Exec, Mode::Eval, Mode::Single] {
        for optimize in 0..3 {
            let options = Options {
                mode,
                optimize,
                ..Options::default()
            };
            if let Ok(code) = compile(source, "t.py", &options) {
                code.positions();
                code.exception_entries();
            }
        }
    }
}

/// Where a program's tokens start, roughly: where letters, blanks and marks meet.
fn seams(text: &str) -> Vec<usize> {
    let class = |char: char| (char.is_alphanumeric() || char == '_', char.is_whitespace());
    let mut before = None;
    let mut found = vec![0];
    for (at, char) in text.char_indices() {
        let own = class(char);
        if before != Some(own) || own == (false, false) {
            found.push(at);
        }
        before = Some(own);
    }
    found.push(text.len());
    found
}

#[derive(Clone, Debug)]
enum Mutation {
    Delete(Index),
    Repeat(Index),
    Insert(Index, &'static str),
    Move(Index, Index),
    Truncate(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<Index>;
    prop_oneof![
        4 => index().prop_map(Mutation::Delete),
        4 => index().prop_map(Mutation::Repeat),
        6 => (index(), select(TOKENS)).prop_map(|(at, token)| Mutation::Insert(at, token)),
        3 => (index(), index()).prop_map(|(from, to)| Mutation::Move(from, to)),
        1 => index().prop_map(Mutation::Truncate),
    ]
}

fn mutate(text: &mut String, mutation: &Mutation) {
    let seams = seams(text);
    let place = |index: &Index| {
        let at = index.index(seams.len());
        (seams[at], seams.get(at + 1).copied().unwrap_or(text.len()))
    };
    match mutation {
        Mutation::Delete(index) => {
            let (start, end) = place(index);
            text.replace_range(start..end, "");
        }
        Mutation::Repeat(index) => {
            let (start, end) = place(index);
            let own = text[start..end].to_owned();
            text.insert_str(end, &own);
        }
        Mutation::Insert(index, token) => {
            let (start, _) = place(index);
            text.insert_str(start, token);
        }
        Mutation::Move(from, to) => {
            let ((start, end), (at, _)) = (place(from), place(to));
            let own = text[start..end].to_owned();
            text.insert_str(at, &own);
        }
        Mutation::Truncate(index) => {
            let (start, _) = place(index);
            text.truncate(start);
        }
    }
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = select(
        &[
            "x",
            "y",
            "__z",
            "1",
            "2.5",
            "3j",
            "'s'",
            "b'b'",
            "None",
            "True",
            "...",
            "f'{x!r:>{y}}'",
            "t'{x}'",
            "()",
            "[]",
            "{}",
            "*x",
            "0xffffffffffffffffffff",
            "1e999",
            "'\\ud800'",
            "__debug__",
            "-1",
            "yield",
        ][..],
    )
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 4, |inner| {
        let two = (inner.clone(), inner.clone());
        let three = (inner.clone(), inner.clone(), inner.clone());
        let operator = select(
            &[
                "+",
                "-",
                "*",
                "/",
                "//",
                "%",
                "**",
                "@",
                "<<",
                ">>",
                "&",
                "|",
                "^",
                "<",
                "==",
                "is",
                "is not",
                "in",
                "not in",
                "and",
                "or",
                ",",
                ":=",
                ".real.",
                "if 1 else",
            ][..],
        );
        let shape = select(
            &[
                "A if B else C",
                "[A for x in B if C]",
                "{A: B for x in C}",
                "(A for x in B)",
                "A(B, *C)",
                "A(x=B, **C)",
                "A[B:C]",
                "lambda x=A: B",
                "{A, B}",
                "{A: B, **C}",
                "(A, B)",
                "not A",
                "await A",
                "-A",
                "~A",
                "A.b",
                "(yield A)",
                "(x := A)",
                "{x async for x in A}",
                "f'{A}{B=}'",
                "A < B < C",
                "[*A, B]",
                "A.f(B)",
                "super().A",
            ][..],
        );
        prop_oneof![
            (two, operator).prop_map(|((a, b), operator)| format!("({a} {operator} {b})")),
            (three, shape).prop_map(|((a, b, c), shape)| {
                let fill = |char| match char {
                    'A' => a.clone(),
                    'B' => b.clone(),
                    'C' => c.clone(),
                    other => char::to_string(&other),
                };
                format!("({})", shape.chars().map(fill).collect::<String>())
            }),
        ]
    })
}

fn statement() -> impl Strategy<Value = String> {
    let simple = select(
        &[
            "E",
            "x = E",
            "x, *y = E",
            "x += E",
            "x: E = E",
            "del x",
            "return E",
            "raise E from E",
            "pass",
            "break",
            "continue",
            "global x",
            "nonlocal x",
            "import a.b as c",
            "from . import x",
            "assert E, E",
            "x[E] = E",
            "type T[X: E] = E",
            "from __future__ import annotations",
            "'doc'",
            "x.y: E",
            "return",
        ][..],
    );
    let simple =
        (simple, expression()).prop_map(|(shape, expression)| shape.replace('E', &expression));
    simple.prop_recursive(4, 24, 3, |inner| {
        let shape = select(
            &[
                "if E:\nB", "if E:\nB\nelse:\nB", "while E:\nB", "while E:\nB\nelse:\nB", "for x in E:\nB\nelse:\nB",
                "def f(a, /, b=E, *c, d: E, **e) -> E:\nB", "async def f():\nB", "class C[T](E, x=E):\nB",
                "try:\nB\nexcept E as e:\nB\nelse:\nB\nfinally:\nB", "try:\nB\nexcept* E:\nB", "try:\nB\nfinally:\nB",
                "with E as x, E:\nB", "async with E as x:\nB", "async for x in E:\nB", "@E\ndef f():\nB",
                "match E:\n case [1, *x] | {'k': y, **z} if E:\n  pass\n case C(x=1) as z:\n  pass\n case _:\n  pass",
            ][..],
        );
        (shape, expression(), prop::collection::vec(inner, 1..4)).prop_map(|(shape, expression, body)| {
            let body = body.join("\n").replace('\n', "\n    ");
            shape.replace('E', &expression).replace("\nB", &format!("\n    {body}"))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_programs(program in any::<Index>(), start in any::<Index>(), mutations in prop::collection::vec(mutation(), 1..6)) {
        let program = &PROGRAMS[program.index(PROGRAMS.len())];
        // Some lines of it: mutations that meet are more telling than those far apart.
        let lines: Vec<&str> = program.lines().collect();
        let first = start.index(lines.len());
        let mut text = lines[first..lines.len().min(first + 30)].join("\n") + "\n";
        for mutation in &mutations {
            mutate(&mut text, mutation);
        }
        try_all(&text);
    }

    #[test]
    fn generated_programs(statements in prop::collection::vec(statement(), 1..4)) {
        try_all(&(statements.join("\n") + "\n"));
    }

    #[test]
    fn any_tokens(tokens in prop::collection::vec(select(TOKENS), 0..12)) {
        try_all(&tokens.join(" "));
        try_all(&tokens.concat());
    }

    #[test]
    fn any_bytes(cookie in select(&["", "# coding: utf-8\n", "# coding: latin-1\n", "# coding: euc-jp\n", "\u{feff}", "# coding: x\n"][..]), bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let source = [cookie.as_bytes(), &bytes].concat();
        if let Ok(text) = decode(&source) {
            try_all(&text);
        }
    }
}

/// What nests, and how: before, inside, after.
const NESTED: &[(&str, &str, &str)] = &[
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("{", "1", "}"),
    ("f(", "", ")"),
    ("x[", "1", "]"),
    ("-", "1", ""),
    ("not ", "1", ""),
    ("", "a", ".a"),
    ("", "a", "()"),
    ("", "a", "[0]"),
    ("a + ", "1", ""),
    ("", "1", " + a"),
    ("a ** ", "1", ""),
    ("a < ", "1", ""),
    ("a and ", "1", ""),
    ("a if b else ", "1", ""),
    ("lambda: ", "1", ""),
    ("x = ", "1", ""),
    ("'a' ", "'b'", ""),
    ("[x for x in ", "y", "]"),
    ("if 1:\n pass\n", "", ""),
    ("", "if 1:\n pass", "\nelif 1:\n pass"),
    ("class A: ", "pass", ""),
    ("match x:\n case ", "1", ""),
    ("f'{", "1", "}'"),
    ("f\"{x:{", "1", "}}\""),
];

#[test]
fn deep_nesting() {
    for (before, inside, after) in NESTED {
        for depth in [10, 90, 199, 201, 8_000] {
            let source = before.repeat(depth) + inside + &after.repeat(depth) + "\n";
            let _ = compile(&source, "t.py", &Options::default());
        }
    }
}

#[test]
fn deep_indentation() {
    for depth in [10, 99, 101, 1_000] {
        for head in [
            "if 1:", "def f():", "class A:", "while 1:", "with a:", "try:",
        ] {
            let lines = (0..depth).map(|at| " ".repeat(at) + head + "\n");
            let source = lines.collect::<String>() + &" ".repeat(depth) + "pass\n";
            let _ = compile(&source, "t.py", &Options::default());
        }
    }
}
