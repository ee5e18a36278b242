//! `_signal`: signals are the worker's business, not the program's.

use vm::{Call, Def, Result, Vm};

use crate::support::{self, add_ints, none_of_any, zero_of_any};

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    static FUNCTIONS: &[Def] = &[
        Def::new("signal", Call::FastKeywords(none_of_any)),
        Def::new("getsignal", Call::FastKeywords(none_of_any)),
        Def::new("default_int_handler", Call::FastKeywords(none_of_any)),
        Def::new("set_wakeup_fd", Call::FastKeywords(zero_of_any)),
        Def::new("alarm", Call::FastKeywords(zero_of_any)),
    ];
    let module = support::module(vm, "_signal", FUNCTIONS);
    add_ints(
        vm,
        module,
        &[
            ("SIG_DFL", 0),
            ("SIG_IGN", 1),
            ("SIGHUP", libc::SIGHUP.into()),
            ("SIGINT", libc::SIGINT.into()),
            ("SIGQUIT", libc::SIGQUIT.into()),
            ("SIGABRT", libc::SIGABRT.into()),
            ("SIGKILL", libc::SIGKILL.into()),
            ("SIGSEGV", libc::SIGSEGV.into()),
            ("SIGPIPE", libc::SIGPIPE.into()),
            ("SIGALRM", libc::SIGALRM.into()),
            ("SIGTERM", libc::SIGTERM.into()),
            ("SIGCHLD", libc::SIGCHLD.into()),
            ("SIGUSR1", libc::SIGUSR1.into()),
            ("SIGUSR2", libc::SIGUSR2.into()),
            ("NSIG", 65),
        ],
    );
    Ok(module)
}
