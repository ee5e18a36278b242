//! `posix`: the system calls that programs under analysis need.

mod descriptors;
mod metadata;
mod process;
mod subprocess;

use std::ffi::{CStr, CString};
use std::os::unix::ffi::OsStrExt;

use vm::layout::Shape;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::fields::field;
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_class, add_ints, c_path, last_os_error};
use crate::{structseq, structseq_fields};

pub use subprocess::init as subprocess;

static STAT_RESULT: &[GetSet] = structseq_fields![
    0 "st_mode", 1 "st_ino", 2 "st_dev", 3 "st_nlink", 4 "st_uid", 5 "st_gid", 6 "st_size",
];
static UNAME_RESULT: &[GetSet] =
    structseq_fields![0 "sysname", 1 "nodename", 2 "release", 3 "version", 4 "machine"];
static TERMINAL_SIZE: &[GetSet] = structseq_fields![0 "columns", 1 "lines"];
static TIMES_RESULT: &[GetSet] =
    structseq_fields![0 "user", 1 "system", 2 "children_user", 3 "children_system", 4 "elapsed"];

/// Fills bytes with the system's random numbers.
pub fn fill_random(vm: &mut Vm, bytes: &mut [u8]) -> Result<()> {
    let mut done = 0;
    while done < bytes.len() {
        let rest = &mut bytes[done..];
        // SAFETY: the slice is live during the call.
        let got = unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) };
        if got < 0 {
            return Err(last_os_error(vm, None));
        }
        done += got as usize;
    }
    Ok(())
}

fn urandom(vm: &mut Vm, _: Value, size: Value) -> Result {
    let size = vm.index_argument(size)?;
    if size < 0 {
        return Err(vm.value_error("negative argument not allowed"));
    }
    if size > 1 << 30 {
        return Err(vm.no_memory());
    }
    let mut bytes = vec![0; size as usize];
    fill_random(vm, &mut bytes)?;
    Ok(vm.new_bytes(&bytes))
}

fn getcwd(vm: &mut Vm, _: Value) -> Result {
    match std::env::current_dir() {
        Ok(path) => Ok(vm.new_str(&path.to_string_lossy())),
        Err(error) => Err(support::os_error(
            vm,
            error.raw_os_error().unwrap_or(0),
            None,
        )),
    }
}

fn getpid(vm: &mut Vm, _: Value) -> Result {
    Ok(vm.new_int(std::process::id().into()))
}

macro_rules! ids {
    ($($name:ident)+) => { $(
        fn $name(vm: &mut Vm, _: Value) -> Result {
            // SAFETY: a plain system call.
            let id = unsafe { libc::$name() };
            Ok(vm.new_int(i64::from(id)))
        }
    )+ };
}
ids! { getppid getuid geteuid getgid getegid }

/// A path argument as the system's string, and the value for messages; descriptors are taken as paths of `/proc`.
fn path_argument(vm: &mut Vm, path: Value) -> Result<CString> {
    if path.is_int() {
        return c_path(vm, &format!("/proc/self/fd/{}", path.int_payload()));
    }
    let text = support::path(vm, path)?;
    c_path(vm, &text)
}

fn stat_value(vm: &mut Vm, stat: &libc::stat) -> Result {
    let class = support::recall_class(vm, "os.stat_result");
    let items = [
        i64::from(stat.st_mode),
        stat.st_ino as i64,
        stat.st_dev as i64,
        stat.st_nlink as i64,
        stat.st_uid.into(),
        stat.st_gid.into(),
        stat.st_size,
        stat.st_atime,
        stat.st_mtime,
        stat.st_ctime,
    ];
    let items = items.map(|item| vm.new_int(item));
    let result = structseq::make(vm, class, &items)?;
    let times = [
        ("st_atime", stat.st_atime, stat.st_atime_nsec),
        ("st_mtime", stat.st_mtime, stat.st_mtime_nsec),
        ("st_ctime", stat.st_ctime, stat.st_ctime_nsec),
    ];
    for (name, seconds, nanoseconds) in times {
        let key = vm.intern(name);
        vm.set_attr(
            result,
            key,
            Value::float(seconds as f64 + nanoseconds as f64 * 1e-9),
        )?;
        let key = vm.intern(&format!("{name}_ns"));
        let value = vm.new_int(
            seconds
                .wrapping_mul(1_000_000_000)
                .wrapping_add(nanoseconds),
        );
        vm.set_attr(result, key, value)?;
    }
    for (name, value) in [
        ("st_blocks", stat.st_blocks),
        ("st_blksize", stat.st_blksize),
        ("st_rdev", stat.st_rdev as i64),
    ] {
        let (key, value) = (vm.intern(name), vm.new_int(value));
        vm.set_attr(result, key, value)?;
    }
    Ok(result)
}

