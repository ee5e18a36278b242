//! What instructions need of the stack and of the code object, and what they leave. Where nothing is said of an instruction it
//! takes values of any kind and leaves such, as many as its micro-ops do.

use uops::opcode::Argument;
use uops::{Opcode, Uop};

use super::kinds::{FREE, Kind};
use super::{State, Verifier};
use crate::layout::code_flags;
use crate::objects::cast;

type Check<T = ()> = core::result::Result<T, &'static str>;

/// Whether the instruction is the interpreter's own.
pub(super) fn is_internal(opcode: Opcode) -> bool {
    use Opcode::*;
    let parts = opcode.parts();
    matches!(opcode, EXIT_INIT_CHECK | INTERPRETER_EXIT | ENTER_EXECUTOR)
        || parts.iter().any(|part| part.uop == Uop::_CACHE)
        || opcode.name().is_empty()
        || opcode as u8 > RESUME as u8
}

/// Whether it may raise: its handlers then find the stack below its operands only.
pub(super) fn raises(opcode: Opcode) -> bool {
    let parts = opcode.parts();
    parts.iter().any(|part| part.uop.flags().raises)
}

/// Whether it jumps on every way.
pub(super) fn always_jumps(opcode: Opcode) -> bool {
    opcode.jump().is_some() && opcode.diverts()
}

