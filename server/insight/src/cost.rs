//! What the instructions of a run cost, estimated: how often each ran, times what its form was measured to take.
//!
//! An estimate and no clock: the same program always gives the same figures, and they are those of the runtime that the user
//! deploys, whichever tier the program ran on here.

use runtime::report::{Code, Exit, Form as Counted, Instruction, Report, Trace};

use crate::measured::{Form, Runtime, cost_of_deopt, cost_of_exit};

/// Nanoseconds of an instruction that has no row in the table: what moves values and jumps.
const PLAIN: f64 = 1.0;

/// What making a trace takes, in nanoseconds for each of its micro-ops (3,900 to 9,400 on four programs of 15 to 69 traces).
const MADE: f64 = 4_000.0;

/// What making traces costs, and so what throwing them away does.
pub(crate) fn of_traces<'a>(traces: impl Iterator<Item = &'a Trace>) -> f64 {
    traces.map(|trace| trace.uops.len() as f64 * MADE).sum()
}

/// Nanoseconds that all executions of an instruction take on a runtime.
pub(crate) fn of(instruction: &Instruction, runtime: Runtime) -> f64 {
    let form = Form::of(instruction);
    let (here, there) = split(instruction, runtime);
    each(&form, here.0) * here.1 + each(&form, there.0) * there.1 + fallbacks(instruction, runtime)
}

/// Nanoseconds that they take more than if the same work ran in the best form that there is for it.
pub(crate) fn excess(instruction: &Instruction, runtime: Runtime) -> f64 {
    let form = Form::of(instruction);
    let (here, there) = split(instruction, runtime);
    form.excess(here.0) * here.1 + form.excess(there.0) * there.1
}

/// Nanoseconds that following advice saves, which makes small loops so many times as fast: there is no better form to compare with
/// where it does without the instruction.
pub(crate) fn saved(instruction: &Instruction, runtime: Runtime, gain: Option<f64>) -> f64 {
    gain.map_or(0.0, |gain| of(instruction, runtime) * (1.0 - 1.0 / gain))
}

/// Nanoseconds that falling back takes, beyond what a fitting form would have taken.
pub(crate) fn fallbacks(instruction: &Instruction, runtime: Runtime) -> f64 {
    if instruction.deopts == 0 {
        return 0.0;
    }
    let interpreted = instruction.count - instruction.traced.min(instruction.count);
    // Without traces those executions would have fallen back as often as the others.
    let times = match runtime {
        Runtime::Cpython | Runtime::Interpreter if interpreted > 0 => {
            instruction.deopts as f64 * instruction.count as f64 / interpreted as f64
        }
        _ => instruction.deopts as f64,
    };
    let interpreter = match runtime {
        Runtime::Traced => Runtime::Interpreter,
        Runtime::CpythonJit => Runtime::Cpython,
        other => other,
    };
    times * cost_of_deopt(&instruction.base_opname, interpreter).unwrap_or(0.0)
}

/// Which executions ran where: a runtime with traces has run some of them in its interpreter.
fn split(instruction: &Instruction, runtime: Runtime) -> ((Runtime, f64), (Runtime, f64)) {
    let traced = instruction.traced.min(instruction.count);
    let interpreted = instruction.count - traced;
    let interpreter = match runtime {
        Runtime::Traced => Runtime::Interpreter,
        Runtime::CpythonJit => Runtime::Cpython,
        other => return ((other, instruction.count as f64), (other, 0.0)),
    };
    ((interpreter, interpreted as f64), (runtime, traced as f64))
}

fn each(form: &Form<'_>, runtime: Runtime) -> f64 {
    // What CPython's own JIT saves on one instruction was not measured: what is not known is as without it.
    let measured = form.cost(runtime).or_else(|| match runtime {
        Runtime::CpythonJit => form.cost(Runtime::Cpython),
        _ => None,
    });
    measured.unwrap_or(PLAIN)
}

/// Nanoseconds of all instructions of a code object.
pub(crate) fn of_code(code: &Code, runtime: Runtime) -> f64 {
    code.instructions
        .iter()
        .map(|instruction| of(instruction, runtime))
        .sum()
}

/// Nanoseconds that leaving a trace takes: nothing where it goes on in machine code.
pub(crate) fn of_exit(exit: &Exit) -> f64 {
    match exit.side_trace {
        Some(_) => 0.0,
        None => exit.count as f64 * cost_of_exit().unwrap_or(0.0),
    }
}

/// Nanoseconds of a whole run: what its instructions take, and where there are traces, making and leaving them.
pub(crate) fn of_run(report: &Report, runtime: Runtime) -> f64 {
    let own = report.code.iter().map(|code| of_code(code, runtime));
    let libraries = report.library_code.iter();
    let libraries = libraries.map(|library| of_library(&library.forms, runtime));
    let mut total: f64 = own.chain(libraries).sum();
    if runtime.has_traces() {
        let exits = report.traces.iter().flat_map(|trace| &trace.exits);
        total += of_traces(report.traces.iter()) + exits.map(of_exit).sum::<f64>();
    }
    total.max(1.0)
}

/// Nanoseconds of what a library ran.
pub(crate) fn of_library(forms: &[Counted], runtime: Runtime) -> f64 {
    let one = |counted: &Counted| {
        let form = Form {
            opname: &counted.opname,
            argrepr: &counted.argrepr,
            met: "",
        };
        each(&form, runtime) * counted.count as f64
    };
    forms.iter().map(one).sum()
}
