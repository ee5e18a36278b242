//! Instructions as the compiler handles them: the interpreter's, and the pseudo-instructions that only the
//! compiler knows and that are gone when code is assembled.

use std::sync::LazyLock;

use uops::opcode::Opcode;

/// An instruction or pseudo-instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Op(u16);

const FIRST_PSEUDO: u16 = 256;

macro_rules! real {
    ($($name:ident)*) => { $(pub(crate) const $name: Op = Op(Opcode::$name as u16);)* };
}

macro_rules! pseudo {
    ($($name:ident = $number:literal)*) => {
        $(pub(crate) const $name: Op = Op(FIRST_PSEUDO + $number);)*
        const PSEUDO_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

real! {
    BINARY_OP BINARY_SLICE BUILD_INTERPOLATION BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE BUILD_STRING BUILD_TEMPLATE
    BUILD_TUPLE CALL CALL_FUNCTION_EX CALL_INTRINSIC_1 CALL_INTRINSIC_2 CALL_KW CHECK_EG_MATCH CHECK_EXC_MATCH
    CLEANUP_THROW COMPARE_OP CONTAINS_OP CONVERT_VALUE COPY COPY_FREE_VARS DELETE_ATTR DELETE_DEREF DELETE_FAST
    DELETE_GLOBAL DELETE_NAME DELETE_SUBSCR DICT_MERGE DICT_UPDATE END_ASYNC_FOR END_FOR END_SEND EXTENDED_ARG
    FORMAT_SIMPLE FORMAT_WITH_SPEC FOR_ITER GET_AITER GET_ANEXT GET_AWAITABLE GET_ITER GET_LEN GET_YIELD_FROM_ITER
    IMPORT_FROM IMPORT_NAME IS_OP JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD LIST_APPEND LIST_EXTEND
    LOAD_ATTR LOAD_BUILD_CLASS LOAD_COMMON_CONSTANT LOAD_CONST LOAD_DEREF LOAD_FAST LOAD_FAST_AND_CLEAR
    LOAD_FAST_BORROW LOAD_FAST_BORROW_LOAD_FAST_BORROW LOAD_FAST_CHECK LOAD_FAST_LOAD_FAST LOAD_FROM_DICT_OR_DEREF
    LOAD_FROM_DICT_OR_GLOBALS LOAD_GLOBAL LOAD_LOCALS LOAD_NAME LOAD_SMALL_INT LOAD_SPECIAL LOAD_SUPER_ATTR MAKE_CELL
    MAKE_FUNCTION MAP_ADD MATCH_CLASS MATCH_KEYS MATCH_MAPPING MATCH_SEQUENCE NOP NOT_TAKEN POP_EXCEPT POP_ITER
    POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE POP_TOP PUSH_EXC_INFO PUSH_NULL
    RAISE_VARARGS RERAISE RESUME RETURN_GENERATOR RETURN_VALUE SEND SETUP_ANNOTATIONS SET_ADD SET_FUNCTION_ATTRIBUTE
    SET_UPDATE STORE_ATTR STORE_DEREF STORE_FAST STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_GLOBAL STORE_NAME
    STORE_SLICE STORE_SUBSCR SWAP TO_BOOL UNARY_INVERT UNARY_NEGATIVE UNARY_NOT UNPACK_EX UNPACK_SEQUENCE
    WITH_EXCEPT_START YIELD_VALUE
}

pseudo! {
    ANNOTATIONS_PLACEHOLDER = 0
    JUMP = 1
    JUMP_IF_FALSE = 2
    JUMP_IF_TRUE = 3
    JUMP_NO_INTERRUPT = 4
    LOAD_CLOSURE = 5
    POP_BLOCK = 6
    SETUP_CLEANUP = 7
    SETUP_FINALLY = 8
    SETUP_WITH = 9
    STORE_FAST_MAYBE_NULL = 10
}

const BLOCK_PUSH: u8 = 1;
const JUMP_ALWAYS: u8 = 2;
const JUMP_POPPING: u8 = 4;
const JUMP_OTHERWISE: u8 = 8;
const SCOPE_EXIT: u8 = 16;
const EVAL_BREAK: u8 = 32;
const ANY_JUMP: u8 = JUMP_ALWAYS | JUMP_POPPING | JUMP_OTHERWISE;

/// What the passes ask of each instruction again and again.
const CLASSES: &[(u8, &[Op])] = &[
    (BLOCK_PUSH, &[SETUP_CLEANUP, SETUP_FINALLY, SETUP_WITH]),
    (
        JUMP_ALWAYS,
        &[
            JUMP,
            JUMP_NO_INTERRUPT,
            JUMP_FORWARD,
            JUMP_BACKWARD,
            JUMP_BACKWARD_NO_INTERRUPT,
        ],
    ),
    (
        JUMP_POPPING,
        &[
            POP_JUMP_IF_FALSE,
            POP_JUMP_IF_TRUE,
            POP_JUMP_IF_NONE,
            POP_JUMP_IF_NOT_NONE,
        ],
    ),
    (
        JUMP_OTHERWISE,
        &[JUMP_IF_FALSE, JUMP_IF_TRUE, FOR_ITER, SEND, END_ASYNC_FOR],
    ),
    (SCOPE_EXIT, &[RETURN_VALUE, RAISE_VARARGS, RERAISE]),
    (
        EVAL_BREAK,
        &[CALL, CALL_FUNCTION_EX, CALL_KW, JUMP, JUMP_BACKWARD, RESUME],
    ),
];

/// Numbers of instructions and pseudo-instructions are below this.
const NUMBERS: usize = 512;

static CLASS_OF: [u8; NUMBERS] = {
    let mut table = [0; NUMBERS];
    let mut row = 0;
    while row < CLASSES.len() {
        let (class, ops) = CLASSES[row];
        let mut at = 0;
        while at < ops.len() {
            table[ops[at].0 as usize] |= class;
            at += 1;
        }
        row += 1;
    }
    table
};

static CACHE_UNITS: [u8; NUMBERS] = {
    let mut table = [0; NUMBERS];
    let mut at = 0;
    while at < Opcode::ALL.len() {
        table[Opcode::ALL[at] as usize] = Opcode::ALL[at].cache_units() as u8;
        at += 1;
    }
    table
};

/// Arguments below this have their stack effects in the table.
const SMALL_ARGS: usize = 16;

static STACK_EFFECTS: LazyLock<Vec<[(u8, u8); SMALL_ARGS]>> = LazyLock::new(|| {
    (0..NUMBERS as u16)
        .map(|number| std::array::from_fn(|arg| effect(Op(number), arg as u32)))
        .map(|row| row.map(|(popped, pushed)| (popped as u8, pushed as u8)))
        .collect()
});

fn effect(op: Op, arg: u32) -> (usize, usize) {
    match op.real() {
        Some(op) => op.stack_effect(arg),
        None => match op {
            LOAD_CLOSURE => (0, 1),
            STORE_FAST_MAYBE_NULL => (1, 0),
            JUMP_IF_FALSE | JUMP_IF_TRUE => (1, 1),
            SETUP_FINALLY | SETUP_WITH => (0, 1),
            SETUP_CLEANUP => (0, 2),
            _ => (0, 0),
        },
    }
}

impl Op {
    /// The interpreter's instruction; none for a pseudo-instruction.
    pub(crate) fn real(self) -> Option<Opcode> {
        u8::try_from(self.0).ok().and_then(Opcode::from_u8)
    }

    pub(crate) fn name(self) -> &'static str {
        match self.real() {
            Some(op) => op.name(),
            None => PSEUDO_NAMES
                .get(usize::from(self.0 - FIRST_PSEUDO))
                .copied()
                .unwrap_or("?"),
        }
    }

    /// The number in the code unit.
    pub(crate) fn byte(self) -> u8 {
        self.0 as u8
    }

    fn is(self, classes: u8) -> bool {
        CLASS_OF[usize::from(self.0) % NUMBERS] & classes != 0
    }

    /// Only the compiler knows it.
    pub(crate) fn is_pseudo(self) -> bool {
        self.0 >= FIRST_PSEUDO
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
        CACHE_UNITS[usize::from(self.0) % NUMBERS].into()
    }

    /// Values popped and pushed. For a block push: what the handler finds on the stack.
    pub(crate) fn stack_effect(self, arg: u32) -> (usize, usize) {
        let row = &STACK_EFFECTS[usize::from(self.0) % NUMBERS];
        match row.get(arg as usize) {
            Some(&(popped, pushed)) => (popped.into(), pushed.into()),
            None => effect(self, arg),
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
