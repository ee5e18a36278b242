//! Evaluates pure operations on constants, by the very bodies that the stencils are made of.

use uops::prims;

use crate::ops::{Op, for_each_op};

/// A primitive's operand or result, as the 64 bits of a register.
trait Bits: Sized {
    fn from_bits(bits: i64) -> Self;
    fn into_bits(self) -> Option<i64>;
}

impl Bits for i64 {
    fn from_bits(bits: i64) -> i64 {
        bits
    }
    fn into_bits(self) -> Option<i64> {
        Some(self)
    }
}

impl Bits for u64 {
    fn from_bits(bits: i64) -> u64 {
        bits as u64
    }
    fn into_bits(self) -> Option<i64> {
        Some(self as i64)
    }
}

impl Bits for bool {
    fn from_bits(bits: i64) -> bool {
        bits != 0
    }
    fn into_bits(self) -> Option<i64> {
        Some(i64::from(self))
    }
}

impl Bits for f64 {
    fn from_bits(bits: i64) -> f64 {
        f64::from_bits(bits as u64)
    }
    fn into_bits(self) -> Option<i64> {
        Some(self.to_bits() as i64)
    }
}

impl<T: Bits> Bits for Option<T> {
    fn from_bits(bits: i64) -> Option<T> {
        Some(T::from_bits(bits))
    }
    fn into_bits(self) -> Option<i64> {
        self.and_then(T::into_bits)
    }
}

/// What a pure operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has this result; a guard holds.
    Is(i64),
    /// It leaves the trace.
    Leaves,
    /// Not to be known: it is not pure.
    Unknown,
}

macro_rules! call {
    ($args:ident, $name:ident ($a:ident)) => {
        prims::$name(Bits::from_bits($args[0]))
    };
    ($args:ident, $name:ident ($a:ident $b:ident)) => {
        prims::$name(Bits::from_bits($args[0]), Bits::from_bits($args[1]))
    };
}

macro_rules! eval_one {
    ($args:ident, $op:ident, $name:ident, ($($arg:ident)*), () [pure exits $($flag:ident)*]) => {
        if call!($args, $name($($arg)*)) { Outcome::Is(1) } else { Outcome::Leaves }
    };
    ($args:ident, $op:ident, $name:ident, ($($arg:ident)*), ($result:ident) [pure $($flag:ident)*]) => {
        match Bits::into_bits(call!($args, $name($($arg)*))) { Some(bits) => Outcome::Is(bits), None => Outcome::Leaves }
    };
    ($args:ident, $op:ident, $name:ident, ($($arg:ident)*), ($($result:ident)?) [$($flag:ident)*]) => { Outcome::Unknown };
}

macro_rules! define_eval {
    ($($name:ident ($($arg:ident : $ty:ident),*) $(-> $result:ident)? [$($flag:ident)*] $(= $prim:ident)?;)+) => {
        /// Evaluates an operation on constants.
        pub(crate) fn eval(op: Op, args: &[i64]) -> Outcome {
            match op { $(Op::$name => eval_one!(args, op, $name, ($($arg)*), ($($result)?) [$($flag)*]),)+ }
        }
    };
}
for_each_op!(define_eval);
