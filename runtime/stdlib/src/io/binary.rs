//! Binary files: `FileIO` and the buffered classes, which differ in name only.

use vm::layout::{Shape, class_flags};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::repr::push_repr;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::stream::{File, Newline, stream, unsupported};
use crate::support::{self, add_class};

/// A count of bytes: None and negative ones mean all.
pub(super) fn count(vm: &mut Vm, args: &[Value]) -> Result<Option<usize>> {
    match args.first() {
        None => Ok(None),
        Some(count) if count.is_none() => Ok(None),
        Some(&count) => {
            let count = vm.index_argument(count)?;
            Ok(usize::try_from(count).ok())
        }
    }
}

fn read(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    let mut stream = stream(vm, file)?;
    if !stream.readable {
        return Err(unsupported(vm, "read"));
    }
    let bytes = stream.read(vm, count)?;
    vm.try_new_bytes(&bytes)
}

fn peek(vm: &mut Vm, file: Value, _: &[Value]) -> Result {
    let mut stream = stream(vm, file)?;
    if stream.waiting().is_empty() {
        stream.fill(vm, 0)?;
    }
    vm.try_new_bytes(stream.waiting())
}

fn readline(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    let mut stream = stream(vm, file)?;
    if !stream.readable {
        return Err(unsupported(vm, "read"));
    }
    let bytes = stream.read_line(vm, count, Newline::Lf)?;
    vm.try_new_bytes(&bytes)
}

fn next(vm: &mut Vm, file: Value) -> Result {
    let mut stream = stream(vm, file)?;
    let bytes = stream.read_line(vm, None, Newline::Lf)?;
    if bytes.is_empty() {
        Ok(Value::NULL)
    } else {
        vm.try_new_bytes(&bytes)
    }
}

fn readinto(vm: &mut Vm, file: Value, target: Value) -> Result {
    let Some(room) = support::bytearray(vm, target).map(|target| target.len()) else {
        return Err(vm.type_error("readinto() argument must be read-write bytes-like object"));
    };
    let mut stream = stream(vm, file)?;
    let bytes = stream.read(vm, Some(room))?;
    if let Some(target) = support::bytearray(vm, target) {
        target[..bytes.len()].copy_from_slice(&bytes);
    }
    Ok(vm.new_int(bytes.len() as i64))
}

fn write(vm: &mut Vm, file: Value, bytes: Value) -> Result {
    let bytes = support::bytes_like(vm, bytes)?;
    let mut stream = stream(vm, file)?;
    if !stream.writable {
        return Err(unsupported(vm, "write"));
    }
    stream.write(vm, bytes)?;
    Ok(vm.new_int(bytes.len() as i64))
}

pub(super) fn flush(vm: &mut Vm, file: Value) -> Result {
    stream(vm, file)?.flush(vm)?;
    Ok(Value::NONE)
}

pub(super) fn close(vm: &mut Vm, file: Value) -> Result {
    if let Some(payload) = vm.payload::<File>(file)
        && let Ok(mut stream) = payload.stream.try_borrow_mut()
    {
        stream.close(vm)?;
    }
    Ok(Value::NONE)
}

pub(super) fn seek(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    vm.check_positional("seek", args.len(), 1, 2)?;
    let offset = vm.index_argument(args[0])?;
    let whence = match args.get(1) {
        Some(&whence) => vm.index_argument(whence)?,
        None => 0,
    };
    let position = stream(vm, file)?.seek(vm, offset, whence as i32)?;
    Ok(vm.new_int(position))
}

pub(super) fn tell(vm: &mut Vm, file: Value) -> Result {
    let position = stream(vm, file)?.tell(vm)?;
    Ok(vm.new_int(position))
}

pub(super) fn truncate(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    let size = match args.first() {
        Some(&size) if !size.is_none() => vm.index_argument(size)?,
        _ => stream(vm, file)?.tell(vm)?,
    };
    let mut stream = stream(vm, file)?;
    stream.flush(vm)?;
    // SAFETY: a plain system call.
    if unsafe { libc::ftruncate(stream.fd, size) } < 0 {
        return Err(support::last_os_error(vm, None));
    }
    Ok(vm.new_int(size))
}

pub(super) fn fileno(vm: &mut Vm, file: Value) -> Result {
    let fd = stream(vm, file)?.fd;
    Ok(vm.new_int(fd.into()))
}

pub(super) fn isatty(vm: &mut Vm, file: Value) -> Result {
    let fd = stream(vm, file)?.fd;
    // SAFETY: a plain system call.
    Ok(Value::bool(unsafe { libc::isatty(fd) } == 1))
}

pub(super) fn readable(vm: &mut Vm, file: Value) -> Result {
    Ok(Value::bool(stream(vm, file)?.readable))
}

pub(super) fn writable(vm: &mut Vm, file: Value) -> Result {
    Ok(Value::bool(stream(vm, file)?.writable))
}

pub(super) fn seekable(vm: &mut Vm, file: Value) -> Result {
    let fd = stream(vm, file)?.fd;
    // SAFETY: a plain system call.
    Ok(Value::bool(
        unsafe { libc::lseek(fd, 0, libc::SEEK_CUR) } >= 0,
    ))
}

