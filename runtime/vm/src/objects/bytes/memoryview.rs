//! `memoryview` of bytes and bytearray: one dimension, native formats (CPython's `Objects/memoryobject.c`).

use super::{array_data, is_array, pack};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::list;
use crate::{Args, Call, Def, Result, Slots, Value, Vm};

// The fields of the object: what is viewed (NULL once released), the first byte, items, bytes from item to item, format.
const BASE: usize = 0;
const OFFSET: usize = 1;
const LENGTH: usize = 2;
const STEP: usize = 3;
const FORMAT: usize = 4;
/// Whether it was made read-only.
const READONLY: usize = 5;
const FIELDS: u16 = 6;

/// CPython's `PyBUF_FULL_RO`: any buffer, read only or not.
pub(super) const FULL_READ_ONLY: i64 = 0x11c;
/// CPython's `PyBUF_SIMPLE`.
pub(super) const SIMPLE: i64 = 0;

/// Fills `memoryview`.
pub(super) fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("memoryview", Shape::Fields);
    spec.fields = FIELDS;
    spec.flags = class_flags::SEQUENCE | class_flags::IMMUTABLE;
    spec.slots = Slots {
        repr: Some(|vm, this| {
            let released = if field(this, BASE).is_null() {
                "released "
            } else {
                ""
            };
            Ok(vm.new_str(&format!("<{released}memory at {:#x}>", this.bits())))
        }),
        hash: Some(hash),
        compare: Some(compare),
        length: Some(|vm, this| Ok(view(vm, this)?.length)),
        getitem: Some(getitem),
        setitem: Some(setitem),
        iter: Some(|vm, this| Ok(vm.new_seq_iter(vm.types.seq_iterator, this, 0))),
        new: Some(new),
        ..Slots::default()
    };
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Create a new memoryview object which references the given object.";
    vm.define_class(vm.types.memoryview, spec);
}

static METHODS: &[Def] = &[
    Def::new("tobytes", Call::FastKeywords(tobytes)).doc(
        "($self, /, order='C')",
        "Return the data in the buffer as a byte string.",
    ),
    Def::new("tolist", Call::NoArgs(tolist)).doc(
        "($self, /)",
        "Return the data in the buffer as a list of elements.",
    ),
    Def::new("hex", Call::FastKeywords(hex)).doc(
        "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
        "Return the data in the buffer as a str of hexadecimal numbers.",
    ),
    Def::new("cast", Call::FastKeywords(cast)).doc(
        "($self, /, format, shape=<unrepresentable>)",
        "Cast a memoryview to a new format or shape.",
    ),
    Def::new("toreadonly", Call::NoArgs(toreadonly))
        .doc("($self, /)", "Return a readonly version of the memoryview."),
    Def::new("release", Call::NoArgs(release)).doc(
        "($self, /)",
        "Release the underlying buffer exposed by the memoryview object.",
    ),
    Def::new(
        "__enter__",
        Call::NoArgs(|vm, this| view(vm, this).map(|_| this)),
    ),
    Def::new("__exit__", Call::Fast(|vm, this, _| release(vm, this))),
    Def::new("count", Call::One(count)).doc(
        "($self, value, /)",
        "Count the number of occurrences of a value.",
    ),
    Def::new("index", Call::Fast(index)).doc(
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return the index of the first occurrence of a value.",
    ),
];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "obj",
        get: |vm, this| view(vm, this).map(|view| view.base),
        set: None,
        doc: "The underlying object of the memoryview.",
    },
    GetSet {
        name: "nbytes",
        get: |vm, this| {
            let view = view(vm, this)?;
            Ok(vm.new_int_usize(view.length * view.size))
        },
        set: None,
        doc: "The amount of space in bytes that the array would use in a contiguous representation.",
    },
    GetSet {
        name: "readonly",
        get: |vm, this| view(vm, this).map(|view| Value::bool(!view.writable)),
        set: None,
        doc: "A bool indicating whether the memory is read only.",
    },
    GetSet {
        name: "itemsize",
        get: |vm, this| {
            let view = view(vm, this)?;
            Ok(vm.new_int_usize(view.size))
        },
        set: None,
        doc: "The size in bytes of each element of the memoryview.",
    },
    GetSet {
        name: "format",
        get: |vm, this| view(vm, this).map(|_| field(this, FORMAT)),
        set: None,
        doc: "A string containing the format of the elements.",
    },
    GetSet {
        name: "ndim",
        get: |vm, this| view(vm, this).map(|_| Value::int_unchecked(1)),
        set: None,
        doc: "An integer indicating how many dimensions of a multi-dimensional array the memory represents.",
    },
    GetSet {
        name: "shape",
        get: |vm, this| {
            let view = view(vm, this)?;
            let length = vm.new_int_usize(view.length);
            Ok(vm.new_tuple(&[length]))
        },
        set: None,
        doc: "A tuple of ndim integers giving the shape of the memory as an N-dimensional array.",
    },
    GetSet {
        name: "strides",
        get: |vm, this| {
            let view = view(vm, this)?;
            let step = vm.new_int(view.step);
            Ok(vm.new_tuple(&[step]))
        },
        set: None,
        doc: "A tuple of ndim integers giving the size in bytes to access each element for each dimension of the array.",
    },
    GetSet {
        name: "suboffsets",
        get: |vm, this| {
            view(vm, this)?;
            Ok(vm.new_tuple(&[]))
        },
        set: None,
        doc: "A tuple of integers used internally for PIL-style arrays.",
    },
    GetSet {
        name: "c_contiguous",
        get: contiguous,
        set: None,
        doc: "A bool indicating whether the memory is C contiguous.",
    },
    GetSet {
        name: "f_contiguous",
        get: contiguous,
        set: None,
        doc: "A bool indicating whether the memory is Fortran contiguous.",
    },
    GetSet {
        name: "contiguous",
        get: contiguous,
        set: None,
        doc: "A bool indicating whether the memory is contiguous.",
    },
];

