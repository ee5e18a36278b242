//! Code objects: what is asked of them rarely.
use crate::{Value, Vm};
/// A source position; columns are UTF-8 byte offsets from 0. 0 lines: none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Position { pub line: u32, pub end_line: u32, pub col: u32, pub end_col: u32 }
/// An entry of the exception table, in code units.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "CPython's names")]
pub struct Handler { pub start: u32, pub end: u32, pub target: u32, pub depth: u32, pub lasti: bool }
/// What is rarely asked of a code object.
#[derive(Default)]
#[expect(missing_docs, reason = "CPython's names")]
pub struct CodeDetails {
    pub handlers: Vec<Handler>,
    /// One for each code unit.
    pub positions: Vec<Position>,
    pub firstlineno: u32,
    pub exceptiontable: Vec<u8>,
    pub linetable: Vec<u8>,
    /// CPython's `CO_FAST_*` kinds, one for each of localsplusnames.
    pub kinds: Vec<u8>,
    /// The code units as compiled, before quickening.
    pub original: Vec<u16>,
    /// Executions of each code unit's instruction, where counted.
    pub counts: Vec<u64>,
    /// Failed specializations: code unit, reason, witness, count.
    pub failures: Vec<Failure>,
}
/// A failed specialization.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Failure { pub unit: u32, pub reason: &'static str, pub witness: String, pub count: u32 }
/// Everything to make a code object of (the façade fills it from the compiler's output).
#[expect(missing_docs, reason = "CPython's names")]
pub struct NewCode {
    pub units: Vec<u16>, pub consts: Value, pub names: Value, pub localsplusnames: Value, pub kinds: Vec<u8>,
    pub name: Value, pub qualname: Value, pub filename: Value, pub firstlineno: u32,
    pub argcount: u32, pub posonlyargcount: u32, pub kwonlyargcount: u32, pub stacksize: u32, pub flags: u32,
    pub exceptiontable: Vec<u8>, pub linetable: Vec<u8>, pub handlers: Vec<Handler>, pub positions: Vec<Position>,
}
impl Vm {
    /// A code object; its adaptive counters are set (CPython's `_PyCode_Quicken`).
    pub fn new_code(&mut self, new: NewCode) -> Value { let _ = new; todo!() }
}
