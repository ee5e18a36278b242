//! Specialization: which form an adaptive instruction takes for the operands that it sees (CPython's
//! `Python/specialize.c`), and why not, in words for the report.

pub mod attribute;
pub mod backoff;
pub mod binary;
pub mod call;
pub mod counts;
pub mod extend;
pub mod global;
pub mod iteration;
mod members;
pub mod met;
pub mod notes;
pub mod timeline;
pub(crate) mod ways;

pub use backoff::Backoff;

use uops::{Opcode, Refusal};

use self::timeline::What;
use crate::layout::Frame;
use crate::objects::code::Failure;
use crate::{Value, Vm};

/// At most so many different failures are kept for an instruction.
const FAILURES_KEPT: usize = 8;

/// What a specialization attempt comes to.
pub(crate) type Outcome = Result<Opcode, Reason>;

/// Why an instruction could not be specialized.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    /// The same for all programs.
    pub why: Refusal,
    /// The operands in the user's terms.
    pub witness: String,
    /// How many items the container has that was asked.
    pub items: u64,
}

impl Reason {
    pub(crate) fn new(why: Refusal, witness: impl Into<String>) -> Reason {
        Reason {
            why,
            witness: witness.into(),
            items: 0,
        }
    }

    /// The same of a container with so many items.
    pub(crate) fn of_items(self, items: usize) -> Reason {
        let items = items as u64;
        Reason { items, ..self }
    }
}

/// Writes an operand into the inline cache, `at` units after the instruction.
pub(crate) fn write_cache(this: *mut u16, at: usize, units: usize, value: u64) {
    for unit in 0..units {
        // SAFETY: the instruction table's cache sizes are the compiler's: the units belong to the instruction.
        unsafe { *this.add(at + unit) = (value >> (16 * unit)) as u16 };
    }
}

impl Vm {
    /// Rewrites an adaptive instruction as an attempt's outcome says, and sets its counter.
    pub(crate) fn settle(&mut self, frame: *mut Frame, this: *mut u16, outcome: Outcome) {
        // SAFETY: `this` points to an adaptive instruction and its counter, which this thread alone writes.
        unsafe {
            let (opcode, counter) = match outcome {
                Ok(opcode) => {
                    if self.counting {
                        self.note_formed(frame, this);
                    }
                    (opcode, Backoff::COOLDOWN)
                }
                Err(reason) => {
                    self.note_failure(frame, this, reason);
                    let opcode = Opcode::of_unit(*this).map_or(Opcode::NOP, Opcode::base);
                    (opcode, Backoff(*this.add(1)).restart())
                }
            };
            if self.counting && *this as u8 != opcode as u8 {
                let (_, unit) = self.site(frame, this);
                self.note_event((*frame).code, unit, What::Form(opcode));
            }
            *this = *this & 0xff00 | opcode as u16;
            *this.add(1) = counter.0;
        }
    }

    /// The code object's number and the code unit of an instruction.
    pub(crate) fn site(&self, frame: *mut Frame, this: *mut u16) -> (usize, u32) {
        // SAFETY: initialised: the running frame's code is live; `this` points into its units.
        unsafe {
            let code = &*(*frame).code;
            (code.id as usize, this.offset_from(code.units) as u32)
        }
    }

    fn note_failure(&mut self, frame: *mut Frame, this: *mut u16, reason: Reason) {
        if self.counting {
            // SAFETY: saved: specializing escapes, so the frame's `sp` is that before the instruction.
            let sp = unsafe { (*frame).sp };
            self.watch_met(frame, this, sp);
        }
        let (id, unit) = self.site(frame, this);
        let failures = &mut self.codes[id].failures;
        let same = |failure: &&mut Failure| {
            failure.unit == unit
                && failure.reason == reason.why
                && failure.witness == reason.witness
        };
        if let Some(failure) = failures.iter_mut().find(same) {
            failure.count += 1;
            failure.items = failure.items.max(reason.items);
        } else if failures
            .iter()
            .filter(|failure| failure.unit == unit)
            .count()
            < FAILURES_KEPT
        {
            failures.push(Failure {
                unit,
                reason: reason.why,
                witness: reason.witness,
                count: 1,
                items: reason.items,
            });
        }
    }

    /// `left + right` in types, for a witness.
    pub(crate) fn type_pair(&mut self, left: Value, sign: &str, right: Value) -> String {
        format!(
            "{} {sign} {}",
            self.class_name(left),
            self.class_name(right)
        )
    }
}
