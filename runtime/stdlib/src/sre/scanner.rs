//! `_sre.SRE_Scanner`, and `finditer`, which calls one.

use vm::layout::Shape;
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::{Args, Call, Def, Result, Value, Vm};

use super::found::Found;
use super::matched;
use super::pattern::{bounds, pattern};
use super::search::Query;
use super::subject::Subject;
use crate::support;

/// One match after the other, as they are asked for.
struct Scanner {
    pattern: Value,
    subject: Subject,
    query: Query,
    /// Where it began.
    pos: usize,
    /// Whether something was not found; then nothing more is.
    done: bool,
}

impl Payload for Scanner {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.pattern);
        visit(self.subject.value);
    }
}

fn state<'a>(vm: &mut Vm, value: Value) -> Result<&'a mut Scanner> {
    match vm.payload::<Scanner>(value) {
        Some(scanner) => Ok(scanner),
        None => Err(vm.type_error("a scanner is required")),
    }
}

/// `pattern.scanner(string, pos, endpos)`.
pub fn scanner(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let names = ["string", "pos", "endpos"];
    let arguments = vm.bind_arguments("scanner", args, &names, 0, 3, 1)?;
    let (subject, query) = {
        let pattern = pattern(vm, this)?;
        bounds(vm, &pattern, arguments)?
    };
    let class = support::recall_class(vm, "_sre.SRE_Scanner");
    let scanner = Scanner {
        pattern: this,
        subject,
        query,
        pos: query.start,
        done: false,
    };
    Ok(vm.new_native(class, Box::new(scanner)))
}

/// `pattern.finditer(string, pos, endpos)`.
pub fn finditer(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let scanner = scanner(vm, this, args)?;
    let search = vm.intern("search");
    let search = vm.get_attr(scanner, search)?;
    Ok(vm.new_callable_iterator(search, Value::NONE))
}

fn advance(vm: &mut Vm, this: Value, anchored: bool) -> Result {
    let scanner = state(vm, this)?;
    if scanner.done {
        return Ok(Value::NONE);
    }
    let (subject, object, pos) = (scanner.subject, scanner.pattern, scanner.pos);
    let query = Query {
        anchored,
        ..scanner.query
    };
    let pattern = pattern(vm, object)?;
    pattern.program.with_engine(|engine| {
        let chars = subject.chars(vm);
        let found = engine.find(vm, &pattern.program, chars, query)?;
        let scanner = state(vm, this)?;
        match found {
            Some((start, end)) => {
                scanner.query.not_empty = start == end;
                scanner.query.start = end;
                let found = Found::new(engine, start, end);
                let places = [pos, query.end];
                Ok(matched::new(vm, (object, &pattern), subject, found, places))
            }
            None => {
                scanner.done = true;
                Ok(Value::NONE)
            }
        }
    })
}

static GETSET: &[GetSet] = &[GetSet {
    name: "pattern",
    get: |vm, this| Ok(state(vm, this)?.pattern),
    set: None,
    doc: "",
}];
static METHODS: &[Def] = &[
    Def::new("match", Call::NoArgs(|vm, this| advance(vm, this, true))),
    Def::new("search", Call::NoArgs(|vm, this| advance(vm, this, false))),
];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("SRE_Scanner", Shape::Native);
    spec.module = "_sre";
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec
}
