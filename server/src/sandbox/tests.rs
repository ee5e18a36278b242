//! What a confined process can do, tried with the system calls themselves. Confinement cannot be undone, so each try runs in a
//! process of its own: this test binary, asked for one test, which does nothing when it is not told what to try.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use super::{Policy, confine, readable};

const TRY: &str = "TIERLENS_TRY";

/// Expects how a try ends that is done in a confined process, `done` or the error's number, and that the workspace stays as it was.
fn check(name: &str, expected: &[i32]) {
    let workspace = tempfile::tempdir().expect("a temporary directory");
    let file = workspace.path().join("file");
    std::fs::write(&file, "kept").expect("writable");
    let before = std::fs::metadata(&file).expect("there");
    let output = Command::new(std::env::current_exe().expect("a test has a path"))
        .args([
            "--exact",
            "sandbox::tests::confined",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(TRY, name)
        .current_dir(workspace.path())
        .output()
        .expect("the test starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let tried = said
        .split_once("tried: ")
        .and_then(|(_, rest)| rest.lines().next());
    let tried = tried.and_then(|tried| tried.parse().ok());
    assert!(
        tried.is_some_and(|tried| expected.contains(&tried)),
        "{name}: {tried:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let after = std::fs::metadata(&file).expect("still there");
    assert_eq!(
        std::fs::read_to_string(&file).expect("readable"),
        "kept",
        "{name}"
    );
    assert_eq!(
        (before.modified().ok(), before.permissions()),
        (after.modified().ok(), after.permissions()),
        "{name}"
    );
    assert_eq!(
        std::fs::read_dir(workspace.path()).expect("there").count(),
        1,
        "{name}"
    );
}

const DONE: &[i32] = &[0];
/// What the filter of system calls says.
const FILTERED: &[i32] = &[libc::EPERM];
/// What Landlock says. To it, moving files between what may be written and what may not is crossing devices.
const OUT_OF_REACH: &[i32] = &[libc::EACCES, libc::EXDEV];

/// Of the layers of confinement, this one alone.
const WITHOUT_FILTER: &str = "without filter: ";

#[test]
fn confined() {
    let Ok(name) = std::env::var(TRY) else { return };
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let policy = Policy {
        readable: readable(&[std::env::current_dir().expect("there is one")]),
        temporary: temporary.path().to_path_buf(),
        memory: 1 << 30,
        disk: 1 << 20,
        interpreter: None,
        cpu_seconds: Some(20),
    };
    let name = match name.strip_prefix(WITHOUT_FILTER) {
        Some(name) => {
            super::files::restrict(&policy).expect("this system can confine");
            name
        }
        None => {
            confine(&policy).expect("this system can confine");
            &name
        }
    };
    let error = attempt(name, temporary.path()).err();
    println!(
        "tried: {}",
        error.map_or(0, |error| error.raw_os_error().unwrap_or(-1))
    );
}

fn attempt(name: &str, temporary: &Path) -> std::io::Result<()> {
    use std::fs;
    match name {
        "read" => fs::read("file").map(drop),
        "list" => fs::read_dir(".").map(drop),
        "read elsewhere" => fs::read("/etc/passwd").map(drop),
        "remove" => fs::remove_file("file"),
        "rename" => fs::rename("file", "other"),
        "write" => fs::write("file", "lost"),
        "create" => fs::write("new", "x"),
        "directory" => fs::create_dir("new"),
        "truncate" => fs::File::options()
            .write(true)
            .truncate(true)
            .open("file")
            .map(drop),
        "link" => fs::hard_link("file", temporary.join("link"))
            .and_then(|()| fs::write(temporary.join("link"), "lost")),
        "permissions" => fs::set_permissions("file", fs::Permissions::from_mode(0o777)),
        "times" => {
            fs::File::open("file").and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH))
        }
        "connect" => std::net::TcpStream::connect("127.0.0.1:9").map(drop),
        "listen" => std::net::TcpListener::bind("127.0.0.1:0").map(drop),
        "unix socket" => std::os::unix::net::UnixDatagram::unbound().map(drop),
        "pair of streams" => std::os::unix::net::UnixStream::pair().map(drop),
        "pair of datagram sockets" => std::os::unix::net::UnixDatagram::pair().map(drop),
        "program" => Command::new("/bin/true").status().map(drop),
        "another program instead" => Err(Command::new("/bin/true").exec()),
        "signal" => Ok(rustix::process::test_kill_process(
            rustix::process::Pid::INIT,
        )?),
        "thread" => std::thread::spawn(|| ())
            .join()
            .map_err(|_| ErrorKind::Other.into()),
        "temporary" => {
            fs::write(temporary.join("x"), "y").and_then(|()| fs::remove_file(temporary.join("x")))
        }
        "raise limits" => {
            let limit = rustix::process::Rlimit {
                current: None,
                maximum: None,
            };
            Ok(rustix::process::setrlimit(
                rustix::process::Resource::Data,
                limit,
            )?)
        }
        _ => panic!("no try is called {name}"),
    }
}

#[test]
fn the_workspace_is_only_read() {
    check("read", DONE);
    check("list", DONE);
    for name in ["remove", "rename", "write", "create", "directory", "link"] {
        check(name, OUT_OF_REACH);
    }
    for name in ["permissions", "times"] {
        check(name, FILTERED);
    }
    check("truncate", &[libc::EACCES, libc::EPERM]);
}

#[test]
fn what_is_outside_is_out_of_reach() {
    check("read elsewhere", OUT_OF_REACH);
    for name in [
        "connect",
        "listen",
        "unix socket",
        "pair of datagram sockets",
        "program",
        "another program instead",
        "signal",
        "raise limits",
    ] {
        check(name, FILTERED);
    }
}

#[test]
fn one_layer_alone_denies_other_programs() {
    check(
        &format!("{WITHOUT_FILTER}another program instead"),
        OUT_OF_REACH,
    );
    check(&format!("{WITHOUT_FILTER}program"), OUT_OF_REACH);
}

#[test]
fn what_a_program_needs_it_has() {
    check("thread", DONE);
    check("temporary", DONE);
    check("pair of streams", DONE);
}
