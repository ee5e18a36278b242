//! Calls and returns.

use uops::Opcode;

use crate::interpreter::{Flow, Machine, outline};
use crate::layout::{Builtin, Class, Code, Frame, Function, class_flags, code_flags};
use crate::native::Call;
use crate::objects::cast;
use crate::objects::function::def_of;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Result, Value, Vm};

/// `values[0]` is the callable, `values[1]` `self` or NULL; then arguments.
#[inline(always)]
fn arguments<'a>(m: &Machine<'_>, oparg: u32) -> (Value, &'a [Value]) {
    let values = m.topmost(oparg as usize + 2);
    (values[0], crate::frames::call::with_self(&values[1..]))
}

/// Notes where the callee's frame returns to: the next instruction.
#[inline(always)]
pub fn save_return(m: &mut Machine<'_>) {
    if !m.this.is_null() {
        // SAFETY: initialised: the running frame is live; `ip` follows `this` in one code object.
        unsafe { (*m.frame).return_offset = m.ip.offset_from(m.this) as u16 };
    }
}

#[inline(always)]
fn code_of<'a>(function: &Function) -> &'a Code {
    // SAFETY: pinned: a function's code object is live.
    unsafe { &*function.code }
}

guard! {
    _CHECK_PEP_523(m) { let _ = m; true }
    _CHECK_FUNCTION_VERSION(m, oparg, operand) {
        let callable = m.peek(oparg as usize + 2);
        matches!(m.vm.as_function(callable), Some(function) if function.version == operand as u32)
    }
    _CHECK_FUNCTION_VERSION_INLINE(m, oparg, operand) {
        matches!(m.vm.as_function(Value::from_bits(operand)), Some(function) if function.version == oparg)
    }
    _CHECK_METHOD_VERSION(m, oparg, operand) { method_has_version(m, oparg as usize + 2, operand) }
    _CHECK_FUNCTION_VERSION_KW(m, oparg, operand) {
        let callable = m.peek(oparg as usize + 3);
        matches!(m.vm.as_function(callable), Some(function) if function.version == operand as u32)
    }
    _CHECK_METHOD_VERSION_KW(m, oparg, operand) { method_has_version(m, oparg as usize + 3, operand) }
    _CHECK_FUNCTION_EXACT_ARGS(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        // SAFETY: typed: the version check before has found a function.
        let function: &Function = unsafe { cast::get(callable) };
        code_of(function).argcount as usize == args.len()
    }
    _CHECK_CALL_BOUND_METHOD_EXACT_ARGS(m, oparg) {
        m.peek(oparg as usize + 1).is_null() && m.vm.as_method(m.peek(oparg as usize + 2)).is_some()
    }
    _CHECK_STACK_SPACE(m, oparg) {
        // SAFETY: typed: the version check before has found a function.
        let function: &Function = unsafe { cast::get(m.peek(oparg as usize + 2)) };
        m.vm.check_recursion_quietly(code_of(function))
    }
    _CHECK_STACK_SPACE_OPERAND(m, _oparg, operand) { m.vm.stack.has_room(operand as usize) }
    _CHECK_RECURSION_REMAINING(m) { m.vm.depth < m.vm.recursion_limit }
    _CHECK_IS_NOT_PY_CALLABLE(m, oparg) { is_not_python(m.vm, m.peek(oparg as usize + 2)) }
    _CHECK_IS_NOT_PY_CALLABLE_KW(m, oparg) { is_not_python(m.vm, m.peek(oparg as usize + 3)) }
}

#[inline(always)]
fn is_not_python(vm: &Vm, callable: Value) -> bool {
    vm.as_function(callable).is_none() && vm.as_method(callable).is_none()
}

#[inline(always)]
fn method_has_version(m: &Machine<'_>, depth: usize, version: u64) -> bool {
    let Some(method) = m.vm.as_method(m.peek(depth)) else {
        return false;
    };
    m.peek(depth - 1).is_null()
        && matches!(m.vm.as_function(method.function), Some(function) if function.version == version as u32)
}

/// Replaces a bound method `depth` below the top, above it an empty slot, by its function and `self`.
#[inline(always)]
fn expand_method(m: &mut Machine<'_>, depth: usize) {
    if let Some(method) = m.vm.as_method(m.peek(depth)) {
        m.set_peek(depth, method.function);
        m.set_peek(depth - 1, method.this);
    }
}

/// Drops the callee's values and pushes the frame that was made of them.
#[inline(always)]
fn replace_by_frame(m: &mut Machine<'_>, count: usize, frame: Result<*mut Frame>) -> Flow {
    match frame {
        Ok(frame) => {
            m.replace(count, Value::from_bits(frame as u64));
            Flow::Next
        }
        Err(_) => Flow::Raised,
    }
}

