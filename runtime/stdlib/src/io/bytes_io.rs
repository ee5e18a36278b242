//! `BytesIO`: bytes in memory.

use vm::layout::{Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::{Args, Call, Def, Result, Value, Vm};

use super::binary::count;
use crate::support::{self, add_class};

/// Bytes and a position in them; `None` once closed.
struct Bytes {
    content: Option<Vec<u8>>,
    position: usize,
}

impl Payload for Bytes {}

fn state<'a>(vm: &mut Vm, io: Value) -> Result<(&'a mut Vec<u8>, &'a mut usize)> {
    if let Some(bytes) = vm.payload::<Bytes>(io)
        && let Some(content) = &mut bytes.content
    {
        return Ok((content, &mut bytes.position));
    }
    Err(vm.value_error("I/O operation on closed file."))
}

fn new(vm: &mut Vm, class: *mut vm::layout::Class, _: Args<'_>) -> Result {
    Ok(vm.new_native(
        class,
        Box::new(Bytes {
            content: Some(Vec::new()),
            position: 0,
        }),
    ))
}

fn init_io(vm: &mut Vm, io: Value, args: Args<'_>) -> Result<()> {
    let [initial] = vm.bind_arguments("BytesIO", args, &["initial_bytes"], 0, 1, 0)?;
    let content = if initial.is_null() || initial.is_none() {
        Vec::new()
    } else {
        {
            let initial = support::bytes_like(vm, initial)?;
            vm.copied(initial)?
        }
    };
    if let Some(bytes) = vm.payload::<Bytes>(io) {
        bytes.content = Some(content);
        bytes.position = 0;
    }
    Ok(())
}

fn write(vm: &mut Vm, io: Value, bytes: Value) -> Result {
    let new = support::bytes_like(vm, bytes)?;
    let end = state(vm, io)?.1.saturating_add(new.len());
    vm.check_room(end)?;
    let (content, position) = state(vm, io)?;
    let more = end.saturating_sub(content.len());
    vm.reserve(content, more)?;
    if *position > content.len() {
        content.resize(*position, 0);
    }
    let overwritten = end.min(content.len());
    content.splice(*position..overwritten, new.iter().copied());
    *position = end;
    Ok(vm.new_int(new.len() as i64))
}

fn take(vm: &mut Vm, io: Value, end: impl Fn(&[u8]) -> usize) -> Result {
    let (content, position) = state(vm, io)?;
    let start = (*position).min(content.len());
    let rest = &content[start..];
    let taken = &rest[..end(rest).min(rest.len())];
    *position = start + taken.len();
    vm.try_new_bytes(taken)
}

fn read(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    take(vm, io, |rest| count.unwrap_or(rest.len()))
}

fn readline(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    take(vm, io, |rest| {
        let line = rest
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(rest.len(), |at| at + 1);
        count.map_or(line, |count| count.min(line))
    })
}

fn next(vm: &mut Vm, io: Value) -> Result {
    let line = readline(vm, io, &[])?;
    if vm::objects::strings::bytes_data(line).is_empty() {
        Ok(Value::NULL)
    } else {
        Ok(line)
    }
}

fn readinto(vm: &mut Vm, io: Value, target: Value) -> Result {
    let (content, position) = state(vm, io)?;
    let Some(target) = support::bytearray(vm, target) else {
        return Err(vm.type_error("readinto() argument must be read-write bytes-like object"));
    };
    let start = (*position).min(content.len());
    let count = target.len().min(content.len() - start);
    target[..count].copy_from_slice(&content[start..start + count]);
    *position = start + count;
    Ok(vm.new_int(count as i64))
}

fn getvalue(vm: &mut Vm, io: Value) -> Result {
    let (content, _) = state(vm, io)?;
    vm.try_new_bytes(content)
}

fn tell(vm: &mut Vm, io: Value) -> Result {
    let (_, position) = state(vm, io)?;
    Ok(vm.new_int(*position as i64))
}

fn seek(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    vm.check_positional("seek", args.len(), 1, 2)?;
    let offset = vm.index_argument(args[0])?;
    let whence = match args.get(1) {
        Some(&whence) => vm.index_argument(whence)?,
        None => 0,
    };
    let (content, position) = state(vm, io)?;
    if whence == 0 && offset < 0 {
        return Err(vm.value_error(format!("negative seek value {offset}")));
    }
    let from = match whence {
        0 => 0,
        1 => *position as i64,
        2 => content.len() as i64,
        _ => return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    *position = from.saturating_add(offset).max(0) as usize;
    Ok(vm.new_int(*position as i64))
}

fn truncate(vm: &mut Vm, io: Value, args: &[Value]) -> Result {
    let size = count(vm, args)?;
    let (content, position) = state(vm, io)?;
    let size = size.unwrap_or(*position);
    content.truncate(size);
    Ok(vm.new_int(size as i64))
}

fn close(vm: &mut Vm, io: Value) -> Result {
    if let Some(bytes) = vm.payload::<Bytes>(io) {
        bytes.content = None;
    }
    Ok(Value::NONE)
}

fn yes(_: &mut Vm, _: Value) -> Result {
    Ok(Value::TRUE)
}

static METHODS: &[Def] = &[
    Def::new("write", Call::One(write)),
    Def::new("read", Call::Fast(read)),
    Def::new("read1", Call::Fast(read)),
    Def::new("readline", Call::Fast(readline)),
    Def::new("readinto", Call::One(readinto)),
    Def::new("getvalue", Call::NoArgs(getvalue)),
    Def::new("getbuffer", Call::NoArgs(getvalue)),
    Def::new("tell", Call::NoArgs(tell)),
    Def::new("seek", Call::Fast(seek)),
    Def::new("truncate", Call::Fast(truncate)),
    Def::new("close", Call::NoArgs(close)),
    Def::new("readable", Call::NoArgs(yes)),
    Def::new("writable", Call::NoArgs(yes)),
    Def::new("seekable", Call::NoArgs(yes)),
];

fn closed(vm: &mut Vm, io: Value) -> Result {
    Ok(Value::bool(
        vm.payload::<Bytes>(io)
            .is_none_or(|bytes| bytes.content.is_none()),
    ))
}

static GETSET: &[GetSet] = &[GetSet {
    name: "closed",
    get: closed,
    set: None,
    doc: "",
}];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("BytesIO", Shape::Native);
    spec.module = "_io";
    spec.base = support::recall_class(vm, "_io._BufferedIOBase");
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
    spec.slots.next = Some(next);
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_io);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Buffered I/O implementation using an in-memory bytes buffer.";
    add_class(vm, module, spec);
}
