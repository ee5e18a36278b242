//! The local variables of a frame by number, whether it runs, is suspended or has ended.

use super::{locals, object};
use crate::layout::{Cell, Code, Frame, Function};
use crate::memory::RootedVec;
use crate::objects::sequences::tuple;
use crate::objects::{cast, code};
use crate::{Result, Value, Vm};

/// CPython's `CO_FAST_*`: how a code object uses a local.
const CO_FAST_HIDDEN: u8 = 0x10;
const CO_FAST_CELL: u8 = 0x40;
const CO_FAST_FREE: u8 = 0x80;

/// A frame's code object and where its variables are.
#[derive(Clone, Copy)]
pub(super) enum Variables {
    /// In a frame that runs or is suspended.
    Live(*mut Frame),
    /// In the frame object that outlives its frame.
    Kept(Value),
}

impl Variables {
    /// Those of a frame object.
    pub(super) fn of(object: Value) -> Variables {
        match object::live_frame(object) {
            Some(frame) => Variables::Live(frame),
            None => Variables::Kept(object),
        }
    }

    pub(super) fn code(self) -> *mut Code {
        match self {
            // SAFETY: initialised: the frame runs or is suspended.
            Variables::Live(frame) => unsafe { (*frame).code },
            Variables::Kept(object) => object::code_of(object),
        }
    }

    /// Their names, in the order of the frame's slots.
    pub(super) fn names(self) -> &'static [Value] {
        cast::tuple_items(code::get(self.code()).localsplusnames)
    }

    fn kind(self, vm: &Vm, index: usize) -> u8 {
        let id = code::get(self.code()).id as usize;
        vm.codes[id].kinds.get(index).copied().unwrap_or(0)
    }

    /// What a slot holds: the variable's value or its cell.
    fn slot(self, index: usize) -> Value {
        match self {
            // SAFETY: initialised: a frame has a slot for each name.
            Variables::Live(frame) => unsafe { *locals(frame).add(index) },
            Variables::Kept(object) => {
                let kept = object::kept(object);
                let slots: &[Value] = if kept.is_null() {
                    &[]
                } else {
                    tuple::items(kept)
                };
                slots.get(index).copied().unwrap_or(Value::NULL)
            }
        }
    }

    /// The cell of a variable that has one by now.
    fn cell(self, vm: &Vm, index: usize) -> Option<&'static mut Cell> {
        let kind = self.kind(vm, index);
        if kind & (CO_FAST_CELL | CO_FAST_FREE) == 0 {
            return None;
        }
        let mut slot = self.slot(index);
        if let Variables::Live(frame) = self
            && kind & CO_FAST_FREE != 0
            && slot.is_null()
        {
            // COPY_FREE_VARS has not run yet: the cells are the function's.
            slot = closure_cell(frame, index);
        }
        vm.as_cell(slot)
    }

    /// The value of a variable; NULL while it is unbound.
    pub(super) fn get(self, vm: &Vm, index: usize) -> Value {
        match self.cell(vm, index) {
            Some(cell) => cell.content,
            None => self.slot(index),
        }
    }

    /// Whether it can be set: not what an inlined comprehension of a module's or class's body hides.
    pub(super) fn can_set(self, vm: &Vm, index: usize) -> bool {
        self.kind(vm, index) & CO_FAST_HIDDEN == 0
    }

    /// Binds a variable. What traces know of the frame's variables ends.
    pub(super) fn set(self, vm: &mut Vm, index: usize, value: Value) {
        if let Some(cell) = self.cell(vm, index) {
            cell.content = value;
            return;
        }
        match self {
            Variables::Live(frame) => {
                // SAFETY: as in `slot`.
                unsafe { *locals(frame).add(index) = value };
                vm.locals_written(self.code(), self.names()[index]);
            }
            Variables::Kept(object) => {
                let kept = object::kept(object);
                if kept.is_null() {
                    return;
                }
                let mut slots = RootedVec::from_slice(vm, tuple::items(kept));
                slots[index] = value;
                let kept = vm.new_tuple(&slots);
                object::set_kept(vm, object, kept);
            }
        }
    }

    /// Whether a module's or class's body is inside a comprehension whose variables it hides.
    pub(super) fn hides_some(self, vm: &Vm) -> bool {
        (0..self.names().len()).any(|index| !self.can_set(vm, index) && !self.slot(index).is_null())
    }

    /// Puts the bound ones into a dict.
    pub(super) fn add_to(self, vm: &mut Vm, dict: Value) -> Result<()> {
        for (index, name) in self.names().iter().enumerate() {
            let value = self.get(vm, index);
            if !value.is_null() {
                vm.dict_set(dict.pointer(), *name, value)?;
            }
        }
        Ok(())
    }
}

fn closure_cell(frame: *mut Frame, index: usize) -> Value {
    // SAFETY: initialised: the frame is live; typed: its function is a function, or NULL.
    let (function, first) = unsafe { ((*frame).function, (*(*frame).code).first_free as usize) };
    if function.is_null() {
        return Value::NULL;
    }
    // SAFETY: as above.
    let closure = unsafe { cast::get::<Function>(function) }.closure;
    if closure.is_null() {
        return Value::NULL;
    }
    let cells = tuple::items(closure);
    cells.get(index - first).copied().unwrap_or(Value::NULL)
}
