//! `_io`: files of the operating system, and streams in memory.

mod binary;
mod bytes_io;
mod newlines;
mod stream;
mod string_io;
mod text;

use std::cell::RefCell;
use std::rc::Rc;

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::iterators;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_class, add_ints};
use stream::{Encoding, File, Newline, Stream};

/// What `UnsupportedOperation` is remembered as.
const UNSUPPORTED: &str = "io.UnsupportedOperation";

/// `io.UnsupportedOperation`, a subclass of OSError and ValueError.
pub(crate) fn unsupported_operation(vm: &mut Vm) -> Result<*mut Class> {
    let known = support::recall(vm, UNSUPPORTED);
    if !known.is_null() {
        return Ok(known.pointer());
    }
    let bases = vm.new_tuple(&[
        Value::object(vm.types.os_error),
        Value::object(vm.types.value_error),
    ]);
    let namespace = vm.new_dict();
    let module = vm.new_str("io");
    vm.dict_set_str(namespace, "__module__", module);
    let name = vm.intern("UnsupportedOperation");
    let class: *mut Class = vm
        .new_class(
            vm.types.type_,
            name,
            bases,
            namespace,
            Args::positional(&[]),
        )?
        .pointer();
    support::remember(vm, UNSUPPORTED, Value::object(class));
    Ok(class)
}

/// A binary file object on a stream.
fn new_binary(vm: &mut Vm, class: &str, stream: Rc<RefCell<Stream>>, name: Value) -> Value {
    let class = support::recall_class(vm, class);
    vm.new_native(
        class,
        Box::new(File {
            stream,
            name,
            buffer: Value::NULL,
        }),
    )
}

/// A text file object on a stream.
fn new_text(vm: &mut Vm, stream: Rc<RefCell<Stream>>, name: Value) -> Value {
    let class = support::recall_class(vm, "_io.TextIOWrapper");
    vm.new_native(
        class,
        Box::new(File {
            stream,
            name,
            buffer: Value::NULL,
        }),
    )
}

/// A text file object on one of the three descriptors that every process has.
pub fn standard_stream(vm: &mut Vm, fd: i32) -> Value {
    let (name, mode) = match fd {
        0 => ("<stdin>", "r"),
        1 => ("<stdout>", "w"),
        _ => ("<stderr>", "w"),
    };
    let mut stream = Stream::new(fd, fd == 0, fd != 0);
    stream.owned = false;
    stream.mode = mode.into();
    // SAFETY: a plain system call.
    stream.line_buffered = fd == 2 || unsafe { libc::isatty(fd) } == 1;
    if fd == 2 {
        stream.errors = "backslashreplace".into();
    }
    let name = vm.new_str(name);
    new_text(vm, Rc::new(RefCell::new(stream)), name)
}

/// Has a text file object drop what is written to it.
pub fn swallow(vm: &mut Vm, file: Value) {
    if let Some(payload) = vm.payload::<File>(file)
        && let Ok(mut stream) = payload.stream.try_borrow_mut()
    {
        stream.swallow = true;
    }
}

fn encoding_of(vm: &mut Vm, name: Value) -> Result<Encoding> {
    if name.is_null() || name.is_none() {
        return Ok(Encoding::Utf8);
    }
    let text = support::text(vm, name, "open() argument 'encoding'")?;
    match text.to_ascii_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" | "locale" | "u8" | "utf-8-sig" => Ok(Encoding::Utf8),
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Ok(Encoding::Latin1),
        "ascii" | "us-ascii" => Ok(Encoding::Ascii),
        _ => {
            let class = vm.types.lookup_error;
            Err(vm.raise(class, format!("unknown encoding: {text}")))
        }
    }
}

fn newline_of(vm: &mut Vm, newline: Value) -> Result<Newline> {
    if newline.is_null() || newline.is_none() {
        return Ok(Newline::Translate);
    }
    let text = support::text(vm, newline, "open() argument 'newline'")?;
    match text.as_str() {
        "" => Ok(Newline::Keep),
        "\n" => Ok(Newline::Lf),
        "\r" => Ok(Newline::Cr),
        "\r\n" => Ok(Newline::CrLf),
        _ => Err(vm.value_error(format!("illegal newline value: {text}"))),
    }
}

struct Mode {
    text: bool,
    read: bool,
    write: bool,
    update: bool,
    flags: i32,
    name: String,
}

