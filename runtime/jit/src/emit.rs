//! Copy and patch: lays out a trace's stencils one after another and fills their holes.
//!
//! Layout: read-only data of the stencils, the way in, the trace, its exit stubs, the way out. Stencils fall through to
//! the next one; a stub stores its exit's number and jumps to the way out.

use uops::Uncompiled;

use crate::ir::NO_SNAPSHOT;
use crate::memory::{CodeMemory, Draft};
use crate::ops::Op;
use crate::regalloc::Allocation;
use crate::stencil::{self, DATA, Patch, STENCILS, Stencil, variant};

/// A trace as machine code.
pub(crate) struct Machine {
    memory: CodeMemory,
    enter: usize,
    entry: usize,
    /// Where each exit's stub is.
    stubs: Vec<usize>,
    /// Stencils copied.
    pub stencils: usize,
}

/// Bytes of a jump to what does not follow.
pub(crate) const JUMP: usize = 5;

/// Lays out an allocated trace. `helper` is the function that `call` stencils call.
pub(crate) fn emit(allocation: &Allocation, helper: usize) -> Result<Machine, Uncompiled> {
    let stub = &STENCILS[variant(Op::set_exit, false, &[])];
    let (enter, leave) = (&STENCILS[stencil::ENTER], &STENCILS[stencil::LEAVE]);
    let body: usize = allocation
        .ops
        .iter()
        .map(|op| STENCILS[op.stencil as usize].len as usize)
        .sum();
    let stubs = allocation.exits.len() * (stub.len as usize + JUMP);
    let data = DATA.len().next_multiple_of(16);
    let total =
        data + enter.len as usize + 16 + body + JUMP + 16 + stubs + leave.len as usize + JUMP;
    let mut layout = Layout::new(total, helper)?;
    let enter_at = layout.at;
    layout.copy(enter, 0, NO_SNAPSHOT)?;
    layout.at = layout.at.next_multiple_of(16);
    let entry = layout.at;
    let mut loop_at = None;
    for (index, op) in allocation.ops.iter().enumerate() {
        if allocation.loop_start == Some(index) {
            // The loop starts on a boundary that instruction fetch likes; the way there is filled with no-operations.
            let aligned = layout.at.next_multiple_of(16);
            layout.pad(aligned);
            loop_at = Some(layout.at);
        }
        layout.copy(&STENCILS[op.stencil as usize], op.imm, op.exit)?;
    }
    let last = match (allocation.loop_start, loop_at) {
        (Some(_), Some(at)) => {
            layout.jump(at);
            None
        }
        (Some(_), None) => return Err(Uncompiled::EmptyLoop),
        _ => Some(allocation.exits.len() as u32 - 1),
    };
    // The end of a trace that is no loop falls through to its stub, which is therefore the first.
    let order = last
        .into_iter()
        .chain((0..allocation.exits.len() as u32).filter(|exit| Some(*exit) != last));
    let mut stub_at = vec![0; allocation.exits.len()];
    let mut to_leave = Vec::new();
    for exit in order {
        stub_at[exit as usize] = layout.at;
        layout.copy(stub, i64::from(exit), NO_SNAPSHOT)?;
        to_leave.push(layout.at + 1);
        layout.jump(0);
    }
    let leave_at = layout.at;
    layout.copy(leave, 0, NO_SNAPSHOT)?;
    for at in to_leave {
        layout.distance(at, leave_at, -4);
    }
    for (at, exit, addend) in std::mem::take(&mut layout.exits) {
        layout.distance(at, stub_at[exit as usize], addend);
    }
    let memory = layout.draft.seal()?;
    Ok(Machine {
        memory,
        enter: enter_at,
        entry,
        stubs: stub_at,
        stencils: allocation.ops.len() + allocation.exits.len() + 2,
    })
}

struct Layout {
    base: usize,
    draft: Draft,
    at: usize,
    helper: usize,
    exits: Vec<(usize, u32, i64)>,
}

