//! What the compiler makes: code objects and their constants, as plain data.

use std::rc::Rc;

use num_bigint::BigInt;

/// The name is a local variable.
pub const CO_FAST_LOCAL: u8 = 0x20;
/// The name is a cell: a local captured by an inner function.
pub const CO_FAST_CELL: u8 = 0x40;
/// The name is captured from an outer function.
pub const CO_FAST_FREE: u8 = 0x80;
/// The local belongs to an inlined comprehension and is invisible to `locals()`.
pub const CO_FAST_HIDDEN: u8 = 0x10;

/// Locals live in fast slots.
pub const CO_OPTIMIZED: u32 = 0x1;
/// A call makes a new namespace.
pub const CO_NEWLOCALS: u32 = 0x2;
/// Takes `*args`.
pub const CO_VARARGS: u32 = 0x4;
/// Takes `**kwargs`.
pub const CO_VARKEYWORDS: u32 = 0x8;
/// Defined inside a function.
pub const CO_NESTED: u32 = 0x10;
/// A generator function.
pub const CO_GENERATOR: u32 = 0x20;
/// A coroutine function.
pub const CO_COROUTINE: u32 = 0x80;
/// An asynchronous generator function.
pub const CO_ASYNC_GENERATOR: u32 = 0x200;
/// `from __future__ import barry_as_FLUFL`.
pub const CO_FUTURE_BARRY_AS_BDFL: u32 = 0x40_0000;
/// `from __future__ import annotations`.
pub const CO_FUTURE_ANNOTATIONS: u32 = 0x100_0000;
/// The first constant is the docstring.
pub const CO_HAS_DOCSTRING: u32 = 0x400_0000;
/// A function defined directly in a class body.
pub const CO_METHOD: u32 = 0x800_0000;

/// A Python string: UTF-8, but lone surrogates may be in it, each as three bytes (WTF-8).
#[derive(Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct PyString(Rc<[u8]>);

impl PyString {
    /// A string of WTF-8 bytes.
    pub fn from_wtf8(bytes: impl Into<Rc<[u8]>>) -> PyString {
        PyString(bytes.into())
    }

    /// The text, where no lone surrogate is in it.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The WTF-8 bytes.
    pub fn as_wtf8(&self) -> &[u8] {
        &self.0
    }

    /// The code points, surrogates included.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let bytes = &self.0;
        let mut at = 0;
        std::iter::from_fn(move || {
            let &first = bytes.get(at)?;
            let (length, high) = match first {
                0..=0x7f => (1, u32::from(first)),
                0x80..=0xdf => (2, u32::from(first & 0x1f)),
                0xe0..=0xef => (3, u32::from(first & 0x0f)),
                _ => (4, u32::from(first & 0x07)),
            };
            let tail = bytes.get(at + 1..at + length).unwrap_or_default();
            at += length;
            Some(
                tail.iter()
                    .fold(high, |point, &byte| point << 6 | u32::from(byte & 0x3f)),
            )
        })
    }

    /// A string of code points, surrogates included.
    pub fn from_code_points(points: impl Iterator<Item = u32>) -> PyString {
        let mut bytes = Vec::new();
        for point in points {
            push_code_point(&mut bytes, point);
        }
        PyString::from_wtf8(bytes)
    }

    /// The number of code points.
    pub fn chars(&self) -> usize {
        self.0.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
    }
}

impl From<&str> for PyString {
    fn from(text: &str) -> PyString {
        PyString(text.as_bytes().into())
    }
}

impl From<String> for PyString {
    fn from(text: String) -> PyString {
        PyString(text.into_bytes().into())
    }
}

/// Appends a code point in WTF-8.
pub(crate) fn push_code_point(bytes: &mut Vec<u8>, point: u32) {
    match char::from_u32(point) {
        Some(char) => bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        None => bytes.extend_from_slice(&[
            0xe0 | (point >> 12) as u8,
            0x80 | (point >> 6 & 0x3f) as u8,
            0x80 | (point & 0x3f) as u8,
        ]),
    }
}

