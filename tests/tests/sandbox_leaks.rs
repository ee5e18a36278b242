//! Nothing of the user's leaks into a program: what it reads, its environment, its descriptors.

#![cfg(target_os = "linux")]

use std::os::unix::fs::symlink;
use std::path::Path;

use tests::confined::{Sandbox, output};

/// Runs the program `program` and expects which of `files` it can read. What lies around: a home with secrets and projects.
fn check(program: &str, readable: &[&str], denied: &[&str]) {
    let sandbox = Sandbox::new();
    for file in [
        "secret",
        "home/secret",
        "home/.ssh/id",
        "home/plain/data",
        "home/plain/sub/data",
        "home/project/.git/config",
        "home/project/data",
        "home/project/sub/data",
        "home/project/inner/pyproject.toml",
        "home/project/inner/data",
        "home/project/inner/sub/data",
        "outside/data",
        "venv/pyvenv.cfg",
        "venv/lib/data",
        "venv/secret",
        "library/data",
    ] {
        sandbox.write(file, "text");
    }
    let names = |files: &[&str]| {
        files
            .iter()
            .map(|file| sandbox.path(file))
            .collect::<Vec<_>>()
    };
    let (readable, denied) = (names(readable), names(denied));
    let code = format!(
        "for name in {:?}:\n    try:\n        open(name).read()\n        print('text')\n    except OSError as error:\n        print(error.errno)\n",
        [&readable[..], &denied[..]].concat()
    );
    let program = sandbox.write(program, &code);
    let run = |arguments: &[&str]| {
        let mut command = sandbox.tierlens(arguments);
        command.env("VIRTUAL_ENV", sandbox.path("venv")).env(
            "PYTHONPATH",
            format!(
                "{}:{}",
                sandbox.path("library").display(),
                sandbox.path("home").display()
            ),
        );
        output(command)
    };
    let name = program.to_str().expect("UTF-8");
    let expected = "text\n".repeat(readable.len()) + &"13\n".repeat(denied.len());
    let (_, out, errors) = run(&["run", name]);
    assert_eq!(out, expected, "{name}: {errors}");
    let (_, out, errors) = run(&["report", name]);
    assert!(errors.starts_with(&expected), "{name}: {errors}{out}");
}

#[test]
fn a_program_reads_its_project_and_no_more() {
    check(
        "home/project/sub/program.py",
        &[
            "home/project/data",
            "home/project/inner/data",
            "venv/lib/data",
            "library/data",
        ],
        &[
            "home/secret",
            "home/.ssh/id",
            "home/plain/data",
            "secret",
            "venv/secret",
        ],
    );
    check(
        "home/project/inner/sub/program.py",
        &["home/project/inner/data", "home/project/inner/sub/data"],
        &["home/project/data", "home/secret"],
    );
}

#[test]
fn a_program_without_a_project_reads_its_folder() {
    check(
        "home/plain/program.py",
        &["home/plain/data", "home/plain/sub/data"],
        &["home/secret", "home/project/data", "outside/data"],
    );
    check(
        "outside/program.py",
        &["outside/data"],
        &["secret", "home/secret"],
    );
}

#[test]
fn no_program_reads_the_whole_home() {
    let all = [
        "home/secret",
        "home/.ssh/id",
        "home/plain/data",
        "home/project/data",
        "secret",
    ];
    check("home/program.py", &["home/program.py"], &all);
    check("program.py", &["program.py"], &all);
}

#[test]
fn a_home_under_version_control_is_no_project() {
    let sandbox = Sandbox::new();
    sandbox.write("home/.git/config", "");
    let secret = sandbox.write("home/secret", "text");
    let code = format!("print(open('data').read())\nopen({secret:?})\n");
    sandbox.write("home/plain/data", "text");
    let program = sandbox.write("home/plain/program.py", &code);
    let mut command = sandbox.tierlens(&["run", program.to_str().expect("UTF-8")]);
    command.current_dir(sandbox.path("home/plain"));
    let (_, out, errors) = output(command);
    assert!(
        out == "text\n" && errors.contains("PermissionError"),
        "{out}{errors}"
    );
}

#[test]
fn commands_and_modules_read_where_they_start() {
    let sandbox = Sandbox::new();
    sandbox.write("home/secret", "text");
    sandbox.write("home/plain/data", "text");
    for (folder, file, code) in [
        ("home/plain", "data", Some(0)),
        ("home/plain", "../secret", Some(1)),
        ("home", "secret", Some(1)),
        ("", "home/secret", Some(1)),
        ("/", "etc/passwd", Some(1)),
    ] {
        let mut command = sandbox.tierlens(&["run", "-c", &format!("open({file:?})")]);
        command.current_dir(sandbox.path(folder));
        let (ended, _, errors) = output(command);
        assert_eq!(ended, code, "{file} from {folder}: {errors}");
        assert!(
            ended == Some(0) || errors.contains("PermissionError"),
            "{errors}"
        );
    }
}