body! {
    _MAYBE_EXPAND_METHOD(m, oparg) {
        let depth = oparg as usize + 2;
        if m.peek(depth - 1).is_null() {
            expand_method(m, depth);
        }
        Flow::Next
    }
    _MAYBE_EXPAND_METHOD_KW(m, oparg) {
        let depth = oparg as usize + 3;
        if m.peek(depth - 1).is_null() {
            expand_method(m, depth);
        }
        Flow::Next
    }
    _EXPAND_METHOD(m, oparg) { expand_method(m, oparg as usize + 2); Flow::Next }
    _EXPAND_METHOD_KW(m, oparg) { expand_method(m, oparg as usize + 3); Flow::Next }
    _INIT_CALL_BOUND_METHOD_EXACT_ARGS(m, oparg) { expand_method(m, oparg as usize + 2); Flow::Next }
    _DO_CALL(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        if let Some(function) = m.vm.as_function(callable) {
            let frame = outline::bind(m.vm, function, args, Value::NULL);
            if let Flow::Raised = replace_by_frame(m, oparg as usize + 2, frame) {
                return Flow::Raised;
            }
            return enter_call(m);
        }
        let result = outline::call(m.vm, callable, args, Value::NULL);
        m.finish(oparg as usize + 2, result)
    }
    _DO_CALL_KW(m, oparg) {
        let kwnames = m.peek(1);
        let values = m.topmost(oparg as usize + 3);
        let args = crate::frames::call::with_self(&values[1..oparg as usize + 2]);
        let callable = values[0];
        if let Some(function) = m.vm.as_function(callable) {
            let frame = outline::bind(m.vm, function, args, kwnames);
            if let Flow::Raised = replace_by_frame(m, oparg as usize + 3, frame) {
                return Flow::Raised;
            }
            return enter_call(m);
        }
        let result = outline::call(m.vm, callable, args, kwnames);
        m.finish(oparg as usize + 3, result)
    }
    _INIT_CALL_PY_EXACT_ARGS(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        // SAFETY: typed: the version check before has found a function.
        let function: &Function = unsafe { cast::get(callable) };
        let frame = m.vm.push_function_frame(function);
        let slots = crate::frames::locals(frame);
        for (index, value) in args.iter().enumerate() {
            // SAFETY: the argument count was checked against the parameters.
            unsafe { *slots.add(index) = *value };
        }
        m.replace(oparg as usize + 2, Value::from_bits(frame as u64));
        Flow::Next
    }
    _PY_FRAME_GENERAL(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        // SAFETY: typed: the version check before has found a function.
        let function: &Function = unsafe { cast::get(callable) };
        let frame = outline::bind(m.vm, function, args, Value::NULL);
        replace_by_frame(m, oparg as usize + 2, frame)
    }
    _PY_FRAME_KW(m, oparg) {
        let kwnames = m.peek(1);
        let values = m.topmost(oparg as usize + 3);
        let args = crate::frames::call::with_self(&values[1..oparg as usize + 2]);
        // SAFETY: typed: the version check before has found a function.
        let function: &Function = unsafe { cast::get(values[0]) };
        let frame = outline::bind(m.vm, function, args, kwnames);
        replace_by_frame(m, oparg as usize + 3, frame)
    }
    _SAVE_RETURN_OFFSET(m, oparg) {
        save_return(m);
        if m.this.is_null() {
            // SAFETY: initialised: the running frame is live. A trace keeps the offset in the argument.
            unsafe { (*m.frame).return_offset = oparg as u16 };
        }
        Flow::Next
    }
    _PUSH_FRAME(m) { enter_call(m) }
    _RETURN_VALUE(m) {
        let value = m.pop();
        let frame = m.frame;
        let flow = m.leave_frame(value);
        m.vm.discard_frame(frame);
        match flow {
            Flow::Next if !m.this.is_null() => Flow::Jumped,
            flow => flow,
        }
    }
    _CHECK_AND_ALLOCATE_OBJECT(m, oparg, operand) {
        let callable = m.peek(oparg as usize + 2);
        if !m.peek(oparg as usize + 1).is_null() {
            return Flow::Deopt;
        }
        let Some(class) = cast::as_class(callable) else { return Flow::Deopt };
        if class.version != operand as u32 || class.cached_init.is_null() {
            return Flow::Deopt;
        }
        let init = class.cached_init;
        // SAFETY: typed: only functions are cached.
        let function: &Function = unsafe { cast::get(init) };
        if !m.vm.check_recursion_quietly(code_of(function)) || !m.vm.stack.has_room(crate::frames::frame_values(code_of(function)) + 64) {
            return Flow::Deopt;
        }
        let instance = m.vm.new_instance(class);
        m.set_peek(oparg as usize + 2, init);
        m.set_peek(oparg as usize + 1, instance);
        Flow::Next
    }
    _CREATE_INIT_FRAME(m, oparg) {
        let values = m.topmost(oparg as usize + 2);
        let (init, this) = (values[0], values[1]);
        // SAFETY: typed: `_CHECK_AND_ALLOCATE_OBJECT` found a function.
        let function: &Function = unsafe { cast::get(init) };
        let shim = m.vm.push_init_shim(this, m.globals(), m.builtins());
        match outline::bind(m.vm, function, &values[1..], Value::NULL) {
            Ok(frame) => {
                m.drop(oparg as usize + 2);
                // SAFETY: initialised: the running frame is live; it waits at a CALL.
                unsafe { (*m.frame).return_offset = 1 + Opcode::CALL.cache_units() as u16 };
                m.enter_frame(shim);
                m.push(Value::from_bits(frame as u64));
                // SAFETY: the shim's first instruction is where `__init__` returns to; one unit past an imaginary call.
                unsafe { (*shim).return_offset = 0 };
                Flow::Next
            }
            Err(_) => {
                m.vm.stack.pop(shim);
                Flow::Raised
            }
        }
    }
    _EXIT_INIT_CHECK(m) {
        let value = m.peek(1);
        if !value.is_none() {
            let class = m.vm.class_name(value);
            m.vm.type_error(format!("__init__() should return None, not '{class}'"));
            return Flow::Raised;
        }
        m.drop(1);
        Flow::Next
    }
    _CALL_NON_PY_GENERAL(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        let result = outline::call(m.vm, callable, args, Value::NULL);
        m.finish(oparg as usize + 2, result)
    }
    _CALL_KW_NON_PY(m, oparg) {
        let kwnames = m.peek(1);
        let values = m.topmost(oparg as usize + 3);
        let args = crate::frames::call::with_self(&values[1..oparg as usize + 2]);
        let result = outline::call(m.vm, values[0], args, kwnames);
        m.finish(oparg as usize + 3, result)
    }
    _CALL_TYPE_1(m) {
        let class = m.vm.class_of(m.peek(1));
        m.replace(3, Value::object(class));
        Flow::Next
    }
    _CALL_STR_1(m) {
        let result = m.vm.str(m.peek(1));
        m.finish(3, result)
    }
    _CALL_TUPLE_1(m) {
        let result = outline::call_one(m.vm, m.peek(3), m.peek(1));
        m.finish(3, result)
    }
    _CALL_BUILTIN_CLASS(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match cast::as_class(callable) {
            Some(class) if class.flags & class_flags::IMMUTABLE != 0 => {}
            _ => return Flow::Deopt,
        }
        let result = outline::call_native_class(m.vm, callable, args);
        m.finish(oparg as usize + 2, result)
    }
    _CALL_BUILTIN_O(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match (builtin(m.vm, callable), args) {
            (Some((Call::One(function), this)), [arg]) => {
                let result = function(m.vm, this, *arg);
                m.finish(oparg as usize + 2, result)
            }
            _ => Flow::Deopt,
        }
    }
    _CALL_BUILTIN_FAST(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match builtin(m.vm, callable) {
            Some((Call::Fast(function), this)) => {
                let result = function(m.vm, this, args);
                m.finish(oparg as usize + 2, result)
            }
            _ => Flow::Deopt,
        }
    }
    _CALL_BUILTIN_FAST_WITH_KEYWORDS(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match builtin(m.vm, callable) {
            Some((Call::FastKeywords(function), this)) => {
                let result = outline::call_native(m.vm, function, this, args);
                m.finish(oparg as usize + 2, result)
            }
            _ => Flow::Deopt,
        }
    }
    _CALL_LEN(m) {
        let result = m.vm.length(m.peek(1)).map(|length| Value::int_unchecked(length as i64));
        m.finish(3, result)
    }
    _CALL_ISINSTANCE(m) {
        if m.peek(4) != m.vm.callables.isinstance || !m.peek(3).is_null() {
            return Flow::Deopt;
        }
        let result = m.vm.is_instance(m.peek(2), m.peek(1)).map(Value::bool);
        m.finish(4, result)
    }
    _CALL_LIST_APPEND(m) {
        let this = m.peek(2);
        if m.peek(3) != m.vm.callables.list_append || !cast::is_exactly(this, m.vm.types.list) {
            return Flow::Deopt;
        }
        let item = m.peek(1);
        if m.vm.list_push(this, item).is_err() {
            return Flow::Raised;
        }
        m.drop(3);
        // The POP_TOP that follows, checked at specialization, has nothing to drop.
        m.jump(1);
        Flow::Next
    }
    _CALL_METHOD_DESCRIPTOR_O(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match (method(m.vm, callable, args), args) {
            (Some(Call::One(function)), [this, arg]) => {
                let result = function(m.vm, *this, *arg);
                m.finish(oparg as usize + 2, result)
            }
            _ => Flow::Deopt,
        }
    }
    _CALL_METHOD_DESCRIPTOR_NOARGS(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match (method(m.vm, callable, args), args) {
            (Some(Call::NoArgs(function)), [this]) => {
                let result = function(m.vm, *this);
                m.finish(oparg as usize + 2, result)
            }
            _ => Flow::Deopt,
        }
    }
    _CALL_METHOD_DESCRIPTOR_FAST(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match (method(m.vm, callable, args), args) {
            (Some(Call::Fast(function)), [this, rest @ ..]) => {
                let result = function(m.vm, *this, rest);
                m.finish(oparg as usize + 2, result)
            }
            _ => Flow::Deopt,
        }
    }
    _CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS(m, oparg) {
        let (callable, args) = arguments(m, oparg);
        match (method(m.vm, callable, args), args) {
            (Some(Call::FastKeywords(function)), [this, rest @ ..]) => {
                let result = outline::call_native(m.vm, function, *this, rest);
                m.finish(oparg as usize + 2, result)
            }
            _ => Flow::Deopt,
        }
    }
    _MAKE_CALLARGS_A_TUPLE(m) {
        let callargs = m.peek(2);
        if cast::is_exactly(callargs, m.vm.types.tuple) {
            return Flow::Next;
        }
        let callable = m.peek(4);
        match m.vm.tuple_of_arguments(callable, callargs) {
            Ok(tuple) => { m.set_peek(2, tuple); Flow::Next }
            Err(_) => Flow::Raised,
        }
    }
    _DO_CALL_FUNCTION_EX(m) {
        let (callable, callargs, kwargs) = (m.peek(4), m.peek(2), m.peek(1));
        if let Some(function) = m.vm.as_function(callable) {
            let frame = outline::bind_unpacked(m.vm, function, callargs, kwargs);
            if let Flow::Raised = replace_by_frame(m, 4, frame) {
                return Flow::Raised;
            }
            return enter_call(m);
        }
        let result = outline::call_unpacked(m.vm, callable, callargs, kwargs);
        m.finish(4, result)
    }
}

