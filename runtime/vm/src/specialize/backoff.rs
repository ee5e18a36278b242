//! Adaptive counters with exponential back-off (CPython's `pycore_backoff.h`).

/// A counter of 12 bits above a back-off of 4 bits. It triggers when the counter is 0; a failed attempt doubles the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff(pub u16);

const MAX_BACKOFF: u16 = 12;
/// What a counter holds at most.
const MAX_VALUE: u16 = 4095;
const UNREACHABLE: u16 = 15;

impl Backoff {
    /// A new adaptive instruction's: specializes on its second execution.
    pub const WARMUP: Backoff = Backoff::new(1, 1);
    /// A specialized instruction's: so many misses before the next attempt.
    pub const COOLDOWN: Backoff = Backoff::new(52, 0);
    /// A backward jump's, before a trace is tried.
    pub const JUMP_BACKWARD: Backoff = Backoff::new(4095, 12);
    /// A trace exit's, before a side trace is tried.
    pub const SIDE_EXIT: Backoff = Backoff::new(4095, 12);

    /// A counter and its back-off.
    pub const fn new(value: u16, backoff: u16) -> Backoff {
        Backoff(value << 4 | backoff)
    }

    /// Triggers after so many executions, and waits twice as long whenever nothing came of it.
    pub const fn after(executions: u16) -> Backoff {
        let value = if executions > MAX_VALUE {
            MAX_VALUE
        } else {
            executions
        };
        Backoff::new(value, (u16::BITS - value.leading_zeros()) as u16)
    }

    /// Whether the counter has run down.
    #[inline(always)]
    pub const fn triggers(self) -> bool {
        self.0 < UNREACHABLE
    }

    /// One less.
    #[inline(always)]
    pub const fn advance(self) -> Backoff {
        Backoff(self.0.wrapping_sub(1 << 4))
    }

    /// Wait twice as long.
    pub const fn restart(self) -> Backoff {
        let backoff = self.0 & 15;
        if backoff < MAX_BACKOFF {
            Backoff::new((1 << (backoff + 1)) - 1, backoff + 1)
        } else {
            Backoff::new((1 << MAX_BACKOFF) - 1, MAX_BACKOFF)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;

    #[test]
    fn triggers_after_as_many_executions_as_asked_for() {
        assert_eq!(Backoff::after(4095), Backoff::JUMP_BACKWARD);
        assert_eq!(Backoff::after(1), Backoff::WARMUP);
        assert_eq!(Backoff::after(u16::MAX), Backoff::SIDE_EXIT);
        assert!(Backoff::after(0).triggers());
    }

    #[test]
    fn waits_grow_and_end() {
        let mut counter = Backoff::WARMUP;
        let mut waits = Vec::new();
        for _ in 0..13 {
            let mut wait = 0;
            while !counter.triggers() {
                counter = counter.advance();
                wait += 1;
            }
            waits.push(wait);
            counter = counter.restart();
        }
        assert_eq!(
            waits,
            [1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047, 4095, 4095]
        );
    }
}