fn mode_of(vm: &mut Vm, mode: &str) -> Result<Mode> {
    let invalid = |vm: &mut Vm| Err(vm.value_error(format!("invalid mode: '{mode}'")));
    let count = |wanted: char| mode.chars().filter(|&c| c == wanted).count();
    if mode.chars().any(|c| !"rwxabt+".contains(c) || count(c) > 1) {
        return invalid(vm);
    }
    let has = |wanted: char| mode.contains(wanted);
    if has('t') && has('b') {
        return Err(vm.value_error("can't have text and binary mode at once"));
    }
    if count('r') + count('w') + count('a') + count('x') != 1 {
        return Err(vm.value_error("must have exactly one of create/read/write/append mode"));
    }
    let update = has('+');
    let (read, write) = (has('r') || update, !has('r') || update);
    let mut flags = match (read, write) {
        (true, true) => libc::O_RDWR,
        (false, true) => libc::O_WRONLY,
        _ => libc::O_RDONLY,
    } | libc::O_CLOEXEC;
    if has('w') {
        flags |= libc::O_CREAT | libc::O_TRUNC;
    } else if has('x') {
        flags |= libc::O_CREAT | libc::O_EXCL;
    } else if has('a') {
        flags |= libc::O_CREAT | libc::O_APPEND;
    }
    Ok(Mode {
        text: !has('b'),
        read,
        write,
        update,
        flags,
        name: mode.to_owned(),
    })
}

const OPEN_PARAMETERS: [&str; 8] = [
    "file",
    "mode",
    "buffering",
    "encoding",
    "errors",
    "newline",
    "closefd",
    "opener",
];

/// `open(...)`.
fn open(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [
        file,
        mode,
        buffering,
        encoding,
        errors,
        newline,
        closefd,
        opener,
    ] = vm.bind_arguments("open", args, &OPEN_PARAMETERS, 0, 8, 1)?;
    let mode = if mode.is_null() {
        String::from("r")
    } else {
        support::text(vm, mode, "open() argument 'mode'")?
    };
    let mode = mode_of(vm, &mode)?;
    let buffering = if buffering.is_null() {
        -1
    } else {
        vm.index_argument(buffering)?
    };
    if !mode.text {
        for (given, what) in [
            (encoding, "encoding"),
            (errors, "errors"),
            (newline, "newline"),
        ] {
            if !given.is_null() && !given.is_none() {
                let verb = if what == "newline" {
                    "a newline"
                } else if what == "errors" {
                    "an errors"
                } else {
                    "an encoding"
                };
                return Err(vm.value_error(format!("binary mode doesn't take {verb} argument")));
            }
        }
    }
    let owned = closefd.is_null() || vm.is_true(closefd)?;
    let fd = if file.is_int() || file.is_bool() {
        vm.int_as_i64(file)
            .and_then(|fd| i32::try_from(fd).ok())
            .unwrap_or(-1)
    } else {
        let path = support::path(vm, file)?;
        if !opener.is_null() && !opener.is_none() {
            let flags = vm.new_int(mode.flags.into());
            let fd = vm.call_pos(opener, &[file, flags])?;
            vm.index_argument(fd)? as i32
        } else {
            open_path(vm, &path, mode.flags, file)?
        }
    };
    if fd < 0 {
        return Err(support::os_error(vm, libc::EBADF, Some(file)));
    }
    check_not_folder(vm, fd, file)?;
    let mut stream = Stream::new(fd, mode.read, mode.write);
    stream.owned = owned;
    stream.mode = mode.name.clone();
    stream.unbuffered = buffering == 0;
    stream.line_buffered = buffering == 1;
    if mode.text {
        if buffering == 0 {
            return Err(vm.value_error("can't have unbuffered text I/O"));
        }
        stream.encoding = encoding_of(vm, encoding)?;
        if !errors.is_null() && !errors.is_none() {
            stream.errors = support::text(vm, errors, "open() argument 'errors'")?;
        }
        stream.newline = newline_of(vm, newline)?;
        return Ok(new_text(vm, Rc::new(RefCell::new(stream)), file));
    }
    let class = match (buffering == 0, mode.update, mode.write) {
        (true, ..) => "_io.FileIO",
        (_, true, _) => "_io.BufferedRandom",
        (_, _, true) => "_io.BufferedWriter",
        _ => "_io.BufferedReader",
    };
    if stream.mode.contains('+') && !stream.mode.contains('b') {
        stream.mode.push('b');
    }
    Ok(new_binary(vm, class, Rc::new(RefCell::new(stream)), file))
}

fn open_path(vm: &mut Vm, path: &str, flags: i32, file: Value) -> Result<i32> {
    let path = support::c_path(vm, path)?;
    // SAFETY: a C string that is live during the call.
    let fd = unsafe { libc::open(path.as_ptr(), flags, 0o666) };
    if fd < 0 {
        Err(support::last_os_error(vm, Some(file)))
    } else {
        Ok(fd)
    }
}

fn check_not_folder(vm: &mut Vm, fd: i32, file: Value) -> Result<()> {
    // SAFETY: zero is a valid `stat`, and it is live during the call.
    let folder = unsafe {
        let mut stat: libc::stat = core::mem::zeroed();
        libc::fstat(fd, &mut stat) == 0 && stat.st_mode & libc::S_IFMT == libc::S_IFDIR
    };
    if !folder {
        return Ok(());
    }
    // SAFETY: the descriptor was just opened.
    unsafe { libc::close(fd) };
    Err(support::os_error(vm, libc::EISDIR, Some(file)))
}

fn open_code(vm: &mut Vm, module: Value, path: Value) -> Result {
    let mode = vm.new_str("rb");
    open(vm, module, Args::positional(&[path, mode]))
}

