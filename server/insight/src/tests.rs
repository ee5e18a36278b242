//! Reports in, findings out.

use expect_test::{Expect, expect};
use runtime::report::{Ending, Report};

use super::*;
use crate::measured::Runtime;

/// The findings that a report gives for a file, a line each.
fn check(report: &Report, file: &str, expected: Expect) {
    let lines: Vec<String> = findings(report, file).iter().map(line).collect();
    expected.assert_eq(&lines.join("\n"));
}

fn line(finding: &Finding) -> String {
    let Finding {
        span,
        severity,
        code,
        hint,
        message,
        reason,
        advice,
        ..
    } = finding;
    assert!(hint.chars().count() <= HINT_WIDTH, "{hint}");
    let mut line = format!(
        "{}:{}-{}:{} {} {severity:?} in {code} [{hint}]\n    {message}\n    {reason}",
        span.line,
        span.column,
        span.end_line,
        span.end_column,
        finding.kind.name()
    );
    for more in [advice].into_iter().filter(|advice| !advice.is_empty()) {
        line.push_str(&format!("\n    advice: {more}"));
    }
    for related in &finding.related {
        line.push_str(&format!(
            "\n    {}:{} {}",
            related.span.line, related.span.column, related.message
        ));
    }
    line
}

fn fixture() -> Report {
    serde_json::from_str(include_str!("tests/report.json")).expect("the fixture is a report")
}

