//! CALL and CALL_KW.

use uops::{Opcode, Refusal};

use super::binary::is_simple_code;
use super::{Outcome, Reason, write_cache};
use crate::layout::{Class, Frame, class_flags};
use crate::native::Call;
use crate::objects::cast;
use crate::objects::function::def_of;
use crate::{Value, Vm};

/// CALL.
#[cold]
pub(crate) fn call(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    oparg: u32,
    callable: Value,
    self_or_null: Value,
) {
    let nargs = oparg + u32::from(!self_or_null.is_null());
    let outcome = call_outcome(vm, this, oparg, callable, nargs);
    vm.settle(frame, this, outcome);
}

fn call_outcome(vm: &mut Vm, this: *mut u16, oparg: u32, callable: Value, nargs: u32) -> Outcome {
    if let Some(builtin) = vm.as_builtin(callable) {
        // SAFETY: typed: the class was just checked.
        let def = unsafe { def_of(builtin) };
        return Ok(match def.call {
            Call::One(_) if nargs != 1 => return Err(wrong_count(def.name, nargs)),
            Call::One(_) if callable == vm.callables.len => Opcode::CALL_LEN,
            Call::One(_) => Opcode::CALL_BUILTIN_O,
            Call::Fast(_) if nargs == 2 && callable == vm.callables.isinstance => {
                Opcode::CALL_ISINSTANCE
            }
            Call::Fast(_) => Opcode::CALL_BUILTIN_FAST,
            Call::FastKeywords(_) => Opcode::CALL_BUILTIN_FAST_WITH_KEYWORDS,
            _ => Opcode::CALL_NON_PY_GENERAL,
        });
    }
    if vm.as_function(callable).is_some() {
        return python_outcome(
            vm,
            this,
            callable,
            nargs,
            [Opcode::CALL_PY_EXACT_ARGS, Opcode::CALL_PY_GENERAL],
        );
    }
    if let Some(class) = cast::as_class(callable) {
        return class_outcome(vm, this, oparg, class);
    }
    if let Some(descriptor) = vm.as_method_descriptor(callable) {
        // SAFETY: typed: the class was just checked.
        let def = unsafe { def_of(descriptor) };
        return Ok(match def.call {
            Call::NoArgs(_) if nargs != 1 => return Err(wrong_count(def.name, nargs)),
            Call::NoArgs(_) => Opcode::CALL_METHOD_DESCRIPTOR_NOARGS,
            Call::One(_) if nargs != 2 => return Err(wrong_count(def.name, nargs)),
            Call::One(_) => {
                // SAFETY: CALL has three cache units; an instruction follows them.
                let next = unsafe { *this.add(1 + Opcode::CALL.cache_units()) };
                let drops = next as u8 == Opcode::POP_TOP as u8;
                if callable == vm.callables.list_append && oparg == 1 && drops {
                    Opcode::CALL_LIST_APPEND
                } else {
                    Opcode::CALL_METHOD_DESCRIPTOR_O
                }
            }
            Call::Fast(_) => Opcode::CALL_METHOD_DESCRIPTOR_FAST,
            Call::FastKeywords(_) => Opcode::CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS,
            _ => Opcode::CALL_NON_PY_GENERAL,
        });
    }
    if let Some(method) = vm.as_method(callable) {
        if vm.as_function(method.function).is_none() {
            return Err(Reason::new(
                Refusal::NativeMethod,
                vm.class_name(method.function),
            ));
        }
        return python_outcome(
            vm,
            this,
            method.function,
            nargs + 1,
            [
                Opcode::CALL_BOUND_METHOD_EXACT_ARGS,
                Opcode::CALL_BOUND_METHOD_GENERAL,
            ],
        );
    }
    Ok(Opcode::CALL_NON_PY_GENERAL)
}

fn wrong_count(name: &str, nargs: u32) -> Reason {
    Reason::new(
        Refusal::ArgumentCount,
        format!("{name}() with {nargs} arguments"),
    )
}

fn python_outcome(
    vm: &mut Vm,
    this: *mut u16,
    callable: Value,
    nargs: u32,
    [exact, general]: [Opcode; 2],
) -> Outcome {
    let Some(function) = vm.as_function(callable) else {
        return Ok(Opcode::CALL_NON_PY_GENERAL);
    };
    // SAFETY: pinned: a function's code object is live.
    let code = unsafe { &*function.code };
    if code.flags & crate::layout::code_flags::OPTIMIZED == 0 {
        return Err(Reason::new(
            Refusal::NoFunctionCode,
            vm.text(code.name).into_owned(),
        ));
    }
    let version = vm.function_version(callable);
    if version == 0 {
        return Err(Reason::new(
            Refusal::FunctionModified,
            vm.text(function.qualname).into_owned(),
        ));
    }
    write_cache(this, 2, 2, u64::from(version));
    Ok(if is_simple_code(code) && code.argcount == nargs {
        exact
    } else {
        general
    })
}

fn class_outcome(vm: &mut Vm, this: *mut u16, oparg: u32, class: *mut Class) -> Outcome {
    // SAFETY: pinned: the callable is a live class.
    let object = unsafe { &mut *class };
    if object.flags & class_flags::IMMUTABLE != 0 {
        if oparg == 1 {
            if class == vm.types.str {
                return Ok(Opcode::CALL_STR_1);
            }
            if class == vm.types.type_ {
                return Ok(Opcode::CALL_TYPE_1);
            }
            if class == vm.types.tuple {
                return Ok(Opcode::CALL_TUPLE_1);
            }
        }
        return Ok(if object.flags & class_flags::VECTORCALL != 0 {
            Opcode::CALL_BUILTIN_CLASS
        } else {
            Opcode::CALL_NON_PY_GENERAL
        });
    }
    if object.head.class != vm.types.type_ {
        return Ok(Opcode::CALL_NON_PY_GENERAL);
    }
    if object.flags & class_flags::PLAIN_NEW != 0 {
        let name = vm.intern("__init__");
        let init = vm.lookup(class, name);
        if let Some(function) = vm.as_function(init) {
            // SAFETY: pinned: a function's code object is live.
            let simple = is_simple_code(unsafe { &*function.code });
            let version = vm.class_version(class);
            if simple && version != 0 && vm.function_version(init) != 0 {
                object.cached_init = init;
                write_cache(this, 2, 2, u64::from(version));
                return Ok(Opcode::CALL_ALLOC_AND_ENTER_INIT);
            }
        }
    }
    Ok(Opcode::CALL_NON_PY_GENERAL)
}

/// CALL_KW.
#[cold]
pub(crate) fn call_kw(vm: &mut Vm, frame: *mut Frame, this: *mut u16, callable: Value) {
    let method = vm.as_method(callable).map(|method| method.function);
    let (function, opcode) = match method {
        Some(function) => (function, Opcode::CALL_KW_BOUND_METHOD),
        None => (callable, Opcode::CALL_KW_PY),
    };
    let outcome = if vm.as_function(function).is_some() {
        match vm.function_version(function) {
            0 => Err(Reason::new(
                Refusal::FunctionChanged,
                vm.class_name(function),
            )),
            version => {
                write_cache(this, 2, 2, u64::from(version));
                Ok(opcode)
            }
        }
    } else if method.is_some() {
        Err(Reason::new(Refusal::NativeMethod, vm.class_name(function)))
    } else {
        Ok(Opcode::CALL_KW_NON_PY)
    };
    vm.settle(frame, this, outcome);
}
