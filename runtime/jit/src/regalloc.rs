//! Linear-scan register allocation in one forward pass over the trace, after Traub, Holloway and Smith's "Quality and
//! Speed in Linear-scan Register Allocation" (PLDI 1998): a value may be in a register here and in a spill slot there, and
//! what is evicted is the value whose next use is furthest (Belady). Constants are made again rather than spilled.
//!
//! At the loop's back edge everything returns to where it was at the loop's start, by parallel moves.

use uops::Uncompiled;

use crate::ir::{Code, Ir, NO_SNAPSHOT, Ref};
use crate::moves::{Move, sequence};
use crate::ops::{Op, Ty};
use crate::stencil::{FLOATS, Reg, WORDS, variant};

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Loc {
    /// In a register.
    Reg(Reg),
    /// In a spill slot of the context.
    Slot(u16),
    /// Nowhere: it is a constant.
    Const(i64),
}

/// A stencil to lay out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MachineOp {
    /// Its number.
    pub stencil: u32,
    /// What goes into its hole.
    pub imm: i64,
    /// Index in [`Allocation::exits`] of the exit that it may take; `NO_SNAPSHOT` without.
    pub exit: u32,
}

/// An exit: which snapshot, and where its values are.
#[derive(Clone, Debug)]
pub(crate) struct ExitSite {
    /// Index in the IR's snapshots.
    pub snapshot: u32,
    /// A location for each of the snapshot's values.
    pub locs: Vec<Loc>,
}

/// A trace ready to be laid out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allocation {
    /// The stencils, in order.
    pub ops: Vec<MachineOp>,
    /// Where the loop starts; the end jumps there. `None`: the end leaves through the last exit.
    pub loop_start: Option<usize>,
    /// See [`ExitSite`].
    pub exits: Vec<ExitSite>,
    /// How many spill slots are needed.
    pub slots: u16,
}

/// The slots that moves between slots may use.
pub(crate) const SCRATCH_SLOTS: u16 = 2;
/// As many spill slots as the context has.
pub(crate) const MAX_SLOTS: u16 = 240;
const REGISTERS: usize = WORDS + FLOATS;
const NO_POSITION: u32 = u32::MAX;

struct Allocator<'a> {
    ir: &'a Ir,
    /// Positions where each value is used, in order; `true` where it must be in a register.
    uses: Vec<Vec<(u32, bool)>>,
    registers: [Ref; REGISTERS],
    reg_of: Vec<Option<Reg>>,
    slot_of: Vec<Option<u16>>,
    /// The register that a value should have at the back edge.
    wanted: Vec<Option<Reg>>,
    /// The registers that are somebody's `wanted`.
    reserved: u32,
    position: u32,
    out: Allocation,
}

/// Allocates registers; `Err` where the trace needs more than there is.
pub(crate) fn allocate(ir: &Ir, spills: usize) -> Result<Allocation, Uncompiled> {
    let mut allocator = Allocator {
        ir,
        uses: uses(ir),
        registers: [Ref::NONE; REGISTERS],
        reg_of: vec![None; ir.insts.len()],
        slot_of: vec![None; ir.insts.len()],
        wanted: vec![None; ir.insts.len()],
        reserved: 0,
        position: 0,
        out: Allocation {
            slots: SCRATCH_SLOTS,
            ..Allocation::default()
        },
    };
    let mut header = Vec::new();
    for (position, &at) in ir.order.iter().enumerate() {
        allocator.position = position as u32;
        match ir.get(at).code {
            Code::Loop => header = allocator.start_loop(spills)?,
            Code::Param | Code::Const => {}
            Code::Call => allocator.call(at, spills)?,
            Code::Op(_) => allocator.operation(at, spills)?,
        }
    }
    allocator.position = ir.order.len() as u32;
    match ir.end {
        Some(end) => {
            let site = allocator.site(end)?;
            allocator.out.exits.push(site);
        }
        None => allocator.back_edge(&header, spills)?,
    }
    if allocator.out.slots > MAX_SLOTS {
        return Err(Uncompiled::TooManySpills);
    }
    Ok(allocator.out)
}

