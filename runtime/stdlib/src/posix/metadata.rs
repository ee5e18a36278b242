//! `posix`: what a file is like, and its links.

use vm::{Args, Call, Def, Result, Value, Vm};

use super::path_argument;
use crate::support::last_os_error;

/// None, or the error of the system call that has just failed, with the path that it was about.
fn done(vm: &mut Vm, status: libc::c_int, path: Value) -> Result {
    if status < 0 {
        Err(last_os_error(vm, Some(path)))
    } else {
        Ok(Value::NONE)
    }
}

fn chmod(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["path", "mode", "dir_fd", "follow_symlinks"];
    let [given, mode, ..] = vm.bind_arguments("chmod", args, &names, 0, 2, 2)?;
    let mode = vm.index_argument(mode)?;
    let path = path_argument(vm, given)?;
    // SAFETY: a C string that is live during the call.
    let status = unsafe { libc::chmod(path.as_ptr(), mode as libc::mode_t) };
    done(vm, status, given)
}

fn truncate(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [given, length] = vm.bind_arguments("truncate", args, &["path", "length"], 0, 2, 2)?;
    let length = vm.index_argument(length)?;
    let path = path_argument(vm, given)?;
    // SAFETY: a C string that is live during the call.
    let status = unsafe { libc::truncate(path.as_ptr(), length) };
    done(vm, status, given)
}

fn ftruncate(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("ftruncate", args.len(), 2, 2)?;
    let (fd, length) = (vm.index_argument(args[0])?, vm.index_argument(args[1])?);
    // SAFETY: a plain system call.
    if unsafe { libc::ftruncate(fd as i32, length) } < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(Value::NONE)
}

fn link(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["src", "dst", "src_dir_fd", "dst_dir_fd", "follow_symlinks"];
    let [from, to, ..] = vm.bind_arguments("link", args, &names, 0, 2, 2)?;
    let (old, new) = (path_argument(vm, from)?, path_argument(vm, to)?);
    // SAFETY: C strings that are live during the call.
    let status = unsafe { libc::link(old.as_ptr(), new.as_ptr()) };
    done(vm, status, from)
}

fn symlink(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["src", "dst", "target_is_directory", "dir_fd"];
    let [from, to, ..] = vm.bind_arguments("symlink", args, &names, 0, 3, 2)?;
    let (old, new) = (path_argument(vm, from)?, path_argument(vm, to)?);
    // SAFETY: C strings that are live during the call.
    let status = unsafe { libc::symlink(old.as_ptr(), new.as_ptr()) };
    done(vm, status, from)
}

/// A time in seconds, an int or a float.
fn seconds(vm: &mut Vm, value: Value) -> Result<libc::timespec> {
    let (seconds, nanoseconds) = match vm.float_value(value) {
        Some(time) => (time.floor() as i64, ((time - time.floor()) * 1e9) as i64),
        None => (vm.index_argument(value)?, 0),
    };
    Ok(libc::timespec {
        tv_sec: seconds,
        tv_nsec: nanoseconds,
    })
}

fn nanoseconds(vm: &mut Vm, value: Value) -> Result<libc::timespec> {
    let time = vm.index_argument(value)?;
    Ok(libc::timespec {
        tv_sec: time.div_euclid(1_000_000_000),
        tv_nsec: time.rem_euclid(1_000_000_000),
    })
}

/// Two times read by `read`, the argument called `name`.
fn pair(
    vm: &mut Vm,
    times: Value,
    name: &str,
    read: fn(&mut Vm, Value) -> Result<libc::timespec>,
) -> Result<[libc::timespec; 2]> {
    match (vm.is_tuple(times), vm.sequence_items(times)) {
        (true, &[accessed, modified]) => Ok([read(vm, accessed)?, read(vm, modified)?]),
        _ => Err(vm.type_error(format!(
            "utime: '{name}' must be a tuple of two ints{}",
            if name == "ns" { "" } else { " or None" }
        ))),
    }
}

fn utime(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["path", "times", "ns", "dir_fd", "follow_symlinks"];
    let [given, times, ns, _, follow] = vm.bind_arguments("utime", args, &names, 0, 2, 1)?;
    let has_times = !times.is_null() && !times.is_none();
    let times = match (has_times, !ns.is_null()) {
        (true, true) => {
            return Err(
                vm.value_error("utime: you may specify either 'times' or 'ns' but not both")
            );
        }
        (true, false) => pair(vm, times, "times", seconds)?,
        (false, true) => pair(vm, ns, "ns", nanoseconds)?,
        (false, false) => {
            [libc::timespec {
                tv_sec: 0,
                tv_nsec: libc::UTIME_NOW,
            }; 2]
        }
    };
    let follow = follow.is_null() || vm.is_true(follow)?;
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let path = path_argument(vm, given)?;
    // SAFETY: a C string and two times that are live during the call.
    let status = unsafe { libc::utimensat(libc::AT_FDCWD, path.as_ptr(), times.as_ptr(), flags) };
    done(vm, status, given)
}

pub(super) static FUNCTIONS: &[Def] = &[
    Def::new("chmod", Call::FastKeywords(chmod)),
    Def::new("truncate", Call::FastKeywords(truncate)),
    Def::new("ftruncate", Call::Fast(ftruncate)),
    Def::new("link", Call::FastKeywords(link)),
    Def::new("symlink", Call::FastKeywords(symlink)),
    Def::new("utime", Call::FastKeywords(utime)),
];
