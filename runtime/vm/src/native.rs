//! Native functions: how they are defined, and how arguments reach them.

use uops::Effects;

use crate::objects::sequences::tuple;
use crate::{Result, Value, Vm};

/// The arguments of a call: positional ones first, then the values of the keywords in `kwnames` (a tuple, or NULL).
///
/// The slice lives on the frame stack or the native stack, both scanned by the collector; copying its values into a
/// `Vec` needs a [`crate::memory::RootedVec`].
#[derive(Clone, Copy, Debug)]
pub struct Args<'a> {
    /// Positional values, then keyword values.
    pub values: &'a [Value],
    /// The keywords' names, a tuple of str; NULL where there are none.
    pub kwnames: Value,
}

impl<'a> Args<'a> {
    /// Positional arguments only.
    #[inline(always)]
    pub fn positional(values: &'a [Value]) -> Args<'a> {
        Args {
            values,
            kwnames: Value::NULL,
        }
    }

    /// How many keywords there are.
    #[inline(always)]
    pub fn keyword_count(&self) -> usize {
        if self.kwnames.is_null() {
            0
        } else {
            tuple::items(self.kwnames).len()
        }
    }

    /// The positional values.
    #[inline(always)]
    pub fn pos(&self) -> &'a [Value] {
        &self.values[..self.values.len() - self.keyword_count()]
    }

    /// The keywords: name and value.
    pub fn keywords(&self) -> impl Iterator<Item = (Value, Value)> + 'a {
        let names: &[Value] = if self.kwnames.is_null() {
            &[]
        } else {
            tuple::items(self.kwnames)
        };
        names.iter().copied().zip(
            self.values[self.values.len() - names.len()..]
                .iter()
                .copied(),
        )
    }
}

/// How a native function wants its arguments; the variants are CPython's `METH_*`, since CALL specializes by them.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    /// `METH_NOARGS`.
    NoArgs(fn(&mut Vm, Value) -> Result),
    /// `METH_O`.
    One(fn(&mut Vm, Value, Value) -> Result),
    /// `METH_FASTCALL`.
    Fast(fn(&mut Vm, Value, &[Value]) -> Result),
    /// `METH_FASTCALL | METH_KEYWORDS`.
    FastKeywords(fn(&mut Vm, Value, Args<'_>) -> Result),
    /// `METH_VARARGS`: no specialization of its own.
    Varargs(fn(&mut Vm, Value, &[Value]) -> Result),
    /// `METH_VARARGS | METH_KEYWORDS`, or with `METH_METHOD`: no specialization of its own.
    VarKeywords(fn(&mut Vm, Value, Args<'_>) -> Result),
}

/// What a method in a class is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A function of a module, or a method of a class's instances.
    Plain,
    /// `METH_CLASS`.
    Class,
    /// `METH_STATIC`.
    Static,
}

/// A native function's definition. The first parameter of the function is what it is bound to: the module (or NULL), the
/// instance, or the class.
#[derive(Clone, Copy, Debug)]
pub struct Def {
    /// Python's name.
    pub name: &'static str,
    /// The function.
    pub call: Call,
    /// What it is in a class.
    pub binding: Binding,
    /// `__text_signature__` (such as `($self, x, /)`), empty where there is none.
    pub signature: &'static str,
    /// `__doc__`.
    pub doc: &'static str,
    /// What it may do beyond its result, whatever its arguments are.
    pub effects: Effects,
}

impl Def {
    /// A plain definition without documentation.
    pub const fn new(name: &'static str, call: Call) -> Def {
        Def {
            name,
            call,
            binding: Binding::Plain,
            signature: "",
            doc: "",
            effects: Effects::ANY,
        }
    }

    /// The same, with what it may do. Without, it may do anything.
    pub const fn effects(self, effects: Effects) -> Def {
        Def { effects, ..self }
    }

    /// The same, with a signature and documentation.
    pub const fn doc(self, signature: &'static str, doc: &'static str) -> Def {
        Def {
            signature,
            doc,
            ..self
        }
    }

    /// The same as a class method.
    pub const fn class(self) -> Def {
        Def {
            binding: Binding::Class,
            ..self
        }
    }

    /// The same as a static method.
    pub const fn of_static(self) -> Def {
        Def {
            binding: Binding::Static,
            ..self
        }
    }
}