/// Makes the frame on top of the stack the running one.
#[inline(always)]
fn enter_call(m: &mut Machine<'_>) -> Flow {
    let frame = m.pop().bits() as *mut Frame;
    save_return_if_needed(m);
    m.enter_frame(frame);
    if m.this.is_null() {
        Flow::Next
    } else {
        Flow::Jumped
    }
}

/// In tier 1 the caller's return offset is always the next instruction, so `_PUSH_FRAME` may set it again.
#[inline(always)]
fn save_return_if_needed(m: &mut Machine<'_>) {
    // A shim's frame (see `_CREATE_INIT_FRAME`) has no calling instruction of its own.
    // SAFETY: initialised: the running frame is live; `this` and `ip` are in its code unless it is a shim.
    unsafe {
        let code = &*(*m.frame).code;
        let start = code.units as usize;
        let within = (start..start + 2 * code.unit_count as usize).contains(&(m.this as usize));
        if within {
            save_return(m);
        }
    }
}

/// The call kind of a native function and what it is bound to.
#[inline(always)]
fn builtin(vm: &Vm, callable: Value) -> Option<(Call, Value)> {
    let builtin: &Builtin = vm.as_builtin(callable)?;
    // SAFETY: typed: the class was just checked.
    let def = unsafe { def_of(core::ptr::from_ref(builtin).cast_mut()) };
    Some((def.call, builtin.this))
}

