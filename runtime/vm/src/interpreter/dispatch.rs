//! The instructions' handlers, made from the instruction table, and the way from one to the next.
//!
//! Each instruction has a function of its own, which ends in a call of the next instruction's. The interpreter's registers
//! are the parameters, so they stay in machine registers, and each handler has its own indirect jump, which the processor
//! predicts by what came before (Bell, "Threaded Code", 1973; CPython's `_PyInterpreterState` of tail-calling builds).
//!
//! The calls are guaranteed tail calls (`become`), in every build. The calling convention leaves twelve registers to the
//! parameters and saves none, so that a handler pushes nothing unless it calls something. Hot instructions that usually need
//! no call have an [`express`] way before their row.

use uops::{Opcode, for_each_instruction, for_each_superinstruction};

use super::machine::{Flow, Machine};
use super::{bodies, express};
use crate::layout::Frame;
use crate::specialize::counts::{LOOKED_AT, counter};
use crate::{Value, Vm};

/// Why handlers return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// An exception is in `vm.raised`.
    Raised,
    /// The entry frame has returned or yielded `exit.value`.
    Leave,
    /// The trace `exit.trace` begins here.
    EnterTrace,
}

/// The interpreter's registers while no handler has them.
#[derive(Debug)]
pub(crate) struct Registers {
    frame: *mut Frame,
    this: *mut u16,
    ip: *mut u16,
    sp: *mut Value,
    /// See [`Exit::Leave`].
    pub value: Value,
    /// See [`Exit::EnterTrace`].
    pub trace: u32,
}

impl Default for Registers {
    fn default() -> Registers {
        Registers {
            frame: core::ptr::null_mut(),
            this: core::ptr::null_mut(),
            ip: core::ptr::null_mut(),
            sp: core::ptr::null_mut(),
            value: Value::NULL,
            trace: 0,
        }
    }
}

/// Vm, frame, the running instruction, stack pointer, argument, and the table by which the next handler is found.
type Handler = extern "rust-preserve-none" fn(
    &mut Vm,
    *mut Frame,
    *mut u16,
    *mut Value,
    u32,
    &'static Table,
) -> Exit;

/// A handler for each opcode.
pub(crate) struct Table([Handler; 256]);

impl core::fmt::Debug for Table {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Table")
    }
}

/// Whether frame state must be saved before the instruction.
const fn saves_state(opcode: Opcode) -> bool {
    let parts = opcode.parts();
    let mut index = 0;
    while index < parts.len() {
        if parts[index].uop.escapes() || parts[index].uop.flags().frame {
            return true;
        }
        index += 1;
    }
    false
}

/// An operand in the inline cache, `units` units from `at` units after the instruction.
#[inline(always)]
pub(super) fn operand(this: *const u16, at: usize, units: usize) -> u64 {
    // SAFETY: the instruction table's cache sizes are the compiler's: the units belong to the instruction.
    unsafe {
        match units {
            1 => u64::from(*this.add(at)),
            2 => u64::from(this.add(at).cast::<u32>().read_unaligned()),
            3 => {
                this.add(at).cast::<u32>().read_unaligned() as u64
                    | (*this.add(at + 2) as u64) << 32
            }
            4 => this.add(at).cast::<u64>().read_unaligned(),
            _ => 0,
        }
    }
}

/// Jumps to the handler of an opcode.
macro_rules! go {
    ($handlers:expr, $vm:expr, $frame:expr, $ip:expr, $sp:expr, $opcode:expr, $oparg:expr, $table:expr) => {
        become ($handlers).0[$opcode as usize]($vm, $frame, $ip, $sp, $oparg, $table)
    };
}

/// On to the instruction at `ip`.
macro_rules! next {
    ($m:ident, $table:ident) => {{
        // SAFETY: `ip` points to an instruction of the running code object.
        let unit = unsafe { *$m.ip };
        go!(
            $table,
            $m.vm,
            $m.frame,
            $m.ip,
            $m.sp,
            unit as u8,
            u32::from(unit >> 8),
            $table
        )
    }};
}

/// Returns, leaving the registers where [`run`] finds them. They are more than what a frame that is left needs, and reading them
/// back at once has waited for the writes: 7 % of a sum over a generator.
macro_rules! leave {
    ($m:ident, $exit:expr) => {{
        let registers = &mut $m.vm.exit;
        (registers.frame, registers.this, registers.ip, registers.sp) =
            ($m.frame, $m.this, $m.ip, $m.sp);
        return $exit;
    }};
}

