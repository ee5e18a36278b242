//! [`Vm`]: the whole state of a Python process.

use std::collections::HashMap;
use std::sync::Arc;

use heap::Heap;

use crate::events::Events;
use crate::frames::FrameStack;
use crate::frames::generator_object::GeneratorClasses;
use crate::import::Imports;
use crate::layout::{Dict, Frame, Interning};
use crate::memory::{Pace, WeakTables};
use crate::objects::cast;
use crate::objects::class::method_cache::MethodCache;
use crate::objects::code::{CodeDetails, Position};
use crate::objects::exceptions::ExceptionClasses;
use crate::objects::strings::{Interned, is_start_up_name};

use crate::trace::{Backend, Executors};
use crate::{Result, Types, Value};

/// What `compile()` is told.
#[derive(Clone, Copy, Debug)]
pub struct CompileOptions<'a> {
    /// `exec`, `eval` or `single`.
    pub mode: &'a str,
    /// `CO_FUTURE_*` flags, those inherited from the code that compiles included.
    pub future_flags: u32,
    /// 1 leaves assertions out, 2 docstrings too.
    pub optimize: u8,
}

impl CompileOptions<'_> {
    /// A module's.
    pub const MODULE: CompileOptions<'static> = CompileOptions {
        mode: "exec",
        future_flags: 0,
        optimize: 0,
    };
}

/// A program that is an argument.
#[derive(Debug)]
pub struct Command {
    /// Its text, which tracebacks show.
    pub text: String,
}

