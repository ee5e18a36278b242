//! Traces, their guards, exits and invalidations.

use std::collections::HashMap;

use uops::Uop;
use vm::layout::Code;
use vm::trace::{Trace, TraceUop};
use vm::{Value, Vm};

use super::{code, span};
use crate::report::{self, MachineCode, Origin, Place, Report};

/// The report's code objects by address.
type Index = HashMap<usize, u32>;

/// Fills the report's traces and invalidations.
pub(super) fn fill(vm: &Vm, index: &Index, report: &mut Report) {
    report.traces = vm
        .executors
        .traces
        .iter()
        .map(|trace| trace_report(vm, index, trace))
        .collect();
    report.invalidations = vm
        .executors
        .invalidations
        .iter()
        .map(|event| report::Invalidation {
            what: event.what.clone(),
            place: event
                .place
                .map(|(code, unit)| place(vm, index, code, unit))
                .unwrap_or_default(),
            traces: event.traces.clone(),
        })
        .collect();
}

fn place(vm: &Vm, index: &Index, pointer: *mut Code, unit: u32) -> Place {
    let position = vm.position(code(pointer).id, unit as usize);
    Place {
        code: index.get(&(pointer as usize)).copied(),
        offset: unit * 2,
        span: (position.line > 0).then(|| span(position)),
    }
}

fn trace_report(vm: &Vm, index: &Index, trace: &Trace) -> report::Trace {
    let here = |uop: &TraceUop| place(vm, index, uop.code, uop.origin);
    let origin = match trace.parent {
        Some((parent, exit)) => Origin::Side { parent, exit },
        None => Origin::Root,
    };
    let kept = trace
        .uops
        .iter()
        .enumerate()
        .filter(|(_, uop)| uop.uop.is_guard() && uop.uop != Uop::_CHECK_VALIDITY)
        .map(|(at, uop)| report::Guard {
            uop: uop.uop.name().to_owned(),
            index: at as u32,
            place: here(uop),
            reason: why_kept(vm, trace, uop),
            exit: trace.exit_of(uop).map(|_| uop.exit),
            exits: trace.exit_of(uop).map_or(0, |exit| exit.count),
        });
    let eliminated = trace.eliminated.iter().map(|gone| report::Eliminated {
        uop: gone.uop.name().to_owned(),
        guard: gone.uop.is_guard(),
        place: place(vm, index, gone.code, gone.origin),
        proof: gone.proof.clone(),
        fact: gone.fact.map(|(code, unit)| place(vm, index, code, unit)),
    });
    let exits = trace
        .exits
        .iter()
        .enumerate()
        .filter(|(_, exit)| exit.count > 0 || exit.side_trace.is_some())
        .map(|(id, exit)| {
            let uop = &trace.uops[exit.uop_index as usize];
            let loop_end = ends_loop(vm, trace, uop);
            report::Exit {
                id: id as u32,
                uop: uop.uop.name().to_owned(),
                place: here(uop),
                count: exit.count,
                reason: if loop_end {
                    "the loop has ended".to_owned()
                } else {
                    why_left(uop.uop).to_owned()
                },
                witness: exit.witness.clone(),
                loop_end,
                side_trace: exit.side_trace,
            }
        });
    report::Trace {
        id: trace.id,
        start: place(vm, index, trace.code, trace.start),
        origin,
        uops: trace
            .uops
            .iter()
            .map(|uop| report::Uop {
                name: uop.uop.name().to_owned(),
                oparg: uop.oparg,
                target: uop.target,
                operand: operand(vm, uop),
                place: here(uop),
            })
            .collect(),
        kept: kept.collect(),
        eliminated: eliminated.collect(),
        exits: exits.collect(),
        machine_code: match &trace.machine_code {
            Ok(code) => MachineCode::Bytes(code.size() as u64),
            Err(why) => MachineCode::None(why.clone()),
        },
        entered: *trace.entered,
        iterations: *trace.entered + *trace.jumps,
        invalidated: trace.invalidated,
    }
}

/// Whether leaving here is how a loop ends: its iterator is exhausted, or a branch leads out of the loop that the trace, or
/// the first of the traces that led to it, was made of.
fn ends_loop(vm: &Vm, trace: &Trace, uop: &TraceUop) -> bool {
    let mut root = trace;
    while let Some((parent, _)) = root.parent {
        root = &vm.executors.traces[parent as usize];
    }
    // The first step is the backward jump, the second where it leads.
    let head = match root.steps[..] {
        [_, (code, unit), ..] if code == root.code => unit,
        _ => return exhausts(uop.uop),
    };
    let branches = uop.uop.name().starts_with("_GUARD_IS_");
    exhausts(uop.uop)
        || branches && uop.code == root.code && !(head..=root.start).contains(&uop.target)
}