/// A view's fields.
#[derive(Clone, Copy)]
struct View {
    base: Value,
    offset: usize,
    length: usize,
    step: i64,
    format: char,
    size: usize,
    writable: bool,
}

fn view(vm: &mut Vm, this: Value) -> Result<View> {
    match fields(vm, this) {
        Some(view) => Ok(view),
        None => Err(vm.value_error("operation forbidden on released memoryview object")),
    }
}

/// What a memoryview shows.
pub(super) fn content(vm: &mut Vm, this: Value) -> Result<Vec<u8>> {
    Ok(view(vm, this)?.bytes(vm))
}

fn fields(vm: &Vm, this: Value) -> Option<View> {
    let base = field(this, BASE);
    if base.is_null() {
        return None;
    }
    let number = |index| field(this, index).as_int().unwrap_or(0);
    let format = vm
        .text(field(this, FORMAT))
        .trim_start_matches('@')
        .chars()
        .next()
        .unwrap_or('B');
    Some(View {
        base,
        offset: number(OFFSET) as usize,
        length: number(LENGTH) as usize,
        step: number(STEP),
        format,
        size: pack::size(format).unwrap_or(1),
        writable: is_array(base) && field(this, READONLY) != Value::TRUE,
    })
}

impl View {
    /// The bytes of an item, if the viewed object still has them.
    fn item<'a>(&self, vm: &Vm, index: usize) -> Option<&'a [u8]> {
        let at = usize::try_from(self.offset as i64 + index as i64 * self.step).ok()?;
        vm.bytes_like(self.base)?.get(at..at + self.size)
    }

    /// All items' bytes, one after the other.
    fn bytes(&self, vm: &Vm) -> Vec<u8> {
        (0..self.length)
            .filter_map(|index| self.item(vm, index))
            .flatten()
            .copied()
            .collect()
    }

    fn is_contiguous(&self) -> bool {
        self.step == self.size as i64 || self.length <= 1
    }
}

impl Vm {
    /// The data that a contiguous memoryview shows.
    pub(crate) fn view_data<'a>(&self, this: Value) -> Option<&'a [u8]> {
        let view = fields(self, this)?;
        if !view.is_contiguous() {
            return None;
        }
        let data = self.bytes_like(view.base)?;
        let start = view.offset.min(data.len());
        Some(&data[start..(start + view.length * view.size).min(data.len())])
    }

    /// The data of a bytearray, or of a contiguous writable memoryview of one, to be written to (`readinto`).
    pub fn writable_bytes<'a>(&self, value: Value) -> Option<&'a mut [u8]> {
        if self.has_shape(value, Shape::ByteArray) {
            return Some(array_data(value));
        }
        if !self.is_view(value) {
            return None;
        }
        let view = fields(self, value).filter(|view| view.writable && view.is_contiguous())?;
        let data = array_data(view.base);
        let start = view.offset.min(data.len());
        let end = (start + view.length * view.size).min(data.len());
        Some(&mut data[start..end])
    }

    fn has_shape(&self, value: Value, shape: Shape) -> bool {
        // SAFETY: typed: what is an object, which is asked first, begins with its class.
        value.is_object()
            && unsafe { (*crate::objects::cast::class_of_object(value)).shape == shape }
    }

    /// Whether it is a memoryview.
    #[inline]
    pub(crate) fn is_view(&self, value: Value) -> bool {
        crate::objects::cast::is_exactly(value, self.types.memoryview)
    }