#[test]
fn a_program_behind_a_link_belongs_where_it_lies() {
    let sandbox = Sandbox::new();
    let program = sandbox.write(
        "outside/program.py",
        "print(open(__file__).read() != '')\nopen('data')\n",
    );
    sandbox.write("home/project/.git/config", "");
    sandbox.write("home/project/data", "");
    let link = sandbox.path("home/project/link.py");
    symlink(program, &link).expect("a link");
    let mut command = sandbox.tierlens(&["run", link.to_str().expect("UTF-8")]);
    command.current_dir(sandbox.path("home/project"));
    let (_, out, errors) = output(command);
    assert!(
        out == "True\n" && errors.contains("PermissionError"),
        "{out}{errors}"
    );
}

const SHOW: &str = "import os\nprint(*(f'{name}={os.environ.get(name)}' for name in ['TOKEN', 'PYTHON_API_TOKEN', 'LC_SECRET', 'LANG', 'GIVEN']))\n";

#[test]
fn the_environment_holds_no_secrets() {
    let sandbox = Sandbox::new();
    let program = sandbox.write("home/plain/show.py", SHOW);
    let program = program.to_str().expect("UTF-8");
    let check = |arguments: &[&str], expected: &str| {
        let mut command = sandbox.tierlens(arguments);
        for (name, value) in [
            ("TOKEN", "secret"),
            ("PYTHON_API_TOKEN", "secret"),
            ("LC_SECRET", "secret"),
            ("LANG", "C.UTF-8"),
            ("GIVEN", "given"),
        ] {
            command.env(name, value);
        }
        let (code, out, errors) = output(command);
        let printed = if arguments[0] == "report" {
            &errors
        } else {
            &out
        };
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(
            printed.lines().next(),
            Some(expected),
            "{arguments:?}: {errors}"
        );
    };
    let none = "TOKEN=None PYTHON_API_TOKEN=None LC_SECRET=None LANG=C.UTF-8 GIVEN=None";
    let given = "TOKEN=None PYTHON_API_TOKEN=None LC_SECRET=None LANG=C.UTF-8 GIVEN=given";
    check(&["run", program], none);
    check(&["run", "--env", "GIVEN", program], given);
    check(
        &["run", "--env", "GIVEN", "--env", "NOT_THERE", program],
        given,
    );
    check(&["report", program], none);
    check(&["report", "--env", "GIVEN", program], given);
    let all = "TOKEN=secret PYTHON_API_TOKEN=secret LC_SECRET=secret LANG=C.UTF-8 GIVEN=given";
    check(&["run", "--unsandboxed", program], all);
    let (code, _, errors) = output(sandbox.tierlens(&["run", "--env", "A=b", program]));
    assert!(code == Some(2) && errors.contains("--env A=b"), "{errors}");
}

/// Prints the descriptors beyond the standard three that can be written to or read.
const DESCRIPTORS: &str = "\
import os
def kind(fd):
    try:
        return os.fstat(fd).st_mode
    except OSError:
        return None
print([fd for fd in range(3, 200) if kind(fd) is not None])
";

#[test]
fn no_descriptor_is_inherited() {
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", "text");
    let program = sandbox.write("home/plain/program.py", DESCRIPTORS);
    let run = |command: &str| {
        let script = format!(
            "exec 7<{} 8>&7; exec \"$0\" {command} {}",
            secret.display(),
            program.display()
        );
        let mut shell = sandbox.command(Path::new("sh"));
        shell.arg("-c").arg(script).arg(tests::binary::tierlens());
        output(shell)
    };
    let (_, out, errors) = run("run");
    assert_eq!(out, "[]\n", "{errors}");
    // The one is the pipe to the parent.
    let (_, _, errors) = run("report");
    assert_eq!(errors, "[3]\n");
}

#[test]
fn a_program_cannot_answer_in_the_runtimes_place() {
    let sandbox = Sandbox::new();
    let program = sandbox.write(
        "home/plain/program.py",
        "import os\n\
         os.write(3, b'{\"report\": {\"version\": 1, \"exit_code\": 0}}\\n\"confined\"\\n')\n\
         os.write(3, b' {\"refused\": \"forged\"}\\nno end of line')\n\
         for name in ['mem', 'environ', 'cmdline']:\n    \
             try:\n        open('/proc/self/' + name, 'rb')\n    \
             except PermissionError:\n        print(name)\n\
         1 / 0\n",
    );
    let (code, out, errors) = output(sandbox.tierlens(&[
        "report",
        "--format",
        "json",
        program.to_str().expect("UTF-8"),
    ]));
    assert_eq!(code, Some(1));
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["ending"]["type"], "ZeroDivisionError", "{report}");
    assert!(errors.starts_with("mem\nenviron\ncmdline\n"), "{errors}");
}

#[test]
fn arguments_may_be_long() {
    let sandbox = Sandbox::new();
    // The most that the system takes as one argument, and a mebibyte in all.
    let code = format!(
        "import sys\nprint(len(sys.argv), sum(map(len, sys.argv)))#{}",
        "\"\n#".repeat(40_000)
    );
    let argument = "\u{1}".repeat(100_000);
    let mut arguments = vec!["run", "-c", &code];
    arguments.extend(std::iter::repeat_n(argument.as_str(), 11));
    let (code, out, errors) = output(sandbox.tierlens(&arguments));
    assert_eq!((code, out.as_str()), (Some(0), "12 1100002\n"), "{errors}");
    assert_eq!(sandbox.left(), [""; 0]);
}