/// Whether a micro-op leaves when an iterator is exhausted.
fn exhausts(uop: Uop) -> bool {
    matches!(
        uop,
        Uop::_GUARD_NOT_EXHAUSTED_LIST
            | Uop::_GUARD_NOT_EXHAUSTED_TUPLE
            | Uop::_GUARD_NOT_EXHAUSTED_RANGE
            | Uop::_FOR_ITER_TIER_TWO
    )
}

/// What a micro-op's operand stands for.
fn operand(vm: &Vm, uop: &TraceUop) -> String {
    match uop.uop {
        Uop::_LOAD_CONST_INLINE
        | Uop::_LOAD_CONST_INLINE_BORROW
        | Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW => {
            let value = Value::from_bits(uop.operand);
            match vm.as_function(value) {
                Some(function) => format!("function {}", vm.text(function.qualname)),
                None if value.is_object() && !vm.is_exact_str(value) => vm.class_name_of(value),
                None if value.is_object() => format!("{:?}", vm.text(value)),
                None => format!("{value:?}"),
            }
        }
        Uop::_GUARD_TYPE_VERSION | Uop::_GUARD_TYPE_VERSION_AND_LOCK => {
            format!("version {}", uop.operand as u32)
        }
        _ => String::new(),
    }
}

/// Why a guard is needed.
fn why_kept(vm: &Vm, trace: &Trace, uop: &TraceUop) -> String {
    let name = uop.uop.name();
    let subject = trace.exit_of(uop).and_then(|exit| exit.subject.as_ref());
    let of = subject.map_or_else(String::new, |subject| format!(" of '{subject}'"));
    let unproved = |what: &str| format!("nothing earlier in the trace proves {what}");
    if ends_loop(vm, trace, uop) {
        String::from("the loop ends some time")
    } else if name.starts_with("_GUARD_IS_") {
        String::from("the branch may go the other way")
    } else if name.starts_with("_GUARD_TOS_")
        || name.starts_with("_GUARD_NOS_")
        || name == "_GUARD_BINARY_OP_EXTEND"
    {
        unproved(&format!("the type{of}"))
    } else if name.starts_with("_GUARD_TYPE_VERSION") || name == "_GUARD_KEYS_VERSION" {
        unproved(&format!("the class{of}"))
    } else if name.contains("VALUES") || name.contains("DICT") {
        String::from("an instance may have got a dict of its own")
    } else if name.contains("FUNCTION") || name.contains("METHOD") {
        String::from("the callee may be another function")
    } else if name.contains("STACK") || name.contains("RECURSION") {
        String::from("the stack may be used up")
    } else if name.starts_with("_ITER_CHECK") {
        unproved("the iterator's type")
    } else if name.contains("GLOBALS") {
        String::from("the globals are not watched")
    } else {
        unproved("it")
    }
}

/// Why an exit was taken.
fn why_left(uop: Uop) -> &'static str {
    let name = uop.name();
    match uop {
        Uop::_GUARD_IS_TRUE_POP
        | Uop::_GUARD_IS_FALSE_POP
        | Uop::_GUARD_IS_NONE_POP
        | Uop::_GUARD_IS_NOT_NONE_POP => "the branch went the other way",
        Uop::_GUARD_TOS_INT | Uop::_GUARD_NOS_INT => "the value is not an int",
        Uop::_GUARD_TOS_FLOAT | Uop::_GUARD_NOS_FLOAT => "the value is not a float",
        Uop::_GUARD_TOS_UNICODE | Uop::_GUARD_NOS_UNICODE => "the value is not a str",
        Uop::_GUARD_TOS_LIST | Uop::_GUARD_NOS_LIST => "the value is not a list",
        Uop::_GUARD_TOS_TUPLE | Uop::_GUARD_NOS_TUPLE => "the value is not a tuple",
        Uop::_GUARD_TOS_DICT | Uop::_GUARD_NOS_DICT => "the value is not a dict",
        Uop::_GUARD_BINARY_OP_EXTEND => "the operands are of other types",
        Uop::_GUARD_TYPE_VERSION | Uop::_GUARD_TYPE_VERSION_AND_LOCK => {
            "the object is of another class, or its class has changed"
        }
        Uop::_CHECK_VALIDITY => "something that the trace relies on was modified",
        Uop::_EXIT_TRACE => "the trace ends here",
        _ if name.starts_with("_ITER_CHECK") => "the iterator is of another type",
        _ if name.contains("FUNCTION") || name.contains("METHOD_VERSION") => {
            "the callee is another function"
        }
        _ if name.starts_with("_LOAD_ATTR") => "the attribute is not set",
        _ => "its assumption failed",
    }
}
