//! Code objects: what is asked of them rarely.

pub mod attributes;
pub(super) mod make;
mod verify;

use std::cell::OnceCell;

use uops::Opcode;

use crate::layout::{Code, Dict};
use crate::objects::sequences::tuple;
use crate::specialize::Backoff;
use crate::specialize::counts::Counts;
use crate::specialize::notes::Noted;
use crate::{Value, Vm};
/// A source position; columns are UTF-8 byte offsets from 0. What is not known is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Position {
    pub line: u32,
    pub end_line: u32,
    pub col: u32,
    pub end_col: u32,
    pub known: Known,
}

/// How much of a position is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the instruction is nowhere in the source.
    #[default]
    Nothing,
    /// The lines. Line 0 is one, where a module begins.
    Lines,
    /// The columns too.
    Columns,
}

/// An entry of the exception table, in code units.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "CPython's names")]
pub struct Handler {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    pub lasti: bool,
}
/// What is rarely asked of a code object.
#[derive(Default)]
#[expect(missing_docs, reason = "CPython's names")]
pub struct CodeDetails {
    /// The code object; null once it is gone.
    pub(crate) object: *mut Code,
    /// Whether it is of the program of `-c`.
    pub(crate) of_command: bool,
    pub handlers: Vec<Handler>,
    /// See [`Vm::positions`].
    positions: OnceCell<Vec<Position>>,
    pub firstlineno: u32,
    pub exceptiontable: Vec<u8>,
    pub linetable: Vec<u8>,
    /// CPython's `CO_FAST_*` kinds, one for each of localsplusnames.
    pub kinds: Vec<u8>,
    /// The code units as compiled, before quickening.
    pub original: Vec<u16>,
    /// Executions of its instructions, where counted.
    pub counts: Counts,
    /// What else is noted of its instructions, where they are counted.
    pub(crate) noted: Noted,
    /// The traces that have instructions of it, where they are counted.
    pub(crate) traces: Vec<u32>,
    /// Failed specializations: code unit, reason, witness, count.
    pub failures: Vec<Failure>,
    /// The traces that ENTER_EXECUTOR's argument counts (CPython's `co_executors`).
    pub executors: Vec<u32>,
    /// The globals and builtins of its functions.
    pub namespaces: Namespaces,
    /// Whether it may run: the compiler made it, or [`verify`] has looked at it.
    pub verified: bool,
    /// Whether a local of a frame of it was set from outside, through `f_locals`: it is in no trace then.
    pub locals_written: bool,
}

/// The globals and builtins of a code object's functions. Nearly always they are the same for all, so that a trace may take
/// a global for a constant; `exec` of one code object in several dicts makes others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Namespaces {
    /// There was no function yet.
    #[default]
    Unknown,
    /// These. The dicts may be dead by now: a trace that relies on them keeps them alive.
    One(*mut Dict, *mut Dict),
    /// Not the same for all.
    Several,
}

/// A failed specialization.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Failure {
    pub unit: u32,
    pub reason: uops::Refusal,
    pub witness: String,
    pub count: u32,
    /// The largest [`crate::specialize::Reason::items`].
    pub items: u64,
}
/// Everything to make a code object of (the façade fills it from the compiler's output).
#[expect(missing_docs, reason = "CPython's names")]
pub struct NewCode {
    pub units: Vec<u16>,
    pub consts: Value,
    pub names: Value,
    pub localsplusnames: Value,
    pub kinds: Vec<u8>,
    pub name: Value,
    pub qualname: Value,
    pub filename: Value,
    pub firstlineno: u32,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: u32,
    pub exceptiontable: Vec<u8>,
    pub linetable: Vec<u8>,
    pub handlers: Vec<Handler>,
}

/// Frees a code object's units.
///
/// # Safety
/// A code object made by [`Vm::new_code`] that is not used any more.
pub(crate) unsafe fn free_units(code: *mut Code) {
    // SAFETY: the caller's: `new_code` has leaked a boxed slice of that length.
    unsafe {
        let units = core::ptr::slice_from_raw_parts_mut((*code).units, (*code).unit_count as usize);
        drop(Box::from_raw(units));
    }
}

/// The struct behind a code object's pointer.
#[inline]
pub fn get<'a>(code: *mut Code) -> &'a Code {
    // SAFETY: pinned: code pointers come from functions, frames and traces, which keep the object alive.
    unsafe { &*code }
}

impl Vm {
    /// The code objects that there are.
    pub fn code_objects(&self) -> impl Iterator<Item = *mut Code> {
        let objects = self.codes.iter().map(|details| details.object);
        objects.filter(|object| !object.is_null())
    }

    /// Says that a code object and those within it are the program of `-c`.
    pub fn note_command(&mut self, code: Value) {
        let Some(object) = self.as_code(code) else {
            return;
        };
        self.codes[object.id as usize].of_command = true;
        for constant in super::cast::tuple_items(object.consts) {
            self.note_command(*constant);
        }
    }