    /// The memoryview that a class's `__buffer__` gives, if it has one (CPython's `slot_bf_getbuffer`).
    pub(super) fn buffer_of(&mut self, value: Value, flags: i64) -> Result<Option<Value>> {
        let name = self.intern("__buffer__");
        let Some((method, this)) = self.get_special(value, name)? else {
            return Ok(None);
        };
        let flags = Value::int_unchecked(flags);
        let exposed = self.call_with_self(method, this, Args::positional(&[flags]))?;
        if self.is_view(exposed) {
            return Ok(Some(exposed));
        }
        Err(self.type_error("__buffer__ returned non-memoryview object"))
    }

    fn new_view(&mut self, view: View, format: Value, readonly: bool) -> Value {
        let size = size_of::<crate::layout::Object>() + FIELDS as usize * size_of::<Value>();
        let this = Value::object(self.alloc(self.types.memoryview, size));
        let content = [
            (BASE, view.base),
            (OFFSET, Value::int_unchecked(view.offset as i64)),
            (LENGTH, Value::int_unchecked(view.length as i64)),
            (STEP, Value::int_unchecked(view.step)),
            (FORMAT, format),
            (READONLY, Value::bool(readonly)),
        ];
        for (index, value) in content {
            set_field(self, this, index, value);
        }
        this
    }
}

fn new(vm: &mut Vm, _class: *mut Class, args: Args<'_>) -> Result {
    let [object] = vm.bind_arguments("memoryview", args, &["object"], 0, 1, 1)?;
    if vm.is_view(object) {
        let view = view(vm, object)?;
        return Ok(vm.new_view(view, field(object, FORMAT), !view.writable));
    }
    if let Some(exposed) = vm.buffer_of(object, FULL_READ_ONLY)? {
        let view = view(vm, exposed)?;
        return Ok(vm.new_view(view, field(exposed, FORMAT), !view.writable));
    }
    let Some(data) = vm.bytes_like(object) else {
        let name = vm.class_name(object);
        return Err(vm.type_error(format!(
            "memoryview: a bytes-like object is required, not '{name}'"
        )));
    };
    let view = View {
        base: object,
        offset: 0,
        length: data.len(),
        step: 1,
        format: 'B',
        size: 1,
        writable: false,
    };
    let format = vm.intern("B");
    Ok(vm.new_view(view, format, false))
}

fn hash(vm: &mut Vm, this: Value) -> Result<i64> {
    let view = view(vm, this)?;
    if view.writable {
        return Err(vm.value_error("cannot hash writable memoryview object"));
    }
    if !matches!(view.format, 'B' | 'b' | 'c') {
        return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
    }
    Ok(crate::objects::strings::hash_bytes(&view.bytes(vm)))
}