/// What the façade plugs into the vm, so that the vm need not know the compiler, the JIT or native modules.
pub struct Hooks {
    /// Compiles source text (`compile`, `exec`, `eval`, `import`): text, file name, how.
    pub compile: fn(&mut Vm, &str, &str, CompileOptions<'_>) -> Result,
    /// Decodes the bytes of a source as its coding cookie says: bytes, file name.
    pub decode: fn(&mut Vm, &[u8], &str) -> Result<String>,
    /// Gives a list of a source's tokens, as `tokenize.TokenInfo` has them, and the exception that is behind them, or None.
    pub tokenize: fn(&mut Vm, &str) -> Result<(Value, Value)>,
    /// Decodes a code object's table of positions (`co_linetable`), which starts at its first line.
    pub positions: fn(&[u8], u32) -> Vec<Position>,
    /// Makes machine code of traces; `None`: traces run in the micro-op interpreter.
    pub backend: Option<Box<dyn Backend>>,
    /// Native modules by name: each makes the module's content.
    pub modules: HashMap<&'static str, fn(&mut Vm) -> Result>,
    /// Finds a module of the embedded standard library: whether it is a package, file name.
    pub library: fn(&str) -> Option<(bool, String)>,
    /// The entry of `sys.path` that stands for the embedded library.
    pub library_folder: &'static str,
    /// The text of a module of the embedded library.
    pub library_text: fn(&str) -> Option<String>,
    /// The code of a module of the embedded library, for a file name. None where its text is to be compiled.
    pub library_code: fn(&mut Vm, &str, &str) -> Option<Value>,
}

/// The state of a Python process. One thread owns it.
pub struct Vm {
    /// What refers to objects without keeping them, and what is done when they die.
    pub weak: WeakTables,
    /// The heap.
    pub heap: Heap,
    pub(crate) pace: Pace,
    /// What objects hold that the collector does not trace; `None` until the first collection.
    pub(crate) untraced: Option<Vec<Value>>,
    /// The built-in classes.
    pub types: Types,
    /// The exception in flight; NULL without.
    pub raised: Value,
    /// The exception being handled (`sys.exception()`), or None.
    pub handled: Value,
    /// The running frame.
    pub frame: *mut Frame,
    /// The frame that the innermost run of the interpreter was entered with.
    pub(crate) entry: *mut Frame,
    /// The interpreter's registers between its handlers and their caller.
    pub(crate) exit: crate::interpreter::Registers,
    /// Where the native stack was when the innermost run of the interpreter began.
    pub(crate) native_base: usize,
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
    /// Ids of code objects that are gone.
    pub(crate) free_codes: Vec<u32>,
    /// The program of `-c`, which no file holds.
    pub command: Option<Command>,
    /// Traces and what they rely on.
    pub executors: Executors,
    /// See [`Hooks`].
    pub hooks: Hooks,
    /// What must be looked at between instructions.
    pub events: Arc<Events>,
    /// The next version given to a class, dict keys or function.
    pub next_version: u32,
    /// Attributes of classes that were looked up before.
    pub method_cache: MethodCache,
    /// Exception classes beyond [`Types`].
    pub exceptions: ExceptionClasses,
    /// Classes of the objects around coroutines and asynchronous generators.
    pub generators: GeneratorClasses,
    /// What the import system keeps.
    pub imports: Imports,
    /// Names of special methods.
    pub names: crate::objects::names::Names,
    /// The one empty tuple; NULL until asked for.
    pub empty_tuple: Value,
    /// Values that native modules need again, by name.
    pub remembered: *mut Dict,
    /// Objects that instructions compare callables with.
    pub callables: Callables,
    /// Whether executions of instructions are counted, for the report.
    pub counting: bool,
    /// Which instructions follow each other, in a run that counts that too.
    pub(crate) pairs: Option<Box<crate::interpreter::Pairs>>,
    /// What is noted of single instructions then.
    pub notes: Vec<crate::specialize::notes::Note>,
    /// The process, not one that it forks, that is to tell how the program ends: `os._exit` ends the program in it, and only that.
    pub told: Option<u32>,
    /// The exit code that the program has ended with, by `os._exit`. No handler catches that.
    pub left: Option<i32>,
}

/// Objects that instructions compare callables with; NULL until the builtins are there.
#[derive(Debug)]
pub struct Callables {
    /// `len`.
    pub len: Value,
    /// `isinstance`.
    pub isinstance: Value,
    /// `list.append`.
    pub list_append: Value,
    /// The code object of the frame below a directly entered `__init__`.
    pub init_shim: Value,
}

/// Bytes of heap without another limit.
const DEFAULT_HEAP_LIMIT: usize = 4 << 30;
/// Native stack left to the interpreter; below it RecursionError is raised.
const NATIVE_STACK: usize = 6 << 20;

impl Vm {
    /// A process: its heap, its built-in classes and the `builtins` module. The calling thread needs 8 MiB of stack.
    pub fn new(hooks: Hooks) -> Box<Vm> {
        let here = 0u8;
        let mut vm = Box::new(Vm {
            weak: WeakTables::default(),
            heap: Heap::new(DEFAULT_HEAP_LIMIT),
            pace: Pace::default(),
            types: Types::empty(),
            raised: Value::NULL,
            handled: Value::NONE,
            frame: core::ptr::null_mut(),
            entry: core::ptr::null_mut(),
            native_base: &raw const here as usize,
            exit: crate::interpreter::Registers::default(),
            stack: FrameStack::new(),
            depth: 0,
            recursion_limit: 1000,
            native_stack_limit: (&raw const here as usize).saturating_sub(NATIVE_STACK),
            builtins: core::ptr::null_mut(),
            modules: core::ptr::null_mut(),
            interned: Interned::default(),
            untraced: None,
            codes: Vec::new(),
            free_codes: Vec::new(),
            command: None,
            executors: Executors::default(),
            hooks,
            events: Arc::default(),
            method_cache: MethodCache::default(),
            empty_tuple: Value::NULL,
            remembered: core::ptr::null_mut(),
            names: crate::objects::names::Names::default(),
            next_version: 1,
            exceptions: ExceptionClasses::default(),
            generators: GeneratorClasses::default(),
            imports: Imports::default(),
            callables: Callables {
                len: Value::NULL,
                isinstance: Value::NULL,
                list_append: Value::NULL,
                init_shim: Value::NULL,
            },
            counting: false,
            pairs: None,
            notes: Vec::new(),
            told: None,
            left: None,
        });
        crate::objects::class::builtin::bootstrap(&mut vm);
        vm.modules = vm.new_dict();
        vm.remembered = vm.new_dict();
        crate::builtins::init(&mut vm);
        vm.find_callables();
        vm
    }

    fn find_callables(&mut self) {
        let name = self.intern("len");
        self.callables.len = self.dict_get_str(self.builtins, name);
        let name = self.intern("isinstance");
        self.callables.isinstance = self.dict_get_str(self.builtins, name);
        let (class, name) = (self.types.list, self.intern("append"));
        self.callables.list_append = self.lookup(class, name);
    }

    /// Whether CPython would have made the constant immortal, which LOAD_CONST's specialized form tells.
    pub fn is_immortal(&self, value: Value) -> bool {
        if let Some(int) = value.as_int() {
            return (-5..=256).contains(&int);
        }
        if !value.is_object() {
            return !value.is_float();
        }
        if let Some(string) = self.as_str(value) {
            let single = string.len <= 1 && string.kind <= crate::layout::StrKind::Latin1;
            return single
                || string.interned >= Interning::Immortal
                || is_start_up_name(&self.text(value));
        }
        if cast::is_exactly(value, self.types.bytes) {
            // SAFETY: typed: the class was just checked.
            return unsafe { cast::get::<crate::layout::Bytes>(value) }.len <= 1;
        }
        self.as_tuple(value).is_some_and(|tuple| tuple.len == 0)
    }
}
