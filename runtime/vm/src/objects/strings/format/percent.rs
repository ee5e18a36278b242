//! `template % values`.

use super::number::radix_text;
use crate::layout::class_flags;
use crate::objects::numbers::float_text;
use crate::objects::sequences::tuple;
use crate::objects::strings::builder::Builder;
use crate::objects::strings::{Chars, len};
use crate::{Raised, Result, Value, Vm};

/// A conversion specification, as far as it was read.
#[derive(Default)]
pub(crate) struct Conversion {
    pub left: bool,
    pub plus: bool,
    pub space: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: usize,
    pub precision: Option<usize>,
}

/// The values on the right side.
struct Values {
    /// A tuple of them, or the single one.
    all: Value,
    is_tuple: bool,
    next: usize,
    /// The right side as a mapping, for `%(name)s`; NULL if it is none.
    mapping: Value,
}

impl Values {
    fn take(&mut self, vm: &mut Vm) -> Result {
        let items = if self.is_tuple {
            tuple::items(self.all)
        } else {
            core::slice::from_ref(&self.all)
        };
        match items.get(self.next) {
            Some(&item) => {
                self.next += 1;
                Ok(item)
            }
            None => Err(vm.type_error("not enough arguments for format string")),
        }
    }
}

/// `template % values` of a str.
pub(crate) fn format(vm: &mut Vm, template: Value, right: Value) -> Result {
    let points = super::points(template);
    let is_tuple = vm.has_class_flag(right, class_flags::TUPLE_SUBCLASS);
    let right_class = vm.class_of(right);
    let mapping = !is_tuple && !vm.is_str(right) && vm.slots(right_class).getitem.is_some();
    let mut values = Values {
        all: right,
        is_tuple,
        next: 0,
        mapping: if mapping { right } else { Value::NULL },
    };
    let mut out = Builder::with_capacity(points.len() + 16);
    let mut at = 0;
    while at < points.len() {
        let start = at;
        at = points.find(at, [b'%']).unwrap_or(points.len());
        if at > start {
            out.push_chars(points.slice(start, at));
        }
        if at < points.len() {
            at = conversion(vm, template, points, at + 1, &mut values, &mut out)?;
        }
    }
    let given = if values.is_tuple {
        tuple::items(values.all).len()
    } else {
        1
    };
    if values.next < given && values.mapping.is_null() {
        return Err(vm.type_error("not all arguments converted during string formatting"));
    }
    out.finish(vm)
}

#[inline]
fn at_char(points: Chars<'_>, at: usize) -> Option<char> {
    if at < points.len() {
        Some(char::from_u32(points.at(at)).unwrap_or('\u{fffd}'))
    } else {
        None
    }
}

