//! Exits: rebuilds the interpreter's state from registers, spill slots and constants.
//!
//! Invariant **planned**: an exit's plan names, for every value that is not in memory at its stencil, where the register
//! allocator has it there. Plans are made from the same snapshots that the allocator saw.

use uops::layout::{Code, Frame, Function};
use uops::{Uop, Value, prims};
use vm::Vm;
use vm::trace::Left;
use vm::trace::run::{Status, body};

use crate::context::Context;
use crate::ir::{FrameState, Ir, Place, Reason};
use crate::ops::Ty;
use crate::regalloc::{Allocation, Loc};

/// What to do at an exit.
#[derive(Debug)]
pub(crate) struct Plan {
    pub exit: u32,
    pub frames: Vec<FrameState>,
    pub values: Vec<(Place, Ty, Loc)>,
    pub reason: Reason,
    pub done: u32,
}

/// As many frames as an exit may rebuild.
pub(crate) const MAX_FRAMES: usize = 16;
/// As many values as their frames may take on the frame stack.
pub(crate) const MAX_ROOM: usize = 1 << 13;

/// The plans of a trace's exits.
pub(crate) fn plans(ir: &Ir, allocation: &Allocation) -> Vec<Plan> {
    let plan = |site: &crate::regalloc::ExitSite| {
        let snapshot = &ir.snapshots[site.snapshot as usize];
        let values = snapshot
            .values
            .iter()
            .zip(&site.locs)
            .map(|((place, value), loc)| (*place, ir.get(*value).ty, *loc))
            .collect();
        Plan {
            exit: snapshot.exit,
            frames: snapshot.frames.clone(),
            values,
            reason: snapshot.reason,
            done: snapshot.done,
        }
    };
    allocation.exits.iter().map(plan).collect()
}

fn bits_of(context: &Context, ty: Ty, loc: Loc) -> u64 {
    boxed(ty, context.read(loc))
}

/// The value of bits in a type's representation.
pub(crate) fn boxed(ty: Ty, bits: u64) -> u64 {
    match ty {
        Ty::Int => prims::box_int(bits as i64),
        Ty::Float => prims::box_float(f64::from_bits(bits)),
        Ty::Bool => prims::box_bool(bits != 0),
        _ => bits,
    }
}

impl Plan {
    /// Brings the state into memory and says how the trace was left.
    pub(crate) fn leave(&self, vm: &mut Vm, context: &Context) -> Left {
        match self.reason {
            Reason::Helper if context.status != Status::Exit as u64 => {
                return self.raised(context);
            }
            Reason::Helper => {
                if let Some(frame) = self.frames.last() {
                    set_position(vm.frame, frame);
                }
                return self.left(context);
            }
            Reason::Dynamic => return self.left(context),
            Reason::Guard | Reason::Event(_) => {}
        }
        let mut frames = [vm.frame; MAX_FRAMES];
        for (index, state) in self.frames.iter().enumerate() {
            if index > 0 {
                frames[index] = self.push_frame(vm, context, index as u8, frames[index - 1]);
            }
            set_position(frames[index], state);
            // SAFETY: initialised: the frame is live, the depth that of its code's stack at this instruction.
            unsafe {
                (*frames[index]).sp = slots(frames[index]).add(state.depth as usize);
                if index + 1 < self.frames.len() {
                    (*frames[index]).return_offset = state.return_offset;
                }
            }
        }
        let mut field = None;
        for (place, ty, loc) in &self.values {
            match *place {
                Place::Slot(frame, slot) => {
                    // SAFETY: initialised: the slot is one of that frame's locals or stack.
                    unsafe {
                        *slots(frames[frame as usize]).add(slot as usize) =
                            Value::from_bits(bits_of(context, *ty, *loc))
                    };
                }
                Place::Field(offset) => {
                    let bits = context.read(*loc) as i64;
                    field = Some((
                        offset,
                        if *ty == Ty::Int {
                            prims::raw_of_int(bits)
                        } else {
                            bits
                        },
                    ));
                }
                Place::Object => {
                    if let Some((offset, bits)) = field.take() {
                        // SAFETY: typed: the trace has checked the iterator's class; the offset is that of one of its fields.
                        unsafe { prims::store(context.read(*loc), bits, i64::from(offset)) };
                    }
                }
                Place::Function(_) => {}
            }
        }
        if let Reason::Event(unit) = self.reason {
            if body(Uop::_CHECK_PERIODIC)(vm, 0, 0) != Status::Next {
                return self.raised(context);
            }
            let frame = vm.frame;
            // SAFETY: initialised: the running frame is live.
            unsafe { (*frame).ip = (*(*frame).code).units.add(unit as usize) };
        }
        self.left(context)
    }

    fn left(&self, context: &Context) -> Left {
        Left::Exit {
            trace: context.trace as u32,
            exit: self.exit,
            done: self.done,
        }
    }

    fn raised(&self, context: &Context) -> Left {
        Left::Raised {
            trace: context.trace as u32,
            done: self.done,
        }
    }

    /// Values of the frames that it pushes.
    pub(crate) fn room(&self) -> usize {
        // SAFETY: pinned: the trace keeps its code objects alive.
        self.frames
            .iter()
            .skip(1)
            .map(|frame| vm::frames::frame_values(unsafe { &*(frame.code as *const Code) }))
            .sum()
    }

    fn push_frame(
        &self,
        vm: &mut Vm,
        context: &Context,
        number: u8,
        caller: *mut Frame,
    ) -> *mut Frame {
        let function = self
            .values
            .iter()
            .find(|(place, ..)| *place == Place::Function(number));
        let bits = function.map_or(0, |(_, ty, loc)| bits_of(context, *ty, *loc));
        // SAFETY: typed: the trace has checked that the callable is this function; planned.
        let function: &Function = unsafe { &*(bits as *const Function) };
        let frame = vm.push_function_frame(function);
        // SAFETY: initialised: `push_function_frame` gives a frame.
        unsafe { (*frame).previous = caller };
        vm.frame = frame;
        vm.depth += 1;
        frame
    }
}

fn slots(frame: *mut Frame) -> *mut Value {
    // SAFETY: initialised: callers pass live frames; the locals follow the struct.
    unsafe { (*frame).locals.as_mut_ptr() }
}

fn set_position(frame: *mut Frame, state: &FrameState) {
    let code = state.code as *const Code;
    // SAFETY: initialised: callers pass live frames; pinned: the trace keeps its code objects alive.
    unsafe { (*frame).ip = (*code).units.add(state.unit as usize) };
}
