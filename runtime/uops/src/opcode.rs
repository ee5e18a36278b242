//! [`Opcode`] and its metadata, made from the instruction table.

use crate::uops::Uop;
use crate::{for_each_instruction, for_each_superinstruction};

/// A micro-op of an instruction, and where its operand stands in the inline cache.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The micro-op.
    pub uop: Uop,
    /// Code units from the instruction to the operand; 0 where there is none.
    pub offset: u8,
    /// Code units that the operand takes: 0, 1, 2 or 4 (LOAD_GLOBAL_MODULE packs three).
    pub units: u8,
}

/// What the argument of an instruction stands for, as CPython's `_opcode` has it (LOAD_DEREF has a local there).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A number, if it has an argument.
    Number,
    /// An index into the constants.
    Constant,
    /// An index into the names, above so many bits that say something else.
    Name(u32),
    /// An index into the locals, cells and free variables.
    Local,
    /// Two of them, four bits each.
    Locals,
    /// The index of a cell or free variable among them.
    Cell,
}

macro_rules! argument {
    (Name) => {
        Argument::Name(0)
    };
    (Name($below:literal)) => {
        Argument::Name($below)
    };
    ($arg:ident) => {
        Argument::$arg
    };
}

macro_rules! define_opcodes {
    ($($(#[doc = $doc:literal])+ $number:literal $name:ident $(of $family:ident)? $(arg $arg:ident $(($below:literal))?)? $(cache $cache:literal)? = $($uop:ident $(($offset:literal / $units:literal))?)+;)+) => {
        /// A bytecode instruction, numbered as in CPython 3.14.
        #[expect(non_camel_case_types, reason = "CPython's names")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Opcode {
            $($(#[doc = $doc])+ $name = $number,)+
        }

        impl Opcode {
            /// All instructions, in the order of their numbers.
            pub const ALL: &[Opcode] = &[$(Opcode::$name),+];

            /// The instruction of a number, if there is one.
            pub const fn from_u8(number: u8) -> Option<Opcode> {
                match number {
                    $($number => Some(Opcode::$name),)+
                    _ => None,
                }
            }

            /// CPython's name.
            pub const fn name(self) -> &'static str {
                match self { $(Opcode::$name => stringify!($name),)+ }
            }

            /// One sentence for people.
            pub const fn doc(self) -> &'static str {
                match self { $(Opcode::$name => concat!($($doc),+),)+ }
            }

            /// The adaptive instruction that this one specializes; itself where it specializes none.
            pub const fn base(self) -> Opcode {
                match self { $(Opcode::$name => { let _own = Opcode::$name; $(let _own = Opcode::$family;)? _own })+ }
            }

            const fn own_argument(self) -> Argument {
                match self { $(Opcode::$name => { let _arg = Argument::Number; $(let _arg = argument!($arg $(($below))?);)? _arg })+ }
            }

            const fn own_cache(self) -> usize {
                match self { $(Opcode::$name => { let _units = 0; $(let _units = $cache;)? _units })+ }
            }

            /// The micro-ops, in order.
            pub const fn parts(self) -> &'static [Part] {
                match self {
                    $(Opcode::$name => const { &[$(Part {
                        uop: Uop::$uop,
                        offset: { let _at = 0; $(let _at = $offset;)? _at },
                        units: { let _units = 0; $(let _units = $units;)? _units },
                    }),+] },)+
                }
            }
        }
    };
}
for_each_instruction!(define_opcodes);

