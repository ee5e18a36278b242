//! The class `str`.

use super::builder::Builder;
use super::{chars, compare, equal, hash, len, methods, search, unicode};
use crate::layout::{Class, Shape, Str, StrKind, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slots::{BinaryOperator as Op, Comparison};
use crate::objects::sequences::slice;
use crate::{Args, Result, Slots, Value, Vm};

/// Fills `str`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("str", Shape::Str);
    spec.flags = class_flags::STR_SUBCLASS
        | class_flags::BASE_TYPE
        | class_flags::MATCH_SELF
        | class_flags::IMMUTABLE
        | class_flags::VECTORCALL;
    let mut slots = Slots {
        repr: Some(repr),
        str: Some(|vm, this| vm.exact_str(this)),
        hash: Some(|_, this| Ok(hash(this))),
        iter: Some(|vm, this| Ok(vm.new_seq_iter(vm.types.str_iterator, this, 0))),
        compare: Some(compare_slot),
        length: Some(|_, this| Ok(len(this))),
        getitem: Some(getitem),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        new: Some(new),
        ..Slots::default()
    };
    slots.binary[Op::Remainder as usize] = Some(|vm, left, right| {
        if vm.is_str(left) {
            super::format::percent::format(vm, left, right)
        } else {
            Ok(Value::NOT_IMPLEMENTED)
        }
    });
    spec.slots = slots;
    spec.methods = methods::METHODS;
    spec.doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str";
    vm.define_class(vm.types.str, spec);
}

