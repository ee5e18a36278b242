//! Case conversions and questions about all characters.

use super::builder::Builder;
use super::unicode::{self, Mapped};
use super::{Chars, ascii, chars};
use crate::layout::StrKind;
use crate::{Result, Value, Vm, with_chars};

fn push_mapped(builder: &mut Builder, mapped: Mapped) {
    builder.push(mapped[0]);
    mapped[1..]
        .iter()
        .take_while(|&&point| point != 0)
        .for_each(|&point| builder.push(point));
}

/// Lowercase at a place: a sigma that ends a word has a form of its own.
fn lower_at(points: Chars<'_>, at: usize) -> Mapped {
    let point = points.at(at);
    if point != 0x3a3 {
        return unicode::lower(point);
    }
    let cased = |mut around: super::chars::CharsIter<'_>, back: bool| loop {
        match if back {
            around.next_back()
        } else {
            around.next()
        } {
            None => return false,
            Some(point) if unicode::is_case_ignorable(point) => {}
            Some(point) => return unicode::is_cased(point),
        }
    };
    let before = cased(points.slice(0, at).iter(), true);
    let after = cased(points.slice(at + 1, points.len()).iter(), false);
    [if before && !after { 0x3c2 } else { 0x3c3 }, 0, 0]
}

/// So many characters are mapped on the native stack, so that the kind of the result is known when it is made.
const FEW: usize = 64;