impl Layout {
    /// Memory for code that begins behind the stencils' data.
    fn new(total: usize, helper: usize) -> Result<Layout, Uncompiled> {
        let draft = Draft::new(total)?;
        let mut layout = Layout {
            base: draft.base(),
            draft,
            at: DATA.len().next_multiple_of(16),
            helper,
            exits: Vec::new(),
        };
        layout.draft.bytes()[..DATA.len()].copy_from_slice(DATA);
        Ok(layout)
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        self.draft.bytes()[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// Writes the distance from `at` to another offset.
    fn distance(&mut self, at: usize, to: usize, addend: i64) {
        let distance = to as i64 + addend - at as i64;
        self.write(at, &(distance as i32).to_le_bytes());
    }

    fn jump(&mut self, to: usize) {
        let at = self.at;
        self.write(at, &[0xe9]);
        self.distance(at + 1, to, -4);
        self.at += JUMP;
    }

    fn pad(&mut self, to: usize) {
        const NOPS: [&[u8]; 4] = [
            &[0x90],
            &[0x66, 0x90],
            &[0x0f, 0x1f, 0x00],
            &[0x0f, 0x1f, 0x40, 0x00],
        ];
        while self.at < to {
            let nop = NOPS[(to - self.at).min(4) - 1];
            let at = self.at;
            self.write(at, nop);
            self.at += nop.len();
        }
    }

    fn copy(&mut self, stencil: &Stencil, imm: i64, exit: u32) -> Result<(), Uncompiled> {
        let start = self.at;
        self.write(start, stencil.code());
        self.at += stencil.len as usize;
        for relocation in stencil.relocations() {
            let (at, addend) = (start + relocation.at as usize, i64::from(relocation.addend));
            match relocation.patch {
                Patch::Continue => {
                    let next = self.at;
                    self.distance(at, next, addend);
                }
                Patch::Exit => self.exits.push((at, exit, addend)),
                Patch::Imm32 => {
                    let imm = i32::try_from(imm).map_err(|_| Uncompiled::LargeImmediate)?;
                    self.write(at, &imm.to_le_bytes());
                }
                Patch::Imm64 => self.write(at, &imm.to_le_bytes()),
                Patch::Helper => {
                    let helper = self.helper;
                    self.write(at, &helper.to_le_bytes());
                }
                Patch::Data => self.distance(at, 0, addend),
            }
        }
        debug_assert!(self.base != 0);
        Ok(())
    }
}

impl Machine {
    /// Runs the trace.
    ///
    /// # Safety
    /// `frame` is a live frame of the code that the trace was made of, `context` a live context, and both are the running
    /// process's own.
    pub(crate) unsafe fn run(&self, frame: usize, context: usize) {
        // SAFETY: sealed: the memory is executable and holds, at `enter`, the stencil of that name, a function of this
        // type, which calls the trace at `entry`.
        let enter: unsafe extern "C" fn(usize, usize, usize) -> u64 =
            unsafe { core::mem::transmute(self.memory.address(self.enter)) };
        // SAFETY: the caller's contract; verified: stencils only do what their primitives do, patched as the table says.
        unsafe { enter(frame, context, self.memory.address(self.entry)) };
    }

    /// Where the trace begins for code that has the pinned registers already.
    pub(crate) fn entrance(&self) -> usize {
        self.memory.address(self.entry)
    }

    /// Code that runs `ops` and then jumps to an address; `None` where the jump would be too far.
    pub(crate) fn bridge(
        ops: &[(usize, i64)],
        to: usize,
    ) -> Result<Option<CodeMemory>, Uncompiled> {
        let len: usize = ops
            .iter()
            .map(|(stencil, _)| STENCILS[*stencil].len as usize)
            .sum();
        let mut layout = Layout::new(DATA.len().next_multiple_of(16) + len + JUMP, 0)?;
        for (stencil, imm) in ops {
            layout.copy(&STENCILS[*stencil], *imm, NO_SNAPSHOT)?;
        }
        let Some(jump) = jump_between(layout.base + layout.at, to) else {
            return Ok(None);
        };
        let at = layout.at;
        layout.write(at, &jump);
        layout.draft.seal().map(Some)
    }

    /// Makes an exit's stub jump to a bridge; the bytes that were there, or `None` where it is too far.
    pub(crate) fn redirect(
        &self,
        exit: usize,
        bridge: &CodeMemory,
    ) -> Result<Option<[u8; JUMP]>, Uncompiled> {
        let at = self.stubs[exit];
        let to = bridge.address(DATA.len().next_multiple_of(16));
        let Some(jump) = jump_between(self.memory.address(at), to) else {
            return Ok(None);
        };
        let before = self.memory.read(at);
        self.memory.patch(at, &jump)?;
        Ok(Some(before))
    }

    /// Gives an exit's stub its bytes back.
    pub(crate) fn restore(&self, exit: usize, bytes: &[u8; JUMP]) -> Result<(), Uncompiled> {
        self.memory.patch(self.stubs[exit], bytes)
    }

    /// Bytes of machine code.
    pub(crate) fn size(&self) -> usize {
        self.memory.len()
    }
}

/// A jump from one address to another, if they are near enough.
fn jump_between(from: usize, to: usize) -> Option<[u8; JUMP]> {
    let distance = (to as i64).wrapping_sub(from as i64 + JUMP as i64);
    let [a, b, c, d] = i32::try_from(distance).ok()?.to_le_bytes();
    Some([0xe9, a, b, c, d])
}

/// Nanoseconds that laying out one stencil takes, without the system calls.
#[cfg(test)]
pub(crate) fn time_of_copies(allocation: &Allocation, rounds: usize) -> f64 {
    let mut layout = Layout::new(1 << 16, 0).expect("memory for code");
    let start = layout.at;
    let started = crate::tests::loops::cpu_nanoseconds();
    for _ in 0..rounds {
        layout.at = start;
        layout.exits.clear();
        for op in &allocation.ops {
            layout
                .copy(&STENCILS[op.stencil as usize], op.imm, op.exit)
                .expect("small immediates");
        }
    }
    (crate::tests::loops::cpu_nanoseconds() - started) as f64
        / (rounds * allocation.ops.len()) as f64
}
