//! `posix`: other processes and other programs. A sandboxed program is denied them by the system, with a `PermissionError`.

use std::ffi::{CString, c_char};

use vm::{Args, Call, Def, Result, Value, Vm};

use super::path_argument;
use crate::support::{self, c_path, last_os_error};

fn fork(vm: &mut Vm, _: Value) -> Result {
    // SAFETY: programs run on one thread, so the child has all of this process's.
    let child = unsafe { libc::fork() };
    if child < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(vm.new_int(child.into()))
}

fn kill(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("kill", args.len(), 2, 2)?;
    let (process, signal) = (vm.index_argument(args[0])?, vm.index_argument(args[1])?);
    // SAFETY: a plain system call.
    if unsafe { libc::kill(process as libc::pid_t, signal as i32) } < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(Value::NONE)
}

fn waitpid(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("waitpid", args.len(), 2, 2)?;
    let (process, options) = (vm.index_argument(args[0])?, vm.index_argument(args[1])?);
    let mut status = 0;
    // SAFETY: the status is live during the call.
    let ended = unsafe { libc::waitpid(process as libc::pid_t, &mut status, options as i32) };
    if ended < 0 {
        return Err(last_os_error(vm, None));
    }
    let (ended, status) = (vm.new_int(ended.into()), vm.new_int(status.into()));
    Ok(vm.new_tuple(&[ended, status]))
}

/// The arguments of a program, at least one; `what` they are in messages.
pub(super) fn program_arguments(vm: &mut Vm, what: &str, given: Value) -> Result<Vec<CString>> {
    if !vm.is_tuple(given) && !vm.is_list(given) {
        return Err(vm.type_error(format!("{what} must be a tuple or list")));
    }
    let mut arguments = Vec::new();
    // Read anew each time: `__fspath__` may change the list.
    while let Some(&argument) = vm.sequence_items(given).get(arguments.len()) {
        let text = support::path(vm, argument)?;
        arguments.push(c_path(vm, &text)?);
    }
    if arguments.is_empty() {
        return Err(vm.value_error(format!("{what} must not be empty")));
    }
    Ok(arguments)
}

/// The arguments of a program that takes this one's place: the first names it.
fn named_arguments(vm: &mut Vm, what: &str, given: Value) -> Result<Vec<CString>> {
    let arguments = program_arguments(vm, what, given)?;
    if arguments[0].is_empty() {
        return Err(vm.value_error(format!("{what} first element cannot be empty")));
    }
    Ok(arguments)
}

/// The variables of an environment, each as `NAME=value`.
fn variables(vm: &mut Vm, environment: Value) -> Result<Vec<CString>> {
    let mut sides = [Value::NONE; 2];
    for (side, method) in sides.iter_mut().zip(["keys", "values"]) {
        let items = vm.call_method(environment, method, &[])?;
        *side = vm.list_from(items)?;
    }
    let [names, values] = sides;
    let mut variables = Vec::new();
    while let (Some(&name), Some(&value)) = (
        vm.sequence_items(names).get(variables.len()),
        vm.sequence_items(values).get(variables.len()),
    ) {
        let (name, value) = (support::path(vm, name)?, support::path(vm, value)?);
        // Only as its first character a name may have a "=", as some systems have such.
        if name.is_empty() || name.chars().skip(1).any(|c| c == '=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        variables.push(c_path(vm, &format!("{name}={value}"))?);
    }
    Ok(variables)
}

/// The pointers of C strings, which they must not outlive, and a null.
pub(super) fn pointers(strings: &[CString]) -> Vec<*const c_char> {
    let pointers = strings.iter().map(|string| string.as_ptr());
    pointers.chain([std::ptr::null()]).collect()
}

fn execv(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("execv", args.len(), 2, 2)?;
    let path = path_argument(vm, args[0])?;
    let arguments = named_arguments(vm, "execv() arg 2", args[1])?;
    // SAFETY: C strings and a list of them with its null, live during the call.
    unsafe { libc::execv(path.as_ptr(), pointers(&arguments).as_ptr()) };
    Err(last_os_error(vm, None))
}

fn execve(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [given, list, environment] =
        vm.bind_arguments("execve", args, &["path", "argv", "env"], 0, 3, 3)?;
    let path = path_argument(vm, given)?;
    let arguments = named_arguments(vm, "execve: argv", list)?;
    let variables = variables(vm, environment)?;
    let (list, variables) = (pointers(&arguments), pointers(&variables));
    // SAFETY: as in `execv`.
    unsafe { libc::execve(path.as_ptr(), list.as_ptr(), variables.as_ptr()) };
    Err(last_os_error(vm, Some(given)))
}

/// The exit code of a status that `waitpid` gave; the negative number of the signal that ended the process.
fn waitstatus_to_exitcode(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [status] = vm.bind_arguments("waitstatus_to_exitcode", args, &["status"], 0, 1, 1)?;
    let status = vm.index_argument(status)? as i32;
    if libc::WIFEXITED(status) {
        return Ok(vm.new_int(libc::WEXITSTATUS(status).into()));
    }
    if libc::WIFSIGNALED(status) {
        let signal = libc::WTERMSIG(status);
        return Ok(vm.new_int((-signal).into()));
    }
    if libc::WIFSTOPPED(status) {
        let signal = libc::WSTOPSIG(status);
        return Err(vm.value_error(format!("process stopped by delivery of signal {signal}")));
    }
    Err(vm.value_error(format!("invalid wait status: {status}")))
}

/// The functions of the names that tell something of a status.
macro_rules! statuses {
    ($($name:ident: $convert:expr;)*) => {
        static STATUSES: &[Def] = &[$(Def::new(
            stringify!($name),
            Call::FastKeywords(|vm, _, args| {
                let [status] = vm.bind_arguments(stringify!($name), args, &["status"], 0, 1, 1)?;
                let status = vm.index_argument(status)? as i32;
                Ok($convert(libc::$name(status)))
            }),
        )),*];
    };
}

statuses! {
    WEXITSTATUS: number;
    WIFCONTINUED: Value::bool;
    WIFEXITED: Value::bool;
    WIFSIGNALED: Value::bool;
    WIFSTOPPED: Value::bool;
    WSTOPSIG: number;
    WTERMSIG: number;
}

fn number(value: i32) -> Value {
    Value::int_unchecked(value.into())
}

pub(super) fn add_functions(vm: &mut Vm, module: Value) {
    support::add_functions(vm, module, FUNCTIONS);
    support::add_functions(vm, module, STATUSES);
}

static FUNCTIONS: &[Def] = &[
    Def::new(
        "waitstatus_to_exitcode",
        Call::FastKeywords(waitstatus_to_exitcode),
    ),
    Def::new("fork", Call::NoArgs(fork)),
    Def::new("kill", Call::Fast(kill)),
    Def::new("waitpid", Call::Fast(waitpid)),
    Def::new("execv", Call::Fast(execv)),
    Def::new("execve", Call::FastKeywords(execve)),
];
