//! Instructions with their positions, and the sequence that code generation appends them to.

use crate::ops::{self, Op};

/// Where an instruction stands in the source: lines from 1, columns in UTF-8 bytes from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Loc {
    pub(crate) line: i32,
    pub(crate) end_line: i32,
    pub(crate) col: i32,
    pub(crate) end_col: i32,
}

impl Loc {
    /// An instruction that belongs to no line; it takes its neighbour's where it must have one.
    pub(crate) const NONE: Loc = Loc {
        line: -1,
        end_line: -1,
        col: -1,
        end_col: -1,
    };
    /// The position of the instruction that follows.
    pub(crate) const NEXT: Loc = Loc {
        line: -2,
        end_line: -2,
        col: -2,
        end_col: -2,
    };

    pub(crate) const fn new(line: i32, end_line: i32, col: i32, end_col: i32) -> Loc {
        Loc {
            line,
            end_line,
            col,
            end_col,
        }
    }
}

/// "No block", "no handler".
pub(crate) const NO_BLOCK: u32 = u32::MAX;

#[derive(Clone, Copy)]
pub(crate) struct Instr {
    pub(crate) op: Op,
    pub(crate) arg: u32,
    /// The block jumped to, or pushed as handler.
    pub(crate) target: u32,
    /// The block that handles exceptions.
    pub(crate) except: u32,
    pub(crate) loc: Loc,
}

impl Instr {
    /// What stands in a place that no instruction has had.
    pub(crate) const BLANK: Instr = Instr::new(ops::NOP, 0, Loc::NONE);

    pub(crate) const fn new(op: Op, arg: u32, loc: Loc) -> Instr {
        Instr {
            op,
            arg,
            target: NO_BLOCK,
            except: NO_BLOCK,
            loc,
        }
    }

    /// Replaces the operation, keeps the position.
    pub(crate) fn set(&mut self, op: Op, arg: u32) {
        self.op = op;
        self.arg = arg;
        self.target = NO_BLOCK;
    }

    pub(crate) fn set_nop(&mut self) {
        self.set(ops::NOP, 0);
    }
}

/// A place in a sequence that jumps name before it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Label(pub(crate) u32);

impl Label {
    pub(crate) const NONE: Label = Label(u32::MAX);
}

/// Instructions in the order of generation; a jump's argument is its label.
#[derive(Default)]
pub(crate) struct Sequence {
    pub(crate) instrs: Vec<Instr>,
    /// The instruction that each label stands before.
    pub(crate) labels: Vec<u32>,
    /// What takes the place of ANNOTATIONS_PLACEHOLDER.
    pub(crate) annotations: Vec<Instr>,
}

impl Sequence {
    pub(crate) fn new_label(&mut self) -> Label {
        self.labels.push(u32::MAX);
        Label(self.labels.len() as u32 - 1)
    }

    pub(crate) fn place(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.instrs.len() as u32;
    }

    pub(crate) fn push(&mut self, op: Op, arg: u32, loc: Loc) {
        self.instrs.push(Instr::new(op, arg, loc));
    }

    pub(crate) fn insert_first(&mut self, op: Op, arg: u32, loc: Loc) {
        self.instrs.insert(0, Instr::new(op, arg, loc));
        for place in &mut self.labels {
            *place = place.saturating_add(1);
        }
    }
}
