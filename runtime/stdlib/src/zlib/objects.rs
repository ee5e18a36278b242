//! The objects that compress and decompress piece by piece.

use vm::layout::{Class, Shape};
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::descriptors::read_only;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use super::deflate::{Deflater, FINISH, Options};
use super::inflate::{Inflater, Stop};
use super::{c_int_or, deflate, error, inflate, inflate_with, refused, size_or, stopped};
use crate::support::{add_class, class, recall_class};

struct Compress(Deflater);

impl Payload for Compress {}

#[derive(Clone)]
struct Decompress {
    stream: Inflater,
    dict: Option<Vec<u8>>,
    unused: Vec<u8>,
    tail: Vec<u8>,
    eof: bool,
    /// A flush that met the end has closed the stream.
    closed: bool,
}

impl Payload for Decompress {}

struct Decompressor {
    stream: Inflater,
    dict: Option<Vec<u8>>,
    /// Input that is still to be decompressed.
    held: Vec<u8>,
    unused: Vec<u8>,
    needs_input: bool,
    eof: bool,
}

impl Payload for Decompressor {}

/// The payload of a method's object, which its class has checked already.
fn own<'a, T: Payload>(vm: &mut Vm, this: Value) -> Result<&'a mut T> {
    match vm.payload::<T>(this) {
        Some(payload) => Ok(payload),
        None => Err(vm.type_error("a zlib object is required")),
    }
}

#[cold]
fn invalid_option(vm: &mut Vm) -> Raised {
    vm.value_error("Invalid initialization option")
}

/// A copy of an object's bytes, or MemoryError.
fn kept(vm: &mut Vm, bytes: &[u8]) -> Result<Vec<u8>> {
    vm.check_room(bytes.len())?;
    let mut copy = Vec::new();
    if copy.try_reserve_exact(bytes.len()).is_err() {
        return Err(vm.no_memory());
    }
    copy.extend_from_slice(bytes);
    Ok(copy)
}

/// A dictionary for decompressing.
fn dict_argument(vm: &mut Vm, dict: Value) -> Result<Option<Vec<u8>>> {
    if dict.is_null() {
        return Ok(None);
    }
    match vm.bytes_like(dict) {
        Some(bytes) => kept(vm, bytes).map(Some),
        None => Err(vm.type_error("zdict argument must support the buffer protocol")),
    }
}

pub fn compressobj(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["level", "method", "wbits", "memLevel", "strategy", "zdict"];
    let [level, method, wbits, memory, strategy, dict] =
        vm.bind_arguments("compressobj", args, &names, 0, 6, 0)?;
    let options = Options {
        level: c_int_or(vm, level, -1)?,
        method: c_int_or(vm, method, 8)?,
        wbits: c_int_or(vm, wbits, 15)?,
        memory: c_int_or(vm, memory, 8)?,
        strategy: c_int_or(vm, strategy, 0)?,
    };
    let dict = if dict.is_null() {
        None
    } else {
        Some(vm.expect_bytes(dict)?)
    };
    let Some(mut stream) = Deflater::new(options) else {
        return Err(invalid_option(vm));
    };
    if let Some(dict) = dict
        && !stream.set_dict(dict)
    {
        return Err(vm.value_error("Invalid dictionary"));
    }
    let class = recall_class(vm, "zlib.Compress");
    Ok(vm.new_native(class, Box::new(Compress(stream))))
}

fn compress(vm: &mut Vm, this: Value, data: Value) -> Result {
    let data = vm.expect_bytes(data)?;
    let stream = &mut own::<Compress>(vm, this)?.0;
    let mut out = Vec::new();
    deflate(vm, stream, data, &mut out)?;
    vm.try_new_bytes(&out)
}

fn flush_compress(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("flush", args.len(), 0, 1)?;
    let mode = c_int_or(vm, args.first().copied().unwrap_or(Value::NULL), FINISH)?;
    if mode == 0 {
        return Ok(vm.new_bytes(&[]));
    }
    let stream = &mut own::<Compress>(vm, this)?.0;
    let mut out = Vec::new();
    match stream.flush(mode, &mut out) {
        Ok(()) => vm.try_new_bytes(&out),
        Err(why) => Err(refused(vm, why, "flushing")),
    }
}

fn copy_compress(vm: &mut Vm, this: Value) -> Result {
    let stream = &own::<Compress>(vm, this)?.0;
    if stream.has_ended() {
        return Err(vm.value_error("Inconsistent stream state"));
    }
    let copy = Compress(stream.clone());
    let class = vm.class_of(this);
    Ok(vm.new_native(class, Box::new(copy)))
}

