//! Traces, their guards, exits and invalidations.

use std::collections::HashMap;

use uops::{Assumption, Uop};
use vm::layout::Code;
use vm::trace::{Exit, Trace, TraceUop};
use vm::{Value, Vm};

use super::loops::Loops;
use super::{code, span};
use crate::report::{self, MachineCode, Origin, Place, Report};

/// The report's code objects by address.
pub(super) type Index = HashMap<usize, u32>;

/// Fills the report's traces and invalidations.
pub(super) fn fill(vm: &Vm, index: &Index, report: &mut Report) {
    let mut loops = Loops::new(vm);
    report.traces = vm
        .executors
        .traces
        .iter()
        .map(|trace| trace_report(vm, index, &mut loops, trace))
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

pub(super) fn place(vm: &Vm, index: &Index, pointer: *mut Code, unit: u32) -> Place {
    let position = vm.position(code(pointer).id, unit as usize);
    Place {
        code: index.get(&(pointer as usize)).copied(),
        offset: unit * 2,
        span: (position.line > 0).then(|| span(position)),
    }
}

fn trace_report(vm: &Vm, index: &Index, loops: &mut Loops<'_>, trace: &Trace) -> report::Trace {
    let here = |uop: &TraceUop| place(vm, index, uop.code, uop.origin);
    let origin = match trace.parent {
        Some((parent, exit)) => Origin::Side { parent, exit },
        None => Origin::Root,
    };
    let kept = trace
        .uops
        .iter()
        .enumerate()
        .filter(|(_, uop)| uop.uop.is_guard())
        .map(|(at, uop)| report::Guard {
            uop: uop.uop.name().to_owned(),
            index: at as u32,
            place: here(uop),
            assumption: uop.uop.assumption().into(),
            reason: why_kept(trace, uop, ends_loop(loops, uop)),
            exit: trace.exit_of(uop).map(|_| uop.exit),
            exits: trace.exit_of(uop).map_or(0, |exit| exit.count),
        })
        .collect();
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
            let loop_end = ends_loop(loops, uop);
            report::Exit {
                id: id as u32,
                uop: uop.uop.name().to_owned(),
                place: here(uop),
                count: exit.count,
                assumption: uop.uop.assumption().into(),
                reason: why_left(uop.uop, exit, loop_end),
                witness: exit.witness.text.clone(),
                loop_end,
                side_trace: exit.side_trace,
            }
        })
        .collect();
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
        kept,
        eliminated: eliminated.collect(),
        exits,
        machine_code: match &trace.machine_code {
            Ok(code) => MachineCode::Bytes(code.size() as u64),
            Err(why) => MachineCode::None(why.to_string()),
        },
        entered: *trace.entered,
        iterations: *trace.entered + *trace.jumps,
        invalidated: trace.invalidated,
        at_rest: trace.at_rest,
    }
}

/// Whether leaving here is how a loop ends: its iterator is exhausted, or a branch leads out of the loop that it is in.
fn ends_loop(loops: &mut Loops<'_>, uop: &TraceUop) -> bool {
    match uop.uop.assumption() {
        Some(Assumption::Item) => true,
        Some(Assumption::Branch) => loops.is_left(uop.code, uop.origin + uop.extended, uop.target),
        _ => false,
    }
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
fn why_kept(trace: &Trace, uop: &TraceUop, ends_loop: bool) -> String {
    if ends_loop {
        return Assumption::Item.why_kept().to_owned();
    }
    let subject = trace.exit_of(uop).and_then(|exit| exit.subject.as_ref());
    let of = subject.map_or_else(String::new, |subject| format!(" of '{subject}'"));
    uop.uop
        .assumption()
        .map_or_else(String::new, |what| what.why_kept().replace("{of}", &of))
}

/// Why an exit was taken.
fn why_left(uop: Uop, exit: &Exit, ends_loop: bool) -> String {
    if ends_loop {
        return Assumption::Item.why_left().to_owned();
    }
    match (uop.assumption(), uop.narrows_to()) {
        _ if exit.witness.beyond => {
            "the int has more than 48 bits, which traces leave to the interpreter".to_owned()
        }
        (Some(Assumption::Type), Some(kind)) => format!("the value is not {}", kind.noun()),
        (Some(assumption), _) => assumption.why_left().to_owned(),
        (None, _) => String::new(),
    }
}