pub(super) fn closed(vm: &mut Vm, file: Value) -> Result {
    let open = vm.payload::<File>(file).is_some_and(|payload| {
        payload
            .stream
            .try_borrow()
            .is_ok_and(|stream| stream.fd >= 0)
    });
    Ok(Value::bool(!open))
}

/// The name of a file; a text file's is that of its binary file.
pub(super) fn name(vm: &mut Vm, file: Value) -> Result {
    let Some(payload) = vm.payload::<File>(file) else {
        return Ok(Value::NONE);
    };
    let (own, buffer) = (payload.name, payload.buffer);
    let below = vm.payload::<File>(buffer);
    Ok(below.map_or(own, |buffer| buffer.name))
}

/// A file's name can be set: `tempfile` gives its files one.
fn set_name(vm: &mut Vm, file: Value, name: Value) -> Result<()> {
    if name.is_null() {
        return Err(vm.type_error("cannot delete attribute"));
    }
    if let Some(payload) = vm.payload::<File>(file) {
        payload.name = name;
    }
    Ok(())
}

pub(super) fn mode(vm: &mut Vm, file: Value) -> Result {
    let mode = vm.payload::<File>(file).and_then(|payload| {
        payload
            .stream
            .try_borrow()
            .ok()
            .map(|stream| stream.mode.clone())
    });
    Ok(vm.new_str(mode.as_deref().unwrap_or_default()))
}

fn repr(vm: &mut Vm, file: Value) -> Result {
    let mut text = format!("<_io.{} name=", vm.class_name(file));
    let name = name(vm, file)?;
    push_repr(vm, &mut text, name)?;
    text.push('>');
    Ok(vm.new_str(&text))
}

/// `FileIO(path, mode)` and `BufferedReader(raw)`: both by way of `open`.
fn new(vm: &mut Vm, class: *mut vm::layout::Class, args: Args<'_>) -> Result {
    let Some(&first) = args.pos().first() else {
        return Err(vm.type_error("missing required argument 'file' (pos 1)"));
    };
    if let Some(payload) = vm.payload::<File>(first) {
        let (stream, name) = (payload.stream.clone(), payload.name);
        return Ok(vm.new_native(
            class,
            Box::new(File {
                stream,
                name,
                buffer: Value::NULL,
            }),
        ));
    }
    let mode = match args.pos().get(1) {
        Some(&mode) => support::text(vm, mode, "mode")?,
        None => String::from("r"),
    };
    let mode = vm.new_str(&if mode.contains('b') {
        mode
    } else {
        format!("{mode}b")
    });
    super::open(vm, Value::NULL, Args::positional(&[first, mode]))
}

static METHODS: &[Def] = &[
    Def::new("read", Call::Fast(read)),
    Def::new("read1", Call::Fast(read)),
    Def::new("readall", Call::NoArgs(|vm, file| read(vm, file, &[]))),
    Def::new("peek", Call::Fast(peek)),
    Def::new("readline", Call::Fast(readline)),
    Def::new("readinto", Call::One(readinto)),
    Def::new("readinto1", Call::One(readinto)),
    Def::new("write", Call::One(write)),
    Def::new("flush", Call::NoArgs(flush)),
    Def::new("close", Call::NoArgs(close)),
    Def::new("seek", Call::Fast(seek)),
    Def::new("tell", Call::NoArgs(tell)),
    Def::new("truncate", Call::Fast(truncate)),
    Def::new("fileno", Call::NoArgs(fileno)),
    Def::new("isatty", Call::NoArgs(isatty)),
    Def::new("readable", Call::NoArgs(readable)),
    Def::new("writable", Call::NoArgs(writable)),
    Def::new("seekable", Call::NoArgs(seekable)),
];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "closed",
        get: closed,
        set: None,
        doc: "",
    },
    GetSet {
        name: "name",
        get: name,
        set: Some(set_name),
        doc: "",
    },
    GetSet {
        name: "mode",
        get: mode,
        set: None,
        doc: "",
    },
    GetSet {
        name: "raw",
        get: |_, file| Ok(file),
        set: None,
        doc: "",
    },
];

pub(super) fn init(vm: &mut Vm, module: Value) {
    for name in [
        "FileIO",
        "BufferedReader",
        "BufferedWriter",
        "BufferedRandom",
        "BufferedRWPair",
    ] {
        let base = if name == "FileIO" {
            "_io._RawIOBase"
        } else {
            "_io._BufferedIOBase"
        };
        let mut spec = ClassSpec::new(name, Shape::Native);
        spec.module = "_io";
        spec.base = support::recall_class(vm, base);
        spec.flags =
            class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
        spec.slots.repr = Some(repr);
        spec.slots.next = Some(next);
        spec.slots.new = Some(new);
        spec.slots.init = Some(|_, _, _| Ok(()));
        spec.methods = METHODS;
        spec.getset = GETSET;
        add_class(vm, module, spec);
    }
}
