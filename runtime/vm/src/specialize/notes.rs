//! What a run that is watched for a report notes of single instructions, beside how often they ran.

use super::counts::{LOOKED_AT, counter, note_of};
use super::met::Met;
use super::timeline::{Timeline, What};
use crate::layout::{Code, Frame};
use crate::{Value, Vm};

/// Where the notes of a code object's instructions are, in [`Vm::notes`]. Of most instructions there is nothing to note.
#[derive(Debug, Default)]
pub struct Noted {
    /// By code unit, from 1; 0 where there is none. Empty where there is none at all.
    places: Vec<u32>,
}

/// What is noted of one instruction.
#[derive(Debug, Default)]
pub struct Note {
    /// The types that it has met.
    pub met: Met,
    /// How often a specialized form fell back.
    pub deopts: u64,
    /// What became of it, in order.
    pub timeline: Timeline,
}

impl Noted {
    #[inline]
    fn place(&self, unit: u32) -> Option<usize> {
        let place = *self.places.get(unit as usize)?;
        (place as usize).checked_sub(1)
    }
}

impl Vm {
    /// What is noted of the instruction at a code unit of a code object, by its number.
    pub fn note(&self, code: usize, unit: u32) -> Option<&Note> {
        self.notes.get(self.codes.get(code)?.noted.place(unit)?)
    }

    /// The place of an instruction's note, which is made if there is none.
    pub(super) fn place_of_note(&mut self, code: usize, unit: u32) -> usize {
        let details = &mut self.codes[code];
        if let Some(place) = details.noted.place(unit) {
            return place;
        }
        let places = &mut details.noted.places;
        if places.is_empty() {
            places.resize(details.counts.units(), 0);
        }
        self.notes.push(Note::default());
        places[unit as usize] = self.notes.len() as u32;
        self.notes.len() - 1
    }

    /// Notes that a specialized instruction fell back, with its operands below `sp`.
    #[cold]
    pub(crate) fn note_deopt(&mut self, frame: *mut Frame, this: *mut u16, sp: *mut Value) {
        // SAFETY: counted: only a run that counts notes anything, and `this` is an instruction of the running code.
        let counter = unsafe { *counter(frame, this) };
        // What is looked at has its note at hand.
        if counter >= LOOKED_AT
            && let Some(note) = self.notes.get_mut(note_of(counter))
            && note.deopts > 0
        {
            note.deopts += 1;
            return;
        }
        let (id, unit) = self.site(frame, this);
        let place = self.place_of_note(id, unit);
        let deopts = &mut self.notes[place].deopts;
        *deopts += 1;
        if *deopts == 1 {
            // SAFETY: initialised: the running frame is live.
            let code = unsafe { (*frame).code };
            self.note_event(code, unit, What::FellBack);
            self.watch_met(frame, this, sp);
        }
    }

    /// Notes an event at an instruction, where there is room for it.
    pub(crate) fn note_event(&mut self, code: *mut Code, unit: u32, what: What) {
        // SAFETY: pinned: a watched run keeps all its code objects.
        let id = unsafe { (*code).id } as usize;
        let place = self.place_of_note(id, unit);
        if self.notes[place].timeline.has_room(what) {
            let at = self.executions(code, unit);
            self.notes[place].timeline.add(at, what);
        }
    }
}
