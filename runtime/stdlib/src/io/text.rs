//! Text files: `TextIOWrapper`.

use std::cell::RefCell;
use std::rc::Rc;

use vm::layout::{Shape, class_flags};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::repr::push_repr;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::binary::{
    close, closed, count, fileno, flush, isatty, mode, name, readable, seek, seekable, tell,
    truncate, writable,
};
use super::stream::{Encoding, File, Newline, Stream, stream, unsupported};
use crate::support::{self, add_class};

/// A str of what was read.
fn decode(vm: &mut Vm, bytes: &[u8], encoding: Encoding, errors: &str, newline: Newline) -> Result {
    let translated;
    let bytes = if newline == Newline::Translate && bytes.contains(&b'\r') {
        let mut out = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            if byte == b'\r' {
                out.push(b'\n');
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            } else {
                out.push(byte);
            }
        }
        translated = out;
        &translated
    } else {
        bytes
    };
    match encoding {
        Encoding::Latin1 => {
            vm.ensure_room(bytes.len())?;
            Ok(vm.new_str_latin1(bytes))
        }
        Encoding::Utf8 | Encoding::Ascii => match std::str::from_utf8(bytes) {
            Ok(text) if encoding == Encoding::Utf8 || text.is_ascii() => vm.try_new_str(text),
            _ => {
                let name = if encoding == Encoding::Utf8 {
                    "utf-8"
                } else {
                    "ascii"
                };
                let (bytes, name, errors) =
                    (vm.new_bytes(bytes), vm.new_str(name), vm.new_str(errors));
                vm.call_method(bytes, "decode", &[name, errors])
            }
        },
    }
}

/// The bytes to write for a str.
fn encode(vm: &mut Vm, string: Value, encoding: Encoding, errors: &str) -> Result<Vec<u8>> {
    if let Some(ascii) = vm::objects::strings::ascii(string) {
        return Ok(ascii.as_bytes().to_vec());
    }
    let plain = vm.text(string).into_owned();
    let surrogates = plain.contains('\u{fffd}');
    if encoding == Encoding::Utf8 && !surrogates {
        return Ok(plain.into_bytes());
    }
    let name = match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Latin1 => "latin-1",
        Encoding::Ascii => "ascii",
    };
    let (name, errors) = (vm.new_str(name), vm.new_str(errors));
    let bytes = vm.call_method(string, "encode", &[name, errors])?;
    {
        let bytes = support::bytes_like(vm, bytes)?;
        vm.copied(bytes)
    }
}

fn write(vm: &mut Vm, file: Value, string: Value) -> Result {
    if !support::is_str(vm, string) {
        let name = vm.class_name(string);
        return Err(vm.type_error(format!("write() argument must be str, not {name}")));
    }
    {
        let mut out = stream(vm, file)?;
        if !out.writable {
            return Err(unsupported(vm, "not writable"));
        }
        let plain = out.newline == Newline::Translate
            || out.newline == Newline::Keep
            || out.newline == Newline::Lf;
        if plain && let Some(ascii) = vm::objects::strings::ascii(string) {
            out.write(vm, ascii.as_bytes())?;
        } else {
            let (encoding, errors, newline) = (out.encoding, out.errors.clone(), out.newline);
            drop(out);
            let mut bytes = encode(vm, string, encoding, &errors)?;
            let line_end: &[u8] = match newline {
                Newline::Cr => b"\r",
                Newline::CrLf => b"\r\n",
                _ => b"\n",
            };
            if line_end != b"\n" {
                bytes = bytes
                    .split(|&byte| byte == b'\n')
                    .collect::<Vec<_>>()
                    .join(line_end);
            }
            stream(vm, file)?.write(vm, &bytes)?;
        }
    }
    Ok(vm.new_int(vm::objects::strings::len(string) as i64))
}

