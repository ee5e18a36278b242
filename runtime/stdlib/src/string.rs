//! `_string`: what `string.Formatter` asks of format strings.

use vm::objects::strings::{at, len};
use vm::{Call, Def, Result, Value, Vm};

use crate::support;

fn check_text(vm: &mut Vm, text: Value) -> Result<()> {
    if vm.is_str(text) {
        return Ok(());
    }
    let name = vm.class_name(text);
    Err(vm.type_error(format!("expected str, got {name}")))
}

/// The end of a replacement field that begins at `from`: where its `}` is.
fn end_of_field(vm: &mut Vm, text: Value, from: usize) -> Result<usize> {
    let (mut depth, mut brackets) = (1, false);
    for index in from..len(text) {
        match char::from_u32(at(text, index)) {
            Some('[') if depth == 1 => brackets = true,
            Some(']') => brackets = false,
            Some('{') if !brackets => depth += 1,
            Some('}') if !brackets => {
                depth -= 1;
                if depth == 0 {
                    return Ok(index);
                }
            }
            _ => {}
        }
    }
    Err(vm.value_error("expected '}' before end of string"))
}

/// A field as (name, specification, conversion).
fn field(vm: &mut Vm, text: Value, start: usize, end: usize) -> Result<[Value; 3]> {
    let (mut split, mut brackets) = (end, false);
    for index in start..end {
        match char::from_u32(at(text, index)) {
            Some('[') => brackets = true,
            Some(']') => brackets = false,
            Some('{') => return Err(vm.value_error("unexpected '{' in field name")),
            Some('!' | ':') if !brackets => {
                split = index;
                break;
            }
            _ => {}
        }
    }
    let name = vm.str_slice(text, start, split)?;
    let (mut conversion, mut rest) = (Value::NONE, split);
    if split < end && at(text, split) == u32::from('!') {
        if split + 1 >= end {
            return Err(vm.value_error("unmatched '{' in format spec"));
        }
        conversion = vm.str_char(text, split + 1);
        rest = split + 2;
        if rest < end && at(text, rest) != u32::from(':') {
            return Err(vm.value_error("expected ':' after conversion specifier"));
        }
    }
    let from = (rest + 1).min(end);
    let specification = vm.str_slice(text, from, end)?;
    Ok([name, specification, conversion])
}

/// The parts of a format string: (literal, name, specification, conversion), None where a literal ends it.
fn formatter_parser(vm: &mut Vm, _: Value, text: Value) -> Result {
    check_text(vm, text)?;
    let parts = vm.new_list(&[]);
    let (mut start, length) = (0, len(text));
    while start < length {
        let mut stop = start;
        while stop < length && !matches!(char::from_u32(at(text, stop)), Some('{' | '}')) {
            stop += 1;
        }
        let nothing = [Value::NONE; 3];
        let (literal_end, part, next) = if stop == length {
            (stop, nothing, stop)
        } else {
            let (brace, again) = (
                at(text, stop),
                stop + 1 < length && at(text, stop) == at(text, stop + 1),
            );
            if again {
                (stop + 1, nothing, stop + 2)
            } else if brace == u32::from('}') {
                return Err(vm.value_error("Single '}' encountered in format string"));
            } else if stop + 1 == length {
                return Err(vm.value_error("Single '{' encountered in format string"));
            } else {
                let end = end_of_field(vm, text, stop + 1)?;
                (stop, field(vm, text, stop + 1, end)?, end + 1)
            }
        };
        let literal = vm.str_slice(text, start, literal_end)?;
        let part = vm.new_tuple(&[literal, part[0], part[1], part[2]]);
        vm.list_push(parts, part)?;
        start = next;
    }
    vm.iter(parts)
}

/// An int if the text is one, else the text.
fn index_or_name(vm: &mut Vm, text: Value) -> Result {
    let digits = len(text) > 0 && vm.text(text).bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return Ok(text);
    }
    let number = vm.text(text).parse::<i64>();
    match number {
        Ok(number) => Ok(vm.new_int(number)),
        Err(_) => Err(vm.value_error("Too many decimal digits in format string")),
    }
}

/// `a.b[c]` as `a` and an iterator of (whether it is an attribute, name or index).
fn formatter_field_name_split(vm: &mut Vm, _: Value, text: Value) -> Result {
    check_text(vm, text)?;
    let length = len(text);
    let is = |index: usize, wanted: char| at(text, index) == u32::from(wanted);
    let first_end = (0..length)
        .find(|&index| is(index, '.') || is(index, '['))
        .unwrap_or(length);
    let first = vm.str_slice(text, 0, first_end)?;
    let first = index_or_name(vm, first)?;
    let rest = vm.new_list(&[]);
    let mut index = first_end;
    while index < length {
        let attribute = is(index, '.');
        if !attribute && !is(index, '[') {
            return Err(vm.value_error("Only '.' or '[' may follow ']' in format field specifier"));
        }
        let start = index + 1;
        let ends = |at: &usize| {
            if attribute {
                is(*at, '.') || is(*at, '[')
            } else {
                is(*at, ']')
            }
        };
        let end = match (start..length).find(ends) {
            Some(end) => end,
            None if attribute => length,
            None => return Err(vm.value_error("Missing ']' in format string")),
        };
        if start == end {
            return Err(vm.value_error("Empty attribute in format string"));
        }
        let name = vm.str_slice(text, start, end)?;
        let name = if attribute {
            name
        } else {
            index_or_name(vm, name)?
        };
        let part = vm.new_tuple(&[Value::bool(attribute), name]);
        vm.list_push(rest, part)?;
        index = end + usize::from(!attribute);
    }
    let rest = vm.iter(rest)?;
    Ok(vm.new_tuple(&[first, rest]))
}

static FUNCTIONS: &[Def] = &[
    Def::new("formatter_parser", Call::One(formatter_parser)),
    Def::new(
        "formatter_field_name_split",
        Call::One(formatter_field_name_split),
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    Ok(support::module(vm, "_string", FUNCTIONS))
}
