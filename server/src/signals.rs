//! The signals that ask a process to end. What it was doing is put in order first.

use std::io::Result;

/// Has `then` called, on a thread of its own, with each signal that asks this process to end. From now on they do not end it.
pub fn when_asked_to_end(then: impl FnMut(i32) + Send + 'static) -> Result<()> {
    #[cfg(unix)]
    {
        use signal_hook::iterator::Signals;
        let mut signals = Signals::new(unix::heeded())?;
        let mut then = then;
        std::thread::spawn(move || signals.forever().for_each(&mut then));
    }
    #[cfg(not(unix))]
    drop(then);
    Ok(())
}

/// Ends this process as a signal does that nobody catches.
pub fn end_by(signal: i32) {
    #[cfg(unix)]
    {
        // Does not come back, for a signal of ours.
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    std::process::exit(128 + signal);
}

#[cfg(unix)]
pub use unix::{ENDING, heeded};
/// The signals that ask to end.
#[cfg(not(unix))]
pub const ENDING: [i32; 0] = [];

#[cfg(unix)]
mod unix {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    /// The signals that ask to end.
    pub const ENDING: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

    /// Those of [`ENDING`] that whoever started us did not want ignored, as `nohup` does.
    pub fn heeded() -> Vec<i32> {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = ignored(&status);
        let heeded = |signal: &i32| ignored >> (signal - 1) & 1 == 0;
        ENDING.into_iter().filter(heeded).collect()
    }

    /// The set of ignored signals, from the text that Linux has for a process.
    fn ignored(status: &str) -> u64 {
        let set = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok())
            .unwrap_or(0)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn ignored_signals_are_read() {
            assert_eq!(
                ignored("Name:\tx\nSigIgn:\t0000000000001001\nSigCgt:\t1\n"),
                0x1001
            );
            assert_eq!(ignored(""), 0);
        }
    }
}
