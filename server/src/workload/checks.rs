//! Projects in, workloads out.

use std::path::Path;

use insight::Kind;

use super::config::{Shown, shown};
use super::{Document, Found, Origin, find};
use crate::worker::Program;

/// What is run for a file of a project.
fn check(files: &[(&str, &str)], of: &str, expected: &str) {
    check_chosen(files, of, None, expected);
}

fn check_chosen(files: &[(&str, &str)], of: &str, chosen: Option<&[String]>, expected: &str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let project = directory.path().canonicalize().expect("there");
    for (name, text) in files {
        let path = project.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let path = project.join(of);
    let found = find(Document {
        path: &path,
        text: &std::fs::read_to_string(&path).expect("one of them"),
        project: Some(&project),
        chosen,
    });
    let folder = format!("{}/", project.display());
    assert_eq!(described(&found, &project).replace(&folder, ""), expected);
}

fn described(found: &Found, project: &Path) -> String {
    let workload = match found {
        Found::Run(workload) => workload,
        Found::Skip => return "skip".into(),
        Found::Nothing => return "nothing".into(),
        Found::Unreadable(why) => return format!("unreadable: {why}"),
    };
    let mut words = match &workload.program {
        Program::Text { path, .. } | Program::File(path) => path.display().to_string(),
        Program::Module(name) => format!("-m {name}"),
        Program::Command(_) => "-c".into(),
    };
    for argument in &workload.arguments {
        words.push_str(&format!(" {argument}"));
    }
    let origin = match &workload.origin {
        Origin::Configured(file) => {
            format!(
                "configured in {}",
                file.strip_prefix(project).expect("within").display()
            )
        }
        Origin::Tests(files) => format!("{} tests", files.len()),
        other => format!("{other:?}").to_lowercase(),
    };
    let then = workload
        .then
        .as_ref()
        .map_or(String::new(), |then| format!(" then {then:?}"));
    format!("{words}{then} ({origin})")
}

const DEFINES: (&str, &str) = ("work.py", "def f(x):\n    return x\n");

#[test]
fn a_file_that_acts_runs_itself() {
    check(&[("a.py", "print(1)")], "a.py", "a.py (itself)");
    check(
        &[("a.py", "if __name__ == '__main__': f()")],
        "a.py",
        "a.py (itself)",
    );
}

#[test]
fn comments_say_what_to_run_or_that_nothing_is() {
    let text = "def f(): pass\n# tierlens: run f()\n# tierlens: run f(1)\nprint()";
    check(
        &[("a.py", text)],
        "a.py",
        r#"a.py then "f()\nf(1)" (comments)"#,
    );
    check(&[("a.py", "print(1)  # tierlens: skip")], "a.py", "skip");
}

#[test]
fn the_project_says_what_to_run() {
    let project = "[tool.tierlens]\nworkload = ['-m', 'bench', '--fast']\n\
                   [tool.tierlens.workloads]\n'src/*.py' = ['bench.py']\n";
    let files = [("pyproject.toml", project), DEFINES, ("src/a.py", "x = 1")];
    check(
        &files,
        "work.py",
        "-m bench --fast (configured in pyproject.toml)",
    );
    check(
        &files,
        "src/a.py",
        "bench.py (configured in pyproject.toml)",
    );
    let chosen = ["x.py".to_owned()];
    check_chosen(&files, "work.py", Some(&chosen), "x.py (chosen)");
    let wrong = |text| [("pyproject.toml", text), DEFINES];
    check(
        &wrong("[tool.tierlens]\nworkload = 'x.py'"),
        "work.py",
        r#"unreadable: pyproject.toml: [tool.tierlens] workload is no list of words, like ["-m", "pytest", "tests/perf"]"#,
    );
    check(
        &wrong("[tool.tierlens]\nworkload = ['-x']"),
        "work.py",
        "unreadable: pyproject.toml: workload: unknown option -x; see --help",
    );
    check(&wrong("[tool.other]\nx = 1"), "work.py", "nothing");
}

#[test]
fn the_project_says_what_is_told() {
    let check = |text: &str, expected: Result<Shown, &str>| {
        let directory = tempfile::tempdir().expect("a temporary directory");
        std::fs::write(directory.path().join("pyproject.toml"), text).expect("a file");
        let folder = format!("{}/", directory.path().display());
        let found = shown(directory.path()).map_err(|why| why.replace(&folder, ""));
        assert_eq!(found, expected.map_err(str::to_owned), "{text}");
    };
    let kinds = Some([Kind::Deopt, Kind::HotExit].into_iter().collect());
    let (floor, own) = (Some(0.05), "[tool.tierlens]\n");
    check("", Ok(Shown::default()));
    check(
        &format!("{own}floor = 0.05\nkinds = ['deopt', 'hot-exit']"),
        Ok(Shown { floor, kinds }),
    );
    let number = "pyproject.toml: [tool.tierlens] floor is no number from 0 to 1";
    check(&format!("{own}floor = 5"), Err(number));
    let name = r#"pyproject.toml: [tool.tierlens] kinds: there is no "deopts""#;
    check(&format!("{own}kinds = ['deopts']"), Err(name));
    let list = r#"pyproject.toml: [tool.tierlens] kinds is no list of kinds, like ["failed-specialization", "deopt"]"#;
    check(&format!("{own}kinds = 'deopt'"), Err(list));
}

#[test]
fn tests_that_import_a_file_run_it() {
    let near = (
        "tests/test_work.py",
        "from work import f\ndef test_f(): assert f(1)",
    );
    let far = ("a/b/other_test.py", "import work\n");
    let not = ("tests/test_else.py", "# work\nimport worker");
    let installed = ("env/lib/test_work.py", "import work");
    let environment = ("env/pyvenv.cfg", "");
    let files = [DEFINES, near, far, not, installed, environment];
    check(
        &files,
        "work.py",
        "-c a/b/other_test.py tests/test_work.py (2 tests)",
    );
    check(&files, near.0, "-c tests/test_work.py (1 tests)");
    check(&[DEFINES, not], "work.py", "nothing");
}

#[test]
fn examples_are_run_where_there_is_nothing_else() {
    let examples = ("a.py", "def f():\n    '''\n    >>> f()\n    '''\n");
    check(&[examples], "a.py", "-c a.py (examples)");
}