fn stat_path(vm: &mut Vm, path: Value, follow: bool) -> Result {
    let name = if path.is_int() {
        None
    } else {
        Some(path_argument(vm, path)?)
    };
    // SAFETY: zero is a valid `stat`; all are live during the calls.
    let (done, stat) = unsafe {
        let mut stat: libc::stat = core::mem::zeroed();
        let done = match &name {
            None => libc::fstat(path.int_payload() as i32, &mut stat),
            Some(name) if follow => libc::stat(name.as_ptr(), &mut stat),
            Some(name) => libc::lstat(name.as_ptr(), &mut stat),
        };
        (done, stat)
    };
    if done < 0 {
        return Err(last_os_error(
            vm,
            if path.is_int() { None } else { Some(path) },
        ));
    }
    stat_value(vm, &stat)
}

fn stat(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [path, _, follow] = vm.bind_arguments(
        "stat",
        args,
        &["path", "dir_fd", "follow_symlinks"],
        0,
        1,
        1,
    )?;
    let follow = follow.is_null() || vm.is_true(follow)?;
    stat_path(vm, path, follow)
}

fn lstat(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [path, _] = vm.bind_arguments("lstat", args, &["path", "dir_fd"], 0, 1, 1)?;
    stat_path(vm, path, false)
}

fn fstat(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [fd] = vm.bind_arguments("fstat", args, &["fd"], 0, 1, 1)?;
    let fd = vm.index_argument(fd)?;
    let fd = vm.new_int(fd);
    stat_path(vm, fd, true)
}

