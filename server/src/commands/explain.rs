//! `tierlens explain`: documents an instruction, a micro-op or a finding.

use std::io::Write;

use super::{USAGE, complain, printed};

pub fn explain(name: &str) -> i32 {
    match runtime::explain(name).or_else(|| insight::explain(name)) {
        Some(text) => printed(writeln!(std::io::stdout(), "{}", text.trim_end()).map(|()| 0)),
        None => {
            complain(format_args!(
                "nothing is called {name}; findings are {}",
                insight::names().join(", ")
            ));
            USAGE
        }
    }
}
