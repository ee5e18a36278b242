//! `unicodedata`: the database in Unicode 16.0, and as `ucd_3_2_0` what it was in 3.2.

mod names;
mod normalize;

use std::fmt::Write;

use vm::layout::Shape;
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::strings::{at, chars, database::Version, len};
use vm::{Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add, add_class, is_str};

/// The older database. Its methods are the module's functions.
struct Old;

impl Payload for Old {}

/// The version that a function is asked for.
fn version(vm: &Vm, this: Value) -> Version {
    match vm.payload::<Old>(this) {
        Some(_) => Version::V3_2,
        None => Version::V16,
    }
}

#[cold]
fn no_character(vm: &mut Vm, function: &str, which: &str, value: Value) -> Raised {
    if is_str(vm, value) {
        let length = len(value);
        return vm.type_error(format!(
            "{function}(): {which} must be a unicode character, not a string of length {length}"
        ));
    }
    let name = vm.class_name(value);
    vm.type_error(format!(
        "{function}() {which} must be a unicode character, not {name}"
    ))
}

/// The code point of an argument that must be a character.
fn character(vm: &mut Vm, function: &str, which: &str, value: Value) -> Result<u32> {
    if is_str(vm, value) && len(value) == 1 {
        Ok(at(value, 0))
    } else {
        Err(no_character(vm, function, which, value))
    }
}

/// Functions that tell one thing of one character.
macro_rules! told {
    ($($name:ident($vm:ident, $version:ident, $point:ident) $body:expr;)+) => { $(
        fn $name($vm: &mut Vm, this: Value, value: Value) -> Result {
            let $point = character($vm, stringify!($name), "argument", value)?;
            let $version = version($vm, this);
            Ok($body)
        }
    )+ };
}
told! {
    category(vm, version, point) vm.intern(version.record(point).category);
    bidirectional(vm, version, point) vm.intern(version.record(point).bidirectional);
    east_asian_width(vm, version, point) vm.intern(version.record(point).width);
    combining(vm, version, point) vm.new_int(version.record(point).combining.into());
    mirrored(vm, version, point) vm.new_int(version.record(point).mirrored.into());
    decomposition(vm, version, point) {
        let syllable = normalize::hangul::decompose(point);
        let (tag, parts) = match &syllable {
            Some(parts) => ("", &parts[..]),
            None => version.decomposition(point).unwrap_or_default(),
        };
        let mut text = tag.to_owned();
        for part in parts.iter().filter(|&&part| part != 0) {
            let space = if text.is_empty() { "" } else { " " };
            let _ = write!(text, "{space}{part:04X}");
        }
        vm.new_str(&text)
    };
}

/// Functions that tell one thing of some characters; for others they have the second argument, or raise ValueError.
macro_rules! told_of_some {
    ($($name:ident($vm:ident, $version:ident, $point:ident) $otherwise:literal $body:expr;)+) => { $(
        fn $name($vm: &mut Vm, this: Value, args: &[Value]) -> Result {
            $vm.check_positional(stringify!($name), args.len(), 1, 2)?;
            let $point = character($vm, stringify!($name), "argument 1", args[0])?;
            let $version = version($vm, this);
            match ($body, args.get(1)) {
                (Some(value), _) => Ok(value),
                (None, Some(&default)) => Ok(default),
                (None, None) => Err($vm.value_error($otherwise)),
            }
        }
    )+ };
}
told_of_some! {
    name(vm, version, point) "no such name" names::name(version, point).map(|name| vm.new_str(&name));
    decimal(vm, version, point) "not a decimal" {
        let decimal = version.number(point).and_then(|number| number.decimal());
        decimal.map(|decimal| vm.new_int(decimal.into()))
    };
    digit(vm, version, point) "not a digit" {
        // CPython has no digits of the older database.
        let _ = version;
        let digit = Version::V16.number(point).and_then(|number| number.digit());
        digit.map(|digit| vm.new_int(digit.into()))
    };
    numeric(vm, version, point) "not a numeric character"
        version.number(point).map(|number| Value::float(number.value));
}

/// No name is as long.
const LONGEST: usize = 256;

fn lookup(vm: &mut Vm, this: Value, name: Value) -> Result {
    let name = if is_str(vm, name) {
        vm.call_method(name, "encode", &[])?
    } else {
        name
    };
    let name = String::from_utf8_lossy(support::bytes_like(vm, name)?).into_owned();
    if name.len() > LONGEST {
        let message = vm.new_str("name too long");
        return Err(vm.key_error(message));
    }
    match names::lookup(version(vm, this), &name) {
        Some(points) => vm.try_new_str_from_code_points(&points),
        None => {
            let message = vm.new_str(&format!("undefined character name '{name}'"));
            Err(vm.key_error(message))
        }
    }
}