fn folder_argument(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<(Value, String)> {
    let [path] = vm.bind_arguments(name, args, &["path"], 0, 1, 0)?;
    let path = if path.is_null() || path.is_none() {
        vm.new_str(".")
    } else {
        path
    };
    let text = support::path(vm, path)?;
    Ok((path, text))
}

fn listdir(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let (path, text) = folder_argument(vm, "listdir", args)?;
    let entries = match std::fs::read_dir(&text) {
        Ok(entries) => entries,
        Err(error) => {
            return Err(support::os_error(
                vm,
                error.raw_os_error().unwrap_or(0),
                Some(path),
            ));
        }
    };
    let names = vm.new_list(&[]);
    for entry in entries.flatten() {
        let name = vm.new_str(&String::from_utf8_lossy(entry.file_name().as_bytes()));
        vm.list_push(names, name)?;
    }
    Ok(names)
}

/// Fields of an entry of `scandir`: name, path, mode of the file itself (type bits).
fn scandir(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let (path, text) = folder_argument(vm, "scandir", args)?;
    let entries = match std::fs::read_dir(&text) {
        Ok(entries) => entries,
        Err(error) => {
            return Err(support::os_error(
                vm,
                error.raw_os_error().unwrap_or(0),
                Some(path),
            ));
        }
    };
    let list = vm.new_list(&[]);
    let class = support::recall_class(vm, "posix.DirEntry");
    for entry in entries.flatten() {
        let name = String::from_utf8_lossy(entry.file_name().as_bytes()).into_owned();
        let mode = match entry.file_type() {
            Ok(kind) if kind.is_dir() => libc::S_IFDIR,
            Ok(kind) if kind.is_symlink() => libc::S_IFLNK,
            Ok(kind) if kind.is_file() => libc::S_IFREG,
            _ => 0,
        };
        let full = if text.ends_with('/') {
            format!("{text}{name}")
        } else {
            format!("{text}/{name}")
        };
        let (name, full) = (vm.new_str(&name), vm.new_str(&full));
        let entry = vm.new_fields(
            class,
            &[Value::NULL, name, full, Value::int_unchecked(mode.into())],
        );
        vm.list_push(list, entry)?;
    }
    let iterator = vm.iter(list)?;
    let class = support::recall_class(vm, "posix.ScandirIterator");
    Ok(vm.new_fields(class, &[Value::NULL, iterator]))
}

fn entry_is(vm: &mut Vm, entry: Value, args: Args<'_>, wanted: u32) -> Result {
    let [follow] = vm.bind_arguments("is_dir", args, &["follow_symlinks"], 0, 0, 0)?;
    let follow = follow.is_null() || vm.is_true(follow)?;
    let mut mode = field(entry, 3).int_payload() as u32;
    if mode == libc::S_IFLNK && follow {
        let path = support::path(vm, field(entry, 2))?;
        mode = match std::fs::metadata(&path) {
            Ok(data) if data.is_dir() => libc::S_IFDIR,
            Ok(data) if data.is_file() => libc::S_IFREG,
            _ => 0,
        };
    }
    Ok(Value::bool(mode == wanted))
}

static ENTRY_METHODS: &[Def] = &[
    Def::new(
        "is_dir",
        Call::FastKeywords(|vm, entry, args| entry_is(vm, entry, args, libc::S_IFDIR)),
    ),
    Def::new(
        "is_file",
        Call::FastKeywords(|vm, entry, args| entry_is(vm, entry, args, libc::S_IFREG)),
    ),
    Def::new(
        "is_symlink",
        Call::NoArgs(|_, entry| {
            Ok(Value::bool(
                field(entry, 3).int_payload() as u32 == libc::S_IFLNK,
            ))
        }),
    ),
    Def::new("is_junction", Call::NoArgs(|_, _| Ok(Value::FALSE))),
    Def::new(
        "stat",
        Call::FastKeywords(|vm, entry, args| {
            let [follow] = vm.bind_arguments("stat", args, &["follow_symlinks"], 0, 0, 0)?;
            let follow = follow.is_null() || vm.is_true(follow)?;
            stat_path(vm, field(entry, 2), follow)
        }),
    ),
    Def::new(
        "inode",
        Call::NoArgs(|vm, entry| {
            let stat = stat_path(vm, field(entry, 2), false)?;
            Ok(tuple::items(stat)[1])
        }),
    ),
    Def::new("__fspath__", Call::NoArgs(|_, entry| Ok(field(entry, 2)))),
];
static ENTRY_GETSET: &[GetSet] = &[
    GetSet {
        name: "name",
        get: |_, entry| Ok(field(entry, 1)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "path",
        get: |_, entry| Ok(field(entry, 2)),
        set: None,
        doc: "",
    },
];
static SCANDIR_METHODS: &[Def] = &[
    Def::new("close", Call::NoArgs(|_, _| Ok(Value::NONE))),
    Def::new("__enter__", Call::NoArgs(|_, iterator| Ok(iterator))),
    Def::new("__exit__", Call::Varargs(|_, _, _| Ok(Value::NONE))),
];

/// A function of one path that does something.
macro_rules! of_path {
    ($($name:ident($path:ident) $text:literal = $call:expr;)+) => { $(
        fn $name(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
            let [given, _] = vm.bind_arguments($text, args, &["path", "dir_fd"], 0, 1, 1)?;
            let $path = path_argument(vm, given)?;
            // SAFETY: a C string that is live during the call.
            if unsafe { $call } < 0 {
                return Err(last_os_error(vm, Some(given)));
            }
            Ok(Value::NONE)
        }
    )+ };
}
of_path! {
    unlink(path) "unlink" = libc::unlink(path.as_ptr());
    remove(path) "remove" = libc::unlink(path.as_ptr());
    rmdir(path) "rmdir" = libc::rmdir(path.as_ptr());
    chdir(path) "chdir" = libc::chdir(path.as_ptr());
}

fn mkdir(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [given, mode, _] =
        vm.bind_arguments("mkdir", args, &["path", "mode", "dir_fd"], 0, 2, 1)?;
    let mode = if mode.is_null() {
        0o777
    } else {
        vm.index_argument(mode)?
    };
    let path = path_argument(vm, given)?;
    // SAFETY: a C string that is live during the call.
    if unsafe { libc::mkdir(path.as_ptr(), mode as libc::mode_t) } < 0 {
        return Err(last_os_error(vm, Some(given)));
    }
    Ok(Value::NONE)
}

fn rename(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [from, to, ..] = vm.bind_arguments(
        "rename",
        args,
        &["src", "dst", "src_dir_fd", "dst_dir_fd"],
        0,
        2,
        2,
    )?;
    let (old, new) = (path_argument(vm, from)?, path_argument(vm, to)?);
    // SAFETY: C strings that are live during the call.
    if unsafe { libc::rename(old.as_ptr(), new.as_ptr()) } < 0 {
        return Err(last_os_error(vm, Some(from)));
    }
    Ok(Value::NONE)
}

fn access(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["path", "mode", "dir_fd", "effective_ids", "follow_symlinks"];
    let [path, mode, ..] = vm.bind_arguments("access", args, &names, 0, 2, 2)?;
    let mode = vm.index_argument(mode)?;
    let path = path_argument(vm, path)?;
    // SAFETY: a C string that is live during the call.
    Ok(Value::bool(
        unsafe { libc::access(path.as_ptr(), mode as i32) } == 0,
    ))
}

fn readlink(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [path, _] = vm.bind_arguments("readlink", args, &["path", "dir_fd"], 0, 1, 1)?;
    let text = support::path(vm, path)?;
    match std::fs::read_link(&text) {
        Ok(target) => Ok(vm.new_str(&target.to_string_lossy())),
        Err(error) => Err(support::os_error(
            vm,
            error.raw_os_error().unwrap_or(0),
            Some(path),
        )),
    }
}

fn open(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [given, flags, mode, _] =
        vm.bind_arguments("open", args, &["path", "flags", "mode", "dir_fd"], 0, 3, 2)?;
    let (flags, mode) = (
        vm.index_argument(flags)?,
        if mode.is_null() {
            0o777
        } else {
            vm.index_argument(mode)?
        },
    );
    let path = path_argument(vm, given)?;
    // SAFETY: a C string that is live during the call.
    let fd = unsafe {
        libc::open(
            path.as_ptr(),
            flags as i32 | libc::O_CLOEXEC,
            mode as libc::c_uint,
        )
    };
    if fd < 0 {
        Err(last_os_error(vm, Some(given)))
    } else {
        Ok(vm.new_int(fd.into()))
    }
}

fn close(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [fd] = vm.bind_arguments("close", args, &["fd"], 0, 1, 1)?;
    let fd = vm.index_argument(fd)?;
    // SAFETY: a plain system call; the program's own descriptor.
    if unsafe { libc::close(fd as i32) } < 0 {
        Err(last_os_error(vm, None))
    } else {
        Ok(Value::NONE)
    }
}

fn read(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("read", args.len(), 2, 2)?;
    let (fd, size) = (vm.index_argument(args[0])?, vm.index_argument(args[1])?);
    if size < 0 {
        return Err(support::os_error(vm, libc::EINVAL, None));
    }
    let mut bytes = vec![0u8; size.min(1 << 26) as usize];
    // SAFETY: the buffer is live during the call.
    let got = unsafe { libc::read(fd as i32, bytes.as_mut_ptr().cast(), bytes.len()) };
    if got < 0 {
        Err(last_os_error(vm, None))
    } else {
        Ok(vm.new_bytes(&bytes[..got as usize]))
    }
}

fn write(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("write", args.len(), 2, 2)?;
    let fd = vm.index_argument(args[0])?;
    let bytes = vm.expect_bytes(args[1])?;
    // SAFETY: the slice is live during the call.
    let wrote = unsafe { libc::write(fd as i32, bytes.as_ptr().cast(), bytes.len()) };
    if wrote < 0 {
        Err(last_os_error(vm, None))
    } else {
        Ok(vm.new_int(wrote as i64))
    }
}

fn isatty(vm: &mut Vm, _: Value, fd: Value) -> Result {
    let fd = vm.index_argument(fd)?;
    // SAFETY: a plain system call.
    Ok(Value::bool(unsafe { libc::isatty(fd as i32) } == 1))
}

fn fspath(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [path] = vm.bind_arguments("fspath", args, &["path"], 0, 1, 1)?;
    vm.fs_path(path)
}

fn strerror(vm: &mut Vm, _: Value, number: Value) -> Result {
    let number = vm.index_argument(number)?;
    Ok(vm.new_str(&support::strerror(number as i32)))
}

fn cpu_count(vm: &mut Vm, _: Value, _: Args<'_>) -> Result {
    let count = std::thread::available_parallelism().map_or(1, |count| count.get());
    Ok(vm.new_int(count as i64))
}

fn exit(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [status] = vm.bind_arguments("_exit", args, &["status"], 0, 1, 1)?;
    let status = vm.index_argument(status)? as i32;
    if vm.told == Some(std::process::id()) {
        // What the system keeps of it.
        return Err(vm.leave(status & 0xff));
    }
    // SAFETY: a plain system call, which ends the process.
    unsafe { libc::_exit(status) }
}

fn umask(vm: &mut Vm, _: Value, mask: Value) -> Result {
    let mask = vm.index_argument(mask)?;
    // SAFETY: a plain system call.
    let old = unsafe { libc::umask(mask as libc::mode_t) };
    Ok(vm.new_int(old.into()))
}

fn uname(vm: &mut Vm, _: Value) -> Result {
    // SAFETY: zero is a valid `utsname`, live during the call; its fields are C strings.
    let fields = unsafe {
        let mut name: libc::utsname = core::mem::zeroed();
        libc::uname(&mut name);
        [
            &name.sysname,
            &name.nodename,
            &name.release,
            &name.version,
            &name.machine,
        ]
        .map(|field| {
            CStr::from_ptr(field.as_ptr())
                .to_string_lossy()
                .into_owned()
        })
    };
    let class = support::recall_class(vm, "posix.uname_result");
    let mut items = [Value::NULL; 5];
    for (item, field) in items.iter_mut().zip(&fields) {
        *item = vm.new_str(field);
    }
    structseq::make(vm, class, &items)
}

fn get_terminal_size(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let fd = match args.first() {
        Some(&fd) => vm.index_argument(fd)? as i32,
        None => 1,
    };
    // SAFETY: zero is a valid `winsize`, live during the call.
    let (done, size) = unsafe {
        let mut size: libc::winsize = core::mem::zeroed();
        (libc::ioctl(fd, libc::TIOCGWINSZ, &mut size), size)
    };
    if done < 0 {
        return Err(last_os_error(vm, None));
    }
    let class = support::recall_class(vm, "os.terminal_size");
    let items = [
        vm.new_int(size.ws_col.into()),
        vm.new_int(size.ws_row.into()),
    ];
    structseq::make(vm, class, &items)
}

fn times(vm: &mut Vm, _: Value) -> Result {
    // SAFETY: zero is a valid `tms`, live during the call.
    let (elapsed, times) = unsafe {
        let mut times: libc::tms = core::mem::zeroed();
        (libc::times(&mut times), times)
    };
    let class = support::recall_class(vm, "posix.times_result");
    let items = [
        times.tms_utime,
        times.tms_stime,
        times.tms_cutime,
        times.tms_cstime,
        elapsed,
    ]
    .map(|ticks| Value::float(ticks as f64 / 100.0));
    structseq::make(vm, class, &items)
}

fn set_environment(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("putenv", args.len(), 2, 2)?;
    // `os.environ` keeps its own copy, and no process is started from here.
    Ok(Value::NONE)
}

fn environment(vm: &mut Vm) -> Result {
    let environment = vm.new_dict();
    for (name, value) in std::env::vars_os() {
        let (name, value) = (
            vm.new_bytes(name.as_bytes()),
            vm.new_bytes(value.as_bytes()),
        );
        vm.dict_set(environment, name, value)?;
    }
    Ok(Value::object(environment))
}

static FUNCTIONS: &[Def] = &[
    Def::new("urandom", Call::One(urandom)),
    Def::new("getcwd", Call::NoArgs(getcwd)),
    Def::new(
        "getcwdb",
        Call::NoArgs(|vm, module| {
            let path = getcwd(vm, module)?;
            let path = vm.text(path).into_owned();
            Ok(vm.new_bytes(path.as_bytes()))
        }),
    ),
    Def::new("getpid", Call::NoArgs(getpid)),
    Def::new("getppid", Call::NoArgs(getppid)),
    Def::new("getuid", Call::NoArgs(getuid)),
    Def::new("geteuid", Call::NoArgs(geteuid)),
    Def::new("getgid", Call::NoArgs(getgid)),
    Def::new("getegid", Call::NoArgs(getegid)),
    Def::new("stat", Call::FastKeywords(stat)),
    Def::new("lstat", Call::FastKeywords(lstat)),
    Def::new("fstat", Call::FastKeywords(fstat)),
    Def::new("listdir", Call::FastKeywords(listdir)),
    Def::new("scandir", Call::FastKeywords(scandir)),
    Def::new("unlink", Call::FastKeywords(unlink)),
    Def::new("remove", Call::FastKeywords(remove)),
    Def::new("rmdir", Call::FastKeywords(rmdir)),
    Def::new("chdir", Call::FastKeywords(chdir)),
    Def::new("mkdir", Call::FastKeywords(mkdir)),
    Def::new("rename", Call::FastKeywords(rename)),
    Def::new("replace", Call::FastKeywords(rename)),
    Def::new("access", Call::FastKeywords(access)),
    Def::new("readlink", Call::FastKeywords(readlink)),
    Def::new("open", Call::FastKeywords(open)),
    Def::new("close", Call::FastKeywords(close)),
    Def::new("read", Call::Fast(read)),
    Def::new("write", Call::Fast(write)),
    Def::new("isatty", Call::One(isatty)),
    Def::new("fspath", Call::FastKeywords(fspath)),
    Def::new("strerror", Call::One(strerror)),
    Def::new("cpu_count", Call::FastKeywords(cpu_count)),
    Def::new("_exit", Call::FastKeywords(exit)),
    Def::new("umask", Call::One(umask)),
    Def::new("uname", Call::NoArgs(uname)),
    Def::new("get_terminal_size", Call::Fast(get_terminal_size)),
    Def::new("times", Call::NoArgs(times)),
    Def::new("putenv", Call::Fast(set_environment)),
    Def::new("unsetenv", Call::One(|_, _, _| Ok(Value::NONE))),
    Def::new(
        "register_at_fork",
        Call::FastKeywords(|_, _, _| Ok(Value::NONE)),
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "posix", FUNCTIONS);
    support::add_functions(vm, module, metadata::FUNCTIONS);
    support::add_functions(vm, module, descriptors::FUNCTIONS);
    process::add_functions(vm, module);
    for (module_name, name, fields) in [
        ("os", "stat_result", STAT_RESULT),
        ("posix", "uname_result", UNAME_RESULT),
        ("os", "terminal_size", TERMINAL_SIZE),
        ("posix", "times_result", TIMES_RESULT),
    ] {
        let class = structseq::class(vm, module_name, name, fields);
        add(vm, module, name, Value::object(class));
    }
    let mut spec = ClassSpec::new("DirEntry", Shape::Fields);
    spec.module = "posix";
    spec.fields = 4;
    spec.slots.repr = Some(|vm, entry| {
        let mut text = String::from("<DirEntry ");
        vm::objects::repr::push_repr(vm, &mut text, field(entry, 1))?;
        text.push('>');
        Ok(vm.new_str(&text))
    });
    spec.methods = ENTRY_METHODS;
    spec.getset = ENTRY_GETSET;
    add_class(vm, module, spec);
    let mut spec = ClassSpec::new("ScandirIterator", Shape::Fields);
    spec.module = "posix";
    spec.fields = 2;
    spec.slots.iter = Some(vm::objects::iterators::itself);
    spec.slots.next =
        Some(|vm, iterator| Ok(vm.next_item(field(iterator, 1))?.unwrap_or(Value::NULL)));
    spec.methods = SCANDIR_METHODS;
    support::class(vm, spec);
    let environment = environment(vm)?;
    add(vm, module, "environ", environment);
    add(vm, module, "error", Value::object(vm.types.os_error));
    let have = vm.new_list(&[]);
    for name in ["HAVE_FSTATAT", "HAVE_LSTAT"] {
        let name = vm.intern(name);
        vm.list_push(have, name)?;
    }
    add(vm, module, "_have_functions", have);
    add_ints(
        vm,
        module,
        &[
            ("F_OK", 0),
            ("R_OK", 4),
            ("W_OK", 2),
            ("X_OK", 1),
            ("O_RDONLY", libc::O_RDONLY.into()),
            ("O_WRONLY", libc::O_WRONLY.into()),
            ("O_RDWR", libc::O_RDWR.into()),
            ("O_CREAT", libc::O_CREAT.into()),
            ("O_EXCL", libc::O_EXCL.into()),
            ("O_TRUNC", libc::O_TRUNC.into()),
            ("O_APPEND", libc::O_APPEND.into()),
            ("O_NONBLOCK", libc::O_NONBLOCK.into()),
            ("O_CLOEXEC", libc::O_CLOEXEC.into()),
            ("O_NOFOLLOW", libc::O_NOFOLLOW.into()),
            ("O_DIRECTORY", libc::O_DIRECTORY.into()),
            ("WNOHANG", libc::WNOHANG.into()),
            ("WUNTRACED", libc::WUNTRACED.into()),
            ("WCONTINUED", libc::WCONTINUED.into()),
            ("P_ALL", libc::P_ALL.into()),
            ("P_PID", libc::P_PID.into()),
            ("P_PGID", libc::P_PGID.into()),
            ("EX_OK", 0),
            ("NGROUPS_MAX", 65536),
            ("TMP_MAX", 238_328),
        ],
    );
    Ok(module)
}
