//! What a confined process can do, tried with the system calls themselves. Confinement cannot be undone, so each try runs in a
//! process of its own: this test binary, asked for one test, which does nothing when it is not told what to try.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use super::{Policy, confine, readable_for};

const TRY: &str = "TIERLENS_TRY";

/// Expects of a try, done in a confined process, that it is denied or not, and that the workspace stays as it was.
fn check(name: &str, denied: bool) {
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
    let expected = if denied {
        "tried: denied"
    } else {
        "tried: done"
    };
    assert!(
        said.contains(expected),
        "{name}: {said}{}",
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

#[test]
fn confined() {
    let Ok(name) = std::env::var(TRY) else { return };
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let policy = Policy {
        readable: readable_for(&std::env::current_dir().expect("there")),
        temporary: temporary.path().to_path_buf(),
        memory: 1 << 30,
        cpu_seconds: Some(20),
    };
    confine(&policy).expect("this system can confine");
    match attempt(&name, temporary.path()) {
        Ok(()) => println!("tried: done"),
        // To Landlock, moving files between what may be written and what may not is crossing devices.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::CrossesDevices
            ) =>
        {
            println!("tried: denied");
        }
        Err(error) => println!("tried: {error}"),
    }
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
    check("read", false);
    check("list", false);
    for name in [
        "remove",
        "rename",
        "write",
        "create",
        "directory",
        "truncate",
        "link",
        "permissions",
        "times",
    ] {
        check(name, true);
    }
}

#[test]
fn what_is_outside_is_out_of_reach() {
    for name in [
        "read elsewhere",
        "connect",
        "listen",
        "unix socket",
        "pair of datagram sockets",
        "program",
        "signal",
        "raise limits",
    ] {
        check(name, true);
    }
}

#[test]
fn what_a_program_needs_it_has() {
    check("thread", false);
    check("temporary", false);
    check("pair of streams", false);
}
