//! Runs a case: how often each form runs in a body, and how long a body takes on each engine.

use std::path::Path;
use std::process::Command;

use runtime::report::Report;
use serde::de::DeserializeOwned;
use tests::binary::tierlens;
use tests::engines::{Engine, REFERENCE};

use crate::cases::{COPIES, Case};
use crate::rates::{self, Executed, Rate};

/// What was seen of a case.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What runs in a body.
    pub rates: Vec<Rate>,
    /// Seconds that a body takes more than what it is compared with, by engine.
    pub seconds: Vec<f64>,
}

/// How often the loop goes round when a report counts.
const COUNTED: u32 = 500;
/// The same where it must become traces first.
const COUNTED_IN_TRACES: u32 = 20_000;

/// What the harness prints: seconds of the body and of what it is compared with; and name, offset and form of instructions.
type Printed = ((f64, f64), Vec<(String, u32, String)>);

/// Runs a case on all engines in turn, each `rounds` times, and takes the shortest times.
pub fn run(case: &Case, engines: &[Engine], rounds: u32, folder: &Path) -> Result<Seen, String> {
    let program = case.program();
    let about_exits = case.is_about("exit");
    let (tier, times) = if about_exits {
        ("jit", COUNTED_IN_TRACES)
    } else {
        ("interp", COUNTED)
    };
    let counted = folder.join("counted.py");
    write(
        &counted,
        &format!("{program}\n\n_body({times})\n_without({times})\n"),
    )?;
    let mut command = Command::new(tierlens());
    command.args("report --unsandboxed --format json --tier".split(' '));
    let report: Report = json(command.arg(tier).arg(&counted))?;
    let bodies = f64::from(times) * COPIES as f64;
    let executed = rates::executed(&report, bodies);
    let rates = match about_exits {
        true => rates::of_exits(&report, bodies),
        false => rates::of_instructions(&executed, bodies),
    };
    let file = folder.join("case.py");
    write(
        &file,
        &format!("{program}\n\n{}", include_str!("harness.py")),
    )?;
    // Where forms change as it runs there is no last one to compare.
    let comparable = !about_exits && !case.is_about("deopt");
    let mut seconds = vec![f64::INFINITY; engines.len()];
    for round in 0..rounds {
        for (engine, best) in engines.iter().zip(&mut seconds) {
            let compares = comparable && round == 0 && engine.name == REFERENCE;
            let mut command = engine.file(&file);
            let (figures, forms): Printed = json(command.args(compares.then_some("forms")))?;
            if compares {
                compare(&executed, &forms)?;
            }
            *best = best.min((figures.0 - figures.1) / COPIES as f64);
        }
    }
    Ok(Seen { rates, seconds })
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

fn json<T: DeserializeOwned>(command: &mut Command) -> Result<T, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(errors.into());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{error}: {errors}"))
}

/// Whether the reference has the same forms.
fn compare(executed: &[Executed<'_>], forms: &[(String, u32, String)]) -> Result<(), String> {
    for Executed {
        qualname,
        instruction,
        ..
    } in executed
    {
        let there = forms
            .iter()
            .find(|(name, offset, _)| name == qualname && *offset == instruction.offset);
        let there = there.map_or("nothing", |(_, _, form)| form);
        let here = &instruction.opname;
        if there != here {
            return Err(format!(
                "{qualname}, offset {}: {here} is {there} in {REFERENCE}",
                instruction.offset
            ));
        }
    }
    Ok(())
}
