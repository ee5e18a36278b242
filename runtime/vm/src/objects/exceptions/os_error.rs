//! `OSError`: its arguments, and the subclasses for error numbers (PEP 3151).

use super::base;
use super::layout::{ARGS, OWN, member};
use crate::layout::Class;
use crate::native::Call;
use crate::objects::class::GetSet;
use crate::objects::fields::{field, set_field};
use crate::{Args, Def, Result, Slots, Value, Vm};

const ERRNO: usize = OWN;
const STRERROR: usize = OWN + 1;
const FILENAME: usize = OWN + 2;
const FILENAME2: usize = OWN + 3;
const WRITTEN: usize = OWN + 4;

/// Which subclass an error number has.
static SUBCLASSES: &[(i32, &str)] = &[
    (libc::EAGAIN, "BlockingIOError"),
    (libc::EALREADY, "BlockingIOError"),
    (libc::EINPROGRESS, "BlockingIOError"),
    (libc::EPIPE, "BrokenPipeError"),
    (libc::ESHUTDOWN, "BrokenPipeError"),
    (libc::ECHILD, "ChildProcessError"),
    (libc::ECONNABORTED, "ConnectionAbortedError"),
    (libc::ECONNREFUSED, "ConnectionRefusedError"),
    (libc::ECONNRESET, "ConnectionResetError"),
    (libc::EEXIST, "FileExistsError"),
    (libc::ENOENT, "FileNotFoundError"),
    (libc::EISDIR, "IsADirectoryError"),
    (libc::ENOTDIR, "NotADirectoryError"),
    (libc::EINTR, "InterruptedError"),
    (libc::EACCES, "PermissionError"),
    (libc::EPERM, "PermissionError"),
    (libc::ESRCH, "ProcessLookupError"),
    (libc::ETIMEDOUT, "TimeoutError"),
];

/// The system's words for an error number.
pub(crate) fn message_of_errno(number: i32) -> String {
    let text = std::io::Error::from_raw_os_error(number).to_string();
    match text.rfind(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Whether `__init__` does the work: where a subclass overrides it but not `__new__` (CPython's `oserror_use_init`).
fn works_in_init(vm: &Vm, class: *mut Class) -> bool {
    let slots = vm.slots(class);
    let own_init = slots
        .init
        .is_some_and(|slot| slot as usize == init as *const () as usize);
    let own_new = slots
        .new
        .is_some_and(|slot| slot as usize == new as *const () as usize);
    !own_init && own_new
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if works_in_init(vm, class) {
        let exception = vm.new_fields(class, &[]);
        let empty = vm.new_tuple(&[]);
        set_field(vm, exception, ARGS, empty);
        return Ok(exception);
    }
    if args.keyword_count() > 0 {
        let name = vm.text(crate::objects::class::get(class).name).into_owned();
        vm.no_keywords(&name, args)?;
    }
    let mut class = class;
    if class == vm.types.os_error
        && (2..=5).contains(&args.pos().len())
        && let Some(number) = vm.int_as_i64(args.pos()[0])
        && let Some((_, name)) = SUBCLASSES
            .iter()
            .find(|(known, _)| i64::from(*known) == number)
        && let Some(subclass) = vm.exceptions.named(name)
    {
        class = subclass;
    }
    let exception = vm.new_fields(class, &[]);
    fill(vm, exception, args.pos())?;
    Ok(exception)
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let class = vm.class_of(this);
    if !works_in_init(vm, class) {
        return Ok(());
    }
    if args.keyword_count() > 0 {
        let name = vm.class_name(this);
        vm.no_keywords(&name, args)?;
    }
    fill(vm, this, args.pos())
}

/// Sets the fields from the arguments: errno, strerror, filename, (winerror), filename2.
fn fill(vm: &mut Vm, this: Value, args: &[Value]) -> Result<()> {
    let mut kept = args;
    if (2..=5).contains(&args.len()) {
        set_field(vm, this, ERRNO, args[0]);
        set_field(vm, this, STRERROR, args[1]);
        let filename = args.get(2).copied().unwrap_or(Value::NONE);
        if !filename.is_none() {
            let blocking = vm
                .exceptions
                .named("BlockingIOError")
                .is_some_and(|class| vm.is_exception(this, class));
            let class = vm.class_of(filename);
            if blocking && vm.slots(class).index.is_some() {
                let written = vm.index_argument(filename)?;
                let written = vm.new_int(written);
                set_field(vm, this, WRITTEN, written);
            } else {
                set_field(vm, this, FILENAME, filename);
                if let Some(second) = args.get(4)
                    && !second.is_none()
                {
                    set_field(vm, this, FILENAME2, *second);
                }
                kept = &args[..2];
            }
        }
    }
    let kept = vm.new_tuple(kept);
    set_field(vm, this, ARGS, kept);
    Ok(())
}

fn str(vm: &mut Vm, this: Value) -> Result {
    let (errno, strerror, filename, filename2) = (
        field(this, ERRNO),
        field(this, STRERROR),
        field(this, FILENAME),
        field(this, FILENAME2),
    );
    if filename.is_null() && (errno.is_null() || strerror.is_null()) {
        return base::str(vm, this);
    }
    let (errno, strerror) = (vm.str(errno.or_none())?, vm.str(strerror.or_none())?);
    let mut text = format!("[Errno {}] {}", vm.text(errno), vm.text(strerror));
    if !filename.is_null() {
        let filename = vm.repr(filename)?;
        text += &format!(": {}", vm.text(filename));
        if !filename2.is_null() {
            let filename2 = vm.repr(filename2)?;
            text += &format!(" -> {}", vm.text(filename2));
        }
    }
    Ok(vm.new_str(&text))
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    let (filename, filename2) = (field(this, FILENAME), field(this, FILENAME2));
    let mut args = field(this, ARGS);
    if let [errno, strerror] = base::args_of(this)
        && !filename.is_null()
    {
        let all = [*errno, *strerror, filename, Value::NONE, filename2];
        args = vm.new_tuple(if filename2.is_null() { &all[..3] } else { &all });
    }
    let state = field(this, 0);
    base::reduced(vm, this, args, state)
}

fn written(vm: &mut Vm, this: Value) -> Result {
    let written = field(this, WRITTEN);
    if written.is_null() {
        Err(vm.attribute_error("characters_written"))
    } else {
        Ok(written)
    }
}

fn set_written(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        written(vm, this)?;
        set_field(vm, this, WRITTEN, Value::NULL);
        return Ok(());
    }
    let number = vm.index_argument(value)?;
    let number = vm.new_int(number);
    set_field(vm, this, WRITTEN, number);
    Ok(())
}

pub(super) fn slots() -> Slots {
    Slots {
        new: Some(new),
        init: Some(init),
        str: Some(str),
        ..Slots::default()
    }
}

pub(super) static METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(reduce))];

pub(super) static GETSET: &[GetSet] = &[
    member::<ERRNO>("errno", "POSIX exception code"),
    member::<STRERROR>("strerror", "exception strerror"),
    member::<FILENAME>("filename", "exception filename"),
    member::<FILENAME2>("filename2", "second exception filename"),
    GetSet {
        name: "characters_written",
        get: written,
        set: Some(set_written),
        doc: "",
    },
];