/// The positions where values are used.
fn uses(ir: &Ir) -> Vec<Vec<(u32, bool)>> {
    let mut uses: Vec<Vec<(u32, bool)>> = vec![Vec::new(); ir.insts.len()];
    let mut defined = vec![NO_POSITION; ir.insts.len()];
    let mut loop_at = NO_POSITION;
    let end = ir.order.len() as u32;
    for (position, at) in ir.order.iter().enumerate() {
        let position = position as u32;
        let inst = ir.get(*at);
        defined[at.index()] = position;
        if inst.code == Code::Loop {
            loop_at = position;
            for param in &ir.params {
                uses[param.init.index()].push((position, false));
            }
        }
        inst.operands()
            .for_each(|arg| uses[arg.index()].push((position, true)));
        if inst.snapshot != NO_SNAPSHOT {
            ir.snapshots[inst.snapshot as usize]
                .values
                .iter()
                .for_each(|(_, value)| uses[value.index()].push((position, false)));
        }
    }
    for param in &ir.params {
        uses[param.next.index()].push((end, false));
    }
    if let Some(last) = ir.end {
        ir.snapshots[last as usize]
            .values
            .iter()
            .for_each(|(_, value)| uses[value.index()].push((end, false)));
    }
    if loop_at != NO_POSITION {
        for (index, uses) in uses.iter_mut().enumerate() {
            let before = defined[index] == NO_POSITION || defined[index] < loop_at;
            if before && uses.last().is_some_and(|(last, _)| *last > loop_at) {
                uses.push((end, false));
            }
        }
    }
    uses
}