fn map(vm: &mut Vm, this: Value, convert: impl Fn(Chars<'_>, usize) -> Mapped) -> Result {
    let points = chars(this);
    if points.len() <= FEW {
        let (mut mapped, mut count) = ([0; 3 * FEW], 0);
        for at in 0..points.len() {
            let [first, more @ ..] = convert(points, at);
            mapped[count] = first;
            count += 1;
            for point in more.into_iter().take_while(|&point| point != 0) {
                mapped[count] = point;
                count += 1;
            }
        }
        return Ok(vm.new_str_from_code_points(&mapped[..count]));
    }
    let mut builder = Builder::with_capacity(points.len());
    for at in 0..points.len() {
        push_mapped(&mut builder, convert(points, at));
    }
    builder.finish(vm)
}

/// The same of ASCII, byte by byte.
#[inline(always)]
fn map_ascii(vm: &mut Vm, this: Value, mut convert: impl FnMut(u8) -> u8) -> Result<Option<Value>> {
    let Some(text) = ascii(this) else {
        return Ok(None);
    };
    if text.is_empty() {
        return Ok(Some(vm.char_str(None)));
    }
    // A new str, of a single character too, as in CPython.
    let (string, data) = vm.try_new_str_uninit(StrKind::Ascii, text.len())?;
    for (at, byte) in text.bytes().enumerate() {
        // SAFETY: room for as many bytes.
        unsafe { *data.add(at) = convert(byte) };
    }
    Ok(Some(string))
}

pub(super) fn lower(vm: &mut Vm, this: Value) -> Result {
    match map_ascii(vm, this, |byte| byte.to_ascii_lowercase())? {
        Some(string) => Ok(string),
        None => map(vm, this, lower_at),
    }
}

pub(super) fn upper(vm: &mut Vm, this: Value) -> Result {
    match map_ascii(vm, this, |byte| byte.to_ascii_uppercase())? {
        Some(string) => Ok(string),
        None => map(vm, this, |points, at| unicode::upper(points.at(at))),
    }
}

pub(super) fn casefold(vm: &mut Vm, this: Value) -> Result {
    match map_ascii(vm, this, |byte| byte.to_ascii_lowercase())? {
        Some(string) => Ok(string),
        None => map(vm, this, |points, at| unicode::fold(points.at(at))),
    }
}

pub(super) fn capitalize(vm: &mut Vm, this: Value) -> Result {
    let mut first = true;
    let convert = |byte: u8| {
        if core::mem::take(&mut first) {
            byte.to_ascii_uppercase()
        } else {
            byte.to_ascii_lowercase()
        }
    };
    if let Some(string) = map_ascii(vm, this, convert)? {
        return Ok(string);
    }
    map(vm, this, |points, at| {
        if at == 0 {
            unicode::title(points.at(0))
        } else {
            lower_at(points, at)
        }
    })
}

pub(super) fn swapcase(vm: &mut Vm, this: Value) -> Result {
    let convert = |byte: u8| byte ^ (u8::from(byte.is_ascii_alphabetic()) << 5);
    if let Some(string) = map_ascii(vm, this, convert)? {
        return Ok(string);
    }
    map(vm, this, |points, at| {
        let point = points.at(at);
        if unicode::is_upper(point) {
            lower_at(points, at)
        } else if unicode::is_lower(point) {
            unicode::upper(point)
        } else {
            [point, 0, 0]
        }
    })
}

pub(super) fn title(vm: &mut Vm, this: Value) -> Result {
    let mut inside = false;
    let convert = |byte: u8| {
        if core::mem::replace(&mut inside, byte.is_ascii_alphabetic()) {
            byte.to_ascii_lowercase()
        } else {
            byte.to_ascii_uppercase()
        }
    };
    if let Some(string) = map_ascii(vm, this, convert)? {
        return Ok(string);
    }
    map(vm, this, |points, at| {
        let inside = at > 0 && unicode::is_cased(points.at(at - 1));
        if inside {
            lower_at(points, at)
        } else {
            unicode::title(points.at(at))
        }
    })
}

#[inline(always)]
fn all(this: Value, test: impl Fn(u32) -> bool) -> Result {
    fn all_of<T: Copy + Into<u32>>(points: &[T], test: impl Fn(u32) -> bool) -> bool {
        !points.is_empty() && points.iter().all(|&point| test(point.into()))
    }
    Ok(Value::bool(with_chars!(chars(this), s => all_of(s, test))))
}

pub(super) fn isalpha(_: &mut Vm, this: Value) -> Result {
    all(this, unicode::is_alpha)
}

pub(super) fn isalnum(_: &mut Vm, this: Value) -> Result {
    all(this, unicode::is_alnum)
}

pub(super) fn isdecimal(_: &mut Vm, this: Value) -> Result {
    all(this, |point| unicode::decimal(point).is_some())
}

pub(super) fn isdigit(_: &mut Vm, this: Value) -> Result {
    all(this, |point| unicode::digit(point).is_some())
}

pub(super) fn isnumeric(_: &mut Vm, this: Value) -> Result {
    all(this, unicode::is_numeric)
}

pub(super) fn isspace(_: &mut Vm, this: Value) -> Result {
    all(this, unicode::is_space)
}

pub(super) fn isascii(_: &mut Vm, this: Value) -> Result {
    Ok(Value::bool(ascii(this).is_some()))
}

pub(super) fn isprintable(_: &mut Vm, this: Value) -> Result {
    Ok(Value::bool(chars(this).iter().all(unicode::is_printable)))
}

/// Whether a str is an identifier.
pub fn is_identifier(this: Value) -> bool {
    let mut points = chars(this).iter();
    points.next().is_some_and(unicode::is_id_start) && points.all(unicode::is_id_continue)
}

pub(super) fn isidentifier(_: &mut Vm, this: Value) -> Result {
    Ok(Value::bool(is_identifier(this)))
}

pub(super) fn islower(_: &mut Vm, this: Value) -> Result {
    let mut cased = false;
    for point in chars(this).iter() {
        if unicode::is_upper(point) || unicode::is_title(point) {
            return Ok(Value::FALSE);
        }
        cased |= unicode::is_lower(point);
    }
    Ok(Value::bool(cased))
}

pub(super) fn isupper(_: &mut Vm, this: Value) -> Result {
    let mut cased = false;
    for point in chars(this).iter() {
        if unicode::is_lower(point) || unicode::is_title(point) {
            return Ok(Value::FALSE);
        }
        cased |= unicode::is_upper(point);
    }
    Ok(Value::bool(cased))
}

pub(super) fn istitle(_: &mut Vm, this: Value) -> Result {
    let (mut cased, mut inside) = (false, false);
    for point in chars(this).iter() {
        if unicode::is_upper(point) || unicode::is_title(point) {
            if inside {
                return Ok(Value::FALSE);
            }
            (cased, inside) = (true, true);
        } else if unicode::is_lower(point) {
            if !inside {
                return Ok(Value::FALSE);
            }
            cased = true;
        } else {
            inside = false;
        }
    }
    Ok(Value::bool(cased))
}