/// Handles one conversion, from behind its `%`; returns where it ends.
fn conversion(
    vm: &mut Vm,
    template: Value,
    points: Chars<'_>,
    start: usize,
    values: &mut Values,
    out: &mut Builder,
) -> Result<usize> {
    if let Some(kind @ ('d' | 's')) = at_char(points, start)
        && plain(vm, kind, values, out)?
    {
        return Ok(start + 1);
    }
    let mut at = start;
    let mut spec = Conversion::default();
    if at_char(points, at) == Some('(') {
        if values.mapping.is_null() {
            return Err(vm.type_error("format requires a mapping"));
        }
        let from = at + 1;
        let mut depth = 1;
        at = from;
        while at < points.len() {
            match at_char(points, at) {
                Some('(') => depth += 1,
                Some(')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            at += 1;
        }
        if at >= points.len() {
            return Err(vm.value_error("incomplete format key"));
        }
        let key = vm.str_slice(template, from, at)?;
        at += 1;
        let value = vm.get_item(values.mapping, key)?;
        *values = Values {
            all: value,
            is_tuple: false,
            next: 0,
            mapping: values.mapping,
        };
    }
    loop {
        match at_char(points, at) {
            Some('-') => spec.left = true,
            Some('+') => spec.plus = true,
            Some(' ') => spec.space = true,
            Some('#') => spec.alternate = true,
            Some('0') => spec.zero = true,
            _ => break,
        }
        at += 1;
    }
    if at_char(points, at) == Some('*') {
        let width = values.take(vm)?;
        let width = starred(vm, width, false)?;
        if width < 0 {
            spec.left = true;
        }
        spec.width = width.unsigned_abs() as usize;
        at += 1;
    } else {
        (spec.width, at) = digits(vm, points, at, "width too big")?;
    }
    if at_char(points, at) == Some('.') {
        at += 1;
        if at_char(points, at) == Some('*') {
            let precision = values.take(vm)?;
            let precision = starred(vm, precision, true)?;
            spec.precision = Some(usize::try_from(precision).unwrap_or(0));
            at += 1;
        } else {
            let (precision, end) = digits(vm, points, at, "precision too big")?;
            spec.precision = Some(precision);
            at = end;
        }
    }
    if let Some('h' | 'l' | 'L') = at_char(points, at) {
        at += 1;
    }
    let Some(kind) = at_char(points, at) else {
        return Err(vm.value_error("incomplete format"));
    };
    if kind == '%' && at == start {
        out.push('%' as u32);
        return Ok(at + 1);
    }
    let value = values.take(vm)?;
    if !matches!(
        kind,
        's' | 'r'
            | 'a'
            | 'c'
            | 'd'
            | 'i'
            | 'u'
            | 'o'
            | 'x'
            | 'X'
            | 'e'
            | 'E'
            | 'f'
            | 'F'
            | 'g'
            | 'G'
    ) {
        let code = points.at(at);
        let shown = if (0x20..0x7f).contains(&code) {
            kind
        } else {
            '?'
        };
        return Err(vm.value_error(format!(
            "unsupported format character '{shown}' (0x{code:x}) at index {at}"
        )));
    }
    if spec.width > vm.heap.limit
        || spec
            .precision
            .is_some_and(|precision| precision > vm.heap.limit)
    {
        return Err(vm.no_memory());
    }
    match kind {
        's' | 'r' | 'a' => {
            let text = match kind {
                's' => vm.str(value)?,
                'r' => vm.repr(value)?,
                _ => vm.ascii(value)?,
            };
            let shown = spec
                .precision
                .map_or(len(text), |precision| precision.min(len(text)));
            push_text(out, &spec, super::points(text).slice(0, shown));
        }
        'c' => {
            let point = character(vm, value)?;
            push_text(out, &spec, Chars::Ucs4(&[point]));
        }
        _ => {
            let text = number_text(vm, value, kind, &spec)?;
            push_number(&text, &spec, out);
        }
    }
    Ok(at + 1)
}

/// Most conversions: of a str, or an int of one word, as it is. Whether it was one; if not, nothing is taken.
fn plain(vm: &mut Vm, kind: char, values: &mut Values, out: &mut Builder) -> Result<bool> {
    let value = values.take(vm)?;
    let done = (kind == 's' || value.is_int()) && super::push_plain(vm, value, out);
    if !done {
        values.next -= 1;
    }
    Ok(done)
}

/// What `*` takes for a width, or for a precision.
pub(crate) fn starred(vm: &mut Vm, value: Value, is_precision: bool) -> Result<i64> {
    if !vm.is_int(value) {
        return Err(vm.type_error("* wants int"));
    }
    match vm.int_as_i64(value) {
        Some(number) if is_precision && i32::try_from(number).is_err() => {
            Err(vm.overflow_error("Python int too large to convert to C int"))
        }
        Some(i64::MIN) => Err(vm.overflow_error("width too big")),
        Some(number) => Ok(number),
        None => {
            let wanted = if is_precision { "int" } else { "ssize_t" };
            let message = format!("Python int too large to convert to C {wanted}");
            Err(vm.overflow_error(message))
        }
    }
}

fn digits(vm: &mut Vm, points: Chars<'_>, at: usize, message: &str) -> Result<(usize, usize)> {
    let (mut value, mut end) = (0usize, at);
    while let Some(digit) = at_char(points, end).and_then(|c| c.to_digit(10)) {
        value = match value
            .checked_mul(10)
            .and_then(|value| value.checked_add(digit as usize))
        {
            Some(value) if value <= isize::MAX as usize => value,
            _ => return Err(vm.value_error(message)),
        };
        end += 1;
    }
    Ok((value, end))
}

fn push_text(out: &mut Builder, spec: &Conversion, text: Chars<'_>) {
    let space = spec.width.saturating_sub(text.len());
    if !spec.left {
        out.push_times(32, space);
    }
    out.push_chars(text);
    if spec.left {
        out.push_times(32, space);
    }
}

fn character(vm: &mut Vm, value: Value) -> Result<u32> {
    if vm.is_str(value) {
        if len(value) == 1 {
            return Ok(crate::objects::strings::at(value, 0));
        }
        let length = len(value);
        return Err(vm.type_error(format!(
            "%c requires an int or a unicode character, not a string of length {length}"
        )));
    }
    let class = vm.class_of(value);
    if vm.int_view(value).is_none() && vm.slots(class).index.is_none() {
        let name = vm.class_name(value);
        return Err(vm.type_error(format!(
            "%c requires an int or a unicode character, not {name}"
        )));
    }
    let index = vm.index(value)?;
    match vm.int_as_i64(index) {
        Some(point @ 0..0x11_0000) => Ok(point as u32),
        _ => Err(vm.overflow_error("%c arg not in range(0x110000)")),
    }
}

/// The text of a number with its sign (also `+` or a space) and prefix, not yet padded.
pub(crate) fn number_text(
    vm: &mut Vm,
    value: Value,
    kind: char,
    spec: &Conversion,
) -> Result<String> {
    let mut text = String::new();
    let sign = |negative: bool| match (negative, spec.plus, spec.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    if matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G') {
        let float = vm.expect_f64(value)?;
        let precision = spec.precision.unwrap_or(6);
        if precision > i32::MAX as usize {
            return Err(vm.value_error("precision too big"));
        }
        let magnitude = float.abs();
        text.push_str(sign(float.is_sign_negative() && !float.is_nan()));
        match float_text::special(magnitude) {
            Some(special) if kind.is_ascii_uppercase() => text += &special.to_uppercase(),
            Some(special) => text += special,
            None => float_text::push_precise(&mut text, magnitude, kind, precision, spec.alternate),
        }
        return Ok(text);
    }
    let int = whole_number(vm, value, kind)?;
    let Some(view) = vm.int_view(int) else {
        return Err(wrong_type(vm, value, kind));
    };
    text.push_str(sign(view.is_negative()));
    text.push_str(match (spec.alternate, kind) {
        (true, 'x') => "0x",
        (true, 'X') => "0X",
        (true, 'o') => "0o",
        _ => "",
    });
    let digits = if matches!(kind, 'd' | 'i' | 'u') {
        vm.int_text(view)?
    } else {
        radix_text(view, kind)
    };
    let digits = digits.trim_start_matches('-');
    let zeros = spec.precision.unwrap_or(0).saturating_sub(digits.len());
    text.extend(core::iter::repeat_n('0', zeros));
    text.push_str(digits);
    Ok(text)
}

fn whole_number(vm: &mut Vm, value: Value, kind: char) -> Result {
    if vm.is_int(value) {
        return Ok(value);
    }
    let class = vm.class_of(value);
    let slots = vm.slots(class);
    let (has_index, has_int, has_float) = (
        slots.index.is_some(),
        slots.int.is_some(),
        slots.float.is_some(),
    );
    let converted = if matches!(kind, 'o' | 'x' | 'X') {
        if has_index {
            vm.index(value)
        } else {
            return Err(wrong_type(vm, value, kind));
        }
    } else if has_index || has_int || has_float {
        vm.to_int(value)
    } else {
        return Err(wrong_type(vm, value, kind));
    };
    converted.map_err(|raised| {
        let exception = vm.raised;
        if vm.is_exception(exception, vm.types.type_error) {
            vm.take_raised();
            return wrong_type(vm, value, kind);
        }
        raised
    })
}

fn wrong_type(vm: &mut Vm, value: Value, kind: char) -> Raised {
    let name = vm.class_name(value);
    let wanted = if matches!(kind, 'o' | 'x' | 'X') {
        "an integer"
    } else {
        "a real number"
    };
    vm.type_error(format!("%{kind} format: {wanted} is required, not {name}"))
}

/// Appends a number padded to the width: with zeros behind the sign and prefix, or with spaces.
pub(crate) fn push_number(text: &str, spec: &Conversion, out: &mut Builder) {
    let space = spec.width.saturating_sub(text.len());
    if spec.left {
        out.push_text(text);
        out.push_times(32, space);
    } else if spec.zero {
        let sign = text.len() - text.trim_start_matches(['-', '+', ' ']).len();
        let rest = &text[sign..];
        let prefix = if spec.alternate
            && rest.len() > 1
            && rest.starts_with('0')
            && matches!(rest.as_bytes()[1], b'x' | b'X' | b'o')
        {
            2
        } else {
            0
        };
        out.push_text(&text[..sign + prefix]);
        out.push_times('0' as u32, space);
        out.push_text(&text[sign + prefix..]);
    } else {
        out.push_times(32, space);
        out.push_text(text);
    }
}