/// The normal form of the second argument that the first one names; none for text that is empty, which has all.
fn normal_form(
    vm: &mut Vm,
    this: Value,
    function: &str,
    args: &[Value],
) -> Result<Option<Vec<u32>>> {
    vm.check_positional(function, args.len(), 2, 2)?;
    for (number, &argument) in args.iter().enumerate() {
        if !is_str(vm, argument) {
            let (number, name) = (number + 1, vm.class_name(argument));
            return Err(vm.type_error(format!(
                "{function}() argument {number} must be str, not {name}"
            )));
        }
    }
    if len(args[1]) == 0 {
        return Ok(None);
    }
    let Some(form) = normalize::Form::named(&vm.text(args[0])) else {
        return Err(vm.value_error("invalid normalization form"));
    };
    normalize::normalize(vm, version(vm, this), form, chars(args[1])).map(Some)
}

fn is_same(text: Value, points: &[u32]) -> bool {
    chars(text).iter().eq(points.iter().copied())
}

fn normalize(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    match normal_form(vm, this, "normalize", args)? {
        Some(points) if !is_same(args[1], &points) => vm.try_new_str_from_code_points(&points),
        _ => Ok(args[1]),
    }
}

fn is_normalized(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let form = normal_form(vm, this, "is_normalized", args)?;
    Ok(Value::bool(
        form.is_none_or(|points| is_same(args[1], &points)),
    ))
}

static FUNCTIONS: &[Def] = &[
    Def::new("category", Call::One(category)).doc(
        "($self, chr, /)",
        "Returns the general category assigned to the character chr as string.",
    ),
    Def::new("bidirectional", Call::One(bidirectional)).doc(
        "($self, chr, /)",
        "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an empty \
         string is returned.",
    ),
    Def::new("east_asian_width", Call::One(east_asian_width)).doc(
        "($self, chr, /)",
        "Returns the east asian width assigned to the character chr as string.",
    ),
    Def::new("combining", Call::One(combining)).doc(
        "($self, chr, /)",
        "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining class \
         is defined.",
    ),
    Def::new("mirrored", Call::One(mirrored)).doc(
        "($self, chr, /)",
        "Returns the mirrored property assigned to the character chr as integer.\n\nReturns 1 if the character has been \
         identified as a \"mirrored\"\ncharacter in bidirectional text, 0 otherwise.",
    ),
    Def::new("decomposition", Call::One(decomposition)).doc(
        "($self, chr, /)",
        "Returns the character decomposition mapping assigned to the character chr as string.\n\nAn empty string is returned \
         in case no such mapping is defined.",
    ),
    Def::new("name", Call::Fast(name)).doc(
        "($self, chr, default=<unrepresentable>, /)",
        "Returns the name assigned to the character chr as a string.\n\nIf no name is defined, default is returned, or, if \
         not given,\nValueError is raised.",
    ),
    Def::new("decimal", Call::Fast(decimal)).doc(
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent decimal value.\n\nReturns the decimal value assigned to the \
         character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
    ),
    Def::new("digit", Call::Fast(digit)).doc(
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent digit value.\n\nReturns the digit value assigned to the character \
         chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
    ),
    Def::new("numeric", Call::Fast(numeric)).doc(
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent numeric value.\n\nReturns the numeric value assigned to the \
         character chr as float.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
    ),
    Def::new("lookup", Call::One(lookup)).doc(
        "($self, name, /)",
        "Look up character by name.\n\nIf a character with the given name is found, return the\ncorresponding character.  If \
         not found, KeyError is raised.",
    ),
    Def::new("normalize", Call::Fast(normalize)).doc(
        "($self, form, unistr, /)",
        "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and \
         'NFKD'.",
    ),
    Def::new("is_normalized", Call::Fast(is_normalized)).doc(
        "($self, form, unistr, /)",
        "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', \
         'NFD', and 'NFKD'.",
    ),
];

static OLD_ATTRIBUTES: &[GetSet] = &[GetSet {
    name: "unidata_version",
    get: |vm, _| Ok(vm.intern("3.2.0")),
    set: None,
    doc: "",
}];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "unicodedata", FUNCTIONS);
    let version = vm.intern("16.0.0");
    add(vm, module, "unidata_version", version);
    let mut spec = ClassSpec::new("UCD", Shape::Native);
    spec.module = "unicodedata";
    spec.methods = FUNCTIONS;
    spec.getset = OLD_ATTRIBUTES;
    let class = add_class(vm, module, spec);
    let old = vm.new_native(class, Box::new(Old));
    add(vm, module, "ucd_3_2_0", old);
    Ok(module)
}
