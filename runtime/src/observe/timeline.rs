//! What became of an instruction, in order.

use vm::specialize::timeline::{Timeline, What};

use crate::report::{self, Event};

/// The events of an instruction.
pub(super) fn events(timeline: &Timeline) -> Vec<Event> {
    let event = |event: &vm::specialize::timeline::Event| Event {
        at: event.at,
        what: match event.what {
            What::Form(form) => report::What::Became {
                opname: form.name().to_owned(),
            },
            What::FellBack => report::What::FellBack,
            What::Trace(trace) => report::What::Traced { trace },
            What::Exit { trace, exit } => report::What::Left { trace, exit },
            What::Continued { trace, exit, by } => report::What::Continued { trace, exit, by },
            What::Invalidated(trace) => report::What::Invalidated { trace },
        },
    };
    timeline.events.iter().map(event).collect()
}

/// The forms that it has given up for others, as far as they were kept.
pub(super) fn given_up(timeline: &Timeline) -> Vec<String> {
    let forms = timeline.events.iter().filter_map(|event| match event.what {
        What::Form(form) => Some(form.name().to_owned()),
        _ => None,
    });
    let given_up = timeline.forms.saturating_sub(1);
    forms.take(given_up as usize).collect()
}
