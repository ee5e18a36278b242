//! `Dialect`: what separates, quotes and escapes.

use vm::layout::{Class, Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::descriptors::{full_name, read_only};
use vm::objects::exceptions::closest_name;
use vm::objects::strings;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use super::{refuse, registered};
use crate::support::{is_str, recall_class};

pub const MINIMAL: i32 = 0;
pub const ALL: i32 = 1;
pub const NONNUMERIC: i32 = 2;
pub const NONE: i32 = 3;
pub const STRINGS: i32 = 4;
pub const NOTNULL: i32 = 5;

/// The module's constants.
pub const QUOTINGS: &[(&str, i64)] = &[
    ("QUOTE_MINIMAL", MINIMAL as i64),
    ("QUOTE_ALL", ALL as i64),
    ("QUOTE_NONNUMERIC", NONNUMERIC as i64),
    ("QUOTE_NONE", NONE as i64),
    ("QUOTE_STRINGS", STRINGS as i64),
    ("QUOTE_NOTNULL", NOTNULL as i64),
];

/// A character that no text has: that of a dialect without one.
pub const NOT_SET: u32 = u32::MAX;

/// A dialect. A copy is seen by the collector only while the `Dialect` it is of lives.
#[derive(Clone, Copy)]
pub struct Dialect {
    pub delimiter: u32,
    pub quotechar: u32,
    pub escapechar: u32,
    pub lineterminator: Value,
    pub quoting: i32,
    pub doublequote: bool,
    pub skipinitialspace: bool,
    pub strict: bool,
}

impl Payload for Dialect {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.lineterminator);
    }
}

/// The dialect that a `Dialect` is.
pub fn dialect(vm: &mut Vm, value: Value) -> Result<Dialect> {
    match vm.payload::<Dialect>(value) {
        Some(dialect) => Ok(*dialect),
        None => Err(vm.type_error("a dialect is required")),
    }
}

/// Makes a `Dialect` of the arguments of a function, which are its constructor's.
pub fn make(vm: &mut Vm, args: Args<'_>) -> Result {
    let class = recall_class(vm, "_csv.Dialect");
    new(vm, class, args)
}

/// The constructor's parameters: the base, then what may differ from it.
const NAMES: [&str; 9] = [
    "dialect",
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
];

/// Sorts arguments into parameters. CPython's old way of it, whose messages do not name the function.
fn bind(vm: &mut Vm, args: Args<'_>) -> Result<[Value; NAMES.len()]> {
    let (given, positional) = (args.values.len(), args.pos());
    if given > NAMES.len() {
        let kind = if positional.is_empty() {
            "keyword "
        } else {
            ""
        };
        let most = NAMES.len();
        return Err(vm.type_error(format!(
            "function takes at most {most} {kind}arguments ({given} given)"
        )));
    }
    let mut bound = [Value::NULL; NAMES.len()];
    bound[..positional.len()].copy_from_slice(positional);
    let (mut twice, mut unexpected) = (None, None);
    for (name, value) in args.keywords() {
        let text = vm.text(name).into_owned();
        match NAMES.iter().position(|name| *name == text) {
            Some(index) if index < positional.len() => {
                twice = Some(twice.map_or(index, |other: usize| other.min(index)));
            }
            Some(index) => bound[index] = value,
            None => unexpected = unexpected.or(Some(text)),
        }
    }
    if let Some(index) = twice {
        return Err(vm.type_error(format!(
            "argument for function given by name ('{}') and position ({})",
            NAMES[index],
            index + 1
        )));
    }
    if let Some(name) = unexpected {
        let hint = closest_name(&NAMES, &name)
            .map_or_else(String::new, |name| format!(". Did you mean '{name}'?"));
        return Err(vm.type_error(format!(
            "this function got an unexpected keyword argument '{name}'{hint}"
        )));
    }
    Ok(bound)
}

/// An attribute of the base; NULL if getting it fails, whatever the reason.
fn attribute(vm: &mut Vm, base: Value, name: &str) -> Value {
    let name = vm.intern(name);
    vm.get_attr(base, name).unwrap_or_else(|_| {
        vm.take_raised();
        Value::NULL
    })
}

#[cold]
fn must_be(vm: &mut Vm, name: &str, what: &str, value: Value) -> Raised {
    let class = vm.class_of(value);
    let given = full_name(vm, class);
    // Only here the words leave out the module of the program itself.
    let given = given.strip_prefix("__main__.").unwrap_or(&given);
    vm.type_error(format!("\"{name}\" must be {what}, not {given}"))
}

fn character(vm: &mut Vm, name: &str, value: Value, default: u32, optional: bool) -> Result<u32> {
    if value.is_null() {
        return Ok(default);
    }
    if optional && value.is_none() {
        return Ok(NOT_SET);
    }
    let what = if optional {
        "a unicode character or None"
    } else {
        "a unicode character"
    };
    if !is_str(vm, value) {
        return Err(must_be(vm, name, what, value));
    }
    match strings::len(value) {
        1 => Ok(strings::at(value, 0)),
        length => Err(vm.type_error(format!(
            "\"{name}\" must be {what}, not a string of length {length}"
        ))),
    }
}

fn flag(vm: &mut Vm, value: Value, default: bool) -> Result<bool> {
    if value.is_null() {
        return Ok(default);
    }
    vm.is_true(value)
}