static COMPRESS_METHODS: &[Def] = &[
    Def::new("compress", Call::One(compress)).doc("($self, data, /)", ""),
    Def::new("flush", Call::Fast(flush_compress)).doc("($self, mode=zlib.Z_FINISH, /)", ""),
    Def::new("copy", Call::NoArgs(copy_compress)).doc("($self, /)", ""),
    Def::new("__copy__", Call::NoArgs(copy_compress)).doc("($self, /)", ""),
    Def::new(
        "__deepcopy__",
        Call::One(|vm, this, _| copy_compress(vm, this)),
    )
    .doc("($self, memo, /)", ""),
];

pub fn decompressobj(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [wbits, dict] = vm.bind_arguments("decompressobj", args, &["wbits", "zdict"], 0, 2, 0)?;
    let wbits = c_int_or(vm, wbits, 15)?;
    let dict = dict_argument(vm, dict)?;
    let stream = new_stream(vm, wbits, dict.as_deref())?;
    let class = recall_class(vm, "zlib.Decompress");
    Ok(vm.new_native(
        class,
        Box::new(Decompress {
            stream,
            dict,
            unused: Vec::new(),
            tail: Vec::new(),
            eof: false,
            closed: false,
        }),
    ))
}

/// A stream; without a header that could ask for the dictionary, it has it from the start.
fn new_stream(vm: &mut Vm, wbits: i32, dict: Option<&[u8]>) -> Result<Inflater> {
    let Some(mut stream) = Inflater::new(wbits) else {
        return Err(invalid_option(vm));
    };
    if let Some(dict) = dict
        && stream.is_raw()
    {
        stream.set_dict(dict);
    }
    Ok(stream)
}

/// Keeps what of the input was not used: after the stream's end as unused, otherwise as the tail.
fn keep_rest(vm: &mut Vm, state: &mut Decompress, rest: &[u8], stop: Stop) -> Result<()> {
    if stop == Stop::End {
        vm.check_room(rest.len())?;
        if state.unused.try_reserve(rest.len()).is_err() {
            return Err(vm.no_memory());
        }
        state.unused.extend_from_slice(rest);
        state.tail = Vec::new();
    } else {
        state.tail = kept(vm, rest)?;
    }
    Ok(())
}

fn decompress(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let names = ["data", "max_length"];
    let [data, limit] = vm.bind_arguments("decompress", args, &names, 1, 2, 1)?;
    vm.expect_bytes(data)?;
    let limit = match size_or(vm, limit, 0)? {
        0 => usize::MAX,
        limit => match usize::try_from(limit) {
            Ok(limit) => limit,
            Err(_) => return Err(vm.value_error("max_length must be non-negative")),
        },
    };
    let data = vm.expect_bytes(data)?;
    let state = own::<Decompress>(vm, this)?;
    if state.closed {
        state.tail = kept(vm, data)?;
        return Err(error(
            vm,
            "Error -2 while decompressing data: inconsistent stream state",
        ));
    }
    let mut out = Vec::new();
    let dict = state.dict.as_deref();
    let (used, stop) = inflate_with(vm, &mut state.stream, dict, data, &mut out, limit)?;
    keep_rest(vm, state, &data[used..], stop)?;
    match stop {
        Stop::End => state.eof = true,
        Stop::Input | Stop::Output => {}
        _ => return Err(stopped(vm, stop)),
    }
    vm.try_new_bytes(&out)
}

fn flush_decompress(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("flush", args.len(), 0, 1)?;
    // The length is a hint for the first buffer, which is not needed here.
    if size_or(vm, args.first().copied().unwrap_or(Value::NULL), 1)? <= 0 {
        return Err(vm.value_error("length must be greater than zero"));
    }
    let state = own::<Decompress>(vm, this)?;
    if state.closed {
        return Ok(vm.new_bytes(&[]));
    }
    let input = core::mem::take(&mut state.tail);
    let mut out = Vec::new();
    let (used, stop) = inflate(vm, &mut state.stream, &input, &mut out, usize::MAX)?;
    keep_rest(vm, state, &input[used..], stop)?;
    match stop {
        Stop::End => {
            state.eof = true;
            state.closed = true;
        }
        Stop::Input | Stop::Output => {}
        _ => return Err(stopped(vm, stop)),
    }
    vm.try_new_bytes(&out)
}

fn copy_decompress(vm: &mut Vm, this: Value) -> Result {
    let state = own::<Decompress>(vm, this)?;
    if state.closed {
        return Err(vm.value_error("Inconsistent stream state"));
    }
    vm.check_room(state.unused.len() + state.tail.len())?;
    let copy = state.clone();
    let class = vm.class_of(this);
    Ok(vm.new_native(class, Box::new(copy)))
}

