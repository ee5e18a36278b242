//! JSON as Python's `json.dumps` writes it.

use std::fmt::Write;

use uops::opcode::Opcode;

use super::repr;
use crate::code::CodeObject;

/// Appends a string, with everything that is not ASCII escaped.
pub(super) fn string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(char),
            _ => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

fn list<T>(out: &mut String, items: impl Iterator<Item = T>, mut item: impl FnMut(&mut String, T)) {
    out.push('[');
    for (at, own) in items.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        item(out, own);
    }
    out.push(']');
}

fn optional(out: &mut String, value: Option<u32>) {
    match value {
        Some(value) => out.push_str(&value.to_string()),
        None => out.push_str("null"),
    }
}

/// The instructions of a code object: code unit, name and argument, without caches and extended arguments.
fn instructions(code: &CodeObject) -> Vec<(usize, &'static str, u32)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut extended = 0;
    while let Some(&unit) = code.code.get(at) {
        let arg = extended << 8 | u32::from(unit >> 8);
        let op = Opcode::from_u8((unit & 0xff) as u8);
        match op {
            Some(Opcode::EXTENDED_ARG) => extended = arg,
            Some(op) => {
                extended = 0;
                found.push((at, op.name(), if op.has_argument() { arg } else { 0 }));
                at += op.cache_units();
            }
            None => {}
        }
        at += 1;
    }
    found
}

/// The line of a code object.
pub(super) fn code(path: &str, code: &CodeObject) -> String {
    let mut out = String::from("{\"file\": ");
    string(&mut out, path);
    out.push_str(", \"qualname\": ");
    string(&mut out, &code.qualname);
    for (name, value) in [
        ("firstlineno", code.firstlineno),
        ("argcount", code.argcount),
        ("posonlyargcount", code.posonlyargcount),
        ("kwonlyargcount", code.kwonlyargcount),
        ("stacksize", code.stacksize),
        ("flags", code.flags),
    ] {
        // Writing to a String cannot fail.
        let _ = write!(out, ", \"{name}\": {value}");
    }
    let names = |out: &mut String, name: &str| string(out, name);
    out.push_str(", \"varnames\": ");
    list(&mut out, code.varnames(), names);
    out.push_str(", \"cellvars\": ");
    list(&mut out, code.cellvars(), names);
    out.push_str(", \"freevars\": ");
    list(&mut out, code.freevars(), names);
    out.push_str(", \"names\": ");
    list(&mut out, code.names.iter(), |out, name| string(out, name));
    out.push_str(", \"consts\": ");
    list(&mut out, code.consts.iter(), |out, constant| {
        string(out, &repr::constant(constant))
    });
    let instructions = instructions(code);
    out.push_str(", \"code\": ");
    list(&mut out, instructions.iter(), |out, (_, name, arg)| {
        let _ = write!(out, "[\"{name}\", {arg}]");
    });
    out.push_str(", \"exceptiontable\": ");
    list(&mut out, code.exception_entries().iter(), |out, own| {
        let lasti = u32::from(own.lasti);
        let _ = write!(
            out,
            "[{}, {}, {}, {}, {lasti}]",
            own.start, own.end, own.target, own.depth
        );
    });
    let positions = code.positions();
    out.push_str(", \"positions\": ");
    list(&mut out, instructions.iter(), |out, (at, ..)| {
        let own = positions.get(*at).copied().unwrap_or_default();
        list(
            out,
            [own.line, own.end_line, own.column, own.end_column].into_iter(),
            optional,
        );
    });
    out.push_str("}\n");
    out
}