fn quoting_of(vm: &mut Vm, value: Value) -> Result<i32> {
    if value.is_null() {
        return Ok(MINIMAL);
    }
    if !vm.is_exact_int(value) {
        return Err(must_be(vm, "quoting", "an integer", value));
    }
    match vm.int_as_i64(value).map(i32::try_from) {
        Some(Ok(quoting)) => Ok(quoting),
        _ => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [mut base, mut given @ ..] = bind(vm, args)?;
    if !base.is_null() {
        if is_str(vm, base) {
            base = registered(vm, base)?;
        }
        let alone = given.iter().all(|value| value.is_null());
        if alone && vm.payload::<Dialect>(base).is_some() {
            return Ok(base);
        }
        for (value, name) in given.iter_mut().zip(&NAMES[1..]) {
            if value.is_null() {
                *value = attribute(vm, base, name);
            }
        }
    }
    let [
        delimiter,
        doublequote,
        escapechar,
        lineterminator,
        quotechar,
        quoting,
        skipinitialspace,
        strict,
    ] = given;
    let mut new = Dialect {
        delimiter: character(vm, "delimiter", delimiter, ','.into(), false)?,
        doublequote: flag(vm, doublequote, true)?,
        escapechar: character(vm, "escapechar", escapechar, NOT_SET, true)?,
        lineterminator: if lineterminator.is_null() {
            vm.new_str("\r\n")
        } else if is_str(vm, lineterminator) {
            lineterminator
        } else {
            return Err(must_be(vm, "lineterminator", "a string", lineterminator));
        },
        quotechar: character(vm, "quotechar", quotechar, '"'.into(), true)?,
        quoting: quoting_of(vm, quoting)?,
        skipinitialspace: flag(vm, skipinitialspace, false)?,
        strict: flag(vm, strict, false)?,
    };
    if !(MINIMAL..=NOTNULL).contains(&new.quoting) {
        return Err(vm.type_error("bad \"quoting\" value"));
    }
    if quotechar.is_none() && quoting.is_null() {
        new.quoting = NONE;
    }
    if new.quoting != NONE && new.quotechar == NOT_SET {
        return Err(vm.type_error("quotechar must be set if quoting enabled"));
    }
    check(vm, &new)?;
    Ok(vm.new_native(class, Box::new(new)))
}

/// Refuses characters that cannot be told from others.
fn check(vm: &mut Vm, dialect: &Dialect) -> Result<()> {
    let named = [
        ("delimiter", dialect.delimiter, true),
        ("escapechar", dialect.escapechar, !dialect.skipinitialspace),
        ("quotechar", dialect.quotechar, !dialect.skipinitialspace),
    ];
    for (name, point, space) in named {
        if point == u32::from('\n') || point == u32::from('\r') || (point == 32 && !space) {
            return Err(vm.value_error(format!("bad {name} value")));
        }
        if strings::chars(dialect.lineterminator)
            .iter()
            .any(|other| other == point)
        {
            return Err(vm.value_error(format!("bad {name} or lineterminator value")));
        }
    }
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        let ((one, point, _), (other, same, _)) = (named[one], named[other]);
        if point == same && point != NOT_SET {
            return Err(vm.value_error(format!("bad {one} or {other} value")));
        }
    }
    Ok(())
}

fn no_pickling(vm: &mut Vm, this: Value, _: &[Value]) -> Result {
    let name = vm.class_name(this);
    Err(vm.type_error(format!("cannot pickle '{name}' instances")))
}

static METHODS: &[Def] = &[
    Def::new("__reduce__", Call::Varargs(no_pickling)),
    Def::new("__reduce_ex__", Call::Varargs(no_pickling)),
];

fn point_or_none(vm: &mut Vm, point: u32) -> Value {
    if point == NOT_SET {
        Value::NONE
    } else {
        vm.point_str(point)
    }
}

const fn member(name: &'static str, get: fn(&mut Vm, Value) -> Result) -> GetSet {
    GetSet {
        name,
        get,
        set: Some(refuse),
        doc: "",
    }
}

static GETSET: &[GetSet] = &[
    member("skipinitialspace", |vm, this| {
        Ok(Value::bool(dialect(vm, this)?.skipinitialspace))
    }),
    member("doublequote", |vm, this| {
        Ok(Value::bool(dialect(vm, this)?.doublequote))
    }),
    member("strict", |vm, this| {
        Ok(Value::bool(dialect(vm, this)?.strict))
    }),
    read_only(
        "delimiter",
        |vm, this| {
            let point = dialect(vm, this)?.delimiter;
            Ok(vm.point_str(point))
        },
        "",
    ),
    read_only(
        "escapechar",
        |vm, this| {
            let point = dialect(vm, this)?.escapechar;
            Ok(point_or_none(vm, point))
        },
        "",
    ),
    read_only(
        "lineterminator",
        |vm, this| Ok(dialect(vm, this)?.lineterminator),
        "",
    ),
    read_only(
        "quotechar",
        |vm, this| {
            let point = dialect(vm, this)?.quotechar;
            Ok(point_or_none(vm, point))
        },
        "",
    ),
    read_only(
        "quoting",
        |vm, this| {
            let quoting = dialect(vm, this)?.quoting;
            Ok(vm.new_int(quoting.into()))
        },
        "",
    ),
];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("Dialect", Shape::Native);
    spec.module = "_csv";
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "How rows are written: what separates, quotes and escapes.";
    spec
}
