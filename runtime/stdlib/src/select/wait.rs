//! Waiting for descriptors: what `select` and sockets share.

use std::time::{Duration, Instant};

use vm::{Result, Value, Vm};

use crate::support::last_os_error;

/// The descriptor of an int or of an object with `fileno()` (CPython's `PyObject_AsFileDescriptor`).
pub fn descriptor(vm: &mut Vm, value: Value) -> Result<i32> {
    let name = vm.intern("fileno");
    let number = if vm.is_int(value) {
        vm.index_argument(value)?
    } else if let Some(method) = vm.get_attr_opt(value, name)? {
        let number = vm.call_pos(method, &[])?;
        if !vm.is_int(number) {
            return Err(vm.type_error("fileno() returned a non-integer"));
        }
        vm.index_argument(number)?
    } else {
        return Err(vm.type_error("argument must be an int, or have a fileno() method."));
    };
    match i32::try_from(number) {
        Ok(number) if number >= 0 => Ok(number),
        Ok(_) => Err(vm.value_error(format!(
            "file descriptor cannot be a negative integer ({number})"
        ))),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// How long to wait: for ever, or up to a moment.
#[derive(Clone, Copy)]
pub struct Patience(Option<Instant>);

impl Patience {
    /// For ever.
    pub const ENDLESS: Patience = Patience(None);

    /// So many seconds from now; so many that they cannot be counted are for ever.
    pub fn seconds(seconds: f64) -> Patience {
        let duration = Duration::try_from_secs_f64(seconds.max(0.0)).ok();
        Patience(duration.and_then(|duration| Instant::now().checked_add(duration)))
    }

    /// Milliseconds from now on, rounded up; -1: for ever.
    pub fn milliseconds(self) -> i32 {
        let Some(end) = self.0 else { return -1 };
        let left = end.saturating_duration_since(Instant::now());
        i32::try_from(left.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX)
    }
}

/// `poll(2)`, again when a signal interrupts it. Gives how many descriptors are ready.
pub fn poll(vm: &mut Vm, descriptors: &mut [libc::pollfd], patience: Patience) -> Result<usize> {
    loop {
        // SAFETY: the slice is live during the call.
        let ready = unsafe {
            libc::poll(
                descriptors.as_mut_ptr(),
                descriptors.len() as libc::nfds_t,
                patience.milliseconds(),
            )
        };
        if let Ok(ready) = usize::try_from(ready) {
            return Ok(ready);
        }
        if std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
            return Err(last_os_error(vm, None));
        }
    }
}

/// A descriptor and the events that are waited for.
pub fn waiting(fd: i32, events: i16) -> libc::pollfd {
    libc::pollfd {
        fd,
        events,
        revents: 0,
    }
}