/// Operands of a certain kind: how deep (1: the top) and what.
fn needs(opcode: Opcode, oparg: u32) -> Vec<(usize, Kind)> {
    use Opcode::*;
    let deep = oparg as usize;
    match opcode {
        LIST_APPEND | LIST_EXTEND => vec![(deep + 1, Kind::List)],
        // The set of conditional annotations is a name of the namespace: SET_ADD looks at what it gets.
        SET_UPDATE => vec![(deep + 1, Kind::Set)],
        MAP_ADD => vec![(deep + 2, Kind::Dict)],
        DICT_UPDATE => vec![(deep + 1, Kind::Dict)],
        DICT_MERGE => vec![
            (deep + 1, Kind::Dict),
            (deep + 3, Kind::Maybe),
            (deep + 4, Kind::Any),
        ],
        BUILD_STRING => (1..=deep).map(|at| (at, Kind::Str)).collect(),
        BUILD_TEMPLATE => vec![(1, Kind::Tuple), (2, Kind::Tuple)],
        BUILD_INTERPOLATION if oparg & 1 != 0 => vec![(1, Kind::Str), (2, Kind::Str)],
        BUILD_INTERPOLATION => vec![(1, Kind::Str)],
        FORMAT_WITH_SPEC => vec![(1, Kind::Str)],
        CALL => vec![(deep + 1, Kind::Maybe)],
        CALL_KW => vec![(deep + 2, Kind::Maybe)],
        CALL_FUNCTION_EX => vec![(3, Kind::Maybe), (1, Kind::Maybe)],
        PUSH_EXC_INFO | CHECK_EXC_MATCH => {
            vec![(if opcode == PUSH_EXC_INFO { 1 } else { 2 }, Kind::Exception)]
        }
        POP_EXCEPT => vec![(1, Kind::Handled)],
        CHECK_EG_MATCH => vec![(2, Kind::Handled)],
        RERAISE => vec![(1, Kind::Handled)],
        WITH_EXCEPT_START => vec![(1, Kind::Exception), (2, Kind::Handled), (4, Kind::Maybe)],
        END_ASYNC_FOR | CLEANUP_THROW => vec![(1, Kind::Exception)],
        MATCH_KEYS => vec![(1, Kind::Tuple)],
        POP_TOP | STORE_FAST | END_FOR | POP_ITER => vec![(1, Kind::Maybe)],
        STORE_FAST_LOAD_FAST => vec![(1, Kind::Maybe)],
        STORE_FAST_STORE_FAST => vec![(1, Kind::Maybe), (2, Kind::Maybe)],
        CALL_INTRINSIC_1 => match oparg {
            3 => vec![(1, Kind::Exception)],
            6 => vec![(1, Kind::List)],
            7..=9 => vec![(1, Kind::Str)],
            11 => vec![(1, Kind::Tuple)],
            _ => Vec::new(),
        },
        CALL_INTRINSIC_2 => match oparg {
            1 => vec![(1, Kind::List), (2, Kind::Exception)],
            2 | 3 => vec![(2, Kind::Str)],
            4 => vec![(2, Kind::Function)],
            5 => vec![(2, Kind::Parameter)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Whether the instruction's argument means something.
fn argument_fits(opcode: Opcode, oparg: u32) -> bool {
    use Opcode::*;
    match opcode {
        BINARY_OP => oparg <= crate::objects::class::slots::SUBSCR,
        COMPARE_OP => oparg >> 5 < 6,
        CONVERT_VALUE => (1..=3).contains(&oparg),
        RAISE_VARARGS => oparg <= 2,
        BUILD_SLICE => oparg == 2 || oparg == 3,
        LOAD_COMMON_CONSTANT => oparg <= 4,
        LOAD_SPECIAL => oparg <= 3,
        CALL_INTRINSIC_1 => (1..=11).contains(&oparg),
        CALL_INTRINSIC_2 => (1..=5).contains(&oparg),
        COPY | SWAP => oparg >= 1,
        _ => true,
    }
}

/// Whether it needs the namespace that bodies of modules and classes have.
fn uses_namespace(opcode: Opcode, oparg: u32) -> bool {
    use Opcode::*;
    match opcode {
        LOAD_NAME | STORE_NAME | DELETE_NAME | LOAD_LOCALS | SETUP_ANNOTATIONS => true,
        CALL_INTRINSIC_1 => oparg == 2,
        _ => false,
    }
}

/// Changes a state as the instruction does.
pub(super) fn apply(
    verifier: &Verifier<'_>,
    opcode: Opcode,
    oparg: u32,
    state: &mut State,
) -> Check {
    use Opcode::*;
    if !argument_fits(opcode, oparg) {
        return Err("the argument means nothing");
    }
    let code = verifier.code;
    let names = cast::tuple_items(code.names).len();
    if matches!(opcode.argument(), Argument::Name(below) if (oparg >> below) as usize >= names) {
        return Err("there is no such name");
    }
    let optimized = code.flags & code_flags::OPTIMIZED != 0;
    if optimized && uses_namespace(opcode, oparg) {
        return Err("the code has no namespace");
    }
    let (popped, pushed) = opcode.stack_effect(oparg);
    let depth = state.stack.len();
    if popped > depth {
        return Err("the stack has too few values");
    }
    let at = |deep: usize| {
        depth
            .checked_sub(deep)
            .ok_or("the stack has too few values")
    };
    match opcode {
        // These move values of any kind.
        COPY => {
            let copied = state.stack[at(oparg as usize)?];
            state.stack.push(copied);
            return Ok(());
        }
        SWAP => {
            state.stack.swap(at(1)?, at(oparg as usize)?);
            return Ok(());
        }
        _ => {}
    }
    let needed = needs(opcode, oparg);
    for &(deep, kind) in &needed {
        if !state.stack[at(deep)?].is(kind) {
            return Err("a value on the stack is not of the kind that it needs");
        }
    }
    let all = (1..=popped).filter(|deep| !needed.iter().any(|(at, _)| at == deep));
    let special = matches!(opcode, MAKE_FUNCTION | SET_FUNCTION_ATTRIBUTE);
    for deep in all.filter(|_| !special) {
        if !state.stack[at(deep)?].is(Kind::Any) {
            return Err("there may be no value on the stack");
        }
    }
    let operands: Vec<Kind> = state.stack[depth - popped..].to_vec();
    let top = |deep: usize| operands.get(popped.wrapping_sub(deep)).copied();
    state.stack.truncate(depth - popped);
    let mut results = vec![Kind::Any; pushed];
    locals(verifier, opcode, oparg, state, &operands, &mut results)?;
    match opcode {
        LOAD_CONST => {
            let constant = cast::tuple_items(code.consts).get(oparg as usize);
            results[0] = Kind::of(verifier.vm, *constant.ok_or("there is no such constant")?);
        }
        PUSH_NULL => results[0] = Kind::Null,
        LOAD_ATTR | LOAD_SUPER_ATTR | LOAD_GLOBAL if oparg & 1 != 0 => results[1] = Kind::Maybe,
        LOAD_SPECIAL => results[1] = Kind::Maybe,
        BUILD_LIST => results[0] = Kind::List,
        BUILD_SET => results[0] = Kind::Set,
        BUILD_MAP => results[0] = Kind::Dict,
        BUILD_TUPLE => {
            let cells = !operands.is_empty() && operands.iter().all(|kind| *kind == Kind::Cell);
            results[0] = if cells {
                Kind::Cells(oparg)
            } else {
                Kind::Tuple
            };
        }
        BUILD_STRING | CONVERT_VALUE | FORMAT_SIMPLE | FORMAT_WITH_SPEC => results[0] = Kind::Str,
        CALL_KW => match top(1) {
            Some(Kind::Names(count)) if count <= oparg => {}
            _ => return Err("the names of keywords are not as many strs"),
        },
        MATCH_CLASS if !matches!(top(1), Some(Kind::Names(_))) => {
            return Err("the names of attributes are no strs");
        }
        PUSH_EXC_INFO => (results[0], results[1]) = (Kind::Handled, Kind::Exception),
        CHECK_EG_MATCH => results[..2].fill(Kind::Handled),
        CALL_INTRINSIC_1 if oparg == 3 => results[0] = Kind::Exception,
        CALL_INTRINSIC_1 if oparg == 6 => results[0] = Kind::Tuple,
        CALL_INTRINSIC_1 if (7..=9).contains(&oparg) => results[0] = Kind::Parameter,
        CALL_INTRINSIC_2 if matches!(oparg, 2 | 3 | 5) => results[0] = Kind::Parameter,
        CALL_INTRINSIC_2 if oparg == 1 => results[0] = Kind::Handled,
        CALL_INTRINSIC_2 if oparg == 4 => results[0] = Kind::Function,
        MAKE_FUNCTION => match top(1) {
            Some(Kind::Code(0)) => results[0] = Kind::Function,
            Some(Kind::Code(free)) => results[0] = Kind::Open(free),
            _ => return Err("what it makes a function of is no code object of the constants"),
        },
        SET_FUNCTION_ATTRIBUTE => results[0] = function_attribute(oparg, top(1), top(2))?,
        RETURN_GENERATOR => {
            if state.generator || !state.stack.is_empty() {
                return Err("a generator is made at the start, and once");
            }
            state.generator = true;
        }
        YIELD_VALUE if !state.generator => return Err("only generators yield"),
        _ => {}
    }
    let kept = kept(opcode, oparg).min(pushed);
    results[..kept].copy_from_slice(&operands[..kept]);
    state.stack.extend(results);
    Ok(())
}

/// How many of its lower operands an instruction leaves where they are.
pub(super) fn kept(opcode: Opcode, oparg: u32) -> usize {
    use Opcode::*;
    let (popped, pushed) = opcode.stack_effect(oparg);
    match opcode {
        LIST_APPEND | LIST_EXTEND | SET_ADD | SET_UPDATE | DICT_UPDATE | DICT_MERGE | MAP_ADD
        | FOR_ITER | IMPORT_FROM | GET_LEN | MATCH_KEYS | MATCH_MAPPING | MATCH_SEQUENCE
        | GET_ANEXT | WITH_EXCEPT_START => popped.min(pushed),
        SEND | CHECK_EXC_MATCH => 1,
        // These raise with all of them still there.
        COPY | SWAP | RERAISE | RAISE_VARARGS => popped,
        _ => 0,
    }
}

/// A function after SET_FUNCTION_ATTRIBUTE.
fn function_attribute(oparg: u32, function: Option<Kind>, value: Option<Kind>) -> Check<Kind> {
    let (Some(function @ (Kind::Function | Kind::Open(_))), Some(value)) = (function, value) else {
        return Err("it needs a new function");
    };
    let wanted = match oparg {
        0x01 | 0x02 | 0x04 | 0x10 => Kind::Any,
        0x08 => match function {
            Kind::Open(free) if value == Kind::Cells(free) => return Ok(Kind::Function),
            _ => return Err("the closure has not the cells that the function needs"),
        },
        _ => return Err("the argument means nothing"),
    };
    if value.is(wanted) {
        Ok(function)
    } else {
        Err("a function's attribute is not of its kind")
    }
}

/// What instructions do with locals, cells and free variables.
fn locals(
    verifier: &Verifier<'_>,
    opcode: Opcode,
    oparg: u32,
    state: &mut State,
    operands: &[Kind],
    results: &mut [Kind],
) -> Check {
    use Opcode::*;
    const NONE: &str = "there is no such local";
    const UNBOUND: &str = "the local may be unbound";
    let locals = &mut state.locals;
    let (high, low) = ((oparg >> 4) as usize, (oparg & 15) as usize);
    let get = |locals: &[Kind], index: usize| locals.get(index).copied().ok_or(NONE);
    let bound = |kind: Kind| {
        if kind.is(Kind::Any) {
            Ok(kind)
        } else {
            Err(UNBOUND)
        }
    };
    match opcode {
        LOAD_FAST | LOAD_FAST_BORROW => results[0] = bound(get(locals, oparg as usize)?)?,
        LOAD_FAST_LOAD_FAST | LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
            results[0] = bound(get(locals, high)?)?;
            results[1] = bound(get(locals, low)?)?;
        }
        LOAD_FAST_CHECK => {
            let kind = get(locals, oparg as usize)?;
            results[0] = bound(kind).unwrap_or(Kind::Any);
            locals[oparg as usize] = results[0];
        }
        LOAD_FAST_AND_CLEAR => {
            results[0] = get(locals, oparg as usize)?;
            locals[oparg as usize] = Kind::Null;
        }
        STORE_FAST => {
            get(locals, oparg as usize)?;
            locals[oparg as usize] = operands[0];
        }
        STORE_FAST_LOAD_FAST => {
            get(locals, high)?;
            locals[high] = operands[0];
            results[0] = bound(get(locals, low)?)?;
        }
        STORE_FAST_STORE_FAST => {
            get(locals, high.max(low))?;
            locals[high] = operands[1];
            locals[low] = operands[0];
        }
        DELETE_FAST => {
            get(locals, oparg as usize)?;
            locals[oparg as usize] = Kind::Null;
        }
        MAKE_CELL => {
            get(locals, oparg as usize)?;
            locals[oparg as usize] = Kind::Cell;
        }
        COPY_FREE_VARS => {
            let free = verifier
                .kinds
                .iter()
                .filter(|kind| **kind & FREE != 0)
                .count();
            if oparg == 0 || oparg as usize != free {
                return Err("the code has not so many free variables");
            }
            let first = locals.len() - free;
            locals[first..].fill(Kind::Cell);
        }
        LOAD_DEREF | STORE_DEREF | DELETE_DEREF | LOAD_FROM_DICT_OR_DEREF
            if get(locals, oparg as usize)? != Kind::Cell =>
        {
            return Err("the local is no cell");
        }
        _ => {}
    }
    Ok(())
}
