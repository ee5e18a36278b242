//! Running Python code from native code.

use crate::layout::{Dict, Function, code_flags};
use crate::objects::names::name;
use crate::{Args, Result, Value, Vm};

impl Vm {
    /// Calls a Python function.
    pub fn call_function(&mut self, function: Value, args: Args<'_>) -> Result {
        self.check_native_stack()?;
        // SAFETY: typed: callers have checked that it is a function.
        let function: &Function = unsafe { crate::objects::cast::get(function) };
        let frame = self.bind_frame(function, args)?;
        self.run(frame)
    }

    /// Runs a code object as a module's, class's or `exec`'s body in a namespace.
    pub fn run_code(&mut self, code: Value, globals: *mut Dict, namespace: Value) -> Result {
        self.check_native_stack()?;
        let code: *mut crate::layout::Code = code.pointer();
        self.verify_code(code)?;
        // SAFETY: typed: callers pass a code object.
        let code_ref = unsafe { &*code };
        self.check_recursion(code_ref)?;
        let builtins = self.builtins_of(globals);
        let frame = self.push_frame(code, globals, builtins);
        if code_ref.flags & code_flags::OPTIMIZED == 0 {
            // SAFETY: `push_frame` gives an initialised frame.
            unsafe { (*frame).namespace = namespace };
        }
        self.run(frame)
    }

    /// Runs the body of a class: its function called with a namespace (`__build_class__`).
    pub fn run_class_body(&mut self, function: Value, namespace: Value) -> Result {
        self.check_native_stack()?;
        // SAFETY: typed: callers pass a function.
        let function: &Function = unsafe { crate::objects::cast::get(function) };
        // SAFETY: pinned: a function's code object is live.
        self.check_recursion(unsafe { &*function.code })?;
        let frame = self.push_function_frame(function);
        // SAFETY: `push_function_frame` gives an initialised frame.
        unsafe { (*frame).namespace = namespace };
        self.run(frame)
    }

    /// The builtins that code with these globals sees: `globals['__builtins__']`, or the `builtins` module's.
    pub fn builtins_of(&mut self, globals: *mut Dict) -> *mut Dict {
        let name = name!(self, "__builtins__");
        let found = self.dict_get_str(globals, name);
        if let Some(module) = self.as_module(found) {
            return module.dict;
        }
        // Those of a subclass of dict too; they are asked by item.
        if self.is_dict(found) {
            found.pointer()
        } else {
            self.builtins
        }
    }

    /// RecursionError where the native stack is nearly used up.
    #[inline]
    pub fn check_native_stack(&mut self) -> Result<()> {
        let here = 0u8;
        if (&raw const here as usize) < self.native_stack_limit {
            return Err(self.recursion_error("maximum recursion depth exceeded"));
        }
        Ok(())
    }
}

/// The callable, arguments and keywords of a call as they lie on a stack: `values[0]` is `self` or NULL.
#[inline(always)]
pub fn with_self(values: &[Value]) -> &[Value] {
    if values[0].is_null() {
        &values[1..]
    } else {
        values
    }
}
