//! What programs leave behind: nothing. And nothing of the user's goes.

#![cfg(target_os = "linux")]

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::Stdio;

use tests::confined::{ENDLESS, Sandbox, is_ignored, output, signal, wait_for};

/// Starts an endless program, sends a signal, and expects that nothing is left when that has ended it.
fn check(command: &[&str], name: &str, number: i32) {
    let sandbox = Sandbox::new();
    let program = sandbox.write("home/plain/program.py", ENDLESS);
    let mut child = sandbox
        .tierlens(command)
        .arg(program)
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    sandbox.wait_until_ready();
    assert_eq!(sandbox.left().len(), 1);
    signal(child.id(), name);
    let status = child.wait().expect("it ends");
    assert_eq!(
        status.signal(),
        Some(number),
        "{command:?}, {name}: {status}"
    );
    assert_eq!(sandbox.left(), [""; 0], "{command:?}, {name}");
}

#[test]
fn signals_leave_nothing_behind() {
    for command in [&["run"][..], &["report"], &["dump", "specialization"]] {
        for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
            if !is_ignored(number) {
                check(command, name, number);
            }
        }
    }
}

#[test]
fn a_signal_to_the_whole_group_leaves_nothing_behind() {
    for command in ["run", "report"] {
        let sandbox = Sandbox::new();
        let program = sandbox.write("home/plain/program.py", ENDLESS);
        let mut child = sandbox
            .tierlens(&[command, program.to_str().expect("UTF-8")])
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("it starts");
        sandbox.wait_until_ready();
        let group = format!("-{}", child.id());
        let kill = sandbox
            .command(Path::new("kill"))
            .args(["-s", "TERM", "--", &group])
            .status();
        assert!(kill.expect("kill starts").success());
        assert_eq!(child.wait().expect("it ends").signal(), Some(15));
        assert_eq!(sandbox.left(), [""; 0]);
    }
}

#[test]
fn an_ignored_signal_stays_ignored() {
    let sandbox = Sandbox::new();
    let program = sandbox.write("home/plain/program.py", ENDLESS);
    let script = format!("trap '' HUP; exec \"$0\" run {}", program.display());
    let mut shell = sandbox.command(Path::new("sh"));
    let mut child = shell
        .arg("-c")
        .arg(script)
        .arg(tests::binary::tierlens())
        .spawn()
        .expect("it starts");
    sandbox.wait_until_ready();
    signal(child.id(), "HUP");
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(child.try_wait().expect("a child").is_none(), "it goes on");
    signal(child.id(), "TERM");
    assert_eq!(child.wait().expect("it ends").signal(), Some(15));
    assert_eq!(sandbox.left(), [""; 0]);
}

#[test]
fn what_a_killed_process_leaves_the_next_removes() {
    for command in ["run", "report"] {
        let sandbox = Sandbox::new();
        let program = sandbox.write("home/plain/program.py", ENDLESS);
        let mut child = sandbox
            .tierlens(&["run", program.to_str().expect("UTF-8")])
            .spawn()
            .expect("it starts");
        sandbox.wait_until_ready();
        child.kill().expect("a child");
        child.wait().expect("it ends");
        assert_eq!(sandbox.left().len(), 1, "nobody has looked yet");
        let other = sandbox.write("home/plain/other.py", "pass\n");
        let (code, _, errors) =
            output(sandbox.tierlens(&[command, other.to_str().expect("UTF-8")]));
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(sandbox.left(), [""; 0], "{command}");
    }
}

#[test]
fn what_others_use_and_what_is_the_users_stays() {
    let sandbox = Sandbox::new();
    let program = sandbox.write("home/plain/program.py", ENDLESS);
    let mut child = sandbox
        .tierlens(&["run", program.to_str().expect("UTF-8")])
        .spawn()
        .expect("it starts");
    sandbox.wait_until_ready();
    let checkouts = [
        sandbox.write("tmp/tierlens-main/src/main.rs", "text"),
        sandbox.write("tmp/tierlens/src/main.rs", "text"),
    ];
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(1_000_000);
    for checkout in &checkouts {
        let folder = checkout.ancestors().nth(2).expect("a folder");
        std::fs::File::open(folder)
            .and_then(|folder| folder.set_modified(old))
            .expect("ours");
    }
    let (code, ..) = output(sandbox.tierlens(&["run", "-c", "pass"]));
    assert_eq!(code, Some(0));
    assert!(checkouts.iter().all(|checkout| checkout.exists()));
    assert_eq!(sandbox.left().len(), 1, "the one in use");
    signal(child.id(), "TERM");
    child.wait().expect("it ends");
    assert_eq!(sandbox.left(), [""; 0]);
}