fn compare(vm: &mut Vm, left: Value, right: Value, comparison: Comparison) -> Result {
    if !matches!(comparison, Comparison::Eq | Comparison::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (Some(a), true) = (
        fields(vm, left),
        vm.bytes_like(right).is_some() || vm.is_view(right),
    ) else {
        return Ok(if left == right {
            Value::bool(comparison == Comparison::Eq)
        } else {
            Value::NOT_IMPLEMENTED
        });
    };
    let equal = if vm.is_view(right) {
        match fields(vm, right) {
            None => false,
            Some(b) if a.format == b.format && !matches!(a.format, 'f' | 'd') => {
                a.length == b.length && a.bytes(vm) == b.bytes(vm)
            }
            Some(_) => {
                let (x, y) = (tolist(vm, left)?, tolist(vm, right)?);
                vm.equal(x, y)?
            }
        }
    } else {
        matches!(a.format, 'B' | 'c') && a.bytes(vm) == vm.bytes_like(right).unwrap_or_default()
    };
    Ok(Value::bool(equal == (comparison == Comparison::Eq)))
}

fn contiguous(vm: &mut Vm, this: Value) -> Result {
    view(vm, this).map(|view| Value::bool(view.is_contiguous()))
}

/// The item at an index, which lies within.
fn read(vm: &mut Vm, view: &View, index: usize) -> Result {
    match view.item(vm, index) {
        Some(bytes) => Ok(pack::unpack(vm, view.format, bytes)),
        None => Err(vm.index_error("index out of bounds on dimension 1")),
    }
}

fn getitem(vm: &mut Vm, this: Value, sub: Value) -> Result {
    let view = view(vm, this)?;
    if let Some(index) = vm.subscript_index(sub)? {
        let index = if index < 0 {
            index + view.length as i64
        } else {
            index
        };
        return match usize::try_from(index) {
            Ok(index) if index < view.length => read(vm, &view, index),
            _ => Err(vm.index_error("index out of bounds on dimension 1")),
        };
    }
    if vm.class_of(sub) == vm.types.slice {
        let part = sliced(vm, &view, sub)?;
        return Ok(vm.new_view(part, field(this, FORMAT), !view.writable));
    }
    Err(vm.type_error("memoryview: invalid slice key"))
}

fn sliced(vm: &mut Vm, view: &View, slice: Value) -> Result<View> {
    let (start, _, step, count) = vm.slice_indices(slice, view.length)?;
    let offset = view.offset as i64 + start.max(0) * view.step;
    Ok(View {
        offset: offset.max(0) as usize,
        length: count,
        step: view.step * step,
        ..*view
    })
}

fn setitem(vm: &mut Vm, this: Value, sub: Value, value: Value) -> Result<()> {
    let whole = view(vm, this)?;
    if !whole.writable {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    if value.is_null() {
        return Err(vm.type_error("cannot delete memory"));
    }
    let (part, data) = if let Some(index) = vm.subscript_index(sub)? {
        let index = if index < 0 {
            index + whole.length as i64
        } else {
            index
        };
        if index < 0 || index >= whole.length as i64 {
            return Err(vm.index_error("index out of bounds on dimension 1"));
        }
        let data = pack::pack(vm, whole.format, value, "memoryview")?;
        (
            View {
                offset: (whole.offset as i64 + index * whole.step).max(0) as usize,
                length: 1,
                ..whole
            },
            data,
        )
    } else if vm.class_of(sub) == vm.types.slice {
        let part = sliced(vm, &whole, sub)?;
        let data = if vm.is_view(value) {
            view(vm, value)?.bytes(vm)
        } else {
            {
                let bytes = vm.expect_bytes(value)?;
                vm.copied(bytes)?
            }
        };
        if data.len() != part.length * part.size {
            return Err(vm.value_error(
                "memoryview assignment: lvalue and rvalue have different structures",
            ));
        }
        (part, data)
    } else {
        return Err(vm.type_error("memoryview: invalid slice key"));
    };
    let target = array_data(part.base);
    for (index, item) in data.chunks(part.size).enumerate() {
        let at = (part.offset as i64 + index as i64 * part.step).max(0) as usize;
        if let Some(place) = target.get_mut(at..at + item.len()) {
            place.copy_from_slice(item);
        }
    }
    Ok(())
}

fn tobytes(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    vm.bind_arguments("tobytes", args, &["order"], 0, 1, 0)?;
    let data = view(vm, this)?.bytes(vm);
    vm.try_new_bytes(&data)
}

fn tolist(vm: &mut Vm, this: Value) -> Result {
    let view = view(vm, this)?;
    let list = vm.new_list(&[]);
    for index in 0..view.length {
        let item = read(vm, &view, index)?;
        vm.list_push(list, item)?;
    }
    Ok(list)
}

fn hex(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [sep, group] = vm.bind_arguments("hex", args, &["sep", "bytes_per_sep"], 0, 2, 0)?;
    let group = if group.is_null() {
        1
    } else {
        vm.index_i64(group, vm.types.overflow_error)?
    };
    let data = view(vm, this)?.bytes(vm);
    let text = vm.hex_text(&data, sep, group)?;
    vm.try_new_str(&text)
}

fn cast(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [format, shape] = vm.bind_arguments("cast", args, &["format", "shape"], 0, 2, 1)?;
    vm.expect_str("cast", "'format' ", format)?;
    let _ = shape;
    let view = view(vm, this)?;
    let text = vm.text(format).into_owned();
    let code = text.strip_prefix('@').unwrap_or(&text);
    let size = match code
        .chars()
        .next()
        .filter(|_| code.chars().count() == 1)
        .and_then(pack::size)
    {
        Some(size) => size,
        None => {
            return Err(vm.value_error(
                "memoryview: destination format must be a native single character format prefixed with an optional '@'",
            ));
        }
    };
    if !view.is_contiguous() {
        return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    let bytes = view.length * view.size;
    if !bytes.is_multiple_of(size) {
        return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
    }
    let part = View {
        length: bytes / size,
        step: size as i64,
        ..view
    };
    Ok(vm.new_view(part, format, !view.writable))
}

fn toreadonly(vm: &mut Vm, this: Value) -> Result {
    let view = view(vm, this)?;
    Ok(vm.new_view(view, field(this, FORMAT), true))
}

fn release(vm: &mut Vm, this: Value) -> Result {
    set_field(vm, this, BASE, Value::NULL);
    Ok(Value::NONE)
}

fn count(vm: &mut Vm, this: Value, value: Value) -> Result {
    let list = tolist(vm, this)?;
    vm.call_method(list, "count", &[value])
}

fn index(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("index", args.len(), 1, 3)?;
    let list = tolist(vm, this)?;
    for at in 0..vm.length(list)? {
        let item = list::items(list)[at];
        if vm.equal(item, args[0])? {
            let bounds = vm.bounds_arguments(&args[1..], list::items(list).len())?;
            if (bounds.0..bounds.1).contains(&at) {
                return Ok(vm.new_int_usize(at));
            }
        }
    }
    Err(vm.value_error("memoryview.index(x): x not found"))
}