/// The call kind of a method of a native class, if the first argument is an instance.
#[inline(always)]
fn method(vm: &Vm, callable: Value, args: &[Value]) -> Option<Call> {
    let descriptor: &Builtin = vm.as_method_descriptor(callable)?;
    let owner: *mut Class = descriptor.owner.pointer();
    let class = vm.class_of(*args.first()?);
    if class != owner && !vm.is_subclass(class, owner) {
        return None;
    }
    // SAFETY: typed: the class was just checked.
    Some(unsafe { def_of(core::ptr::from_ref(descriptor).cast_mut()) }.call)
}

impl Vm {
    /// The positional arguments of `f(*iterable)` as a tuple.
    fn tuple_of_arguments(&mut self, callable: Value, iterable: Value) -> Result {
        if self.is_iterable(iterable) {
            let list = self.list_from(iterable)?;
            return self.try_new_tuple(list::items(list));
        }
        let (name, class) = (self.callable_name(callable), self.class_name(iterable));
        Err(self.type_error(format!(
            "{name} argument after * must be an iterable, not {class}"
        )))
    }

    /// A callable's name for messages: `f()`, or its repr.
    pub(crate) fn callable_name(&mut self, callable: Value) -> String {
        match self.full_name(callable) {
            Ok(name) => self.text(name).into_owned(),
            Err(_) => {
                self.take_raised();
                "object".to_owned()
            }
        }
    }