#[test]
fn whatever_a_program_makes_is_removed() {
    let sandbox = Sandbox::new();
    let code = "import os\n\
        os.chdir(os.environ['TMPDIR'])\n\
        os.symlink(os.path.expanduser('~'), 'home')\n\
        os.mkdir('closed', 0)\n\
        for i in range(300):\n    os.mkdir('a' * 100)\n    os.chdir('a' * 100)\n";
    sandbox.write("home/keep", "kept");
    let (code, _, errors) = output(sandbox.tierlens(&["run", "-c", code]));
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert_eq!(sandbox.left(), [""; 0]);
    assert!(sandbox.path("home/keep").exists());
}

#[test]
fn a_files_limit_is_an_exception() {
    let sandbox = Sandbox::new();
    let code = "import os\n\
        name = os.environ['TMPDIR'] + '/file'\n\
        with open(name, 'wb') as file:\n    \
            file.seek(300 << 20)\n    \
            try:\n        file.write(b'x')\n        file.flush()\n    \
            except OSError as error:\n        print(error.errno)\n        file.seek(0)\n        file.truncate(0)\n\
        print('goes on')\n";
    let (code, out, errors) = output(sandbox.tierlens(&["run", "-c", code]));
    assert_eq!((code, out.as_str()), (Some(0), "27\ngoes on\n"), "{errors}");
}

#[test]
fn the_temporary_folder_has_a_limit() {
    let one_file = "open(name, 'wb').write(bytes(3 << 20))";
    let many_files =
        "for i in range(300):\n        with open(name + str(i), 'wb') as f: f.write(bytes(10000))";
    let empty_files = "for i in range(1000):\n        open(name + str(i), 'wb').close()";
    let nameless = "file = open(name, 'wb')\n    os.unlink(name)\n    file.write(bytes(3 << 20))\n    file.flush()";
    for (write, exceeds) in [
        (one_file, true),
        (many_files, true),
        (empty_files, true),
        (nameless, true),
        ("open(name, 'wb').write(bytes(1 << 20))", false),
    ] {
        let sandbox = Sandbox::new();
        let program = format!(
            "import os, time\n\
             name = os.environ['TMPDIR'] + '/file'\n\
             for _ in range(1):\n    {write}\n\
             print('written', flush=True)\n\
             time.sleep({})\n",
            if exceeds { 20 } else { 0 }
        );
        let program = sandbox.write("home/plain/program.py", &program);
        let program = program.to_str().expect("UTF-8");
        let (code, out, errors) =
            output(sandbox.tierlens(&["run", "--disk-limit", "2097152", program]));
        assert!(exceeds || out == "written\n", "{write}: {errors}");
        assert_eq!(code, Some(i32::from(exceeds)), "{write}: {errors}");
        assert_eq!(
            errors.contains("its temporary folder may hold 2 MiB"),
            exceeds,
            "{errors}"
        );
        assert_eq!(sandbox.left(), [""; 0]);
        let arguments = [
            "report",
            "--format",
            "json",
            "--disk-limit",
            "2097152",
            program,
        ];
        let (_, out, _) = output(sandbox.tierlens(&arguments));
        let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        let kind = if exceeds { "disk-limit" } else { "finished" };
        assert_eq!(report["ending"]["kind"], kind, "{write}");
        assert_eq!(sandbox.left(), [""; 0]);
    }
}

#[test]
fn a_foreign_folder_in_our_place_stops_nothing() {
    let sandbox = Sandbox::new();
    assert_eq!(output(sandbox.tierlens(&["run", "-c", "pass"])).0, Some(0));
    let parent = std::fs::read_dir(sandbox.path("tmp"))
        .expect("there")
        .flatten()
        .next()
        .expect("ours")
        .path();
    std::fs::remove_dir_all(&parent).expect("removed");
    std::fs::create_dir(&parent).expect("a folder");
    std::fs::write(parent.join("notes"), "text").expect("a file");
    let (code, _, errors) = output(sandbox.tierlens(&["run", "-c", "pass"]));
    assert_eq!(code, Some(0), "{errors}");
    assert!(parent.join("notes").exists());
    wait_for("nothing is left", || sandbox.left().is_empty());
}

#[test]
fn a_program_that_is_killed_is_told_as_a_shell_tells_it() {
    let sandbox = Sandbox::new();
    let program = sandbox.write("home/plain/program.py", ENDLESS);
    let mut child = sandbox
        .tierlens(&["run"])
        .arg(program)
        .spawn()
        .expect("it starts");
    sandbox.wait_until_ready();
    let of = format!("/proc/{0}/task/{0}/children", child.id());
    let worker = std::fs::read_to_string(of).expect("it runs");
    signal(worker.trim().parse().expect("one child"), "KILL");
    assert_eq!(child.wait().expect("it ends").code(), Some(128 + 9));
    assert_eq!(sandbox.left(), [""; 0]);
}