fn compare_slot(vm: &mut Vm, left: Value, right: Value, comparison: Comparison) -> Result {
    if !vm.is_str(left) || !vm.is_str(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    Ok(holds(comparison, left, right))
}

/// A comparison of two strs.
#[inline]
pub(crate) fn holds(comparison: Comparison, left: Value, right: Value) -> Value {
    Value::bool(match comparison {
        Comparison::Eq => equal(left, right),
        Comparison::Ne => !equal(left, right),
        other => other.holds(compare(left, right)),
    })
}

fn getitem(vm: &mut Vm, this: Value, sub: Value) -> Result {
    let length = len(this);
    let is_slice = vm.class_of(sub) == vm.types.slice;
    if is_slice && let Some((start, end)) = slice::plain_slice(sub, length) {
        return vm.str_slice(this, start, end);
    }
    if let Some(index) = vm.subscript_index(sub)? {
        let index = if index < 0 {
            index + length as i64
        } else {
            index
        };
        return match usize::try_from(index) {
            Ok(index) if index < length => Ok(vm.str_char(this, index)),
            _ => Err(vm.index_error("string index out of range")),
        };
    }
    if is_slice {
        let (start, _, step, count) = vm.slice_indices(sub, length)?;
        if step == 1 {
            let start = start.max(0) as usize;
            return vm.str_slice(this, start.min(length), (start + count).min(length));
        }
        let points = chars(this);
        let mut builder = Builder::with_capacity(count);
        for at in 0..count as i64 {
            builder.push(points.at((start + at * step) as usize));
        }
        return builder.finish(vm);
    }
    let name = vm.class_name(sub);
    Err(vm.type_error(format!("string indices must be integers, not '{name}'")))
}

fn contains(vm: &mut Vm, this: Value, item: Value) -> Result<bool> {
    if !vm.is_str(item) {
        let name = vm.class_name(item);
        return Err(vm.type_error(format!(
            "'in <string>' requires string as left operand, not {name}"
        )));
    }
    Ok(search::find(this, item, 0, len(this)).is_some())
}

fn concat(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !vm.is_str(right) {
        let name = vm.class_name(right);
        return Err(vm.type_error(format!("can only concatenate str (not \"{name}\") to str")));
    }
    vm.str_concat(left, right)
}

fn repeat(vm: &mut Vm, this: Value, times: i64) -> Result {
    let times = usize::try_from(times).unwrap_or(0);
    let length = len(this);
    if times == 0 || length == 0 {
        return Ok(vm.char_str(None));
    }
    if times == 1 {
        return vm.exact_str(this);
    }
    let kind = super::header(this).kind;
    let Some(total) = length.checked_mul(times) else {
        return Err(vm.no_memory());
    };
    let (string, data) = vm.try_new_str_uninit(kind, total)?;
    // SAFETY: room for `times` copies; what is copied again has been written.
    unsafe { fill_by_copies(super::raw(this), data, total * super::width(kind)) };
    Ok(string)
}

/// Fills memory by a piece again and again.
///
/// # Safety
/// So many bytes, a multiple of the piece's.
pub(crate) unsafe fn fill_by_copies(piece: &[u8], to: *mut u8, total: usize) {
    // SAFETY: the caller's; what is copied again has been written.
    unsafe {
        if let [byte] = *piece {
            return core::ptr::write_bytes(to, byte, total);
        }
        super::copy_short(piece.as_ptr(), to, piece.len());
        let mut done = piece.len();
        while done < total {
            let more = done.min(total - done);
            super::copy_short(to, to.add(done), more);
            done += more;
        }
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if args.pos().len() > 3 {
        return Err(vm.type_error(format!(
            "str expected at most 3 arguments, got {}",
            args.pos().len()
        )));
    }
    let [object, encoding, errors] =
        vm.bind_arguments("str", args, &["object", "encoding", "errors"], 0, 3, 0)?;
    let text = if object.is_null() {
        vm.char_str(None)
    } else if encoding.is_null() && errors.is_null() {
        vm.str(object)?
    } else {
        for (name, value) in [("encoding", encoding), ("errors", errors)] {
            if !value.is_null() {
                vm.expect_str("str", &format!("'{name}' "), value)?;
            }
        }
        if vm.is_str(object) {
            return Err(vm.type_error("decoding str is not supported"));
        }
        if vm.bytes_like(object).is_none() {
            let name = vm.class_name(object);
            return Err(vm.type_error(format!(
                "decoding to str: need a bytes-like object, {name} found"
            )));
        }
        vm.decode(object, encoding, errors)?
    };
    Ok(vm.str_of_class(class, text))
}

impl Vm {
    /// A str of a class: a subclass's is an object of its own.
    pub(crate) fn str_of_class(&mut self, class: *mut Class, string: Value) -> Value {
        if class == self.types.str {
            return string;
        }
        let data = super::raw(string);
        let kind = super::header(string).kind;
        let object = self
            .alloc(class, size_of::<Str>() + data.len() + 4)
            .cast::<Str>();
        // SAFETY: a fresh object with room for the characters.
        unsafe {
            (*object).len = len(string);
            (*object).hash = -1;
            (*object).kind = kind;
            core::ptr::copy_nonoverlapping(
                data.as_ptr(),
                (&raw mut (*object).inline).cast(),
                data.len(),
            );
        }
        Value::object(object)
    }

    /// A `repr` with every character beyond ASCII escaped.
    pub fn ascii_of(&mut self, repr: Value) -> Result {
        if super::ascii(repr).is_some() {
            return Ok(repr);
        }
        let mut builder = Builder::with_capacity(len(repr));
        for point in chars(repr).iter() {
            if point < 0x80 {
                builder.push(point)
            } else {
                push_escaped(&mut builder, point)
            }
        }
        builder.finish(self)
    }
}

/// Appends `\xe9`, `\u20ac` or `\U0001f600`.
pub(super) fn push_escaped(builder: &mut Builder, point: u32) {
    builder.push_text(&match point {
        0..0x100 => format!("\\x{point:02x}"),
        0x100..0x1_0000 => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    });
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let points = chars(this);
    let (mut single, mut double, mut plain) = (false, false, true);
    for point in points.iter() {
        match point {
            0x27 => single = true,
            0x22 => double = true,
            0x5c | 0..0x20 | 0x7f.. => plain = false,
            _ => {}
        }
    }
    let quote = if single && !double { '"' } else { '\'' };
    // Nothing to escape: the text between quotes.
    if plain && !(single && double) {
        let text = super::raw(this);
        let (string, data) = vm.try_new_str_uninit(StrKind::Ascii, text.len() + 2)?;
        // SAFETY: room for the text and two quotes. `plain` text is ASCII.
        unsafe {
            *data = quote as u8;
            core::ptr::copy_nonoverlapping(text.as_ptr(), data.add(1), text.len());
            *data.add(text.len() + 1) = quote as u8;
        }
        return Ok(string);
    }
    let mut builder = Builder::with_capacity(points.len() + 8);
    builder.push(quote as u32);
    for point in points.iter() {
        match point {
            0x5c => builder.push_text("\\\\"),
            9 => builder.push_text("\\t"),
            10 => builder.push_text("\\n"),
            13 => builder.push_text("\\r"),
            _ if point == quote as u32 => {
                builder.push('\\' as u32);
                builder.push(point);
            }
            _ if unicode::is_printable(point) => builder.push(point),
            _ => push_escaped(&mut builder, point),
        }
    }
    builder.push(quote as u32);
    builder.finish(vm)
}
