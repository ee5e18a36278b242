//! Calls: what is known of callees, and the abstract frames of those that the trace goes into.

use uops::Uop;
use uops::uops::Kind;

use super::{Optimizer, Verdict};
use crate::layout::{Code, Function, code_flags};
use crate::objects::function::def_of;
use crate::trace::TraceUop;
use crate::trace::symbols::Id;
use crate::{Def, Value};

impl Optimizer<'_> {
    /// The native function that a micro-op calls, where it calls what is on the stack and that is known.
    pub(super) fn native_callee(&mut self, uop: &TraceUop) -> Option<&'static Def> {
        let inputs = uop.uop.input_slots();
        let callable = inputs.iter().position(|slot| slot.name == "callable")?;
        if !uop.uop.effects().runs {
            return None;
        }
        let from = inputs[callable..].iter();
        let depth: u32 = from.map(|slot| (slot.count)(uop.oparg)).sum();
        let id = self.state.peek(depth as usize);
        self.native(self.state.get(id).constant?)
    }

    fn native(&self, value: Value) -> Option<&'static Def> {
        let method = || self.vm.as_method_descriptor(value);
        let builtin = self.vm.as_builtin(value).or_else(method)?;
        // SAFETY: typed: built-in functions and method descriptors have definitions.
        Some(unsafe { def_of(builtin) })
    }

    /// A native method is known under the type's version, so that its effects are.
    pub(super) fn note_method(&mut self, uop: &TraceUop) {
        let method = Value::from_bits(uop.operand);
        if self.native(method).is_some() {
            let id = self.state.peek(2);
            self.state.get_mut(id).constant = Some(method);
        }
    }

    /// The frame of a call whose callable and arguments are on the stack.
    pub(super) fn init_call(&mut self, uop: &TraceUop) {
        let args: Vec<Id> = (1..=uop.oparg as usize)
            .rev()
            .map(|depth| self.state.peek(depth))
            .collect();
        let this = self.state.peek(uop.oparg as usize + 1);
        let callable = self.state.peek(uop.oparg as usize + 2);
        let known_null = self.state.get(this).kind == Kind::Null;
        let function = self
            .state
            .get(callable)
            .constant
            .and_then(|value| self.vm.as_function(value).map(|function| &*function));
        for _ in 0..uop.oparg + 2 {
            self.state.pop();
        }
        let frame = function.map(|function: &Function| {
            // SAFETY: pinned: a function's code object is live.
            let parameters = unsafe { (*function.code).argcount } as usize;
            let mut bound = args.clone();
            if parameters == args.len() + 1 && !known_null {
                bound.insert(0, this);
            }
            let exact = parameters == bound.len();
            self.state
                .call_frame(function, if exact { &bound } else { &[] })
        });
        self.state.new_frame = frame;
        let slot = self.state.of_kind(Kind::Frame, None);
        self.state.push(slot);
    }

    /// Enters the frame that was made.
    pub(super) fn push_frame(&mut self, uop: &TraceUop) {
        self.state.pop();
        let callee: *mut Code = uop.operand1 as *mut Code;
        let frame = match self.state.new_frame.take() {
            Some(frame) => frame,
            None if callee.is_null() => return,
            None => {
                let args = std::mem::take(&mut self.init_args);
                // SAFETY: typed: projection puts the function beside its code object.
                let function = unsafe { &*(uop.operand as *const Function) };
                let exact = !args.is_empty() && exactly(function, args.len());
                self.state
                    .call_frame(function, if exact { &args } else { &[] })
            }
        };
        self.state.frames.push(frame);
    }

    /// The class becomes its `__init__`, below it a new instance.
    pub(super) fn allocate_object(&mut self, uop: &TraceUop) {
        let version = uop.operand as u32;
        let class = self.vm.class_of_version(version);
        let (init, this) = (self.state.unknown(), self.state.unknown());
        if !class.is_null() {
            self.watched_classes.push(class);
            let symbol = self.state.get_mut(this);
            symbol.class = Some((class, version));
            symbol.fact = Some(((uop.code, uop.origin), String::from("it was made there")));
        }
        self.state.set_peek(uop.oparg as usize + 2, init);
        self.state.set_peek(uop.oparg as usize + 1, this);
    }

    /// Below the frame of `__init__` is the shim's, where the instance waits.
    pub(super) fn create_init_frame(&mut self, uop: &TraceUop) {
        let mut args: Vec<Id> = (0..=uop.oparg).map(|_| self.state.pop()).collect();
        args.reverse();
        self.state.pop();
        let mut shim = self.state.frame(self.vm.callables.init_shim.pointer());
        shim.stack.push(args[0]);
        self.state.frames.push(shim);
        let frame = self.state.of_kind(Kind::Frame, None);
        self.state.push(frame);
        // Which parameters the arguments go to is known where the function takes just as many.
        self.state.new_frame = None;
        self.init_args = args;
    }

    pub(super) fn check_function_version(&mut self, uop: &TraceUop) -> Verdict {
        let id = self.state.peek(uop.oparg as usize + 2);
        let version = uop.operand as u32;
        if let Some(value) = self.state.get(id).constant
            && let Some(function) = self.vm.as_function(value)
            && function.version == version
        {
            self.state.get_mut(id).kind = Kind::Function;
            self.watched_functions.push(value);
            return Verdict::Replace(vec![TraceUop {
                uop: Uop::_CHECK_FUNCTION_VERSION_INLINE,
                oparg: version,
                operand: value.bits(),
                ..*uop
            }]);
        }
        // Behind this guard the function is the one of the version.
        if let Some(function) = self.vm.function_of_version(version) {
            let value = Value::object(core::ptr::from_ref(function).cast_mut());
            self.constants.push(value);
            self.watched_functions.push(value);
            let name = self.state.get(id).name.clone();
            let known = self.state.constant(
                Kind::Function,
                value,
                (
                    (uop.code, uop.origin),
                    String::from("its version was checked there"),
                ),
            );
            self.state.get_mut(known).name = name;
            self.state.set_peek(uop.oparg as usize + 2, known);
        }
        Verdict::Keep
    }

    pub(super) fn check_known_function(&mut self, uop: &TraceUop) -> Verdict {
        let id = self.state.peek(uop.oparg as usize + 2);
        let this = self.state.peek(uop.oparg as usize + 1);
        let Some(function) = self
            .state
            .get(id)
            .constant
            .and_then(|value| self.vm.as_function(value).map(|function| &*function))
        else {
            return Verdict::Keep;
        };
        if uop.uop == Uop::_CHECK_STACK_SPACE {
            return Verdict::Keep;
        }
        // SAFETY: pinned: a function's code object is live.
        let parameters = unsafe { (*function.code).argcount };
        let name = self.vm.text(function.name).into_owned();
        let given = match self.state.get(this).kind {
            Kind::Null => uop.oparg,
            _ if parameters == uop.oparg + 1 && self.state.get(this).constant.is_some() => {
                uop.oparg + 1
            }
            _ => return Verdict::Keep,
        };
        if given == parameters {
            let s = if parameters == 1 { "" } else { "s" };
            return Verdict::Proved(
                format!("'{name}' is known, and takes {parameters} argument{s}"),
                None,
            );
        }
        Verdict::Keep
    }
}

/// Whether a function takes just this many arguments, all by position.
fn exactly(function: &Function, count: usize) -> bool {
    // SAFETY: pinned: a function's code object is live.
    let code = unsafe { &*function.code };
    let starred = code.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) != 0;
    code.argcount as usize == count && code.kwonlyargcount == 0 && !starred
}
