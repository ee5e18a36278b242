//! The interpreter's loop, made from the instruction table.

use uops::{Opcode, for_each_instruction};

use super::bodies;
use super::machine::{Flow, Machine};
use crate::layout::Frame;
use crate::{Raised, Result, Vm};

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
fn operand(this: *const u16, at: usize, units: usize) -> u64 {
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

macro_rules! define_run {
    ($($(#[doc = $doc:literal])+ $number:literal $name:ident $(of $family:ident)? $(cache $cache:literal)? = $($uop:ident $(($offset:literal / $units:literal))?)+;)+) => {
        fn interpret(machine: &mut Machine<'_>) -> Flow {
            // One copy of this function with a flag: a second copy for counting doubles the crate's build time.
            let counting = machine.vm.counting;
            let mut m = Machine { vm: &mut *machine.vm, frame: machine.frame, entry: machine.entry, this: machine.this, ip: machine.ip, sp: machine.sp };
            let flow = 'run: loop {
                m.this = m.ip;
                // SAFETY: `ip` points to an instruction of the running code object.
                let unit = unsafe { *m.ip };
                let mut oparg = u32::from(unit >> 8);
                let mut opcode = unit as u8;
                if counting {
                    m.vm.count_instruction(m.frame, m.ip);
                }
                'again: loop {
                    match opcode {
                        $($number => {
                            const OPCODE: Opcode = Opcode::$name;
                            const UNITS: usize = 1 + OPCODE.cache_units();
                            // SAFETY: the units of an instruction and its cache belong together.
                            m.ip = unsafe { m.this.add(UNITS) };
                            if const { saves_state(OPCODE) } {
                                // SAFETY: initialised: the running frame is live.
                                unsafe {
                                    (*m.frame).ip = m.this;
                                    (*m.frame).sp = m.sp;
                                }
                            }
                            $({
                                let _operand = 0u64;
                                $(let _operand = operand(m.this, $offset, $units);)?
                                match bodies::$uop(&mut m, oparg, _operand) {
                                    Flow::Next => {}
                                    Flow::Jumped => continue 'run,
                                    Flow::Deopt => {
                                        opcode = OPCODE.base() as u8;
                                        continue 'again;
                                    }
                                    Flow::Again => {
                                        // SAFETY: `this` points to an instruction of the running code object.
                                        opcode = unsafe { *m.this as u8 };
                                        continue 'again;
                                    }
                                    Flow::Extend => {
                                        // SAFETY: EXTENDED_ARG is followed by an instruction.
                                        let unit = unsafe { *m.ip };
                                        m.this = m.ip;
                                        oparg = oparg << 8 | u32::from(unit >> 8);
                                        opcode = unit as u8;
                                        continue 'again;
                                    }
                                    flow => break 'run flow,
                                }
                            })+
                            continue 'run;
                        })+
                        _ => unreachable!("the compiler emits only instructions of the table, not {opcode}"),
                    }
                }
            };
            (machine.frame, machine.this, machine.ip, machine.sp) = (m.frame, m.this, m.ip, m.sp);
            flow
        }
    };
}
for_each_instruction!(define_run);

impl Vm {
    /// Runs a frame that was just made until it returns; the frame is gone then.
    pub fn run(&mut self, frame: *mut Frame) -> Result {
        self.run_from(frame, false)
    }

    /// Runs a generator's frame until it yields, returns or raises.
    pub(crate) fn run_generator(&mut self, frame: *mut Frame, throw: bool) -> Result {
        self.run_from(frame, throw)
    }

    fn run_from(&mut self, frame: *mut Frame, throw: bool) -> Result {
        // SAFETY: callers pass an initialised frame that is not running.
        let (ip, sp) = unsafe {
            (*frame).previous = self.frame;
            ((*frame).ip, (*frame).sp)
        };
        self.frame = frame;
        self.depth += 1;
        let mut machine = Machine {
            vm: self,
            frame,
            entry: frame,
            this: ip,
            ip,
            sp,
        };
        if throw {
            // SAFETY: a suspended frame's `ip` follows the instruction that suspended it, where the exception is raised.
            unsafe { (*frame).ip = ip.sub(1) };
            if let Err(Raised) = machine.unwind() {
                return Err(Raised);
            }
        }
        loop {
            let flow = interpret(&mut machine);
            match flow {
                Flow::Raised => machine.unwind()?,
                Flow::Leave(value) => return Ok(value),
                Flow::EnterTrace(id) => {
                    if let Err(Raised) = machine.run_trace(id) {
                        machine.unwind()?;
                    }
                }
                flow => unreachable!("{flow:?} is handled where it arises"),
            }
        }
    }

    /// Counts an execution of the instruction, for the report.
    #[inline(always)]
    fn count_instruction(&mut self, frame: *mut Frame, ip: *mut u16) {
        // SAFETY: initialised: the running frame's code is live; `ip` points into its units.
        let (id, unit) = unsafe {
            let code = &*(*frame).code;
            (code.id as usize, ip.offset_from(code.units) as usize)
        };
        if let Some(count) = self
            .codes
            .get_mut(id)
            .and_then(|details| details.counts.get_mut(unit))
        {
            *count += 1;
        }
    }
}
