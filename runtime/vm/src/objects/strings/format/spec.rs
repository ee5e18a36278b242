//! Format specifications: `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`.

use super::{number_at, points};
use crate::objects::strings::ascii;
use crate::{Raised, Result, Value, Vm};

/// A format specification.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Fills up to the width.
    pub fill: u32,
    /// `<`, `>`, `=` or `^`.
    pub align: char,
    /// Whether the alignment was written.
    pub align_given: bool,
    /// `+`, `-` or a space.
    pub sign: Option<char>,
    /// `z`.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    /// At least so many characters.
    pub width: usize,
    /// `,` or `_` between the digits before the point.
    pub grouping: Option<char>,
    /// `,` or `_` between the digits after the point.
    pub fraction_grouping: Option<char>,
    /// `.precision`.
    pub precision: Option<usize>,
    /// The type; `\0` where a float has none.
    pub kind: char,
}

fn is_align(point: u32) -> bool {
    matches!(char::from_u32(point), Some('<' | '>' | '=' | '^'))
}

impl Spec {
    /// Reads the specification for a value.
    pub fn parse(vm: &mut Vm, value: Value, text: Value, kind: char, align: char) -> Result<Spec> {
        let mut spec = Spec {
            fill: 32,
            align,
            align_given: false,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: None,
            fraction_grouping: None,
            precision: None,
            kind,
        };
        let points = points(text);
        let ascii = ascii(text).map(str::as_bytes);
        let at = |index: usize| {
            if let Some(bytes) = ascii {
                bytes.get(index).map(|&byte| char::from(byte))
            } else if index < points.len() {
                char::from_u32(points.at(index))
            } else {
                None
            }
        };
        let mut next = 0;
        let mut fill_given = false;
        if points.len() >= 2 && is_align(points.at(1)) {
            spec.fill = points.at(0);
            spec.align = at(1).unwrap_or(align);
            (fill_given, spec.align_given) = (true, true);
            next = 2;
        } else if !points.is_empty() && is_align(points.at(0)) {
            spec.align = at(0).unwrap_or(align);
            spec.align_given = true;
            next = 1;
        }
        if let Some(sign @ ('+' | '-' | ' ')) = at(next) {
            spec.sign = Some(sign);
            next += 1;
        }
        if at(next) == Some('z') {
            spec.no_negative_zero = true;
            next += 1;
        }
        if at(next) == Some('#') {
            spec.alternate = true;
            next += 1;
        }
        if !fill_given && at(next) == Some('0') {
            spec.fill = '0' as u32;
            if !spec.align_given && align == '>' {
                spec.align = '=';
            }
            next += 1;
        }
        match number_at(points, next) {
            Ok(Some((width, end))) => (spec.width, next) = (width, end),
            Ok(None) => {}
            Err(()) => return Err(vm.value_error("Too many decimal digits in format string")),
        }
        spec.grouping = grouping(vm, &at, &mut next)?;
        if at(next) == Some('.') {
            next += 1;
            let start = next;
            match number_at(points, next) {
                Ok(Some((precision, end))) => (spec.precision, next) = (Some(precision), end),
                Ok(None) => {}
                Err(()) => return Err(vm.value_error("Too many decimal digits in format string")),
            }
            spec.fraction_grouping = grouping(vm, &at, &mut next)?;
            if next == start {
                return Err(vm.value_error("Format specifier missing precision"));
            }
        }
        match points.len() - next {
            0 => {}
            1 => spec.kind = char::from_u32(points.at(next)).unwrap_or('\u{fffd}'),
            _ => {
                let (text, name) = (vm.text(text).into_owned(), vm.class_name(value));
                return Err(vm.value_error(format!(
                    "Invalid format specifier '{text}' for object of type '{name}'"
                )));
            }
        }
        if let Some(separator) = spec.grouping {
            let fits = match spec.kind {
                'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' | '\0' => true,
                'b' | 'o' | 'x' | 'X' => separator == '_',
                _ => false,
            };
            if !fits {
                let kind = spec.kind;
                let shown = if (33..128).contains(&(kind as u32)) {
                    kind.to_string()
                } else {
                    format!("\\x{:x}", kind as u32)
                };
                return Err(vm.value_error(format!("Cannot specify '{separator}' with '{shown}'.")));
            }
        }
        if let ('n', Some(separator)) = (spec.kind, spec.fraction_grouping) {
            return Err(vm.value_error(format!("Cannot specify '{separator}' with 'n'.")));
        }
        Ok(spec)
    }

    /// ValueError for a type that the value does not have.
    pub fn unknown_kind(&self, vm: &mut Vm, value: Value) -> Raised {
        let name = vm.class_name(value);
        let kind = self.kind as u32;
        let shown = if (33..128).contains(&kind) {
            self.kind.to_string()
        } else {
            format!("\\x{kind:x}")
        };
        vm.value_error(format!(
            "Unknown format code '{shown}' for object of type '{name}'"
        ))
    }
}

fn grouping(
    vm: &mut Vm,
    at: &impl Fn(usize) -> Option<char>,
    next: &mut usize,
) -> Result<Option<char>> {
    let mut found = None;
    if at(*next) == Some(',') {
        found = Some(',');
        *next += 1;
    }
    if at(*next) == Some('_') {
        if found.is_some() {
            return Err(vm.value_error("Cannot specify both ',' and '_'."));
        }
        found = Some('_');
        *next += 1;
    }
    if at(*next) == Some(',') && found == Some('_') {
        return Err(vm.value_error("Cannot specify both ',' and '_'."));
    }
    Ok(found)
}
