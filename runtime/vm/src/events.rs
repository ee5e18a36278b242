//! What is to be looked at between instructions.

use std::sync::atomic::{AtomicBool, Ordering};

/// What is to be looked at between instructions. Other threads may ask for it.
#[derive(Debug, Default)]
pub struct Events {
    /// Whether there is anything: finalizers, the end of memory, the end of the program's time.
    pub pending: AtomicBool,
    interrupted: AtomicBool,
}

impl Events {
    /// Whether there is anything.
    #[inline(always)]
    pub fn is_pending(&self) -> bool {
        self.pending.load(Ordering::Relaxed)
    }

    /// There is something.
    pub fn note(&self) {
        self.pending.store(true, Ordering::Relaxed);
    }

    /// It is being looked at.
    pub(crate) fn clear(&self) {
        self.pending.store(false, Ordering::Relaxed);
    }

    /// Ends the program, from whatever thread: it raises an exception wherever it looks, until it has left all its frames.
    pub fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
        self.note();
    }

    /// Whether the program has been ended.
    #[inline]
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

impl crate::Vm {
    /// Ends the program as `os._exit` does, without handlers, `finally` and `atexit`; only the process goes on.
    #[cold]
    pub fn leave(&mut self, code: i32) -> crate::Raised {
        self.left = Some(code);
        self.events.interrupt();
        self.interrupted()
    }

    /// The exception that ends an interrupted program. Whoever catches it gets another.
    #[cold]
    pub(crate) fn interrupted(&mut self) -> crate::Raised {
        self.events.note();
        match self.new_exception(self.types.keyboard_interrupt, &[]) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }
}
