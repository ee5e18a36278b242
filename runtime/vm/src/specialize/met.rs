//! Which types an instruction has met, for the report. What they are is looked at from an instruction's first fallback on;
//! before that they are those that its form is for.

use uops::Opcode;

use super::binary::is_big;
use super::counts::{counter, note_of};
use crate::interpreter::bodies::is_compact_int;
use crate::layout::{Code, Frame, FrameOwner};
use crate::{Value, Vm};

/// At most so many different types are told apart at one instruction.
const KEPT: usize = 16;

/// What one instruction has met.
#[derive(Debug, Default)]
pub struct Met {
    /// Where its operands are.
    places: Places,
    /// In order of first sight.
    types: Vec<Types>,
    /// What else is known of each of these.
    first: Vec<First>,
    /// Those that its present form is for, as an index.
    formed: Option<usize>,
    /// Whether each execution is looked at.
    watched: bool,
}

/// What was there when types were first met.
#[derive(Debug)]
struct First {
    /// Their names.
    names: Vec<String>,
    /// The calls that were under way.
    calls: Vec<(*mut Code, u32)>,
}

/// Types that an instruction has met.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The names of the operands' types.
    pub names: &'a [String],
    /// How often the interpreter has met them.
    pub count: u64,
    /// By which calls this code was running when they were first met, the innermost first: code object and code unit of the CALL.
    pub calls: &'a [(*mut Code, u32)],
}

/// At most so many calls are kept.
const CALLS: usize = 8;

/// The kind of each operand: one of [`kinds`], or the address of its class. For comparison only: the classes may be gone.
type Key = [usize; 2];

/// What is no class's address, and takes no look at an object.
mod kinds {
    pub const NOTHING: usize = 0;
    pub const INT: usize = 1;
    pub const BIG_INT: usize = 2;
    pub const FLOAT: usize = 3;
}

/// The types of an instruction's operands.
#[derive(Debug)]
struct Types {
    key: Key,
    /// How often, as far as the interpreter has seen.
    count: u64,
}

/// Where the operands are whose types forms are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Places {
    #[default]
    None,
    /// On top of the stack.
    Top,
    /// Below the top and on it.
    TopTwo,
}

impl Places {
    /// How far below the top of the stack they are.
    fn depths(self) -> &'static [usize] {
        match self {
            Places::None => &[],
            Places::Top => &[1],
            Places::TopTwo => &[2, 1],
        }
    }
}

/// The operands whose types a family's forms are for.
fn operands(family: Opcode) -> Places {
    match family {
        Opcode::BINARY_OP | Opcode::COMPARE_OP | Opcode::STORE_SUBSCR => Places::TopTwo,
        Opcode::LOAD_ATTR
        | Opcode::STORE_ATTR
        | Opcode::CONTAINS_OP
        | Opcode::TO_BOOL
        | Opcode::UNPACK_SEQUENCE
        | Opcode::FOR_ITER => Places::Top,
        _ => Places::None,
    }
}

/// The places of the operands of the instruction that is about to run.
#[inline]
fn operands_of(this: *mut u16) -> Places {
    // SAFETY: callers pass a pointer to an instruction of the running code object.
    let opcode = Opcode::of_unit(unsafe { *this });
    opcode.map_or(Places::None, |opcode| operands(opcode.base()))
}

/// The calls of Python functions by Python code that have led to a frame, the innermost first, as far as nothing else is between.
fn calls_of(mut frame: *mut Frame) -> Vec<(*mut Code, u32)> {
    let mut calls = Vec::new();
    while calls.len() < CALLS {
        // SAFETY: initialised: the running frame and those that it returns to are live, their `ip`s in the units of their code.
        unsafe {
            let caller = (*frame).previous;
            if (*frame).owner != FrameOwner::Thread
                || caller.is_null()
                || (*caller).owner == FrameOwner::Entry
            {
                break;
            }
            let code = (*caller).code;
            calls.push((code, (*caller).ip.offset_from((*code).units) as u32));
            frame = caller;
        }
    }
    calls
}

impl Met {
    /// The types that a watched instruction has met.
    pub fn seen(&self) -> impl Iterator<Item = Seen<'_>> {
        let all = self.first.iter().zip(&self.types);
        let watched = all.filter(|_| self.watched);
        watched.map(|(first, types)| Seen {
            names: &first.names,
            count: types.count,
            calls: &first.calls,
        })
    }

    /// The names of all types that it has been specialized for or has met.
    pub fn all_names(&self) -> impl Iterator<Item = &[String]> {
        self.first.iter().map(|first| &first.names[..])
    }

    /// How far below the top of the stack an operand is.
    pub fn depth(&self, operand: usize) -> Option<usize> {
        self.places.depths().get(operand).copied()
    }

    #[inline(always)]
    fn position(&self, key: Key) -> Option<usize> {
        self.types.iter().position(|types| types.key == key)
    }
}

