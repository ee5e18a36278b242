//! What the JIT makes of the traces of programs, against `tests/expected/registers`: what is folded, proved, hoisted out of
//! loops, kept in registers, written back; how many stencils that takes, and which exits lead on by a bridge.
//!
//! `UPDATE_EXPECT=1 cargo test -p tierlens-runtime` writes those files anew; what then changed is to be read.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use expect_test::expect_file;

use crate::dump::run_quietly_with;
use crate::{RunOptions, Tier};

/// From here on a number is an address, or a version that another class would change.
const LARGE: u64 = 1 << 12;

/// Numbers that are not the program's are left out.
fn without_addresses(listing: &str) -> String {
    let mut text = String::new();
    for word in listing.split_inclusive([' ', ',', '\n', ')']) {
        let digits = word.trim_start_matches(['#', '-', '(']);
        let hexadecimal = digits.strip_prefix("0x");
        let number: String = hexadecimal
            .unwrap_or(digits)
            .chars()
            .take_while(char::is_ascii_hexdigit)
            .collect();
        let radix = if hexadecimal.is_some() { 16 } else { 10 };
        match u64::from_str_radix(&number, radix) {
            Ok(value) if value >= LARGE => text += &word.replace(&number, "…"),
            _ => text += word,
        }
    }
    text
}

fn check(program: &str, trace_after: Option<u16>) {
    if !jit::available() {
        return;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let listing = Rc::new(RefCell::default());
    let options = RunOptions {
        tier: Tier::Jit,
        trace_after,
        ..RunOptions::default()
    };
    let path = tests.join("programs").join(format!("{program}.py"));
    run_quietly_with(&path, &options, |process| {
        process.vm.hooks.backend = Some(Box::new(jit::Jit {
            listing: Some(Rc::clone(&listing)),
            ..jit::Jit::default()
        }));
    })
    .expect("it runs");
    let expected = tests
        .join("expected/registers")
        .join(format!("{program}.txt"));
    expect_file![expected].assert_eq(&without_addresses(&listing.borrow()));
}

macro_rules! programs {
    ($module:ident($trace_after:expr): $($name:ident)+) => {
        mod $module { $(#[test] fn $name() { super::check(stringify!($name), $trace_after); })+ }
    };
}
programs! { when_cpython_does(None): fannkuch nbody spectral_norm }
programs! {
    early(Some(30)):
    attributes changed_minds delegation encode_decode fibonacci inlined_call invalidation loop_exits machine_work nqueens point proved_guards
    side_exit temperature
}
