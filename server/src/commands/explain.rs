//! `tierlens explain`: documents an instruction, a micro-op or a finding.

use super::{USAGE, complain};

pub fn explain(name: &str) -> i32 {
    match runtime::explain(name).or_else(|| insight::explain(name)) {
        Some(text) => {
            println!("{}", text.trim_end());
            0
        }
        None => {
            complain(format_args!(
                "nothing is called {name}; findings are {}",
                insight::names().join(", ")
            ));
            USAGE
        }
    }
}
