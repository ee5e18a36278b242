//! [`Op`]: the register IR's operations and their metadata, made from the table.

#[macro_use]
mod table;

/// The type of a value in the register IR: its representation, and the kind of register that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ty {
    /// A Python int of 48 bits, shifted left by 16.
    Int,
    /// A machine integer or address.
    Raw,
    /// A boxed value.
    Value,
    /// 0 or 1.
    Bool,
    /// Any of these (operands only).
    Word,
    /// A double.
    Float,
    /// The pinned frame register (operands only).
    Frame,
    /// The pinned context register (operands only).
    Context,
    /// An immediate of 32 bits (operands only).
    Imm32,
    /// An immediate of 64 bits (operands only).
    Imm64,
}

impl Ty {
    /// Whether it is held in a register that is allocated.
    pub const fn in_register(self) -> bool {
        !matches!(self, Ty::Frame | Ty::Context | Ty::Imm32 | Ty::Imm64)
    }
}

/// What the table says of an operation.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the table's flags")]
pub struct Flags {
    /// The result depends on the operands alone.
    pub pure: bool,
    /// May leave the trace.
    pub exits: bool,
    /// Leaves where Python raises: needed for that alone.
    pub raises: bool,
    /// Has a form with an immediate.
    pub imm: bool,
    /// The operands can be exchanged.
    pub commutes: bool,
    /// The result's register is free.
    pub free: bool,
    /// Depends on memory.
    pub reads: bool,
    /// Changes memory.
    pub writes: bool,
}

const NO_FLAGS: Flags = Flags {
    pure: false,
    exits: false,
    raises: false,
    imm: false,
    commutes: false,
    free: false,
    reads: false,
    writes: false,
};

macro_rules! define_ops {
    ($($name:ident ($($arg:ident : $ty:ident),*) $(-> $result:ident)? [$($flag:ident)*] $(= $prim:ident)?;)+) => {
        /// An operation of the register IR.
        #[expect(non_camel_case_types, missing_docs, reason = "the table's names; the primitives have the documentation")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op { $($name),+ }

        impl Op {
            /// All operations, in the table's order.
            pub const ALL: &[Op] = &[$(Op::$name),+];

            /// The name in the table.
            pub const fn name(self) -> &'static str {
                match self { $(Op::$name => stringify!($name),)+ }
            }

            /// The operands' types.
            pub const fn operands(self) -> &'static [Ty] {
                match self { $(Op::$name => &[$(Ty::$ty),*],)+ }
            }

            /// The result's type.
            pub const fn result(self) -> Option<Ty> {
                match self { $(Op::$name => { let _result: Option<Ty> = None; $(let _result = Some(Ty::$result);)? _result })+ }
            }

            /// What the table says of it.
            pub const fn flags(self) -> Flags {
                match self { $(Op::$name => Flags { $($flag: true,)* ..NO_FLAGS },)+ }
            }
        }
    };
}
for_each_op!(define_ops);

impl Op {
    /// Whether the result has a register of its own choice, rather than the first operand's.
    pub fn has_free_result(self) -> bool {
        let Some(result) = self.result() else {
            return false;
        };
        let first = self.operands().iter().copied().find(|ty| ty.in_register());
        self.flags().free || first.is_none_or(|first| (first == Ty::Float) != (result == Ty::Float))
    }

    /// Whether it only checks something.
    pub fn is_guard(self) -> bool {
        self.flags().exits && self.result().is_none()
    }
}

pub(crate) use for_each_op;
