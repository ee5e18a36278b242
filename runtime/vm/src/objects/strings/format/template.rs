//! `str.format` and `str.format_map`.

use super::{number_at, points};
use crate::objects::strings::builder::Builder;
use crate::objects::strings::{Chars, len};
use crate::{Args, Result, Value, Vm};

/// Where the values of fields come from.
enum Source<'a> {
    Args(Args<'a>),
    Mapping(Value),
}

/// How fields are numbered so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Unknown,
    Automatic(usize),
    Manual,
}

/// A piece of a template: literal text (with one half of a doubled brace), then perhaps a field. Bounds are indices of characters.
#[derive(Debug)]
struct Piece {
    literal: (usize, usize),
    field: Option<Field>,
}

#[derive(Debug)]
struct Field {
    name: (usize, usize),
    conversion: Option<u32>,
    spec: (usize, usize),
    /// Whether the specification has fields of its own.
    nested: bool,
}

const OPEN: u32 = '{' as u32;
const CLOSE: u32 = '}' as u32;

/// The piece that starts at an index, and where the next one does; the error's message otherwise.
fn next_piece(
    points: Chars<'_>,
    start: usize,
    end: usize,
) -> core::result::Result<(Piece, usize), &'static str> {
    let found = points.find(start, [b'{', b'}']);
    let mut at = found.map_or(end, |at| at.min(end));
    if at == end {
        return Ok((
            Piece {
                literal: (start, end),
                field: None,
            },
            end,
        ));
    }
    let brace = points.at(at);
    if at + 1 < end && points.at(at + 1) == brace {
        return Ok((
            Piece {
                literal: (start, at + 1),
                field: None,
            },
            at + 2,
        ));
    }
    if brace == CLOSE {
        return Err("Single '}' encountered in format string");
    }
    if at + 1 == end {
        return Err("Single '{' encountered in format string");
    }
    let literal = (start, at);
    let name_start = at + 1;
    at = name_start;
    let mut bracket = false;
    let name_end = loop {
        if at >= end {
            return Err("expected '}' before end of string");
        }
        match char::from_u32(points.at(at)) {
            Some('{') => return Err("unexpected '{' in field name"),
            Some('[') => bracket = true,
            Some(']') => bracket = false,
            Some('}' | ':' | '!') if !bracket => break at,
            _ => {}
        }
        at += 1;
    };
    let mut field = Field {
        name: (name_start, name_end),
        conversion: None,
        spec: (name_end, name_end),
        nested: false,
    };
    let mut stop = points.at(at);
    at += 1;
    if stop == '!' as u32 {
        if at >= end {
            return Err("end of string while looking for conversion specifier");
        }
        field.conversion = Some(points.at(at));
        at += 1;
        if at < end {
            stop = points.at(at);
            at += 1;
            if stop != CLOSE && stop != ':' as u32 {
                return Err("expected ':' after conversion specifier");
            }
        }
    }
    if stop != CLOSE {
        let spec_start = at;
        let mut depth = 1;
        loop {
            if at >= end {
                return Err("unmatched '{' in format spec");
            }
            match points.at(at) {
                OPEN => {
                    field.nested = true;
                    depth += 1;
                }
                CLOSE => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        field.spec = (spec_start, at);
        at += 1;
    }
    Ok((
        Piece {
            literal,
            field: Some(field),
        },
        at,
    ))
}

/// `str.format`.
pub(crate) fn format_method(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let mut numbering = Numbering::Unknown;
    let mut builder = Builder::with_capacity(len(this) + 16);
    build(
        vm,
        this,
        (0, len(this)),
        &Source::Args(args),
        &mut numbering,
        2,
        &mut builder,
    )?;
    builder.finish(vm)
}

/// `str.format_map`.
pub(crate) fn format_map(vm: &mut Vm, this: Value, mapping: Value) -> Result {
    let mut numbering = Numbering::Unknown;
    let mut builder = Builder::with_capacity(len(this) + 16);
    build(
        vm,
        this,
        (0, len(this)),
        &Source::Mapping(mapping),
        &mut numbering,
        2,
        &mut builder,
    )?;
    builder.finish(vm)
}

fn build(
    vm: &mut Vm,
    template: Value,
    (start, end): (usize, usize),
    source: &Source<'_>,
    numbering: &mut Numbering,
    depth: u32,
    out: &mut Builder,
) -> Result<()> {
    if depth == 0 {
        return Err(vm.value_error("Max string recursion exceeded"));
    }
    let points = points(template);
    let mut at = start;
    while at < end {
        let (piece, next) = match next_piece(points, at, end) {
            Ok(found) => found,
            Err(message) => return Err(vm.value_error(message)),
        };
        if piece.literal.0 < piece.literal.1 {
            out.push_chars(points.slice(piece.literal.0, piece.literal.1));
        }
        at = next;
        let Some(field) = piece.field else { continue };
        let mut value = field_value(vm, template, field.name, source, numbering)?;
        if let Some(conversion) = field.conversion {
            value = convert(vm, value, conversion)?;
        }
        if field.spec.0 == field.spec.1 && super::push_plain(vm, value, out) {
            continue;
        }
        let spec = if field.nested {
            let mut inner = Builder::new();
            build(
                vm,
                template,
                field.spec,
                source,
                numbering,
                depth - 1,
                &mut inner,
            )?;
            inner.finish(vm)?
        } else {
            vm.str_slice(template, field.spec.0, field.spec.1)?
        };
        let text = vm.format(value, spec)?;
        out.push_str(text);
    }
    Ok(())
}

fn convert(vm: &mut Vm, value: Value, conversion: u32) -> Result {
    match char::from_u32(conversion) {
        Some('r') => vm.repr(value),
        Some('s') => vm.str(value),
        Some('a') => vm.ascii(value),
        Some(other) if (33..127).contains(&conversion) => {
            Err(vm.value_error(format!("Unknown conversion specifier {other}")))
        }
        _ => Err(vm.value_error(format!("Unknown conversion specifier \\x{conversion:x}"))),
    }
}

/// A step of a field name after its first part.
enum Step {
    Attribute(usize, usize),
    Index(usize),
    Key(usize, usize),
}

fn field_value(
    vm: &mut Vm,
    template: Value,
    (start, end): (usize, usize),
    source: &Source<'_>,
    numbering: &mut Numbering,
) -> Result {
    let points = points(template);
    let (first, index) = if start == end {
        (start, None)
    } else {
        first_part(vm, points, start, end)?
    };
    let index = match index {
        None if first == start => Some(next_number(vm, numbering)?),
        Some(index) => {
            if let Numbering::Automatic(_) = numbering {
                return Err(vm.value_error(
                    "cannot switch from automatic field numbering to manual field specification",
                ));
            }
            *numbering = Numbering::Manual;
            Some(index)
        }
        None => None,
    };
    let mut value = match (index, source) {
        (Some(_), Source::Mapping(_)) => {
            return Err(vm.value_error("Format string contains positional fields"));
        }
        (Some(index), Source::Args(args)) => match args.pos().get(index) {
            Some(&value) => value,
            None => {
                let message =
                    format!("Replacement index {index} out of range for positional args tuple");
                return Err(vm.index_error(message));
            }
        },
        (None, Source::Mapping(mapping)) => {
            let key = vm.str_slice(template, start, first)?;
            vm.get_item(*mapping, key)?
        }
        (None, Source::Args(args)) => {
            let key = vm.str_slice(template, start, first)?;
            match args
                .keywords()
                .find(|&(name, _)| crate::objects::strings::equal(name, key))
            {
                Some((_, value)) => value,
                None => {
                    let error = vm.new_exception(vm.types.key_error, &[key])?;
                    return Err(vm.raise_value(error));
                }
            }
        }
    };
    let mut at = first;
    while at < end {
        let (step, next) = next_step(vm, points, at, end)?;
        value = match step {
            Step::Attribute(from, to) => {
                let name = vm.str_slice(template, from, to)?;
                let name = vm.intern_str(name);
                vm.get_attr(value, name)?
            }
            Step::Index(index) => {
                let index = vm.new_int_usize(index);
                vm.get_item(value, index)?
            }
            Step::Key(from, to) => {
                let key = vm.str_slice(template, from, to)?;
                vm.get_item(value, key)?
            }
        };
        at = next;
    }
    Ok(value)
}

/// Where the first part of a field name ends, and its value if it is a number.
fn first_part(
    vm: &mut Vm,
    points: Chars<'_>,
    start: usize,
    end: usize,
) -> Result<(usize, Option<usize>)> {
    let mut first = start;
    while first < end && !matches!(char::from_u32(points.at(first)), Some('.' | '[')) {
        first += 1;
    }
    match number_at(points.slice(0, first), start) {
        Ok(Some((index, stop))) if stop == first => Ok((first, Some(index))),
        Ok(_) => Ok((first, None)),
        Err(()) => Err(vm.value_error("Too many decimal digits in format string")),
    }
}

fn next_number(vm: &mut Vm, numbering: &mut Numbering) -> Result<usize> {
    let next = match *numbering {
        Numbering::Unknown => 0,
        Numbering::Automatic(next) => next,
        Numbering::Manual => {
            return Err(vm.value_error(
                "cannot switch from manual field specification to automatic field numbering",
            ));
        }
    };
    *numbering = Numbering::Automatic(next + 1);
    Ok(next)
}

fn next_step(vm: &mut Vm, points: Chars<'_>, at: usize, end: usize) -> Result<(Step, usize)> {
    let from = at + 1;
    let mut to = from;
    match char::from_u32(points.at(at)) {
        Some('.') => {
            while to < end && !matches!(char::from_u32(points.at(to)), Some('.' | '[')) {
                to += 1;
            }
            if to == from {
                return Err(vm.value_error("Empty attribute in format string"));
            }
            Ok((Step::Attribute(from, to), to))
        }
        Some('[') => {
            while to < end && points.at(to) != ']' as u32 {
                to += 1;
            }
            if to == end {
                return Err(vm.value_error("Missing ']' in format string"));
            }
            if to == from {
                return Err(vm.value_error("Empty attribute in format string"));
            }
            match number_at(points.slice(0, to), from) {
                Ok(Some((index, stop))) if stop == to => Ok((Step::Index(index), to + 1)),
                Ok(_) => Ok((Step::Key(from, to), to + 1)),
                Err(()) => Err(vm.value_error("Too many decimal digits in format string")),
            }
        }
        _ => Err(vm.value_error("Only '.' or '[' may follow ']' in format field specifier")),
    }
}

/// `_string.formatter_parser(text)`: a list of (literal, field name, specification, conversion).
pub fn formatter_parser(vm: &mut Vm, template: Value) -> Result {
    let points = points(template);
    let list = vm.new_list(&[]);
    let mut at = 0;
    while at < points.len() {
        let (piece, next) = match next_piece(points, at, points.len()) {
            Ok(found) => found,
            Err(message) => return Err(vm.value_error(message)),
        };
        at = next;
        let literal = vm.str_slice(template, piece.literal.0, piece.literal.1)?;
        let (mut name, mut spec, mut conversion) = (Value::NONE, Value::NONE, Value::NONE);
        if let Some(field) = piece.field {
            name = vm.str_slice(template, field.name.0, field.name.1)?;
            spec = vm.str_slice(template, field.spec.0, field.spec.1)?;
            if let Some(point) = field.conversion {
                conversion = vm.point_str(point);
            }
        }
        let tuple = vm.new_tuple(&[literal, name, spec, conversion]);
        vm.list_append(list, tuple);
    }
    Ok(list)
}

/// `_string.formatter_field_name_split(name)`: (first, list of (is attribute, name or index)).
pub fn formatter_field_name_split(vm: &mut Vm, name: Value) -> Result {
    let points = points(name);
    let end = points.len();
    let (first, index) = first_part(vm, points, 0, end)?;
    let head = match index {
        Some(index) => vm.new_int_usize(index),
        None => vm.str_slice(name, 0, first)?,
    };
    let list = vm.new_list(&[]);
    let mut at = first;
    while at < end {
        let (step, next) = next_step(vm, points, at, end)?;
        at = next;
        let (attribute, part) = match step {
            Step::Attribute(from, to) => (true, vm.str_slice(name, from, to)?),
            Step::Index(index) => (false, vm.new_int_usize(index)),
            Step::Key(from, to) => (false, vm.str_slice(name, from, to)?),
        };
        let tuple = vm.new_tuple(&[Value::bool(attribute), part]);
        vm.list_append(list, tuple);
    }
    Ok(vm.new_tuple(&[head, list]))
}
