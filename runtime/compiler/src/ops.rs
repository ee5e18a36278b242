//! Instructions as the compiler handles them: the interpreter's, and the pseudo-instructions that only the
//! compiler knows and that are gone when code is assembled.

use std::sync::LazyLock;

use uops::{Opcode, Uop};

/// An instruction or pseudo-instruction: its number, and above that what the passes ask of it again and again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Op(u16);

const PSEUDO: u16 = 1 << 8;
const BLOCK_PUSH: u16 = 1 << 9;
const JUMP_ALWAYS: u16 = 1 << 10;
const JUMP_POPPING: u16 = 1 << 11;
const JUMP_OTHERWISE: u16 = 1 << 12;
const SCOPE_EXIT: u16 = 1 << 13;
const EVAL_BREAK: u16 = 1 << 14;
const ANY_JUMP: u16 = JUMP_ALWAYS | JUMP_POPPING | JUMP_OTHERWISE;

macro_rules! real {
    ($($(#[doc = $doc:literal])+ $number:literal $name:ident $(of $family:ident)? $(arg $arg:ident $(($below:literal))?)? $(cache $cache:literal)? = $($uop:ident $(($offset:literal / $units:literal))?)+;)+) => {
        /// The interpreter's instructions.
        mod real {
            #![expect(dead_code, reason = "the compiler does not emit all of them")]
            use super::{Op, Opcode, classes};
            $(pub(crate) const $name: Op = Op(Opcode::$name as u16 | classes(Opcode::$name));)+
        }
    };
}
uops::for_each_instruction!(real);
pub(crate) use real::*;

/// What the passes ask of one of the interpreter's instructions, by its micro-ops.
const fn classes(op: Opcode) -> u16 {
    let mut classes = match op {
        // Its argument is the way back to its loop, for monitoring; as CPython's compiler has it, it jumps.
        Opcode::END_ASYNC_FOR => JUMP_OTHERWISE,
        // It checks in the function that it calls.
        Opcode::CALL_KW => EVAL_BREAK,
        _ => 0,
    };
    let (parts, mut at) = (op.parts(), 0);
    while at < parts.len() {
        let uop = parts[at].uop;
        let flags = uop.flags();
        let pops = !uop.input_slots().is_empty() && uop.output_slots().is_empty();
        classes |= match (flags.diverts, flags.jumps) {
            (true, true) => JUMP_ALWAYS,
            (true, false) => SCOPE_EXIT,
            (false, true) if pops => JUMP_POPPING,
            (false, true) => JUMP_OTHERWISE,
            (false, false) => 0,
        };
        if matches!(
            uop,
            Uop::_CHECK_PERIODIC | Uop::_CHECK_PERIODIC_IF_NOT_YIELD_FROM
        ) {
            classes |= EVAL_BREAK;
        }
        at += 1;
    }
    classes
}

macro_rules! pseudo {
    ($($name:ident = $number:literal is $class:expr;)*) => {
        $(pub(crate) const $name: Op = Op(PSEUDO | $number | $class);)*
        const PSEUDO_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

pseudo! {
    ANNOTATIONS_PLACEHOLDER = 0 is 0;
    JUMP = 1 is JUMP_ALWAYS | EVAL_BREAK;
    JUMP_IF_FALSE = 2 is JUMP_OTHERWISE;
    JUMP_IF_TRUE = 3 is JUMP_OTHERWISE;
    JUMP_NO_INTERRUPT = 4 is JUMP_ALWAYS;
    LOAD_CLOSURE = 5 is 0;
    POP_BLOCK = 6 is 0;
    SETUP_CLEANUP = 7 is BLOCK_PUSH;
    SETUP_FINALLY = 8 is BLOCK_PUSH;
    SETUP_WITH = 9 is BLOCK_PUSH;
    STORE_FAST_MAYBE_NULL = 10 is 0;
}

static CACHE_UNITS: [u8; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < Opcode::ALL.len() {
        table[Opcode::ALL[at] as usize] = Opcode::ALL[at].cache_units() as u8;
        at += 1;
    }
    table
};

/// Arguments below this have their stack effects in the table.
const SMALL_ARGS: usize = 16;

/// The stack effects of an instruction, for small arguments.
struct Effects {
    small: [(u8, u8); SMALL_ARGS],
    /// No more than the argument's last bit matters.
    regular: bool,
}

impl Effects {
    fn of(op: Opcode) -> Effects {
        let small: [(u8, u8); SMALL_ARGS] = std::array::from_fn(|arg| {
            let (popped, pushed) = op.stack_effect(arg as u32);
            (popped as u8, pushed as u8)
        });
        Effects {
            regular: (0..SMALL_ARGS).all(|arg| small[arg] == small[arg & 1]),
            small,
        }
    }

    fn get(&self, arg: u32) -> Option<(u8, u8)> {
        let arg = if self.regular { arg & 1 } else { arg };
        self.small.get(arg as usize).copied()
    }
}

/// The stack effects of the interpreter's instructions.
static STACK_EFFECTS: LazyLock<Vec<Effects>> = LazyLock::new(|| {
    (0..=u8::MAX)
        .map(|number| Effects::of(Opcode::from_u8(number).unwrap_or(Opcode::NOP)))
        .collect()
});

impl Op {
    /// The interpreter's instruction; none for a pseudo-instruction.
    pub(crate) fn real(self) -> Option<Opcode> {
        if self.is_pseudo() {
            return None;
        }
        Opcode::from_u8(self.byte())
    }

    pub(crate) fn name(self) -> &'static str {
        match self.real() {
            Some(op) => op.name(),
            None => PSEUDO_NAMES
                .get(usize::from(self.byte()))
                .copied()
                .unwrap_or("?"),
        }
    }

    /// The number in the code unit.
    pub(crate) const fn byte(self) -> u8 {
        self.0 as u8
    }

    fn is(self, classes: u16) -> bool {
        self.0 & classes != 0
    }

    /// Only the compiler knows it.
    pub(crate) fn is_pseudo(self) -> bool {
        self.is(PSEUDO)
    }

    /// Pushes a handler on the (compile-time) stack of exception handlers.
    pub(crate) fn is_block_push(self) -> bool {
        self.is(BLOCK_PUSH)
    }

    pub(crate) fn is_jump(self) -> bool {
        self.is(ANY_JUMP)
    }

    pub(crate) fn has_target(self) -> bool {
        self.is(ANY_JUMP | BLOCK_PUSH)
    }

    pub(crate) fn is_conditional_jump(self) -> bool {
        self.is(JUMP_POPPING)
    }

    pub(crate) fn is_unconditional_jump(self) -> bool {
        self.is(JUMP_ALWAYS)
    }

    /// Leaves the code object.
    pub(crate) fn is_scope_exit(self) -> bool {
        self.is(SCOPE_EXIT)
    }

    /// Ends a basic block.
    pub(crate) fn is_terminator(self) -> bool {
        self.is(ANY_JUMP | SCOPE_EXIT)
    }

    /// Checks for signals and for a request to hand over the interpreter.
    pub(crate) fn has_eval_break(self) -> bool {
        self.is(EVAL_BREAK)
    }

    pub(crate) fn loads_const(self) -> bool {
        matches!(self, LOAD_CONST | LOAD_SMALL_INT)
    }

    pub(crate) fn cache_units(self) -> usize {
        Op::cache_units_of(self.byte())
    }

    /// The cache units of the interpreter's instruction of a number.
    pub(crate) fn cache_units_of(number: u8) -> usize {
        CACHE_UNITS[usize::from(number)].into()
    }

    /// Values popped and pushed. For a block push: what the handler finds on the stack.
    pub(crate) fn stack_effect(self, arg: u32) -> (usize, usize) {
        match self {
            _ if !self.is_pseudo() => match STACK_EFFECTS[usize::from(self.byte())].get(arg) {
                Some((popped, pushed)) => (popped.into(), pushed.into()),
                None => self.real().map_or((0, 0), |op| op.stack_effect(arg)),
            },
            LOAD_CLOSURE | SETUP_FINALLY | SETUP_WITH => (0, 1),
            STORE_FAST_MAYBE_NULL => (1, 0),
            JUMP_IF_FALSE | JUMP_IF_TRUE => (1, 1),
            SETUP_CLEANUP => (0, 2),
            _ => (0, 0),
        }
    }
}

/// Arguments of BINARY_OP.
pub(crate) mod binary {
    pub(crate) const ADD: u32 = 0;
    pub(crate) const AND: u32 = 1;
    pub(crate) const FLOOR_DIVIDE: u32 = 2;
    pub(crate) const LSHIFT: u32 = 3;
    pub(crate) const MATRIX_MULTIPLY: u32 = 4;
    pub(crate) const MULTIPLY: u32 = 5;
    pub(crate) const REMAINDER: u32 = 6;
    pub(crate) const OR: u32 = 7;
    pub(crate) const POWER: u32 = 8;
    pub(crate) const RSHIFT: u32 = 9;
    pub(crate) const SUBTRACT: u32 = 10;
    pub(crate) const TRUE_DIVIDE: u32 = 11;
    pub(crate) const XOR: u32 = 12;
    pub(crate) const INPLACE: u32 = 13;
    pub(crate) const SUBSCR: u32 = 26;
}

/// Arguments of CALL_INTRINSIC_1 and CALL_INTRINSIC_2.
pub(crate) mod intrinsic {
    pub(crate) const PRINT: u32 = 1;
    pub(crate) const IMPORT_STAR: u32 = 2;
    pub(crate) const STOPITERATION_ERROR: u32 = 3;
    pub(crate) const ASYNC_GEN_WRAP: u32 = 4;
    pub(crate) const UNARY_POSITIVE: u32 = 5;
    pub(crate) const LIST_TO_TUPLE: u32 = 6;
    pub(crate) const TYPEVAR: u32 = 7;
    pub(crate) const PARAMSPEC: u32 = 8;
    pub(crate) const TYPEVARTUPLE: u32 = 9;
    pub(crate) const SUBSCRIPT_GENERIC: u32 = 10;
    pub(crate) const TYPEALIAS: u32 = 11;

    pub(crate) const PREP_RERAISE_STAR: u32 = 1;
    pub(crate) const TYPEVAR_WITH_BOUND: u32 = 2;
    pub(crate) const TYPEVAR_WITH_CONSTRAINTS: u32 = 3;
    pub(crate) const SET_FUNCTION_TYPE_PARAMS: u32 = 4;
    pub(crate) const SET_TYPEPARAM_DEFAULT: u32 = 5;
}

/// Arguments of LOAD_COMMON_CONSTANT.
pub(crate) mod common {
    pub(crate) const ASSERTION_ERROR: u32 = 0;
    pub(crate) const NOT_IMPLEMENTED_ERROR: u32 = 1;
    pub(crate) const TUPLE: u32 = 2;
    pub(crate) const ALL: u32 = 3;
    pub(crate) const ANY: u32 = 4;
}

/// Arguments of SET_FUNCTION_ATTRIBUTE.
pub(crate) mod function {
    pub(crate) const DEFAULTS: u32 = 1;
    pub(crate) const KWDEFAULTS: u32 = 2;
    pub(crate) const CLOSURE: u32 = 8;
    pub(crate) const ANNOTATE: u32 = 16;
}

#[cfg(test)]
mod tests {
    use super::{Effects, Opcode};

    #[test]
    fn effects_of_large_arguments_are_as_regular_as_those_of_small_ones() {
        for &op in Opcode::ALL {
            let effects = Effects::of(op);
            for arg in (0..0x200).chain([0x1234, 0x1235, 0xfff0, 0xffff, 0x12345]) {
                if let Some((popped, pushed)) = effects.get(arg) {
                    assert_eq!(
                        (popped.into(), pushed.into()),
                        op.stack_effect(arg),
                        "{op:?} {arg}"
                    );
                }
            }
        }
    }
}