impl Vm {
    /// Counts what an instruction meets that is looked at. Whether it has met these types before: else [`Vm::meet_first`] is next.
    #[inline(always)]
    pub(crate) fn count_met(&mut self, frame: *mut Frame, this: *mut u16, sp: *mut Value) -> bool {
        // SAFETY: counted: it was counted, and its counter has brought us here.
        let place = note_of(unsafe { *counter(frame, this) });
        let Some(note) = self.notes.get(place) else {
            return true;
        };
        let key = self.key(note.met.places, sp);
        let mut known = false;
        // Without a branch for each: which pair comes next is often what nobody can predict.
        for types in &mut self.notes[place].met.types {
            let same = (types.key[0] == key[0]) & (types.key[1] == key[1]);
            types.count += u64::from(same);
            known |= same;
        }
        known
    }

    /// The same, of types that it has not met before.
    #[inline(never)]
    pub(crate) fn meet_first(&mut self, frame: *mut Frame, this: *mut u16, sp: *mut Value) {
        // SAFETY: counted: as above.
        let place = note_of(unsafe { *counter(frame, this) });
        let Some(note) = self.notes.get(place) else {
            return;
        };
        let key = self.key(note.met.places, sp);
        if let Some(index) = self.meet(frame, place, key, sp) {
            self.notes[place].met.types[index].count += 1;
        }
    }

    #[inline(always)]
    fn key(&self, places: Places, sp: *mut Value) -> Key {
        // SAFETY: stack: an instruction's operands lie below `sp`.
        let kind = |place: usize| self.kind(unsafe { *sp.sub(place) });
        match places {
            Places::None => [kinds::NOTHING; 2],
            Places::Top => [kind(1), kinds::NOTHING],
            Places::TopTwo => [kind(2), kind(1)],
        }
    }

    #[inline(always)]
    fn kind(&self, value: Value) -> usize {
        if value.is_int() {
            return kinds::INT + usize::from(!is_compact_int(value));
        }
        if value.is_float() {
            return kinds::FLOAT;
        }
        match self.class_of(value) {
            class if class == self.types.int => kinds::BIG_INT,
            class => class as usize,
        }
    }

    /// An entry for types that were not met before; `None` where there are too many.
    #[cold]
    fn meet(&mut self, frame: *mut Frame, place: usize, key: Key, sp: *mut Value) -> Option<usize> {
        let met = &self.notes[place].met;
        if met.types.len() == KEPT {
            return None;
        }
        let name = |place: &usize| {
            // SAFETY: stack: an instruction's operands lie below `sp`.
            let value = unsafe { *sp.sub(*place) };
            match is_big(self, value) {
                true => String::from("big int"),
                false => self.class_name_of(value),
            }
        };
        let names = met.places.depths().iter().map(name).collect();
        let calls = calls_of(frame);
        let met = &mut self.notes[place].met;
        met.first.push(First { names, calls });
        met.types.push(Types { key, count: 0 });
        Some(met.types.len() - 1)
    }

    /// Notes for which types an instruction has just been specialized.
    pub(super) fn note_formed(&mut self, frame: *mut Frame, this: *mut u16) {
        let places = operands_of(this);
        if places == Places::None {
            return;
        }
        let (code, unit) = self.site(frame, this);
        // SAFETY: saved: specializing escapes, so the frame's `sp` is that before the instruction.
        let sp = unsafe { (*frame).sp };
        let key = self.key(places, sp);
        let place = self.place_of_note(code, unit);
        let met = &mut self.notes[place].met;
        met.places = places;
        let known = met.position(key);
        let formed = known.or_else(|| self.meet(frame, place, key, sp));
        self.notes[place].met.formed = formed;
    }

    /// Looks at this and each further execution of an instruction. Those that were counted before met what its form is for.
    pub(crate) fn watch_met(&mut self, frame: *mut Frame, this: *mut u16, sp: *mut Value) {
        let places = operands_of(this);
        if places == Places::None {
            return;
        }
        let (code, unit) = self.site(frame, this);
        let before = self.codes[code].counts.of(unit).saturating_sub(1);
        let place = self.place_of_note(code, unit);
        let met = &mut self.notes[place].met;
        if met.watched {
            return;
        }
        (met.places, met.watched) = (places, true);
        if let Some(index) = met.formed {
            met.types[index].count += before;
        }
        self.codes[code].counts.look_at(unit, place);
        if !self.count_met(frame, this, sp) {
            self.meet_first(frame, this, sp);
        }
    }

    /// For which types the form of an instruction is now: an index into [`Met::types`].
    pub(crate) fn formed(&self, code: *mut Code, unit: u32) -> Option<usize> {
        // SAFETY: pinned: a trace's code objects are alive.
        let id = unsafe { (*code).id } as usize;
        self.note(id, unit)?.met.formed
    }
}