#[test]
fn a_report_gives_its_findings() {
    check(
        &fixture(),
        "point.py",
        expect![[r#"
            2:11-2:16 deopt Information in 1 [↩ 53 deopts]
                BINARY_OP_ADD_INT fell back 53 times of 2000
                it was BINARY_OP_ADD_INT, then BINARY_OP_ADD_FLOAT; it also met float + float
                10:4 float: this constant, passed at line 10
            2:11-2:16 hot-exit Hint in 1 [⇥ 53× b is a float]
                the loop's trace is left here 53 times: b is a float
                _GUARD_TOS_INT fails: the value is not an int; side trace 1 goes on from there
                9:9 trace 0 starts here
            2:11-2:16 trace-compiled Good in 1 []
                a side trace of 0 micro-ops starts here, at exit 0 of trace 0: interpreted micro-ops: no stencil for _BINARY_OP_ADD_FLOAT
                trace 1, entered 37 times, ran 37 times
            2:11-2:16 guards-eliminated Good in 1 []
                _GUARD_NOS_INT was removed from trace 0
                'a' is the int that FOR_ITER_RANGE made
                9:9 the fact that proves it
            2:11-2:16 specialized Good in 1 [⚡ADD_FLOAT]
                BINARY_OP became BINARY_OP_ADD_FLOAT
                it ran 2000 times, with the types this form is for
            2:20-2:25 deopt Information in 1 [↩ 2703 deopts]
                BINARY_OP_MULTIPLY_FLOAT fell back 2703 times of 3000
                BINARY_OP_MULTIPLY_FLOAT and BINARY_OP_MULTIPLY_INT alternate, 51 changes
            2:20-2:25 specialized Good in 1 [⚡MULTIPLY_FLOAT]
                BINARY_OP became BINARY_OP_MULTIPLY_FLOAT
                it ran 3000 times, with the types this form is for
            5:8-5:13 failed-specialization Hint in 2 [⚠ int * float]
                int * float: no specialized form for these types
                BINARY_OP stayed generic: no specialized form for these types; also str * int; it ran 500 times
            6:11-6:16 run-outcome Information in 2 []
                ZeroDivisionError: division by zero
                the exception was not caught
            6:11-6:16 failed-specialization Hint in 2 [⚠ no specialized form of /]
                no specialized form of /: no specialized form of /
                BINARY_OP stayed generic: no specialized form of /; it ran 2000 times
            9:9-9:20 trace-compiled Good in 0 [▶ machine code]
                this loop became a trace of 3 micro-ops: 312 bytes of machine code
                trace 0, entered 2 times, ran 1900 times
            9:9-9:20 guards-eliminated Good in 0 [0 of 1 guard removed]
                trace 0 keeps 1 guard and lost 0
                _GUARD_TOS_INT stays: nothing earlier proves the type of 'b'
            9:9-9:20 specialized Good in 0 [⚡RANGE]
                FOR_ITER became FOR_ITER_RANGE
                it ran 2001 times, with the types this form is for
            10:4-10:9 deopt Information in 0 [↩ 900 deopts]
                BINARY_OP_ADD_INT fell back 900 times of 2000
                it was BINARY_OP_ADD_INT, then BINARY_OP_ADD_FLOAT, then BINARY_OP_ADD_INT, and so on, 40 changes
            10:4-10:9 specialized Good in 0 [⚡ADD_UNICODE]
                BINARY_OP became BINARY_OP_ADD_UNICODE
                it ran 2000 times, with the types this form is for
            10:12-10:15 specialized Good in 0 []
                LOAD_GLOBAL became LOAD_GLOBAL_MODULE
                it ran 2000 times, with the types this form is for
            10:12-10:25 specialized Good in 0 [⚡PY_EXACT_ARGS]
                CALL became CALL_PY_EXACT_ARGS
                it ran 2000 times, with the types this form is for
            11:4-11:9 invalidation Information in 0 [✗ drops 3 traces]
                modifying global 'scale' here threw away 3 traces, by 2 modifications
                they took global 'scale' for a constant
                9:9 a trace that relied on it started here
                2:11 a trace that relied on it started here"#]],
    );
}

#[test]
fn what_became_of_a_place_is_told_in_order() {
    let report = fixture();
    let all = report.code.iter().flat_map(|code| &code.instructions);
    let told: Vec<String> = all
        .filter_map(|one| Some(format!("{}: {}", one.offset, timeline(&report, one, 8)?)))
        .collect();
    expect![[r#"
        50: execution 2: ADD_INT; 11: falls back; 63: ADD_FLOAT; 90: generic again; …, 40 changes
        8: execution 2: ADD_INT; 61: falls back; 113: ADD_FLOAT; 1016: trace 0; 1020: exit of trace 0; 1600: trace 1 goes on from there; 1900: trace 0 is thrown away"#]].assert_eq(&told.join("\n"));
}

/// The kinds and lines of the findings of the fixture that are wanted.
fn check_wanted(wanted: Wanted, expected: &[(Kind, u32)]) {
    let overview = Overview::of(&fixture(), &Default::default(), Runtime::Traced, wanted);
    let told = overview.findings.iter();
    let told: Vec<(Kind, u32)> = told
        .map(|place| (place.finding.kind, place.finding.span.line))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn findings_are_told_where_they_are_wanted() {
    let kinds = [Kind::Deopt].into_iter().collect();
    let outcome = (Kind::Outcome, 6);
    let deopts = [
        outcome,
        (Kind::Deopt, 2),
        (Kind::Deopt, 10),
        (Kind::Deopt, 2),
    ];
    check_wanted(Wanted { kinds, floor: 0.0 }, &deopts);
    check_wanted(
        Wanted {
            floor: 0.1,
            ..Wanted::ALL
        },
        &deopts[..2],
    );
    let kinds = Kinds::ALL.without(Kinds::ALL);
    check_wanted(Wanted { kinds, floor: 0.0 }, &[outcome]);
}

#[test]
fn the_costliest_findings_of_a_file_are_told() {
    let mut report = fixture();
    let code = report.code.clone();
    for copy in 1..=MOST_FINDINGS as u32 {
        for code in &code {
            let mut code = code.clone();
            for span in code
                .instructions
                .iter_mut()
                .filter_map(|instruction| instruction.span.as_mut())
            {
                span.line += 100 * copy;
                span.end_line += 100 * copy;
            }
            report.code.push(code);
        }
    }
    let all = findings(&report, "point.py").len();
    let overview = Overview::new(&report, &Default::default(), Runtime::Cpython);
    let places: Vec<&Place> = overview
        .findings
        .iter()
        .filter(|place| place.file == "point.py")
        .collect();
    assert!(all > 2 * MOST_FINDINGS, "{all}");
    assert!(
        places[0].finding.kind == Kind::Outcome && places.len() == MOST_FINDINGS,
        "{}",
        places.len()
    );
    assert!(places[1..].is_sorted_by(|one, other| one.share >= other.share));
}

#[test]
fn other_files_have_their_own() {
    check(
        &fixture(),
        "unheard_of.py",
        expect![[r#"
        1:0-1:0 run-outcome Information in 0 []
            ZeroDivisionError: division by zero
            the exception was not caught"#]],
    );
}

#[test]
fn every_way_to_end_badly_is_told() {
    let endings = [
        Ending::TimeOut { seconds: 2.5 },
        Ending::MemoryLimit { bytes: 64 << 20 },
        Ending::DiskLimit { bytes: 1 << 30 },
        Ending::Killed { signal: 9 },
        Ending::Crashed {
            reason: "index out of bounds".into(),
        },
        Ending::Refused {
            reason: "Landlock is missing".into(),
        },
    ];
    let mut report = fixture();
    report.code.truncate(1);
    report.code[0].instructions.clear();
    report.traces.clear();
    report.invalidations.clear();
    let mut lines = Vec::new();
    for ending in endings {
        report.ending = ending;
        lines.extend(findings(&report, "point.py").iter().map(line));
    }
    expect![[r#"
        1:0-1:0 run-outcome Information in 0 []
            the program was ended after 2.5 s
            it ran longer than insight lets it
            advice: give it less to do, or raise the time limit in the editor's settings
        1:0-1:0 run-outcome Information in 0 []
            the program was ended at 64 MiB of memory
            it reached the heap's limit
            advice: give it less to do
        1:0-1:0 run-outcome Information in 0 []
            the program was ended at 1024 MiB of temporary files
            it reached the limit of its temporary folder
            advice: remove files that are no longer needed, or write less
        1:0-1:0 run-outcome Information in 0 []
            the program's process was killed by signal 9
            something outside ended it, most likely the system when memory ran out
        1:0-1:0 run-outcome Information in 0 []
            the runtime failed: please report it
            index out of bounds
        1:0-1:0 run-outcome Information in 0 []
            the program was not run
            this system cannot confine it: Landlock is missing
            advice: start the server with --unsandboxed to run it all the same, with all your rights"#]].assert_eq(&lines.join("\n"));
    report.ending = Ending::Cancelled;
    check(&report, "point.py", expect![[""]]);
}

#[test]
fn indices_out_of_range_do_no_harm() {
    let mut report = fixture();
    for trace in &mut report.traces {
        trace.start.code = Some(900);
        trace
            .exits
            .iter_mut()
            .for_each(|exit| exit.place.code = Some(u32::MAX));
        trace.invalidated = Some(900);
    }
    report.invalidations[0].place.code = None;
    report.code.clear();
    assert_eq!(findings(&report, "point.py").len(), 1, "the run's outcome");
}

#[test]
fn every_kind_is_documented() {
    for (kind, doc, _) in KINDS {
        assert_eq!(kind.doc().name, doc.name);
        assert!(explain(doc.name).is_some_and(|text| text.len() > 100));
    }
    assert_eq!(explain("no such thing"), None);
}