/// A constant of a code object.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// An int that fits in 64 bits.
    Int(i64),
    /// A larger int.
    BigInt(BigInt),
    /// A float.
    Float(f64),
    /// A complex: real and imaginary part.
    Complex(f64, f64),
    /// A str.
    Str(PyString),
    /// A bytes.
    Bytes(Rc<[u8]>),
    /// A tuple.
    Tuple(Vec<Constant>),
    /// A frozenset, in order of first appearance, without duplicates.
    FrozenSet(Vec<Constant>),
    /// A slice: start, stop, step.
    Slice(Box<[Constant; 3]>),
    /// A code object.
    Code(Box<CodeObject>),
}

/// Lines from 1 and columns in UTF-8 bytes from 0; what an instruction does not have is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Position {
    /// The first line.
    pub line: Option<u32>,
    /// The last line.
    pub end_line: Option<u32>,
    /// The column on the first line.
    pub column: Option<u32>,
    /// The column on the last line.
    pub end_column: Option<u32>,
}

/// A row of the exception table, in code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionEntry {
    /// The first code unit covered.
    pub start: u32,
    /// The code unit after the last one covered.
    pub end: u32,
    /// The handler.
    pub target: u32,
    /// What stays on the stack.
    pub depth: u32,
    /// Whether the raising instruction's offset is pushed below the exception.
    pub lasti: bool,
}

/// A code object, in every field what CPython 3.14 makes of the same source.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeObject {
    /// `co_name`
    pub name: Rc<str>,
    /// `co_qualname`
    pub qualname: String,
    /// `co_filename`
    pub filename: Rc<str>,
    /// `co_firstlineno`
    pub firstlineno: u32,
    /// `co_argcount`, positional-only ones included.
    pub argcount: u32,
    /// `co_posonlyargcount`
    pub posonlyargcount: u32,
    /// `co_kwonlyargcount`
    pub kwonlyargcount: u32,
    /// `co_nlocals`
    pub nlocals: u32,
    /// `co_stacksize`
    pub stacksize: u32,
    /// `co_flags`
    pub flags: u32,
    /// The names of the fast slots: locals, then cells that are no locals, then free variables.
    pub localsplusnames: Vec<Rc<str>>,
    /// What each fast slot is: `CO_FAST_LOCAL` and the others, or-ed.
    pub localspluskinds: Vec<u8>,
    /// `co_names`
    pub names: Vec<Rc<str>>,
    /// `co_consts`
    pub consts: Vec<Constant>,
    /// The code units: low byte the opcode, high byte the argument; caches are zero.
    pub code: Vec<u16>,
    /// `co_exceptiontable`
    pub exceptiontable: Vec<u8>,
    /// `co_linetable`
    pub linetable: Vec<u8>,
}

impl CodeObject {
    fn slots(&self, kind: u8) -> impl Iterator<Item = &str> {
        let slots = self.localsplusnames.iter().zip(&self.localspluskinds);
        slots
            .filter(move |(_, kinds)| **kinds & kind != 0)
            .map(|(name, _)| &**name)
    }

    /// `co_varnames`
    pub fn varnames(&self) -> impl Iterator<Item = &str> {
        self.slots(CO_FAST_LOCAL)
    }

    /// `co_cellvars`
    pub fn cellvars(&self) -> impl Iterator<Item = &str> {
        self.slots(CO_FAST_CELL)
    }

    /// `co_freevars`
    pub fn freevars(&self) -> impl Iterator<Item = &str> {
        self.slots(CO_FAST_FREE)
    }

    /// One position for each code unit.
    pub fn positions(&self) -> Vec<Position> {
        positions(&self.linetable, self.firstlineno)
    }

    /// The exception table, decoded.
    pub fn exception_entries(&self) -> Vec<ExceptionEntry> {
        crate::assemble::exceptions::decode(&self.exceptiontable)
    }
}

/// The positions in a `co_linetable`, one for each code unit.
pub fn positions(linetable: &[u8], firstlineno: u32) -> Vec<Position> {
    crate::assemble::lines::decode(linetable, firstlineno)
}