    /// A code object; its adaptive counters are set (CPython's `_PyCode_Quicken`).
    pub fn new_code(&mut self, new: NewCode) -> Value {
        let class = self.types.code;
        let code: *mut Code = self.alloc_plain(class, size_of::<Code>()).cast();
        let mut units = new.units.clone();
        quicken(&mut units, self.executors.thresholds.jump);
        let unit_count = units.len() as u32;
        // Freed with the code object, which frames and traces that point into them keep alive.
        let units = Box::leak(units.into_boxed_slice()).as_mut_ptr();
        let version = self.next_version;
        self.next_version += 1;
        // SAFETY: `alloc_plain` has given a zeroed object of the size.
        let object = unsafe { &mut *code };
        object.units = units;
        object.unit_count = unit_count;
        object.id = self.free_codes.pop().unwrap_or(self.codes.len() as u32);
        object.argcount = new.argcount;
        object.posonlyargcount = new.posonlyargcount;
        object.kwonlyargcount = new.kwonlyargcount;
        object.nlocalsplus = new.kinds.len() as u32;
        object.stacksize = new.stacksize;
        object.flags = new.flags;
        object.first_free = new
            .kinds
            .iter()
            .position(|kind| kind & FREE != 0)
            .unwrap_or(new.kinds.len()) as u32;
        object.version = version;
        object.consts = new.consts.pointer();
        object.names = new.names.pointer();
        object.localsplusnames = new.localsplusnames.pointer();
        (object.name, object.qualname, object.filename) = (new.name, new.qualname, new.filename);
        // CPython interns names for ever, so a constant that is also a name is immortal.
        for tuple in [new.names, new.localsplusnames] {
            for name in tuple::items(tuple) {
                self.mark_immortal(*name);
            }
        }
        self.mark_immortal(new.name);
        self.mark_immortal(new.qualname);
        let counts = if self.counting {
            let counts = Counts::new(unit_count as usize);
            object.counts = counts.base(units);
            counts
        } else {
            Counts::default()
        };
        let details = CodeDetails {
            object: code,
            of_command: false,
            handlers: new.handlers,
            positions: OnceCell::new(),
            firstlineno: new.firstlineno,
            exceptiontable: new.exceptiontable,
            linetable: new.linetable,
            kinds: new.kinds,
            original: new.units,
            counts,
            noted: Noted::default(),
            traces: Vec::new(),
            failures: Vec::new(),
            executors: Vec::new(),
            namespaces: Namespaces::default(),
            verified: true,
            locals_written: false,
        };
        let tables = details.exceptiontable.len() + details.linetable.len();
        let units = 2 * size_of_val(details.original.as_slice());
        self.heap
            .note_native(size_of::<CodeDetails>() + units + tables);
        match self.codes.get_mut(object.id as usize) {
            Some(free) => *free = details,
            None => self.codes.push(details),
        }
        Value::object(code)
    }

    /// The positions of a code object's units, one for each. They are decoded when they are first asked for: most code
    /// never raises.
    pub fn positions(&self, id: u32) -> &[Position] {
        let details = &self.codes[id as usize];
        details
            .positions
            .get_or_init(|| (self.hooks.positions)(&details.linetable, details.firstlineno))
    }

    /// The position of one code unit; none is all zeros.
    pub fn position(&self, id: u32, unit: usize) -> Position {
        self.positions(id).get(unit).copied().unwrap_or_default()
    }

    /// The code units as they are now, traces' entries shown as what they replaced.
    pub fn current_units(&self, code: *mut Code) -> Vec<u16> {
        let object = get(code);
        // SAFETY: a code object's units are never freed.
        (0..object.unit_count as usize)
            .map(|unit| self.unit_without_trace(code, unsafe { object.units.add(unit) }))
            .collect()
    }

    /// The text of a tuple's item.
    pub fn tuple_text(&self, tuple: *mut crate::layout::Tuple, index: usize) -> String {
        super::cast::tuple_items(tuple)
            .get(index)
            .map_or_else(String::new, |value| self.text(*value).into_owned())
    }
}

/// CPython's `CO_FAST_FREE`.
const FREE: u8 = 0x80;
/// A conditional jump's history at the start: as often taken as not (CPython's `0x5555`).
const EVEN_HISTORY: u16 = 0x5555;

/// Sets the adaptive counters, a backward jump's to `jump`, and makes pairs superinstructions.
fn quicken(units: &mut [u16], jump: Backoff) {
    let mut unit = 0;
    while unit < units.len() {
        let Some(opcode) = Opcode::from_u8(units[unit] as u8) else {
            return;
        };
        let cache = opcode.cache_units();
        if cache > 0 && unit + 1 < units.len() {
            units[unit + 1] = match opcode {
                Opcode::POP_JUMP_IF_TRUE
                | Opcode::POP_JUMP_IF_FALSE
                | Opcode::POP_JUMP_IF_NONE
                | Opcode::POP_JUMP_IF_NOT_NONE => EVEN_HISTORY,
                Opcode::JUMP_BACKWARD => jump.0,
                _ => Backoff::WARMUP.0,
            };
        }
        if let Some(&next) = units.get(unit + 1)
            && cache == 0
            && let Some(second) = Opcode::from_u8(next as u8)
            && let Some(pair) = opcode.with(second, u32::from(next >> 8))
        {
            units[unit] = units[unit] & 0xff00 | u16::from(pair);
        }
        unit += 1 + cache;
    }
}