    /// The same as a str (CPython's `_PyObject_FunctionStr`).
    fn full_name(&mut self, callable: Value) -> Result {
        let names = [name!(self, "__qualname__"), name!(self, "__module__")];
        let Some(qualname) = self.get_attr_opt(callable, names[0])? else {
            return self.str(callable);
        };
        let module = self.get_attr_opt(callable, names[1])?;
        let builtins = self.intern("builtins");
        let mut name = String::new();
        if let Some(module) = module
            && !module.is_none()
            && !self.equal(module, builtins)?
        {
            let module = self.str(module)?;
            name = format!("{}.", self.text(module));
        }
        let qualname = self.str(qualname)?;
        name += &format!("{}()", self.text(qualname));
        Ok(self.new_str(&name))
    }

    fn is_iterable(&mut self, value: Value) -> bool {
        let class = self.class_of(value);
        let slots = self.slots(class);
        slots.iter.is_some() || slots.getitem.is_some()
    }

    /// Calls `run` with a tuple of arguments and a dict of keywords (or NULL) unpacked.
    pub(crate) fn with_unpacked<T>(
        &mut self,
        callargs: Value,
        kwargs: Value,
        run: impl FnOnce(&mut Vm, Args<'_>) -> Result<T>,
    ) -> Result<T> {
        let positional = tuple::items(callargs);
        if kwargs.is_null() {
            return run(self, Args::positional(positional));
        }
        if !self.is_dict(kwargs) {
            return Err(self.system_error("the keywords of a call are no dict"));
        }
        // The values sit in a list object, so that the collector sees them.
        let buffer = self.try_new_list(positional)?;
        let names = self.new_list(&[]);
        for (name, value) in crate::objects::dict::entries(kwargs.pointer()) {
            if !self.is_str(name) {
                return Err(self.type_error("keywords must be strings"));
            }
            self.list_push(names, name)?;
            self.list_push(buffer, value)?;
        }
        let kwnames = if list::items(names).is_empty() {
            Value::NULL
        } else {
            self.new_tuple(list::items(names))
        };
        run(
            self,
            Args {
                values: list::items(buffer),
                kwnames,
            },
        )
    }

    /// The frame that waits for `__init__`: it checks the result, and returns the instance.
    fn push_init_shim(
        &mut self,
        this: Value,
        globals: *mut crate::layout::Dict,
        builtins: *mut crate::layout::Dict,
    ) -> *mut Frame {
        let code: *mut Code = self.init_shim();
        let frame = self.push_frame(code, globals, builtins);
        // SAFETY: the shim's code has room for three stack values; the instance waits at the bottom.
        unsafe {
            *(*frame).sp = this;
            (*frame).sp = (*frame).sp.add(1);
        }
        frame
    }

    /// The code object of the shim: EXIT_INIT_CHECK, RETURN_VALUE.
    fn init_shim(&mut self) -> *mut Code {
        if self.callables.init_shim.is_null() {
            let empty = self.new_tuple(&[]);
            let name = name!(self, "__init__");
            let new = crate::objects::code::NewCode {
                units: vec![Opcode::EXIT_INIT_CHECK as u16, Opcode::RETURN_VALUE as u16],
                consts: empty,
                names: empty,
                localsplusnames: empty,
                kinds: Vec::new(),
                name,
                qualname: name,
                filename: name,
                firstlineno: 0,
                argcount: 0,
                posonlyargcount: 0,
                kwonlyargcount: 0,
                stacksize: 4,
                flags: code_flags::OPTIMIZED,
                exceptiontable: Vec::new(),
                linetable: Vec::new(),
                handlers: Vec::new(),
            };
            self.callables.init_shim = self.new_code(new);
        }
        self.callables.init_shim.pointer()
    }
}