macro_rules! define_superinstructions {
    ($($(#[doc = $doc:literal])+ $number:literal $name:ident = $first:ident $second:ident $(($($oparg:literal)|+))?;)+) => {
        impl Opcode {
            /// The instruction that a code unit of running code stands for: of a superinstruction, its first.
            #[inline]
            pub const fn of_unit(unit: u16) -> Option<Opcode> {
                match unit as u8 {
                    $($number => Some(Opcode::$first),)+
                    number => Opcode::from_u8(number),
                }
            }

            /// The number of the superinstruction that this instruction makes with the one after it, which has an argument, if
            /// they are a pair.
            pub const fn with(self, second: Opcode, oparg: u32) -> Option<u8> {
                $({
                    let _is_meant = true;
                    $(let _is_meant = matches!(oparg, $($oparg)|+);)?
                    if matches!((self, second), (Opcode::$first, Opcode::$second)) && _is_meant {
                        return Some($number);
                    }
                })+
                None
            }
        }

        // Its handler goes on where the first instruction ends, which has no inline cache and does not specialize.
        $(const _: () = {
            assert!(Opcode::from_u8($number).is_none());
            assert!(Opcode::$first.cache_units() == 0);
            assert!(Opcode::$second as u8 == Opcode::$second.base() as u8);
        };)+
    };
}
for_each_superinstruction!(define_superinstructions);

/// The direction of a jump by an instruction's argument, from behind its inline cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// To a higher code unit.
    Forward,
    /// To a lower code unit.
    Backward,
}

/// The lowest number of an instruction whose argument means something (CPython's `HAVE_ARGUMENT` + 1).
pub const FIRST_WITH_ARGUMENT: u8 = 44;

impl Opcode {
    /// The inline-cache units that follow the instruction.
    pub const fn cache_units(self) -> usize {
        self.base().own_cache()
    }

    /// What the argument stands for.
    pub const fn argument(self) -> Argument {
        self.base().own_argument()
    }

    /// Whether the instruction is a specialized form of another.
    pub const fn is_specialized(self) -> bool {
        self as u8 != self.base() as u8
    }

    /// Whether the instruction's argument means something.
    pub const fn has_argument(self) -> bool {
        let base = self.base() as u8;
        base >= FIRST_WITH_ARGUMENT
    }

    /// Values taken from the stack and values put there, for an argument. For a jump this is the fall-through.
    pub fn stack_effect(self, oparg: u32) -> (usize, usize) {
        let (mut popped, mut depth) = (0usize, 0usize);
        for part in self.parts() {
            let (takes, gives) = (part.uop.inputs(oparg), part.uop.outputs(oparg));
            if takes > depth {
                popped += takes - depth;
                depth = takes;
            }
            depth = depth - takes + gives;
        }
        (popped, depth)
    }

    /// Which way it jumps by its argument, if it does.
    pub fn jump(self) -> Option<Jump> {
        let parts = self.base().parts();
        if !parts.iter().any(|part| part.uop.flags().jumps) {
            return None;
        }
        let back = parts.iter().any(|part| part.uop == Uop::_JUMP_BACKWARD);
        Some(if back { Jump::Backward } else { Jump::Forward })
    }

    /// Whether it never goes on to the next instruction.
    pub fn diverts(self) -> bool {
        let parts = self.base().parts();
        parts.iter().any(|part| part.uop.flags().diverts)
    }

    /// The instruction of a CPython name.
    pub fn from_name(name: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|op| op.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Opcode;
    use crate::layout::SPARE_SLOTS;

    /// How many more values the micro-ops of an instruction have on the stack than the compiler counts before and after it.
    fn excess(op: Opcode, oparg: u32) -> usize {
        let (popped, pushed) = op.base().stack_effect(oparg);
        let (mut depth, mut most) = (popped.max(op.stack_effect(oparg).0), 0);
        for part in op.parts() {
            depth = depth - part.uop.inputs(oparg) + part.uop.outputs(oparg);
            most = most.max(depth);
        }
        most.saturating_sub(popped.max(pushed))
    }

    #[test]
    fn frames_have_room_for_what_micro_ops_leave_to_each_other() {
        let all = Opcode::ALL.iter();
        let most = all.flat_map(|&op| (0..64).map(move |oparg| (excess(op, oparg), op, oparg)));
        let (most, op, oparg) = most
            .max_by_key(|&(excess, ..)| excess)
            .expect("instructions");
        assert_eq!(most, SPARE_SLOTS, "{op:?} {oparg}");
    }
}
