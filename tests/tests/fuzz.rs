//! A fixed share of what the fuzzer makes: the tiers agree, whatever the thresholds, and under stress.

use tests::fuzz::{Options, fuzz};

/// A debug build takes its time.
const PROGRAMS: u64 = if cfg!(debug_assertions) { 64 } else { 640 };

#[test]
fn the_tiers_agree() {
    let options = Options {
        programs: PROGRAMS,
        seed: 1,
        python: None,
        jobs: std::thread::available_parallelism().map_or(1, usize::from),
        differences: 3,
    };
    let summary = fuzz(&options, |difference| eprint!("{difference}")).expect("programs run");
    assert!(
        summary.differences.is_empty(),
        "{} programs differ",
        summary.differences.len()
    );
    assert!(
        summary.limited < PROGRAMS / 10,
        "{} programs ran into a limit",
        summary.limited
    );
}
