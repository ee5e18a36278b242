//! How arguments reach parameters: the call that was under way when something was first met.

use uops::Opcode;
use vm::Vm;
use vm::layout::{Code, code_flags};
use vm::objects::cast;

use super::flow::{Flow, Source, Sources};
use crate::observe::code;

/// A call: the code object that calls, and the code unit of its CALL.
pub(super) type Call = (*mut Code, u32);

/// What an argument may come from, in the caller: that of a parameter of `callee`, which was called there.
pub(super) fn argument<'a>(
    vm: &Vm,
    flow: &'a Flow<'_>,
    unit: u32,
    callee: *mut Code,
    parameter: usize,
    in_init: bool,
) -> Option<&'a Sources> {
    let object = code(callee);
    if parameter >= object.argcount as usize + object.kwonlyargcount as usize {
        return None;
    }
    let index = flow.at(unit);
    let &(_, opcode, oparg) = flow.instructions.get(index)?;
    let count = oparg as usize;
    let names = match opcode.base() {
        Opcode::CALL => Vec::new(),
        Opcode::CALL_KW => keywords(vm, flow, index)?,
        _ => return None,
    };
    // Above the arguments lie the names of keywords, if there are any; below them what is called, and perhaps `self`.
    let above = usize::from(opcode.base() == Opcode::CALL_KW);
    let depth_of = |argument: usize| above + count - argument;
    let positional = count - names.len();
    let bound =
        usize::from(in_init || has_self(flow, index, opcode, above + count + 1, object, count)?);
    match parameter.checked_sub(bound) {
        None => None,
        Some(argument) if argument < positional && parameter < object.argcount as usize => {
            flow.operand(index, depth_of(argument))
        }
        Some(_) => {
            let name = vm.local_name(callee, parameter);
            let at = names.iter().position(|keyword| *keyword == name)?;
            flow.operand(index, depth_of(positional + at))
        }
    }
}

/// The names of the keywords of a CALL_KW.
fn keywords(vm: &Vm, flow: &Flow<'_>, index: usize) -> Option<Vec<String>> {
    let sources = flow.operand(index, 1)?;
    let [Source::Instruction(constant)] = sources.known[..] else {
        return None;
    };
    let names = cast::tuple_items(vm.as_tuple(flow.constant(constant)?)?);
    Some(
        names
            .iter()
            .map(|name| vm.text(*name).into_owned())
            .collect(),
    )
}

/// Whether the function gets an object besides the arguments that are there: a method's `self`. None where that is not known.
fn has_self(
    flow: &Flow<'_>,
    index: usize,
    opcode: Opcode,
    depth: usize,
    callee: &Code,
    count: usize,
) -> Option<bool> {
    if matches!(
        opcode,
        Opcode::CALL_BOUND_METHOD_EXACT_ARGS
            | Opcode::CALL_BOUND_METHOD_GENERAL
            | Opcode::CALL_KW_BOUND_METHOD
    ) {
        return Some(true);
    }
    let [Source::Instruction(pushed)] = flow.operand(index, depth)?.known[..] else {
        return None;
    };
    let (_, opcode, _) = flow.instructions[pushed];
    match opcode.base() {
        Opcode::PUSH_NULL | Opcode::LOAD_GLOBAL => Some(false),
        _ if matches!(
            opcode,
            Opcode::LOAD_ATTR_METHOD_WITH_VALUES
                | Opcode::LOAD_ATTR_METHOD_NO_DICT
                | Opcode::LOAD_ATTR_METHOD_LAZY_DICT
        ) =>
        {
            Some(true)
        }
        _ if opcode == Opcode::LOAD_ATTR_MODULE => Some(false),
        // It was called so: without defaults there is one way only.
        _ if callee.flags & code_flags::VARARGS != 0 => None,
        _ if callee.argcount as usize == count => Some(false),
        _ => None,
    }
}
