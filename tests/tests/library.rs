//! The library on native modules: programs print what CPython prints (recorded by `tests/record.py`).

use std::path::Path;
use std::process::Command;

use tests::binary::tierlens;

/// Runs a program plainly and with collections at every turn, which become half as frequent after so many.
fn check(program: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded = std::fs::read_to_string(folder.join("expected/library.json"));
    let recorded: serde_json::Value =
        serde_json::from_str(&recorded.expect("recorded by tests/record.py")).expect("JSON");
    let file = folder.join(format!("library/{program}.py"));
    for stress in [None, Some("--gc-stress=40")] {
        let mut command = Command::new(tierlens());
        command.args(["run", "--unsandboxed", "--tier", "interp"]);
        let output = command.args(stress).arg(&file).output();
        let output = output.expect("the binary starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{program} {stress:?}: {errors}"
        );
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(*printed, recorded[program], "{program} {stress:?}");
    }
}

macro_rules! programs {
    ($($program:ident)+) => {
        $(#[test] fn $program() { check(stringify!($program)); })+

        #[test]
        fn every_program_is_tested() {
            let known = [$(stringify!($program)),+];
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("library");
            for entry in std::fs::read_dir(folder).expect("is there") {
                let path = entry.expect("can be read").path();
                let program = path.file_stem().expect("a name").to_string_lossy();
                assert!(known.contains(&&*program), "{program}");
            }
        }
    };
}
programs! { bisect_module characters child_processes complex_functions counting csv_files descriptors executing event_loop expression_trees packing hashes heapq_module opcodes monitoring_tools regular_expressions standard_library system_facts temporary_files text_above_objects thread_hook tokens typing_parameters unicode_database zlib_module }
