//! [`Vm`]: the whole state of a Python process.

use std::collections::HashMap;

use crate::frames::FrameStack;
use crate::layout::{Dict, Frame};
use crate::memory::Heap;
use crate::objects::code::CodeDetails;
use crate::objects::strings::Interned;
use crate::trace::{Backend, Executors};
use crate::{Result, Types, Value};

/// What the façade plugs into the vm, so that the vm need not know the compiler, the JIT or native modules.
pub struct Hooks {
    /// Compiles source text (`compile`, `exec`, `eval`, `import`): text, file name, mode (`exec`, `eval`, `single`), flags.
    pub compile: fn(&mut Vm, &str, &str, &str, i64) -> Result,
    /// Makes machine code of traces; `None`: traces run in the micro-op interpreter.
    pub backend: Option<Box<dyn Backend>>,
    /// Native modules by name: each makes the module's content.
    pub modules: HashMap<&'static str, fn(&mut Vm) -> Result>,
    /// The source of a frozen standard-library module: whether it is a package, file name, text.
    pub library: fn(&str) -> Option<(bool, String, String)>,
}

/// The state of a Python process. One thread owns it.
pub struct Vm {
    /// The heap.
    pub heap: Heap,
    /// The built-in classes.
    pub types: Types,
    /// The exception in flight; NULL without.
    pub raised: Value,
    /// The exception being handled (`sys.exception()`), or None.
    pub handled: Value,
    /// The running frame.
    pub frame: *mut Frame,
    /// Memory for frames.
    pub stack: FrameStack,
    /// Python frames on the stack, for the recursion limit.
    pub depth: usize,
    /// `sys.getrecursionlimit()`.
    pub recursion_limit: usize,
    /// Address below which native recursion raises RecursionError.
    pub native_stack_limit: usize,
    /// The `builtins` module's dict.
    pub builtins: *mut Dict,
    /// `sys.modules`.
    pub modules: *mut Dict,
    /// Interned strings.
    pub interned: Interned,
    /// What is rarely asked of code objects, by `Code::id`.
    pub codes: Vec<CodeDetails>,
    /// Traces and what they rely on.
    pub executors: Executors,
    /// See [`Hooks`].
    pub hooks: Hooks,
    /// Something must be looked at between instructions: an interrupt, a finalizer, the end of memory.
    pub pending: bool,
    /// The next version given to a class, dict keys or function.
    pub next_version: u32,
}