static DECOMPRESS_METHODS: &[Def] = &[
    Def::new("decompress", Call::FastKeywords(decompress))
        .doc("($self, data, /, max_length=0)", ""),
    Def::new("flush", Call::Fast(flush_decompress)).doc("($self, length=zlib.DEF_BUF_SIZE, /)", ""),
    Def::new("copy", Call::NoArgs(copy_decompress)).doc("($self, /)", ""),
    Def::new("__copy__", Call::NoArgs(copy_decompress)).doc("($self, /)", ""),
    Def::new(
        "__deepcopy__",
        Call::One(|vm, this, _| copy_decompress(vm, this)),
    )
    .doc("($self, memo, /)", ""),
];

static DECOMPRESS_GETSET: &[GetSet] = &[
    read_only(
        "unused_data",
        |vm, this| {
            let state = own::<Decompress>(vm, this)?;
            vm.try_new_bytes(&state.unused)
        },
        "",
    ),
    read_only(
        "unconsumed_tail",
        |vm, this| {
            let state = own::<Decompress>(vm, this)?;
            vm.try_new_bytes(&state.tail)
        },
        "",
    ),
    read_only(
        "eof",
        |vm, this| Ok(Value::bool(own::<Decompress>(vm, this)?.eof)),
        "",
    ),
];

fn decompressor_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let names = ["wbits", "zdict"];
    let [wbits, dict] = vm.bind_arguments("_ZlibDecompressor", args, &names, 0, 2, 0)?;
    let wbits = c_int_or(vm, wbits, 15)?;
    // What is no dictionary is found to be none when the stream asks for one.
    let dict = if dict.is_null() || wbits >= 0 && vm.bytes_like(dict).is_none() {
        None
    } else {
        dict_argument(vm, dict)?
    };
    let stream = new_stream(vm, wbits, dict.as_deref())?;
    Ok(vm.new_native(
        class,
        Box::new(Decompressor {
            stream,
            dict,
            held: Vec::new(),
            unused: Vec::new(),
            needs_input: true,
            eof: false,
        }),
    ))
}

fn decompress_on(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let names = ["data", "max_length"];
    let [data, limit] = vm.bind_arguments("decompress", args, &names, 0, 2, 1)?;
    vm.expect_bytes(data)?;
    let limit = usize::try_from(size_or(vm, limit, -1)?).unwrap_or(usize::MAX);
    let data = vm.expect_bytes(data)?;
    let state = own::<Decompressor>(vm, this)?;
    if state.eof {
        return Err(vm.raise(vm.types.eof_error, "End of stream already reached"));
    }
    let mut input = core::mem::take(&mut state.held);
    let data = if input.is_empty() {
        data
    } else {
        vm.check_room(data.len())?;
        if input.try_reserve(data.len()).is_err() {
            return Err(vm.no_memory());
        }
        input.extend_from_slice(data);
        &input
    };
    let mut out = Vec::new();
    let (used, stop) = if limit == 0 {
        (0, Stop::Output)
    } else {
        let dict = state.dict.as_deref();
        inflate_with(vm, &mut state.stream, dict, data, &mut out, limit)?
    };
    let rest = kept(vm, &data[used..])?;
    match stop {
        Stop::End => {
            state.eof = true;
            state.needs_input = false;
            state.unused = rest;
        }
        Stop::Input | Stop::Output => {
            state.needs_input = rest.is_empty();
            state.held = rest;
        }
        _ => {
            state.needs_input = false;
            return Err(stopped(vm, stop));
        }
    }
    vm.try_new_bytes(&out)
}

static DECOMPRESSOR_METHODS: &[Def] = &[Def::new("decompress", Call::FastKeywords(decompress_on))
    .doc("($self, /, data, max_length=-1)", "")];

static DECOMPRESSOR_GETSET: &[GetSet] = &[
    read_only(
        "eof",
        |vm, this| Ok(Value::bool(own::<Decompressor>(vm, this)?.eof)),
        "True if the end-of-stream marker has been reached.",
    ),
    read_only(
        "unused_data",
        |vm, this| {
            let state = own::<Decompressor>(vm, this)?;
            vm.try_new_bytes(&state.unused)
        },
        "Data found after the end of the compressed stream.",
    ),
    read_only(
        "needs_input",
        |vm, this| Ok(Value::bool(own::<Decompressor>(vm, this)?.needs_input)),
        "True if more input is needed before more decompressed data can be produced.",
    ),
];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("Compress", Shape::Native);
    spec.module = "zlib";
    spec.methods = COMPRESS_METHODS;
    class(vm, spec);
    let mut spec = ClassSpec::new("Decompress", Shape::Native);
    spec.module = "zlib";
    spec.methods = DECOMPRESS_METHODS;
    spec.getset = DECOMPRESS_GETSET;
    class(vm, spec);
    let mut spec = ClassSpec::new("_ZlibDecompressor", Shape::Native);
    spec.module = "zlib";
    spec.slots.new = Some(decompressor_new);
    spec.methods = DECOMPRESSOR_METHODS;
    spec.getset = DECOMPRESSOR_GETSET;
    add_class(vm, module, spec);
}
