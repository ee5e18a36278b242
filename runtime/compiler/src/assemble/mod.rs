//! From finished blocks to a code object: offsets, code units, tables.

pub(crate) mod exceptions;
pub(crate) mod lines;

use std::rc::Rc;

use crate::cfg::{Block, Finished, Slots};
use crate::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_HIDDEN, CO_FAST_LOCAL, CodeObject};
use crate::codegen::Unit;
use crate::consts::ConstPool;
use crate::instr::{Instr, Loc};
use crate::names::{Interner, Sym, known};
use crate::ops;

/// END_ASYNC_FOR counts from the END_SEND of its loop, which stands so many units after its SEND.
const END_SEND_OFFSET: u32 = 5;

/// Where an exception goes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Handler {
    /// The instruction it starts with.
    first: usize,
    depth: i32,
    lasti: bool,
}

impl Handler {
    fn of(block: &Block) -> Handler {
        Handler {
            first: 0,
            depth: block.start_depth,
            lasti: block.preserve_lasti,
        }
    }
}

/// The code of an object on its way, in memory that serves many.
pub(crate) struct Assembler {
    filename: Rc<str>,
    instrs: Vec<Instr>,
    /// By block, as a jump's target or as a handler.
    blocks: Vec<Handler>,
    /// Where each instruction stands, and where the code ends, in code units.
    offsets: Vec<u32>,
    /// Each jump and the instruction it goes to.
    jumps: Vec<(usize, usize)>,
}

fn not_pseudo(op: ops::Op) -> Result<(), &'static str> {
    if op.is_pseudo() {
        return Err("pseudo-instruction left in the code");
    }
    Ok(())
}

fn size(instr: &Instr) -> u32 {
    let extended = match instr.arg {
        0..=0xff => 0,
        0x100..=0xffff => 1,
        0x1_0000..=0xff_ffff => 2,
        _ => 3,
    };
    extended + 1 + instr.op.cache_units() as u32
}

impl Assembler {
    /// For the code objects of a file.
    pub(crate) fn new(filename: &str) -> Assembler {
        Assembler {
            filename: filename.into(),
            instrs: Vec::new(),
            blocks: Vec::new(),
            offsets: Vec::new(),
            jumps: Vec::new(),
        }
    }

    fn take(&mut self, finished: &Finished) {
        let graph = &finished.graph;
        self.blocks.clear();
        self.blocks.extend(graph.blocks.iter().map(Handler::of));
        self.instrs.clear();
        for id in graph.ids() {
            self.blocks[id as usize].first = self.instrs.len();
            self.instrs.extend_from_slice(graph.instrs(id));
        }
    }

    fn target(&self, instr: &Instr) -> usize {
        self.blocks[instr.target as usize].first
    }

