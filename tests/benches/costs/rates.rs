//! How often which form runs in a case's body, from a report of it.

use insight::measured::Form;
use runtime::report::{Instruction, Report};

/// How often a form runs in one body. A deopt and an exit count as forms of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// What the table may have it under, the most telling first.
    pub keys: Vec<(String, String)>,
    /// How often.
    pub times: f64,
}

/// What is less than this of all that runs counts as nothing: it belongs to what comes before the loop, or to the time when
/// forms were not yet found.
const NOTHING: f64 = 0.004;

/// An instruction that runs in the body or in what it calls; or, less often than never, in what the body is compared with.
pub struct Executed<'a> {
    pub qualname: &'a str,
    pub instruction: &'a Instruction,
    /// How often in one body.
    times: f64,
}

/// What ran, where the body did so `bodies` times.
pub fn executed(report: &Report, bodies: f64) -> Vec<Executed<'_>> {
    let functions = report
        .code
        .iter()
        .filter(|code| code.qualname != "<module>");
    let all = functions.flat_map(|code| {
        let without = code.qualname.starts_with("_without");
        let sign = if without { -1.0 } else { 1.0 };
        code.instructions.iter().map(move |instruction| Executed {
            qualname: &code.qualname,
            instruction,
            times: sign * instruction.count as f64 / bodies,
        })
    });
    all.filter(|executed| executed.times.abs() > NOTHING)
        .collect()
}

/// The instructions' forms, and how often they fell back.
pub fn of_instructions(executed: &[Executed<'_>], bodies: f64) -> Vec<Rate> {
    let mut rates = Vec::new();
    for Executed {
        instruction, times, ..
    } in executed
    {
        let form = Form::of(instruction);
        let keys = form.keys().into_iter();
        let keys = keys.map(|met| (form.opname.to_string(), met)).collect();
        add(&mut rates, keys, *times);
        if instruction.deopts > 0 {
            let families = [instruction.base_opname.clone(), String::new()];
            let keys = families.map(|family| ("deopt".to_string(), family));
            add(&mut rates, keys.into(), instruction.deopts as f64 / bodies);
        }
    }
    matters(rates)
}

/// The exits alone: in machine code, instructions have no price of their own. Those into side traces and those into the
/// interpreter come in one proportion, whatever the program: a chain of side traces has a length.
pub fn of_exits(report: &Report, bodies: f64) -> Vec<Rate> {
    let mut rates = Vec::new();
    for exit in report.traces.iter().flat_map(|trace| &trace.exits) {
        add(
            &mut rates,
            vec![("exit".into(), String::new())],
            exit.count as f64 / bodies,
        );
    }
    matters(rates)
}

fn matters(mut rates: Vec<Rate>) -> Vec<Rate> {
    let all: f64 = rates.iter().map(|rate| rate.times).sum();
    rates.retain(|rate| rate.times > all * NOTHING);
    rates
}

fn add(rates: &mut Vec<Rate>, keys: Vec<(String, String)>, times: f64) {
    match rates.iter_mut().find(|rate| rate.keys == keys) {
        Some(rate) => rate.times += times,
        None => rates.push(Rate { keys, times }),
    }
}
