//! The native slots of a class (CPython's `tp_*`, `nb_*`, `sq_*`, `mp_*`), and the operators that index them.

use crate::{Args, Result, Value, Vm};

/// `fn(left, right)`; NotImplemented where it does not know the types.
pub type BinaryFn = fn(&mut Vm, Value, Value) -> Result;
/// `fn(base, exponent, modulus)`; NotImplemented where it does not know the types.
pub type TernaryFn = fn(&mut Vm, Value, Value, Value) -> Result;
/// `fn(value)`.
pub type UnaryFn = fn(&mut Vm, Value) -> Result;

/// The operators of the number protocol with two operands, in the order of CPython's `NB_*` (BINARY_OP's argument
/// without `NB_INPLACE_*` and `NB_SUBSCR`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BinaryOperator {
    Add,
    And,
    FloorDivide,
    Lshift,
    MatrixMultiply,
    Multiply,
    Remainder,
    Or,
    Power,
    Rshift,
    Subtract,
    TrueDivide,
    Xor,
}

impl BinaryOperator {
    /// How many there are.
    pub const COUNT: usize = 13;
    /// All, in order.
    pub const ALL: [BinaryOperator; 13] = {
        use BinaryOperator::*;
        [
            Add,
            And,
            FloorDivide,
            Lshift,
            MatrixMultiply,
            Multiply,
            Remainder,
            Or,
            Power,
            Rshift,
            Subtract,
            TrueDivide,
            Xor,
        ]
    };

    /// The operator's sign.
    pub const fn sign(self) -> &'static str {
        [
            "+",
            "&",
            "//",
            "<<",
            "@",
            "*",
            "%",
            "|",
            "** or pow()",
            ">>",
            "-",
            "/",
            "^",
        ][self as usize]
    }

    /// The method's name without underscores and without `r` or `i`: `add`, `truediv`, ...
    pub const fn method(self) -> &'static str {
        [
            "add", "and", "floordiv", "lshift", "matmul", "mul", "mod", "or", "pow", "rshift",
            "sub", "truediv", "xor",
        ][self as usize]
    }
}

/// BINARY_OP's argument from which on operators are in-place (`NB_INPLACE_ADD`).
pub const INPLACE_FROM: u32 = 13;
/// BINARY_OP's argument for `container[sub]`.
pub const SUBSCR: u32 = 26;

/// A rich comparison (COMPARE_OP's argument `>> 5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl Comparison {
    /// The comparison of a number from 0 to 5.
    pub const fn from_index(index: u32) -> Comparison {
        use Comparison::*;
        [Lt, Le, Eq, Ne, Gt, Ge][index as usize % 6]
    }

    /// The comparison with the operands swapped.
    pub const fn swapped(self) -> Comparison {
        use Comparison::*;
        [Gt, Ge, Eq, Ne, Lt, Le][self as usize]
    }

    /// The operator's sign.
    pub const fn sign(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    /// Whether an ordering satisfies the comparison.
    pub const fn holds(self, ordering: core::cmp::Ordering) -> bool {
        match self {
            Comparison::Lt => ordering.is_lt(),
            Comparison::Le => ordering.is_le(),
            Comparison::Eq => ordering.is_eq(),
            Comparison::Ne => ordering.is_ne(),
            Comparison::Gt => ordering.is_gt(),
            Comparison::Ge => ordering.is_ge(),
        }
    }
}

/// What a class does natively; a missing slot is `None`. Inherited slot by slot when a class is made; overridden by
/// functions that call the Python method where a class defines one (see `slotdefs`).
#[derive(Clone, Copy, Default)]
#[expect(missing_docs, reason = "CPython's names without prefixes")]
pub struct Slots {
    pub repr: Option<UnaryFn>,
    pub str: Option<UnaryFn>,
    pub hash: Option<fn(&mut Vm, Value) -> Result<i64>>,
    pub call: Option<fn(&mut Vm, Value, Args<'_>) -> Result>,
    pub iter: Option<UnaryFn>,
    /// The next item, NULL at the end (no StopIteration needed; one that is raised counts as the end too).
    pub next: Option<UnaryFn>,
    pub getattr: Option<fn(&mut Vm, Value, Value) -> Result>,
    /// Sets an attribute; a NULL value deletes it.
    pub setattr: Option<fn(&mut Vm, Value, Value, Value) -> Result<()>>,
    pub compare: Option<fn(&mut Vm, Value, Value, Comparison) -> Result>,
    pub bool: Option<fn(&mut Vm, Value) -> Result<bool>>,
    pub length: Option<fn(&mut Vm, Value) -> Result<usize>>,
    pub getitem: Option<BinaryFn>,
    /// Sets an item; a NULL value deletes it.
    pub setitem: Option<fn(&mut Vm, Value, Value, Value) -> Result<()>>,
    pub contains: Option<fn(&mut Vm, Value, Value) -> Result<bool>>,
    /// `sq_concat` and `sq_repeat`: `+` and `*` of sequences, tried after the number protocol.
    pub concat: Option<BinaryFn>,
    pub repeat: Option<fn(&mut Vm, Value, i64) -> Result>,
    pub inplace_concat: Option<BinaryFn>,
    pub inplace_repeat: Option<fn(&mut Vm, Value, i64) -> Result>,
    /// Called with the operands in their order, for the left or the right operand's class.
    pub binary: [Option<BinaryFn>; BinaryOperator::COUNT],
    pub inplace: [Option<BinaryFn>; BinaryOperator::COUNT],
    /// `divmod(left, right)`.
    pub divmod: Option<BinaryFn>,
    /// `pow(base, exponent, modulus)`.
    pub power3: Option<TernaryFn>,
    pub negative: Option<UnaryFn>,
    pub positive: Option<UnaryFn>,
    pub absolute: Option<UnaryFn>,
    pub invert: Option<UnaryFn>,
    pub int: Option<UnaryFn>,
    pub float: Option<UnaryFn>,
    pub index: Option<UnaryFn>,
    /// `fn(descriptor, instance or NULL, class)`.
    pub descr_get: Option<fn(&mut Vm, Value, Value, Value) -> Result>,
    /// `fn(descriptor, instance, value or NULL to delete)`.
    pub descr_set: Option<fn(&mut Vm, Value, Value, Value) -> Result<()>>,
    /// `fn(class, args)`.
    pub new: Option<fn(&mut Vm, *mut crate::layout::Class, Args<'_>) -> Result>,
    pub init: Option<fn(&mut Vm, Value, Args<'_>) -> Result<()>>,
    pub del: Option<fn(&mut Vm, Value) -> Result<()>>,
    pub await_: Option<UnaryFn>,
    pub aiter: Option<UnaryFn>,
    pub anext: Option<UnaryFn>,
}

impl Slots {
    /// No slot filled.
    pub const EMPTY: Slots = Slots {
        repr: None,
        str: None,
        hash: None,
        call: None,
        iter: None,
        next: None,
        getattr: None,
        setattr: None,
        compare: None,
        bool: None,
        length: None,
        getitem: None,
        setitem: None,
        contains: None,
        concat: None,
        repeat: None,
        inplace_concat: None,
        inplace_repeat: None,
        binary: [None; BinaryOperator::COUNT],
        inplace: [None; BinaryOperator::COUNT],
        divmod: None,
        power3: None,
        negative: None,
        positive: None,
        absolute: None,
        invert: None,
        int: None,
        float: None,
        index: None,
        descr_get: None,
        descr_set: None,
        new: None,
        init: None,
        del: None,
        await_: None,
        aiter: None,
        anext: None,
    };
}
