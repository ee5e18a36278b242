//! What became of an instruction, in order, with the execution at which it happened.

use runtime::report::{Event, Exit, Instruction, Report, What};

use crate::finding::counted;

/// `execution 2: ADD_FLOAT; 101: ADD_INT; 4096: trace 0; 9000: exit of trace 0`. The first `most` events; none where it took one
/// form and no more came.
pub fn timeline(report: &Report, instruction: &Instruction, most: usize) -> Option<String> {
    let events = instruction.timeline.iter();
    let mut told: Vec<String> = events
        .filter_map(|event| {
            Some(format!(
                "{}: {}",
                event.at,
                told(report, instruction, event)?
            ))
        })
        .collect();
    let took_one_form = |event: &Event| matches!(&event.what, What::Became { opname } if *opname == instruction.opname);
    if told.is_empty() || told.len() == 1 && took_one_form(&instruction.timeline[0]) {
        return None;
    }
    let forms = |event: &&Event| matches!(event.what, What::Became { .. });
    let shown = instruction.timeline.iter().filter(forms).count() as u64;
    let more = instruction.changes >= shown;
    if more || told.len() > most {
        told.truncate(most);
        told.push(match more {
            true => format!("…, {}", counted(instruction.changes, "change")),
            false => "…".into(),
        });
    }
    Some(format!("execution {}", told.join("; ")))
}

/// Whether more became of it than a form and a trace.
pub fn is_eventful(report: &Report, instruction: &Instruction) -> bool {
    let quiet = |event: &Event| matches!(event.what, What::Traced { .. });
    let events = instruction.timeline.iter();
    let told = events.filter(|event| !quiet(event) && told(report, instruction, event).is_some());
    told.count() > 1
}

/// None for what is no event to the user: that a loop or a trace ends.
fn told(report: &Report, instruction: &Instruction, event: &Event) -> Option<String> {
    Some(match &event.what {
        What::Became { opname } if *opname == instruction.base_opname => "generic again".into(),
        What::Became { opname } => opname
            .strip_prefix(&instruction.base_opname)
            .and_then(|form| form.strip_prefix('_'))
            .unwrap_or(opname)
            .into(),
        What::FellBack => "falls back".into(),
        What::Traced { trace } => format!("trace {trace}"),
        What::Left { trace, exit } => {
            way_out(report, *trace, *exit)?;
            format!("exit of trace {trace}")
        }
        What::Continued { trace, exit, by } => {
            way_out(report, *trace, *exit)?;
            format!("trace {by} goes on from there")
        }
        What::Invalidated { trace } => format!("trace {trace} is thrown away"),
    })
}

/// An exit by which a trace is left before its end.
fn way_out(report: &Report, trace: u32, exit: u32) -> Option<&Exit> {
    let exits = &report.traces.get(usize::try_from(trace).ok()?)?.exits;
    let mut ways = exits
        .iter()
        .filter(|exit| !exit.loop_end && !exit.assumption.is_end());
    ways.find(|way| way.id == exit)
}