    /// Jumps get their direction, then their distances, until no distance makes an argument longer.
    fn resolve_jumps(&mut self) -> Result<(), &'static str> {
        self.jumps.clear();
        for at in 0..self.instrs.len() {
            let instr = self.instrs[at];
            if !instr.op.is_jump() {
                not_pseudo(instr.op)?;
                continue;
            }
            let target = self.target(&instr);
            let forward = target > at;
            let instr = &mut self.instrs[at];
            instr.op = match instr.op {
                ops::JUMP if forward => ops::JUMP_FORWARD,
                ops::JUMP => ops::JUMP_BACKWARD,
                ops::JUMP_NO_INTERRUPT if forward => ops::JUMP_FORWARD,
                ops::JUMP_NO_INTERRUPT => ops::JUMP_BACKWARD_NO_INTERRUPT,
                op => op,
            };
            not_pseudo(instr.op)?;
            // CPython starts from the target's number: the sizes that come out of the loop below depend on it.
            instr.arg = target as u32;
            self.jumps.push((at, target));
        }
        self.offsets.resize(self.instrs.len() + 1, 0);
        let offsets = &mut self.offsets;
        loop {
            let mut offset = 0;
            for (own, instr) in offsets.iter_mut().zip(&self.instrs) {
                *own = offset;
                offset += size(instr);
            }
            offsets[self.instrs.len()] = offset;
            let mut changed = false;
            for &(at, target) in &self.jumps {
                let instr = &mut self.instrs[at];
                let before = size(instr);
                let (from, to) = (offsets[at] + before, offsets[target]);
                instr.arg = match instr.op {
                    ops::END_ASYNC_FOR => from.saturating_sub(to + END_SEND_OFFSET),
                    _ => from.abs_diff(to),
                };
                changed |= size(instr) != before;
            }
            if !changed {
                return Ok(());
            }
        }
    }

    /// An instruction that asks for the position of the next one gets it.
    fn resolve_next_locations(&mut self) {
        let mut next = Loc::NONE;
        for instr in self.instrs.iter_mut().rev() {
            if instr.loc == Loc::NEXT {
                instr.loc = if instr.op.is_terminator() {
                    Loc::NONE
                } else {
                    next
                };
            }
            next = instr.loc;
        }
    }

    fn units(&self) -> Vec<u16> {
        let count = self.offsets.last().map_or(0, |&end| end as usize);
        let mut units = Vec::with_capacity(count);
        let unit = |op: ops::Op, arg: u32| u16::from(op.byte()) | ((arg & 0xff) << 8) as u16;
        for instr in &self.instrs {
            if instr.arg > 0xff {
                for shift in [24, 16, 8] {
                    if instr.arg >> shift != 0 {
                        units.push(unit(ops::EXTENDED_ARG, instr.arg >> shift));
                    }
                }
            }
            units.push(unit(instr.op, instr.arg));
            units.resize(units.len() + instr.op.cache_units(), 0);
        }
        units
    }
}

/// The names of the fast slots and what they are.
fn slots(unit: &Unit<'_>, slots: &Slots, names: &Interner) -> (Vec<Rc<str>>, Vec<u8>) {
    let cell_slots = slots.cell_slots();
    let own = cell_slots.iter().max().map_or(0, |last| last + 1);
    let count = own.max(slots.locals) as usize;
    let mut all = vec![names.shared(known::EMPTY); count];
    let mut kinds = vec![0; count];
    let text = |name: Sym| names.shared(name);
    for (at, name) in unit.varnames.names().enumerate() {
        all[at] = text(name);
        kinds[at] = CO_FAST_LOCAL;
        if unit.fast_hidden.contains_key(&name) {
            kinds[at] |= CO_FAST_HIDDEN;
        }
    }
    let cells = unit.cellvars.names().map(|name| (name, CO_FAST_CELL));
    let frees = unit.freevars.names().map(|name| (name, CO_FAST_FREE));
    for (&slot, (name, kind)) in cell_slots.iter().zip(cells.chain(frees)) {
        all[slot as usize] = text(name);
        kinds[slot as usize] |= kind;
    }
    if unit.rename_format
        && let Some(first) = all.first_mut()
    {
        *first = "format".into();
    }
    (all, kinds)
}

/// Makes the code object of a unit whose graph is finished.
pub(crate) fn code_object(
    code: &mut Assembler,
    unit: Unit<'_>,
    layout: Slots,
    finished: &Finished,
    flags: u32,
    pool: &mut ConstPool,
    names: &Interner,
) -> Result<Box<CodeObject>, &'static str> {
    code.take(finished);
    code.resolve_jumps()?;
    code.resolve_next_locations();
    let (localsplusnames, localspluskinds) = slots(&unit, &layout, names);
    Ok(Box::new(CodeObject {
        name: names.shared(unit.name),
        qualname: unit.qualname,
        filename: Rc::clone(&code.filename),
        firstlineno: unit.firstlineno,
        argcount: unit.argcount + unit.posonlyargcount,
        posonlyargcount: unit.posonlyargcount,
        kwonlyargcount: unit.kwonlyargcount,
        nlocals: unit.varnames.len(),
        stacksize: finished.stacksize.max(1),
        flags,
        localsplusnames,
        localspluskinds,
        names: unit.names.names().map(|name| names.shared(name)).collect(),
        consts: unit.consts.ids.iter().map(|&id| pool.export(id)).collect(),
        code: code.units(),
        exceptiontable: exceptions::encode(code),
        linetable: lines::encode(&code.instrs, &code.offsets, unit.firstlineno),
    }))
}