impl Allocator<'_> {
    fn is_float(&self, at: Ref) -> bool {
        self.ir.get(at).ty == Ty::Float
    }

    /// Whether the value is needed after this position.
    fn lives_on(&self, at: Ref) -> bool {
        self.uses[at.index()]
            .last()
            .is_some_and(|(last, _)| *last > self.position)
    }

    /// The next position, this one included, where the value must be in a register.
    fn next_use(&self, at: Ref) -> u32 {
        let uses = &self.uses[at.index()];
        let first = uses.partition_point(|(position, _)| *position < self.position);
        uses[first..]
            .iter()
            .find(|(_, real)| *real)
            .map_or(NO_POSITION, |(position, _)| *position)
    }

    fn emit(&mut self, op: Op, registers: &[Reg], imm: i64) {
        self.out.ops.push(MachineOp {
            stencil: variant(op, false, registers) as u32,
            imm,
            exit: NO_SNAPSHOT,
        });
    }

    fn slot_imm(spills: usize, slot: u16) -> i64 {
        (spills + 8 * slot as usize) as i64
    }

    fn new_slot(&mut self) -> u16 {
        self.out.slots += 1;
        self.out.slots - 1
    }

    /// Makes a register free.
    fn evict(&mut self, reg: Reg, spills: usize) {
        let at = self.registers[reg.0 as usize];
        if at == Ref::NONE {
            return;
        }
        let needed = self.uses[at.index()]
            .last()
            .is_some_and(|(last, _)| *last >= self.position);
        if needed && self.slot_of[at.index()].is_none() && self.ir.constant(at).is_none() {
            let slot = self.new_slot();
            self.slot_of[at.index()] = Some(slot);
            self.emit(
                if reg.is_float() {
                    Op::spill_float
                } else {
                    Op::spill
                },
                &[reg],
                Self::slot_imm(spills, slot),
            );
        }
        self.release(at);
    }

    fn release(&mut self, at: Ref) {
        if let Some(reg) = self.reg_of[at.index()].take() {
            self.registers[reg.0 as usize] = Ref::NONE;
        }
    }

    fn assign(&mut self, at: Ref, reg: Reg) {
        self.registers[reg.0 as usize] = at;
        self.reg_of[at.index()] = Some(reg);
    }

    fn bank(float: bool) -> std::ops::Range<usize> {
        if float { WORDS..REGISTERS } else { 0..WORDS }
    }

    /// A free register, the hinted one if it can be had, evicting what is used last.
    fn take(&mut self, float: bool, locked: &[Reg], hint: Option<Reg>, spills: usize) -> Reg {
        if let Some(hint) = hint
            .filter(|hint| self.registers[hint.0 as usize] == Ref::NONE && !locked.contains(hint))
        {
            return hint;
        }
        let free = |this: &Self, reg: usize| {
            this.registers[reg] == Ref::NONE && !locked.contains(&Reg(reg as u8))
        };
        let mut candidates = Self::bank(float).filter(|reg| free(self, *reg));
        let preferred = candidates.clone().find(|reg| self.reserved & 1 << reg == 0);
        if let Some(reg) = preferred.or_else(|| candidates.next()) {
            return Reg(reg as u8);
        }
        let victim = Self::bank(float)
            .filter(|reg| !locked.contains(&Reg(*reg as u8)))
            .max_by_key(|reg| self.next_use(self.registers[*reg]))
            .expect("an operation has fewer operands than there are registers");
        self.evict(Reg(victim as u8), spills);
        Reg(victim as u8)
    }

    /// The register of a value, loaded if it is not in one.
    fn ensure(&mut self, at: Ref, locked: &[Reg], spills: usize) -> Result<Reg, Uncompiled> {
        if let Some(reg) = self.reg_of[at.index()] {
            return Ok(reg);
        }
        let hint = self.wanted[at.index()];
        let reg = self.take(self.is_float(at), locked, hint, spills);
        self.fill(at, reg, spills)?;
        self.assign(at, reg);
        Ok(reg)
    }

    /// Loads a value that is in no register.
    fn fill(&mut self, at: Ref, reg: Reg, spills: usize) -> Result<(), Uncompiled> {
        let loc = self.loc(at)?;
        self.load(loc, reg, spills);
        Ok(())
    }

    fn load(&mut self, loc: Loc, reg: Reg, spills: usize) {
        let float = reg.is_float();
        match loc {
            Loc::Reg(from) => self.emit(
                if float { Op::copy_float } else { Op::copy },
                &[reg, from],
                0,
            ),
            Loc::Const(bits) => self.emit(
                if float {
                    Op::constant_float
                } else {
                    Op::constant
                },
                &[reg],
                bits,
            ),
            Loc::Slot(slot) => self.emit(
                if float { Op::reload_float } else { Op::reload },
                &[reg],
                Self::slot_imm(spills, slot),
            ),
        }
    }

    fn loc(&self, at: Ref) -> Result<Loc, Uncompiled> {
        if let Some(reg) = self.reg_of[at.index()] {
            return Ok(Loc::Reg(reg));
        }
        if let Some(bits) = self.ir.constant(at) {
            return Ok(Loc::Const(bits));
        }
        self.slot_of[at.index()]
            .map(Loc::Slot)
            .ok_or(Uncompiled::NoLocation)
    }

    fn site(&self, snapshot: u32) -> Result<ExitSite, Uncompiled> {
        let values = &self.ir.snapshots[snapshot as usize].values;
        let locs = values
            .iter()
            .map(|(_, value)| self.loc(*value))
            .collect::<Result<_, _>>()?;
        Ok(ExitSite { snapshot, locs })
    }

    fn exit(&mut self, snapshot: u32) -> Result<u32, Uncompiled> {
        if snapshot == NO_SNAPSHOT {
            return Ok(NO_SNAPSHOT);
        }
        let site = self.site(snapshot)?;
        self.out.exits.push(site);
        Ok(self.out.exits.len() as u32 - 1)
    }

    fn operation(&mut self, at: Ref, spills: usize) -> Result<(), Uncompiled> {
        let inst = *self.ir.get(at);
        let Code::Op(op) = inst.code else {
            return Ok(());
        };
        let mut args: Vec<Ref> = inst.operands().collect();
        let tied = op.result().is_some() && !op.has_free_result();
        if tied
            && op.flags().commutes
            && args.len() == 2
            && self.lives_on(args[0])
            && !self.lives_on(args[1])
        {
            args.swap(0, 1);
        }
        let mut registers = Vec::with_capacity(3);
        for arg in &args {
            let reg = self.ensure(*arg, &registers, spills)?;
            registers.push(reg);
        }
        let result = if op.result().is_none() {
            None
        } else if tied {
            let own = if self.lives_on(args[0]) {
                let reg = self.take(
                    self.is_float(at),
                    &registers,
                    self.wanted[at.index()],
                    spills,
                );
                self.load(Loc::Reg(registers[0]), reg, spills);
                if args.len() == 2 && args[1] == args[0] {
                    registers[1] = reg;
                }
                registers[0] = reg;
                reg
            } else {
                registers[0]
            };
            Some(own)
        } else {
            debug_assert!(
                !op.flags().exits,
                "a result may only replace an operand where no exit needs it"
            );
            self.release_dead(&args);
            let locked: Vec<Reg> = args
                .iter()
                .filter_map(|arg| self.reg_of[arg.index()])
                .collect();
            let reg = self.take(self.is_float(at), &locked, self.wanted[at.index()], spills);
            registers.insert(0, reg);
            Some(reg)
        };
        let exit = self.exit(inst.snapshot)?;
        let stencil = variant(op, inst.immediate, &registers) as u32;
        self.out.ops.push(MachineOp {
            stencil,
            imm: inst.imm,
            exit,
        });
        self.release_dead(&args);
        if inst.snapshot != NO_SNAPSHOT {
            let ir = self.ir;
            for (_, value) in &ir.snapshots[inst.snapshot as usize].values {
                if !self.lives_on(*value) {
                    self.release(*value);
                }
            }
        }
        if let Some(reg) = result.filter(|_| self.lives_on(at)) {
            self.assign(at, reg);
        }
        Ok(())
    }

    fn release_dead(&mut self, args: &[Ref]) {
        for arg in args {
            if !self.lives_on(*arg) {
                self.release(*arg);
            }
        }
    }

    fn call(&mut self, at: Ref, spills: usize) -> Result<(), Uncompiled> {
        let inst = *self.ir.get(at);
        for reg in 0..REGISTERS {
            let held = self.registers[reg];
            if held != Ref::NONE {
                if self.lives_on(held) {
                    self.evict(Reg(reg as u8), spills)
                } else {
                    self.release(held)
                }
            }
        }
        let exit = self.exit(inst.snapshot)?;
        self.out.ops.push(MachineOp {
            stencil: crate::stencil::CALL as u32,
            imm: inst.imm,
            exit,
        });
        Ok(())
    }

    /// Puts the loop's parameters in registers, and constants that the loop needs where there is room; what is where.
    fn start_loop(&mut self, spills: usize) -> Result<Vec<(Ref, Loc)>, Uncompiled> {
        let params = self.ir.params.clone();
        for param in &params {
            let init = param.init;
            let own = self.reg_of[init.index()].filter(|_| !self.lives_on(init));
            let last_taker = !params
                .iter()
                .any(|other| other.init == init && other.at > param.at);
            let reg = match own.filter(|_| last_taker) {
                Some(reg) => {
                    self.release(init);
                    reg
                }
                None => {
                    let locked: Vec<Reg> = self.reg_of[init.index()].into_iter().collect();
                    let reg = self.take(self.is_float(param.at), &locked, None, spills);
                    self.fill(init, reg, spills)?;
                    reg
                }
            };
            self.assign(param.at, reg);
        }
        for index in 0..REGISTERS {
            let held = self.registers[index];
            if held != Ref::NONE && !self.lives_on(held) {
                self.release(held);
            }
        }
        let constants: Vec<Ref> = (0..self.ir.insts.len() as u32)
            .map(Ref)
            .filter(|at| {
                self.ir.constant(*at).is_some()
                    && self.reg_of[at.index()].is_none()
                    && self.next_use(*at) != NO_POSITION
            })
            .collect();
        for at in constants {
            let float = self.is_float(at);
            let free = Self::bank(float)
                .filter(|reg| self.registers[*reg] == Ref::NONE)
                .count();
            if free > 3 {
                self.ensure(at, &[], spills)?;
            }
        }
        self.out.loop_start = Some(self.out.ops.len());
        let mut header = Vec::new();
        for index in 0..self.ir.insts.len() as u32 {
            let at = Ref(index);
            let is_param = self.ir.get(at).code == Code::Param;
            if let Some(reg) = self.reg_of[at.index()] {
                header.push((at, Loc::Reg(reg)));
            } else if is_param && let Some(slot) = self.slot_of[at.index()] {
                header.push((at, Loc::Slot(slot)));
            }
        }
        for param in &params {
            if let Some(reg) = self.reg_of[param.at.index()] {
                self.wanted[param.next.index()] = Some(reg);
                self.reserved |= 1 << reg.0;
            }
        }
        Ok(header)
    }

    /// Moves everything to where the loop's start expects it.
    fn back_edge(&mut self, header: &[(Ref, Loc)], spills: usize) -> Result<(), Uncompiled> {
        let mut moves = Vec::new();
        for (at, to) in header {
            let from = match self.ir.params.iter().find(|param| param.at == *at) {
                Some(param) => self.loc(param.next)?,
                None => self.loc(*at)?,
            };
            if from != *to {
                moves.push(Move {
                    to: *to,
                    from,
                    float: self.is_float(*at),
                });
            }
        }
        for step in sequence(moves) {
            match (step.to, step.from) {
                (Loc::Reg(reg), from) => self.load(from, reg, spills),
                (Loc::Slot(slot), Loc::Reg(reg)) => {
                    self.emit(
                        if reg.is_float() {
                            Op::spill_float
                        } else {
                            Op::spill
                        },
                        &[reg],
                        Self::slot_imm(spills, slot),
                    );
                }
                _ => return Err(Uncompiled::MoveInMemory),
            }
        }
        Ok(())
    }
}
