//! Which types an instruction has met, for the report. What they are is looked at from an instruction's first fallback on;
//! before that they are those that its form is for.

use uops::Opcode;

use super::binary::is_big;
use crate::layout::{Code, Frame};
use crate::{Value, Vm};

/// At most so many different types are told apart at one instruction.
const KEPT: usize = 16;

/// What the instructions of a code object have met.
#[derive(Debug, Default)]
pub struct MetAt {
    /// By code unit: its place in `list`, from 1; 0 where there is none. Empty where there is none at all.
    places: Vec<u16>,
    list: Vec<Met>,
}

/// What one instruction has met.
#[derive(Debug, Default)]
struct Met {
    /// In order of first sight.
    types: Vec<Types>,
    /// Those that its present form is for, as an index.
    formed: Option<usize>,
    /// Whether each execution is looked at.
    watched: bool,
}

/// The address of each operand's class, and one more for a big int. For comparison only: the classes may be gone.
type Key = [usize; 2];

/// The types of an instruction's operands.
#[derive(Debug)]
pub struct Types {
    key: Key,
    /// Their names.
    pub names: Vec<String>,
    /// How often, as far as the interpreter has seen.
    pub count: u64,
}

/// How far below the top of the stack the operands are whose types a family's forms are for.
fn operands(family: Opcode) -> &'static [usize] {
    match family {
        Opcode::BINARY_OP | Opcode::COMPARE_OP | Opcode::STORE_SUBSCR => &[2, 1],
        Opcode::LOAD_ATTR
        | Opcode::STORE_ATTR
        | Opcode::CONTAINS_OP
        | Opcode::TO_BOOL
        | Opcode::UNPACK_SEQUENCE
        | Opcode::FOR_ITER => &[1],
        _ => &[],
    }
}

/// The places of the operands of the instruction that is about to run.
#[inline]
fn operands_of(this: *mut u16) -> &'static [usize] {
    // SAFETY: callers pass a pointer to an instruction of the running code object.
    let opcode = Opcode::from_u8(unsafe { *this } as u8);
    opcode.map_or(&[], |opcode| operands(opcode.base()))
}

impl MetAt {
    /// The types that a watched instruction has met.
    pub fn types(&self, unit: u32) -> &[Types] {
        let met = self.get(unit).filter(|met| met.watched);
        met.map_or(&[], |met| &met.types)
    }

    /// Whether it is looked at which types the instruction meets.
    #[inline]
    pub fn is_watched(&self, unit: u32) -> bool {
        self.get(unit).is_some_and(|met| met.watched)
    }

    #[inline]
    fn get(&self, unit: u32) -> Option<&Met> {
        let place = *self.places.get(unit as usize)?;
        self.list.get(usize::from(place).checked_sub(1)?)
    }

    /// The entry of an instruction of a code object with so many units.
    fn entry(&mut self, unit: u32, units: usize) -> Option<&mut Met> {
        if self.places.is_empty() {
            self.places.resize(units, 0);
        }
        let place = self.places.get_mut(unit as usize)?;
        if *place == 0 {
            self.list.push(Met::default());
            *place = u16::try_from(self.list.len()).ok()?;
        }
        self.list.get_mut(usize::from(*place) - 1)
    }
}

impl Vm {
    /// Counts what a watched instruction meets.
    pub(crate) fn count_met(&mut self, code: usize, unit: u32, this: *mut u16, sp: *mut Value) {
        if let Some(index) = self.types_met(code, unit, operands_of(this), sp)
            && let Some(met) = self.entry_of(code, unit)
        {
            met.types[index].count += 1;
        }
    }

    fn entry_of(&mut self, code: usize, unit: u32) -> Option<&mut Met> {
        let details = self.codes.get_mut(code)?;
        details.met.entry(unit, details.counts.len())
    }

    /// The index of the entry for an instruction's present operands; `None` where there are too many.
    fn types_met(
        &mut self,
        code: usize,
        unit: u32,
        places: &[usize],
        sp: *mut Value,
    ) -> Option<usize> {
        // SAFETY: stack: an instruction's operands lie below `sp`.
        let value = |depth: &usize| unsafe { *sp.sub(*depth) };
        let mut key: Key = [0; 2];
        for (entry, place) in key.iter_mut().zip(places) {
            let value = value(place);
            *entry = self.class_of(value) as usize + usize::from(is_big(self, value));
        }
        let types = self.codes[code]
            .met
            .get(unit)
            .map_or(&[][..], |met| &met.types);
        if let Some(known) = types.iter().position(|types| types.key == key) {
            return Some(known);
        }
        if types.len() == KEPT {
            return None;
        }
        let name = |place: &usize| match is_big(self, value(place)) {
            true => String::from("big int"),
            false => self.class_name_of(value(place)),
        };
        let names = places.iter().map(name).collect();
        let met = self.entry_of(code, unit)?;
        let count = 0;
        met.types.push(Types { key, names, count });
        Some(met.types.len() - 1)
    }

    /// Notes for which types an instruction has just been specialized.
    pub(super) fn note_formed(&mut self, frame: *mut Frame, this: *mut u16) {
        let places = operands_of(this);
        if !self.counting || places.is_empty() {
            return;
        }
        let (code, unit) = self.site(frame, this);
        // SAFETY: saved: specializing escapes, so the frame's `sp` is that before the instruction.
        let sp = unsafe { (*frame).sp };
        let formed = self.types_met(code, unit, places, sp);
        if let Some(met) = self.entry_of(code, unit) {
            met.formed = formed;
        }
    }

    /// Looks from now on at each execution of an instruction. Those that were counted before met what its form is for.
    pub(crate) fn watch_met(&mut self, frame: *mut Frame, this: *mut u16) {
        if operands_of(this).is_empty() {
            return;
        }
        let (code, unit) = self.site(frame, this);
        let counts = &self.codes[code].counts;
        let before = counts
            .get(unit as usize)
            .map_or(0, |count| count.saturating_sub(1));
        let Some(met) = self.entry_of(code, unit).filter(|met| !met.watched) else {
            return;
        };
        met.watched = true;
        if let Some(index) = met.formed {
            met.types[index].count += before;
        }
    }

    /// For which types the form of an instruction is now: an index into [`MetAt::types`].
    pub(crate) fn formed(&self, code: *mut Code, unit: u32) -> Option<usize> {
        // SAFETY: pinned: a trace's code objects are alive.
        let id = unsafe { (*code).id } as usize;
        self.codes[id].met.get(unit)?.formed
    }
}