/// The bytes of the next `count` characters.
fn read_characters(vm: &mut Vm, input: &mut Stream, count: usize) -> Result<Vec<u8>> {
    let mut taken = 0;
    let mut characters = 0;
    while characters < count {
        let waiting = input.waiting();
        let Some(&first) = waiting.get(taken) else {
            if input.fill(vm, 0)? {
                continue;
            }
            break;
        };
        let width = match (input.encoding, first) {
            (Encoding::Utf8, 0xc0..=0xdf) => 2,
            (Encoding::Utf8, 0xe0..=0xef) => 3,
            (Encoding::Utf8, 0xf0..) => 4,
            (_, b'\r') if input.newline == Newline::Translate => match waiting.get(taken + 1) {
                Some(b'\n') => 2,
                Some(_) => 1,
                None => {
                    if input.fill(vm, 0)? {
                        continue;
                    }
                    1
                }
            },
            _ => 1,
        };
        if taken + width > input.waiting().len() && input.fill(vm, 0)? {
            continue;
        }
        taken += width;
        characters += 1;
    }
    Ok(input.take(taken))
}

fn read(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    let mut input = stream(vm, file)?;
    if !input.readable {
        return Err(unsupported(vm, "not readable"));
    }
    input.flush(vm)?;
    let bytes = match count {
        None => input.read(vm, None)?,
        Some(count) => read_characters(vm, &mut input, count)?,
    };
    let (encoding, errors, newline) = (input.encoding, input.errors.clone(), input.newline);
    drop(input);
    decode(vm, &bytes, encoding, &errors, newline)
}

fn readline(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    let count = count(vm, args)?;
    let mut input = stream(vm, file)?;
    if !input.readable {
        return Err(unsupported(vm, "not readable"));
    }
    let (encoding, errors, newline) = (input.encoding, input.errors.clone(), input.newline);
    let bytes = input.read_line(vm, count, newline)?;
    drop(input);
    decode(vm, &bytes, encoding, &errors, newline)
}

fn next(vm: &mut Vm, file: Value) -> Result {
    let line = readline(vm, file, &[])?;
    if vm::objects::strings::len(line) == 0 {
        Ok(Value::NULL)
    } else {
        Ok(line)
    }
}

/// What is written is flushed below too.
fn flush_below(vm: &mut Vm, file: Value) -> Result {
    flush(vm, file)?;
    let below = stream(vm, file)?.below;
    if !below.is_null() {
        vm.call_method(below, "flush", &[])?;
    }
    Ok(Value::NONE)
}

/// `detach`: the binary file has what is written; this one is of no use then.
fn detach(vm: &mut Vm, file: Value) -> Result {
    stream(vm, file)?.flush(vm)?;
    let buffer = buffer(vm, file)?;
    if let Some(payload) = vm.payload::<File>(file) {
        payload.stream = Rc::new(RefCell::new(Stream::closed()));
    }
    Ok(buffer)
}

fn buffer(vm: &mut Vm, file: Value) -> Result {
    let Some(payload) = vm.payload::<File>(file) else {
        return Ok(Value::NONE);
    };
    if payload.buffer.is_null() {
        let (stream, name) = (payload.stream.clone(), payload.name);
        let class = if stream.try_borrow().is_ok_and(|stream| stream.writable) {
            "_io.BufferedWriter"
        } else {
            "_io.BufferedReader"
        };
        let binary = super::new_binary(vm, class, stream, name);
        if let Some(payload) = vm.payload::<File>(file) {
            payload.buffer = binary;
        }
        return Ok(binary);
    }
    Ok(payload.buffer)
}

fn encoding(vm: &mut Vm, file: Value) -> Result {
    let encoding = stream(vm, file)?.encoding;
    Ok(vm.intern(match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Latin1 => "iso8859-1",
        Encoding::Ascii => "ascii",
    }))
}

fn errors(vm: &mut Vm, file: Value) -> Result {
    let errors = stream(vm, file)?.errors.clone();
    Ok(vm.new_str(&errors))
}

