//! The language on each tier: `tests/language` prints what CPython prints (`tests/expected/language.json`).

use std::path::Path;
use std::process::Command;

use tests::binary::tierlens;

fn check(program: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded = std::fs::read_to_string(folder.join("expected/language.json"))
        .expect("recorded by tests/record.py");
    let expected: serde_json::Value = serde_json::from_str(&recorded).expect("JSON");
    let file = folder.join("language").join(format!("{program}.py"));
    for tier in ["interp", "trace", "jit", "jit --trace-after=2"] {
        let mut command = Command::new(tierlens());
        command.args(["run", "--unsandboxed", "--tier"]);
        command.args(tier.split(' '));
        let output = command.arg(&file).output().expect("the binary starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} on {tier}: {stderr}");
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert_eq!(expected[program], *stdout, "{program} on {tier}");
    }
}

macro_rules! programs {
    ($($name:ident)+) => { $(#[test] fn $name() { check(stringify!($name)); })+ };
}
programs! {
    attribute_forms
    attribute_order
    changes_under_way
    class_assignment
    code_objects
    compiling
    complex_edges
    deep_calls
    dict_tables
    exception_classes
    facts
    float_text
    format_forms
    frame_locals
    hashes
    identities
    items_not_set
    layouts
    loops
    machine_ints
    making
    jumps_behind_caches
    memory
    merge_raises
    messages
    mixed_keys
    namespaces
    nan
    number_methods
    number_texts
    pairs_of_instructions
    odd_names
    protocols
    ranges
    reduced
    set_operations
    set_order
    several_classes
    shadowed_methods
    short_texts
    slot_wrappers
    special_methods_none
    specialized_forms
    unused_results
    wide_ints
}