fn text_encoding(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("text_encoding", args.len(), 1, 2)?;
    Ok(if args[0].is_none() {
        vm.intern("utf-8")
    } else {
        args[0]
    })
}

static FUNCTIONS: &[Def] = &[
    Def::new("open", Call::FastKeywords(open)).doc(
        "($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)",
        "Open file and return a stream.  Raise OSError upon failure.",
    ),
    Def::new("open_code", Call::One(open_code)).doc("($module, /, path)", "Opens the provided file with the intent to import the contents."),
    Def::new("text_encoding", Call::Fast(text_encoding)),
];

/// `__enter__` of all streams: fails once closed.
pub(crate) fn enter(vm: &mut Vm, file: Value) -> Result {
    let name = vm.intern("closed");
    let closed = vm.get_attr(file, name)?;
    if vm.is_true(closed)? {
        return Err(vm.value_error("I/O operation on closed file."));
    }
    Ok(file)
}

/// `__exit__` of all streams.
pub(crate) fn exit(vm: &mut Vm, file: Value, _: &[Value]) -> Result {
    vm.call_method(file, "close", &[])?;
    Ok(Value::NONE)
}

/// `iter(file)`'s next: a line.
pub(crate) fn next_line(vm: &mut Vm, file: Value) -> Result {
    let line = vm.call_method(file, "readline", &[])?;
    if vm.is_true(line)? {
        Ok(line)
    } else {
        Ok(Value::NULL)
    }
}

fn no(_: &mut Vm, _: Value) -> Result {
    Ok(Value::FALSE)
}

fn readlines(vm: &mut Vm, file: Value, args: &[Value]) -> Result {
    let hint = match args.first() {
        Some(&hint) if !hint.is_none() => vm.index_argument(hint)?,
        _ => -1,
    };
    let lines = vm.new_list(&[]);
    let mut total = 0;
    while let Some(line) = vm.next_item(file)? {
        vm.list_push(lines, line)?;
        total += vm.length(line)? as i64;
        if hint > 0 && total >= hint {
            break;
        }
    }
    Ok(lines)
}

fn writelines(vm: &mut Vm, file: Value, lines: Value) -> Result {
    let iterator = vm.iter(lines)?;
    while let Some(line) = vm.next_item(iterator)? {
        vm.call_method(file, "write", &[line])?;
    }
    Ok(Value::NONE)
}

fn fileno(vm: &mut Vm, _: Value) -> Result {
    Err(stream::unsupported(vm, "fileno"))
}

static BASE_METHODS: &[Def] = &[
    Def::new("__enter__", Call::NoArgs(enter)),
    Def::new("__exit__", Call::Varargs(exit)),
    Def::new("flush", Call::NoArgs(support::none)),
    Def::new("close", Call::NoArgs(support::none)),
    Def::new("readable", Call::NoArgs(no)),
    Def::new("writable", Call::NoArgs(no)),
    Def::new("seekable", Call::NoArgs(no)),
    Def::new("isatty", Call::NoArgs(no)),
    Def::new("fileno", Call::NoArgs(fileno)),
    Def::new("readlines", Call::Fast(readlines)),
    Def::new("writelines", Call::One(writelines)),
];

static BASE_GETSET: &[GetSet] = &[GetSet {
    name: "closed",
    get: |_, _| Ok(Value::FALSE),
    set: None,
    doc: "",
}];

/// Makes the classes, once.
pub fn init_classes(vm: &mut Vm) -> Value {
    let known = support::recall(vm, "_io");
    if !known.is_null() {
        return known;
    }
    let module = support::module(vm, "_io", FUNCTIONS);
    support::remember(vm, "_io", module);
    let mut spec = ClassSpec::new("_IOBase", Shape::Instance);
    spec.module = "_io";
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(next_line);
    spec.methods = BASE_METHODS;
    spec.getset = BASE_GETSET;
    spec.doc = "The abstract base class for all I/O classes.";
    let base = add_class(vm, module, spec);
    for name in ["_RawIOBase", "_BufferedIOBase", "_TextIOBase"] {
        let mut spec = ClassSpec::new(name, Shape::Instance);
        spec.module = "_io";
        spec.base = base;
        spec.flags =
            class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
        add_class(vm, module, spec);
    }
    binary::init(vm, module);
    text::init(vm, module);
    string_io::init(vm, module);
    newlines::init(vm, module);
    bytes_io::init(vm, module);
    module
}

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = init_classes(vm);
    add_ints(vm, module, &[("DEFAULT_BUFFER_SIZE", 131_072)]);
    let unsupported = unsupported_operation(vm)?;
    add(
        vm,
        module,
        "UnsupportedOperation",
        Value::object(unsupported),
    );
    let name = vm.intern("BlockingIOError");
    let blocking = vm.dict_get_str(vm.builtins, name);
    if !blocking.is_null() {
        add(vm, module, "BlockingIOError", blocking);
    }
    Ok(module)
}
