//! The end of a worker whose runtime panics: with an explanation.
//!
//! A hook tells it where it happens and ends the process there, because it may be below machine code, which nothing unwinds
//! through.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::process::exit;
use std::sync::Arc;

use runtime::OutOfMemory;
use runtime::report::{Ending, Report};

use super::{Answers, Message, Request};

/// From now on a panic is reported to the parent.
pub fn report(request: &Request, answers: Arc<Answers>) {
    let (name, tier) = (request.name(), request.tier);
    let limit = request.heap_limit.unwrap_or_default();
    set_hook(Box::new(move |panic| {
        let ending = if is_out_of_memory(panic) {
            Ending::MemoryLimit {
                bytes: limit as u64,
            }
        } else {
            Ending::Crashed {
                reason: panic.to_string(),
            }
        };
        let report = Report {
            exit_code: 1,
            ending,
            ..Report::new(name.clone(), tier)
        };
        answers.send(&Message::Report(Box::new(report)));
        exit(1)
    }));
}

/// From now on a program that has used up its memory ends as one that raises `MemoryError`.
pub fn print() {
    let otherwise = take_hook();
    set_hook(Box::new(move |panic| {
        if is_out_of_memory(panic) {
            eprintln!("MemoryError");
            exit(1)
        }
        otherwise(panic);
    }));
}

fn is_out_of_memory(panic: &PanicHookInfo<'_>) -> bool {
    panic.payload().is::<OutOfMemory>()
}