fn reconfigure(vm: &mut Vm, file: Value, args: Args<'_>) -> Result {
    for (name, value) in args.keywords() {
        let name = vm.text(name).into_owned();
        if value.is_none() {
            continue;
        }
        match name.as_str() {
            "line_buffering" | "write_through" => {
                let on = vm.is_true(value)?;
                let mut stream = stream(vm, file)?;
                if name == "line_buffering" {
                    stream.line_buffered = on
                } else {
                    stream.unbuffered = on
                }
            }
            "encoding" => {
                let encoding = super::encoding_of(vm, value)?;
                stream(vm, file)?.encoding = encoding;
            }
            "errors" => {
                let errors = support::text(vm, value, "errors")?;
                stream(vm, file)?.errors = errors;
            }
            "newline" => {
                let newline = super::newline_of(vm, value)?;
                stream(vm, file)?.newline = newline;
            }
            _ => {
                return Err(vm.type_error(format!(
                    "reconfigure() got an unexpected keyword argument '{name}'"
                )));
            }
        }
    }
    stream(vm, file)?.flush(vm)?;
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, file: Value) -> Result {
    let mut text = String::from("<_io.TextIOWrapper name=");
    let name = name(vm, file)?;
    push_repr(vm, &mut text, name)?;
    let mode = mode(vm, file)?;
    text.push_str(&format!(" mode='{}' encoding=", vm.text(mode)));
    let encoding = encoding(vm, file).unwrap_or(Value::NONE);
    push_repr(vm, &mut text, encoding)?;
    text.push('>');
    Ok(vm.new_str(&text))
}

/// A text file that is not open yet: a subclass may do more before it calls `__init__`, or call that with other arguments.
fn new(vm: &mut Vm, class: *mut vm::layout::Class, _: Args<'_>) -> Result {
    Ok(vm.new_native(
        class,
        Box::new(File {
            stream: Rc::new(RefCell::new(Stream::closed())),
            name: Value::NONE,
            buffer: Value::NULL,
        }),
    ))
}

/// The stream below a text file, and its name: that of a file of the operating system is shared with it.
fn below(vm: &mut Vm, buffer: Value) -> Result<(Rc<RefCell<Stream>>, Value)> {
    if let Some(payload) = vm.payload::<File>(buffer) {
        return Ok((payload.stream.clone(), payload.name));
    }
    let name = vm.intern("name");
    let name = vm.get_attr_opt(buffer, name)?.unwrap_or(Value::NONE);
    let stream = Stream::above(vm, buffer)?;
    Ok((Rc::new(RefCell::new(stream)), name))
}

/// `TextIOWrapper(buffer, encoding, errors, newline, line_buffering, write_through)`.
fn init_text(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let names = [
        "buffer",
        "encoding",
        "errors",
        "newline",
        "line_buffering",
        "write_through",
    ];
    let [
        buffer,
        encoding,
        errors,
        newline,
        line_buffering,
        write_through,
    ] = vm.bind_arguments("TextIOWrapper", args, &names, 0, 6, 1)?;
    let (shared, name) = below(vm, buffer)?;
    let (encoding, newline) = (
        super::encoding_of(vm, encoding)?,
        super::newline_of(vm, newline)?,
    );
    let errors = if errors.is_null() || errors.is_none() {
        String::from("strict")
    } else {
        support::text(vm, errors, "errors")?
    };
    let line_buffered = !line_buffering.is_null() && vm.is_true(line_buffering)?;
    let unbuffered = !write_through.is_null() && vm.is_true(write_through)?;
    if let Ok(mut stream) = shared.try_borrow_mut() {
        stream.encoding = encoding;
        stream.newline = newline;
        stream.errors = errors;
        stream.line_buffered = line_buffered;
        stream.unbuffered = unbuffered;
    }
    if let Some(payload) = vm.payload::<File>(this) {
        (payload.stream, payload.name, payload.buffer) = (shared, name, buffer);
    }
    Ok(())
}

