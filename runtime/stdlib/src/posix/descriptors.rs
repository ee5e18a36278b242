//! `posix`: descriptors: pipes, copies, flags, reading and writing at a place.

use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, last_os_error};

fn descriptor(vm: &mut Vm, value: Value) -> Result<i32> {
    let number = vm.index_argument(value)?;
    i32::try_from(number).map_err(|_| vm.overflow_error("Python int too large to convert to C int"))
}

/// The result of a system call, of which a negative one is an error.
fn checked(vm: &mut Vm, result: i64) -> Result {
    if result < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(vm.new_int(result))
}

/// As [`checked`], of a call that has nothing to give.
fn done(vm: &mut Vm, result: i32) -> Result {
    checked(vm, result.into()).map(|_| Value::NONE)
}

fn new_pipe(vm: &mut Vm, flags: i32) -> Result {
    let mut ends = [0; 2];
    // SAFETY: the array is live during the call.
    if unsafe { libc::pipe2(ends.as_mut_ptr(), flags) } < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(vm.new_tuple(&ends.map(|end| Value::int_unchecked(end.into()))))
}

fn pipe(vm: &mut Vm, _: Value) -> Result {
    new_pipe(vm, libc::O_CLOEXEC)
}

fn pipe2(vm: &mut Vm, _: Value, flags: Value) -> Result {
    let flags = descriptor(vm, flags)?;
    new_pipe(vm, flags)
}

fn dup(vm: &mut Vm, _: Value, fd: Value) -> Result {
    let fd = descriptor(vm, fd)?;
    // SAFETY: a plain system call.
    let copy = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
    checked(vm, copy.into())
}

fn dup2(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["fd", "fd2", "inheritable"];
    let [from, to, inheritable] = vm.bind_arguments("dup2", args, &names, 0, 3, 2)?;
    let (from, to) = (descriptor(vm, from)?, descriptor(vm, to)?);
    let inheritable = inheritable.is_null() || vm.is_true(inheritable)?;
    // SAFETY: plain system calls.
    let result = unsafe {
        if inheritable {
            libc::dup2(from, to)
        } else {
            libc::dup3(from, to, libc::O_CLOEXEC)
        }
    };
    checked(vm, result.into())
}

/// Whether a flag of a descriptor is set: `get` asks for the flags.
fn has_flag(vm: &mut Vm, fd: Value, get: i32, flag: i32) -> Result<bool> {
    let fd = descriptor(vm, fd)?;
    // SAFETY: a plain system call.
    let flags = unsafe { libc::fcntl(fd, get) };
    if flags < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(flags & flag != 0)
}

/// Sets or clears a flag of a descriptor.
fn set_flag(vm: &mut Vm, fd: Value, calls: [i32; 2], flag: i32, on: bool) -> Result {
    let fd = descriptor(vm, fd)?;
    let [get, set] = calls;
    // SAFETY: plain system calls.
    let result = unsafe {
        let flags = libc::fcntl(fd, get);
        if flags < 0 {
            flags
        } else {
            libc::fcntl(fd, set, if on { flags | flag } else { flags & !flag })
        }
    };
    done(vm, result)
}

const DESCRIPTOR_FLAGS: [i32; 2] = [libc::F_GETFD, libc::F_SETFD];
const FILE_FLAGS: [i32; 2] = [libc::F_GETFL, libc::F_SETFL];

fn get_inheritable(vm: &mut Vm, _: Value, fd: Value) -> Result {
    let closes = has_flag(vm, fd, DESCRIPTOR_FLAGS[0], libc::FD_CLOEXEC)?;
    Ok(Value::bool(!closes))
}

fn set_inheritable(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("set_inheritable", args.len(), 2, 2)?;
    let closes = vm.index_argument(args[1])? == 0;
    set_flag(vm, args[0], DESCRIPTOR_FLAGS, libc::FD_CLOEXEC, closes)
}

fn get_blocking(vm: &mut Vm, _: Value, fd: Value) -> Result {
    let nonblocking = has_flag(vm, fd, FILE_FLAGS[0], libc::O_NONBLOCK)?;
    Ok(Value::bool(!nonblocking))
}

fn set_blocking(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("set_blocking", args.len(), 2, 2)?;
    let nonblocking = !vm.is_true(args[1])?;
    set_flag(vm, args[0], FILE_FLAGS, libc::O_NONBLOCK, nonblocking)
}

fn lseek(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("lseek", args.len(), 3, 3)?;
    let (fd, how) = (descriptor(vm, args[0])?, descriptor(vm, args[2])?);
    let place = vm.index_argument(args[1])?;
    // SAFETY: a plain system call.
    let result = unsafe { libc::lseek(fd, place, how) };
    checked(vm, result)
}

fn pread(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("pread", args.len(), 3, 3)?;
    let fd = descriptor(vm, args[0])?;
    let (size, place) = (vm.index_argument(args[1])?, vm.index_argument(args[2])?);
    if size < 0 {
        return Err(support::os_error(vm, libc::EINVAL, None));
    }
    let mut bytes = vec![0u8; size.min(1 << 26) as usize];
    // SAFETY: the buffer is live during the call.
    let got = unsafe { libc::pread(fd, bytes.as_mut_ptr().cast(), bytes.len(), place) };
    match usize::try_from(got) {
        Ok(got) => vm.try_new_bytes(&bytes[..got]),
        Err(_) => Err(last_os_error(vm, None)),
    }
}

fn pwrite(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("pwrite", args.len(), 3, 3)?;
    let (fd, place) = (descriptor(vm, args[0])?, vm.index_argument(args[2])?);
    let bytes = vm.expect_bytes(args[1])?;
    // SAFETY: the slice is live during the call.
    let wrote = unsafe { libc::pwrite(fd, bytes.as_ptr().cast(), bytes.len(), place) };
    checked(vm, wrote as i64)
}

fn fsync(vm: &mut Vm, _: Value, fd: Value) -> Result {
    let fd = crate::select::wait::descriptor(vm, fd)?;
    // SAFETY: a plain system call.
    let result = unsafe { libc::fsync(fd) };
    done(vm, result)
}

pub(super) static FUNCTIONS: &[Def] = &[
    Def::new("dup", Call::One(dup)),
    Def::new("dup2", Call::FastKeywords(dup2)),
    Def::new("fsync", Call::One(fsync)),
    Def::new("get_blocking", Call::One(get_blocking)),
    Def::new("get_inheritable", Call::One(get_inheritable)),
    Def::new("lseek", Call::Fast(lseek)),
    Def::new("pipe", Call::NoArgs(pipe)),
    Def::new("pipe2", Call::One(pipe2)),
    Def::new("pread", Call::Fast(pread)),
    Def::new("pwrite", Call::Fast(pwrite)),
    Def::new("set_blocking", Call::Fast(set_blocking)),
    Def::new("set_inheritable", Call::Fast(set_inheritable)),
];
