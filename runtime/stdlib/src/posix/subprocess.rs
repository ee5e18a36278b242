//! `_posixsubprocess`: starting a program in a child process. A sandboxed program is denied it, with a `PermissionError`.

use std::ffi::{CStr, CString};

use vm::{Call, Def, Result, Value, Vm};

use super::path_argument;
use super::process::{pointers, program_arguments};
use crate::support::{self, c_path, last_os_error};

/// The C strings of a sequence of paths or bytes.
fn c_strings(vm: &mut Vm, sequence: Value) -> Result<Vec<CString>> {
    let mut strings = Vec::new();
    // Read anew each time: `__fspath__` may change a list.
    while let Some(&item) = vm.sequence_items(sequence).get(strings.len()) {
        let text = support::path(vm, item)?;
        strings.push(c_path(vm, &text)?);
    }
    Ok(strings)
}

/// What `fork_exec` gives up with in the child (CPython's own choice).
const NOT_STARTED: i32 = 255;

/// `_posixsubprocess.fork_exec`: starts a program in a child process. What goes wrong there is written into the error pipe as
/// CPython's `child_exec` does: the exception's name, the error number in hexadecimal, and what was tried.
fn fork_exec(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("fork_exec", args.len(), 22, 22)?;
    let arguments = program_arguments(vm, "fork_exec() arg 1", args[0])?;
    let programs = c_strings(vm, args[1])?;
    let folder = if args[4].is_none() {
        None
    } else {
        Some(path_argument(vm, args[4])?)
    };
    let environment = if args[5].is_none() {
        None
    } else {
        Some(c_strings(vm, args[5])?)
    };
    let mut descriptors = [0; 8];
    for (own, given) in descriptors.iter_mut().zip(&args[6..14]) {
        *own = vm.index_argument(*given)? as i32;
    }
    let [input, _, _, output, _, error, _, tell] = descriptors;
    let mut passed = Vec::new();
    for &fd in vm.sequence_items(args[3]) {
        passed.push(vm.index_argument(fd)? as i32);
    }
    passed.retain(|&fd| fd != tell);
    let (closes, restores) = (vm.is_true(args[2])?, vm.is_true(args[14])?);
    let session = vm.is_true(args[15])?;
    let (group, mask) = (vm.index_argument(args[16])?, vm.index_argument(args[20])?);
    for (place, name) in [
        (17, "group"),
        (18, "extra_groups"),
        (19, "user"),
        (21, "preexec_fn"),
    ] {
        if !args[place].is_none() {
            return Err(vm.not_implemented_error(format!("{name} is not supported")));
        }
    }
    let list = pointers(&arguments);
    let variables = environment.as_deref().map(pointers);
    // SAFETY: programs run on one thread, so the child has all of this process's.
    let child = unsafe { libc::fork() };
    if child < 0 {
        return Err(last_os_error(vm, None));
    }
    if child > 0 {
        return Ok(vm.new_int(child.into()));
    }
    let start = Start {
        folder: folder.as_deref(),
        standard: [input, output, error],
        passed: &passed,
        tell,
        closes,
        restores,
        session,
        group: group as i32,
        mask: mask as i32,
    };
    let tried = start.prepare();
    let mut last = std::io::Error::last_os_error();
    if tried.is_ok() {
        for program in &programs {
            // SAFETY: C strings and lists of them with their nulls, live until the process is another program.
            unsafe {
                match &variables {
                    Some(variables) => {
                        libc::execve(program.as_ptr(), list.as_ptr(), variables.as_ptr())
                    }
                    None => libc::execv(program.as_ptr(), list.as_ptr()),
                }
            };
            let error = std::io::Error::last_os_error();
            let missing = matches!(error.raw_os_error(), Some(libc::ENOENT | libc::ENOTDIR));
            last = error;
            if !missing {
                break;
            }
        }
    }
    let what = tried.err().unwrap_or_default();
    let message = format!("OSError:{:X}:{what}", last.raw_os_error().unwrap_or(0));
    // SAFETY: the text is live during the call; the child ends without anything of the parent's being done twice.
    unsafe {
        libc::write(tell, message.as_ptr().cast(), message.len());
        libc::_exit(NOT_STARTED)
    }
}

/// What a child does before it becomes another program.
struct Start<'a> {
    folder: Option<&'a CStr>,
    /// What becomes the descriptors 0, 1 and 2; -1: nothing does.
    standard: [i32; 3],
    /// What the program gets besides.
    passed: &'a [i32],
    /// The pipe that tells the parent what went wrong.
    tell: i32,
    /// Whether all other descriptors are closed.
    closes: bool,
    /// Whether the signals that Python ignores end the program as they do others.
    restores: bool,
    session: bool,
    /// The process group, and the mask of new files' permissions; negative: the parent's.
    group: i32,
    mask: i32,
}

impl Start<'_> {
    /// An error is what CPython adds to the message; `errno` says why.
    fn prepare(&self) -> std::result::Result<(), &'static str> {
        // SAFETY: plain system calls, and a path that is live.
        unsafe {
            for &fd in self.passed {
                if libc::fcntl(fd, libc::F_SETFD, 0) < 0 {
                    return Err("");
                }
            }
            let mut standard = self.standard;
            // One that would be overwritten before it is copied moves out of the way.
            for (place, fd) in standard.iter_mut().enumerate() {
                if (0..3).contains(fd) && *fd != place as i32 {
                    *fd = libc::fcntl(*fd, libc::F_DUPFD, 3);
                    if *fd < 0 {
                        return Err("");
                    }
                }
            }
            for (place, fd) in (0..).zip(standard) {
                if fd >= 0 && libc::dup2(fd, place) < 0 {
                    return Err("");
                }
                if fd == place && libc::fcntl(fd, libc::F_SETFD, 0) < 0 {
                    return Err("");
                }
            }
            if let Some(folder) = self.folder
                && libc::chdir(folder.as_ptr()) < 0
            {
                return Err("noexec:chdir");
            }
            if self.mask >= 0 {
                libc::umask(self.mask as libc::mode_t);
            }
            if self.restores {
                for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
                    libc::signal(signal, libc::SIG_DFL);
                }
            }
            if self.session {
                libc::setsid();
            }
            if self.group >= 0 && libc::setpgid(0, self.group) < 0 {
                return Err("");
            }
            if self.closes {
                self.close_others();
            }
        }
        Ok(())
    }

    fn close_others(&self) {
        let mut kept = self.passed.to_vec();
        kept.push(self.tell);
        kept.sort_unstable();
        let mut first = 3;
        for &fd in kept.iter().filter(|fd| **fd >= 3) {
            if fd > first {
                close_range(first, fd - 1);
            }
            first = first.max(fd + 1);
        }
        close_range(first, i32::MAX);
    }
}

fn close_range(first: i32, last: i32) {
    // SAFETY: a plain system call; nothing of this process uses the descriptors before it becomes another program.
    unsafe { libc::close_range(first.unsigned_abs(), last.unsigned_abs(), 0) };
}

/// Makes `_posixsubprocess`.
pub fn init(vm: &mut Vm) -> Result {
    static FUNCTIONS: &[Def] = &[Def::new("fork_exec", Call::Fast(fork_exec))];
    Ok(support::module(vm, "_posixsubprocess", FUNCTIONS))
}