/// How the file was opened: as the Python code says that wraps it, if it does.
fn text_mode(vm: &mut Vm, this: Value) -> Result {
    let (dict, name) = (vm.instance_dict(this), vm.intern("mode"));
    match vm.dict_get_str(dict.pointer(), name) {
        Value::NULL => mode(vm, this),
        said => Ok(said),
    }
}

fn set_mode(vm: &mut Vm, this: Value, mode: Value) -> Result<()> {
    let dict = vm.instance_dict(this).pointer();
    if mode.is_null() {
        let name = vm.intern("mode");
        return vm.dict_remove(dict, name).map(drop);
    }
    vm.dict_set_str(dict, "mode", mode);
    Ok(())
}

fn text_truncate(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    stream(vm, file)?.flush(vm)?;
    let below = stream(vm, file)?.below;
    match below.is_null() {
        true => truncate(vm, file, args),
        false => vm.call_method(below, "truncate", args),
    }
}

/// Methods that a binary file object below answers, and else the system.
macro_rules! asked_below {
    ($($name:ident $method:literal $otherwise:path;)+) => { $(
        fn $name(vm: &mut Vm, file: Value) -> Result {
            let below = stream(vm, file)?.below;
            match below.is_null() {
                true => $otherwise(vm, file),
                false => vm.call_method(below, $method, &[]),
            }
        }
    )+ };
}
asked_below! {
    text_fileno "fileno" fileno;
    text_isatty "isatty" isatty;
    text_seekable "seekable" seekable;
}

static METHODS: &[Def] = &[
    Def::new("write", Call::One(write)).doc("($self, text, /)", ""),
    Def::new("read", Call::Fast(read)).doc("($self, size=-1, /)", ""),
    Def::new("readline", Call::Fast(readline)).doc("($self, size=-1, /)", ""),
    Def::new("flush", Call::NoArgs(flush_below)),
    Def::new("close", Call::NoArgs(close)),
    Def::new("detach", Call::NoArgs(detach)),
    Def::new("seek", Call::Fast(seek)),
    Def::new("tell", Call::NoArgs(tell)),
    Def::new("truncate", Call::Fast(text_truncate)),
    Def::new("fileno", Call::NoArgs(text_fileno)),
    Def::new("isatty", Call::NoArgs(text_isatty)),
    Def::new("readable", Call::NoArgs(readable)),
    Def::new("writable", Call::NoArgs(writable)),
    Def::new("seekable", Call::NoArgs(text_seekable)),
    Def::new("reconfigure", Call::FastKeywords(reconfigure)),
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
        set: None,
        doc: "",
    },
    GetSet {
        name: "mode",
        get: text_mode,
        set: Some(set_mode),
        doc: "",
    },
    GetSet {
        name: "encoding",
        get: encoding,
        set: None,
        doc: "",
    },
    GetSet {
        name: "errors",
        get: errors,
        set: None,
        doc: "",
    },
    GetSet {
        name: "newlines",
        get: |_, _| Ok(Value::NONE),
        set: None,
        doc: "",
    },
    GetSet {
        name: "buffer",
        get: buffer,
        set: None,
        doc: "",
    },
    GetSet {
        name: "line_buffering",
        get: |vm, file| Ok(Value::bool(stream(vm, file)?.line_buffered)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "write_through",
        get: |vm, file| Ok(Value::bool(stream(vm, file)?.unbuffered)),
        set: None,
        doc: "",
    },
];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("TextIOWrapper", Shape::Native);
    spec.module = "_io";
    spec.base = support::recall_class(vm, "_io._TextIOBase");
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
    spec.slots.repr = Some(repr);
    spec.slots.next = Some(next);
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_text);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Character and line based layer over a BufferedIOBase object, buffer.";
    add_class(vm, module, spec);
}