macro_rules! define_handlers {
    ($($(#[doc = $doc:literal])+ $number:literal $name:ident $(of $family:ident)? $(arg $arg:ident $(($below:literal))?)? $(cache $cache:literal)? = $($uop:ident $(($offset:literal / $units:literal))?)+;)+) => {
        mod handlers {
            use super::*;

            // Not within an express handler, which would save registers for what they call.
            $(#[inline(never)]
            pub(super) extern "rust-preserve-none" fn $name(vm: &mut Vm, frame: *mut Frame, this: *mut u16, sp: *mut Value, oparg: u32, table: &'static Table) -> Exit {
                const OPCODE: Opcode = Opcode::$name;
                const UNITS: usize = 1 + OPCODE.cache_units();
                // SAFETY: the units of an instruction and its cache belong together.
                let mut m = Machine { vm, frame, this, ip: unsafe { this.add(UNITS) }, sp };
                if const { saves_state(OPCODE) } {
                    // SAFETY: initialised: the running frame is live.
                    unsafe {
                        (*frame).ip = this;
                        (*frame).sp = sp;
                    }
                }
                $({
                    let _operand = 0u64;
                    $(let _operand = operand(this, $offset, $units);)?
                    match bodies::$uop(&mut m, oparg, _operand) {
                        Flow::Next => {}
                        Flow::Jumped => next!(m, table),
                        Flow::Deopt => {
                            if m.vm.counting {
                                m.vm.note_deopt(frame, this, m.sp);
                            }
                            go!(&HANDLERS, m.vm, m.frame, this, m.sp, OPCODE.base() as u8, oparg, table)
                        }
                        Flow::General => {
                            go!(&HANDLERS, m.vm, m.frame, this, m.sp, OPCODE.base() as u8, oparg, table)
                        }
                        // The instruction was rewritten.
                        Flow::Again => {
                            // SAFETY: `this` points to an instruction of the running code object.
                            let unit = unsafe { *this };
                            go!(&HANDLERS, m.vm, m.frame, this, m.sp, unit as u8, oparg, table)
                        }
                        Flow::Extend => {
                            // SAFETY: EXTENDED_ARG is followed by an instruction.
                            let unit = unsafe { *m.ip };
                            go!(table, m.vm, m.frame, m.ip, m.sp, unit as u8, oparg << 8 | u32::from(unit >> 8), table)
                        }
                        Flow::Raised => leave!(m, Exit::Raised),
                        Flow::Leave(value) => {
                            m.vm.exit.value = value;
                            return Exit::Leave;
                        }
                        Flow::EnterTrace(id) => {
                            m.vm.exit.trace = id;
                            leave!(m, Exit::EnterTrace)
                        }
                    }
                })+
                next!(m, table)
            })+
        }

        /// Of instructions with an [`express`] way: that first, and what their row does where it is none.
        mod express_handlers {
            use super::*;

            $(pub(super) extern "rust-preserve-none" fn $name(vm: &mut Vm, frame: *mut Frame, this: *mut u16, sp: *mut Value, oparg: u32, table: &'static Table) -> Exit {
                const OPCODE: Opcode = Opcode::$name;
                const UNITS: usize = 1 + OPCODE.cache_units();
                // SAFETY: the units of an instruction and its cache belong together.
                let mut m = Machine { vm, frame, this, ip: unsafe { this.add(UNITS) }, sp };
                if let Some(express) = const { express::function(OPCODE) }
                    && express(&mut m, oparg, core::ptr::eq(table, &HANDLERS))
                {
                    next!(m, table)
                }
                if const { express::is_row(OPCODE) } {
                    'row: {
                        $({
                            let _operand = 0u64;
                            $(let _operand = operand(this, $offset, $units);)?
                            match bodies::$uop(&mut m, oparg, _operand) {
                                Flow::Next => {}
                                _ => break 'row,
                            }
                        })+
                        next!(m, table)
                    }
                }
                become handlers::$name(m.vm, frame, this, sp, oparg, table)
            })+
        }

        /// Handlers that count the instruction and go on to the one that runs it.
        mod counted {
            use super::*;

            $(pub(super) extern "rust-preserve-none" fn $name(vm: &mut Vm, frame: *mut Frame, this: *mut u16, sp: *mut Value, oparg: u32, table: &'static Table) -> Exit {
                // SAFETY: counted: this table is for runs that count, and `this` is an instruction of the running code.
                let count = unsafe { &mut *counter(frame, this) };
                *count += 1;
                if *count >= LOOKED_AT {
                    become look(vm, frame, this, sp, oparg, table)
                }
                become HANDLERS.0[$number](vm, frame, this, sp, oparg, table)
            })+
        }

        static HANDLERS: Table = {
            let mut table: [Handler; 256] = [unknown; 256];
            $(table[$number] = if express::is_row(Opcode::$name) || express::function(Opcode::$name).is_some() { express_handlers::$name } else { handlers::$name };)+
            superinstructions::put(&mut table);
            Table(table)
        };

        static COUNTING: Table = {
            let mut table: [Handler; 256] = [unknown; 256];
            $(table[$number] = counted::$name;)+
            superinstructions::take_apart(&mut table);
            Table(table)
        };
    };
}
for_each_instruction!(define_handlers);

macro_rules! define_superinstructions {
    ($($(#[doc = $doc:literal])+ $number:literal $name:ident = $first:ident $second:ident $(($($oparg:literal)|+))?;)+) => {
        mod superinstructions {
            use super::*;

            mod pair_handlers {
                use super::*;

                $($(#[doc = $doc])+
                pub(super) extern "rust-preserve-none" fn $name(vm: &mut Vm, frame: *mut Frame, this: *mut u16, sp: *mut Value, oparg: u32, table: &'static Table) -> Exit {
                    // SAFETY: the first instruction has no inline cache, and another follows.
                    let mut m = Machine { vm, frame, this, ip: unsafe { this.add(1) }, sp };
                    express::superinstructions::ways::$name(&mut m, oparg);
                    next!(m, table)
                })+
            }

            pub(super) const fn put(table: &mut [Handler; 256]) {
                $(table[$number] = pair_handlers::$name;)+
            }

            /// Where each instruction counts, only the first is run.
            pub(super) const fn take_apart(table: &mut [Handler; 256]) {
                $(table[$number] = table[Opcode::$first as usize];)+
            }
        }
    };
}
for_each_superinstruction!(define_superinstructions);

extern "rust-preserve-none" fn unknown(
    _: &mut Vm,
    _: *mut Frame,
    this: *mut u16,
    _: *mut Value,
    _: u32,
    _: &'static Table,
) -> Exit {
    // SAFETY: `this` points into the running code object.
    let unit = unsafe { *this };
    unreachable!(
        "the compiler emits only instructions of the table, not {}",
        unit as u8
    )
}

/// For every instruction: counts it and the one before as a pair, then alone.
static PAIRING: Table = Table([paired; 256]);

extern "rust-preserve-none" fn paired(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    sp: *mut Value,
    oparg: u32,
    table: &'static Table,
) -> Exit {
    // SAFETY: `this` points to an instruction of the running code object.
    let number = Opcode::of_unit(unsafe { *this }).unwrap_or(Opcode::CACHE) as u8;
    if let Some(pairs) = &mut vm.pairs {
        pairs.note(number);
    }
    become COUNTING.0[usize::from(number)](vm, frame, this, sp, oparg, table)
}

/// Looks at the operands of an instruction that was just counted, then runs it.
extern "rust-preserve-none" fn look(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    sp: *mut Value,
    oparg: u32,
    table: &'static Table,
) -> Exit {
    if !vm.count_met(frame, this, sp) {
        become meet(vm, frame, this, sp, oparg, table)
    }
    become run_looked_at(vm, frame, this, sp, oparg, table)
}

/// The same of operands of types that it has not met before.
#[cold]
extern "rust-preserve-none" fn meet(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    sp: *mut Value,
    oparg: u32,
    table: &'static Table,
) -> Exit {
    vm.meet_first(frame, this, sp);
    become run_looked_at(vm, frame, this, sp, oparg, table)
}

/// Runs an instruction that was counted and looked at.
extern "rust-preserve-none" fn run_looked_at(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    sp: *mut Value,
    oparg: u32,
    table: &'static Table,
) -> Exit {
    // SAFETY: `this` points to an instruction of the running code object.
    let opcode = Opcode::of_unit(unsafe { *this }).unwrap_or(Opcode::CACHE);
    become HANDLERS.0[opcode as usize](vm, frame, this, sp, oparg, table)
}

/// Runs instructions from `machine.ip` on until a handler returns; the machine then has the registers again, but for
/// [`Exit::Leave`], after which nobody asks for them.
pub(crate) fn run(machine: &mut Machine<'_>) -> Exit {
    if !machine.vm.counting {
        return run_by(&HANDLERS, machine);
    }
    let Some(previous) = machine.vm.pairs.as_mut().map(|pairs| pairs.pause()) else {
        return run_by(&COUNTING, machine);
    };
    let exit = run_by(&PAIRING, machine);
    if let Some(pairs) = &mut machine.vm.pairs {
        pairs.resume(previous);
    }
    exit
}

#[inline(always)]
fn run_by(table: &'static Table, machine: &mut Machine<'_>) -> Exit {
    // SAFETY: `ip` points to an instruction of the running code object.
    let unit = unsafe { *machine.ip };
    let exit = table.0[unit as u8 as usize](
        machine.vm,
        machine.frame,
        machine.ip,
        machine.sp,
        u32::from(unit >> 8),
        table,
    );
    if exit != Exit::Leave {
        let registers = &machine.vm.exit;
        (machine.frame, machine.this, machine.ip, machine.sp) =
            (registers.frame, registers.this, registers.ip, registers.sp);
    }
    exit
}
