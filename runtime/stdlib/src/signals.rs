//! What signals mean to a process that runs Python.

/// Ignores the signals whose errors Python raises as exceptions: a pipe without a reader, a file that reached its limit.
pub fn ignore_errors() {
    for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
        // SAFETY: ignoring a signal runs no code of ours.
        unsafe { libc::signal(signal, libc::SIG_IGN) };
    }
}
