//! Which packages a program finds, and may read: those of the environments that the user names, or that are its project's.

use std::os::unix::fs::symlink;

use tests::confined::{Sandbox, output};

/// Imports what its arguments name and says which of them are there.
const PROGRAM: &str = "\
import sys
for name in sys.argv[1:]:
    try:
        __import__(name)
        print(name, end=' ')
    except ModuleNotFoundError:
        pass
";

/// A user with a project and packages in many places. Nothing but imports and what they find is of interest.
fn user() -> Sandbox {
    let user = Sandbox::new();
    user.write("project/pyproject.toml", "");
    user.write("project/tools/main.py", PROGRAM);
    user
}

fn environment(user: &Sandbox, folder: &str, python: &str, package: &str, system: bool) {
    user.write(
        &format!("{folder}/pyvenv.cfg"),
        &format!("home = /usr/bin\ninclude-system-site-packages = {system}\n"),
    );
    user.write(
        &format!("{folder}/lib/{python}/site-packages/{package}.py"),
        "",
    );
}

/// Expects which of these modules `tierlens run` finds, confined and in its own process alike.
fn check(user: &Sandbox, variables: &[(&str, &str)], asked: &str, found: &str, unconfined: &str) {
    for (confined, expected) in [(true, found), (false, unconfined)] {
        let mut command = user.tierlens(&["run"]);
        if !confined {
            command.arg("--unsandboxed");
        }
        command.arg("tools/main.py").args(asked.split(' '));
        command.current_dir(user.path("project"));
        for name in ["VIRTUAL_ENV", "PYTHONPATH", "PYTHONNOUSERSITE"] {
            command.env_remove(name);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        let (code, stdout, stderr) = output(command);
        assert_eq!(
            (code, stdout.trim_end()),
            (Some(0), expected),
            "{variables:?} confined: {confined}\n{stderr}"
        );
    }
}

#[test]
fn the_environment_is_the_named_one_or_the_projects_own() {
    let user = user();
    let asked = "own named users elsewhere";
    let named = user.path("named").display().to_string();
    user.write("home/.local/lib/python3.14/site-packages/users.py", "");
    check(&user, &[], asked, "users", "users");
    check(&user, &[("PYTHONNOUSERSITE", "1")], asked, "", "");
    environment(&user, "project/.venv", "python3.14", "own", false);
    check(&user, &[], asked, "own", "own");
    environment(&user, "named", "python3.12", "named", true);
    let site = "named/lib/python3.12/site-packages";
    check(
        &user,
        &[("VIRTUAL_ENV", &named)],
        asked,
        "named users",
        "named users",
    );
    user.write("worked_on/elsewhere.py", "");
    user.write(&format!("{site}/editable.pth"), "../../../../worked_on\n");
    check(
        &user,
        &[("VIRTUAL_ENV", &named)],
        asked,
        "named users elsewhere",
        "named users elsewhere",
    );
    check(&user, &[("VIRTUAL_ENV", "/nowhere")], asked, "own", "own");
}

#[test]
fn nothing_in_a_project_says_what_may_be_read() {
    let user = user();
    let asked = "own secret hidden";
    user.write("secrets/secret.py", "");
    user.write("hidden/site-packages/hidden.py", "");
    environment(&user, "project/.venv", "python3.14", "own", false);
    let site = "project/.venv/lib/python3.14/site-packages";
    user.write(
        &format!("{site}/out.pth"),
        &format!("{}\n", user.path("secrets").display()),
    );
    check(&user, &[], asked, "own", "own secret");
    let active = user.path("project/.venv").display().to_string();
    check(
        &user,
        &[("VIRTUAL_ENV", &active)],
        asked,
        "own",
        "own secret",
    );
    // A link to packages that are no environment's.
    std::fs::remove_dir_all(user.path("project/.venv/lib")).expect("ours");
    std::fs::create_dir(user.path("project/.venv/lib")).expect("a folder");
    symlink(
        user.path("hidden"),
        user.path("project/.venv/lib/python3.14"),
    )
    .expect("a link");
    check(&user, &[], asked, "", "hidden");
    // One to an environment.
    std::fs::remove_dir_all(user.path("project/.venv")).expect("ours");
    environment(&user, "shared", "python3.14", "own", false);
    symlink(user.path("shared"), user.path("project/.venv")).expect("a link");
    check(&user, &[], asked, "own", "own");
}

#[test]
fn what_lies_in_a_project_holds_nothing_up() {
    let user = user();
    std::fs::create_dir(user.path("project/venv")).expect("a folder");
    let pipe = user.path("project/venv/pyvenv.cfg");
    let status = std::process::Command::new("mkfifo").arg(pipe).status();
    assert!(status.expect("mkfifo").success());
    check(&user, &[], "own", "", "");
}

#[test]
fn the_search_path_of_the_user_is_read() {
    let user = user();
    user.write("libraries/library.py", "");
    user.write("project/src/inner.py", "");
    user.write("secrets/secret.py", "");
    symlink(user.path("secrets"), user.path("project/linked")).expect("a link");
    let libraries = user.path("libraries").display().to_string();
    let asked = "library inner secret";
    check(
        &user,
        &[("PYTHONPATH", &libraries)],
        asked,
        "library",
        "library",
    );
    check(
        &user,
        &[("PYTHONPATH", "src:../libraries")],
        asked,
        "library inner",
        "library inner",
    );
    check(&user, &[("PYTHONPATH", "linked")], asked, "", "secret");
}
