//! What a terminal shows while something takes long: one line, and nothing of it at the end.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use tests::binary::tierlens;

const PROGRAM: &str = "\
import sys, time
print('terminal', sys.stderr.isatty(), flush=True)
time.sleep(0.9)
print('half', end='', flush=True)
time.sleep(0.3)
print(' done')
";

/// What `report` writes to standard error, where that is a terminal.
fn shown(environment: &[(&str, &str)]) -> String {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let ours = openpt(flags).expect("a terminal");
    unlockpt(&ours).expect("a terminal");
    let theirs = ioctl_tiocgptpeer(&ours, flags).expect("its other side");
    let folder = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(folder.path().join("program.py"), PROGRAM).expect("a file");
    let mut command = Command::new(tierlens());
    command
        .args(["report", "program.py"])
        .current_dir(folder.path())
        .env_remove("NO_COLOR")
        .env("TERM", "xterm")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::from(theirs));
    let mut child = command.spawn().expect("tierlens starts");
    drop(command);
    let mut text = Vec::new();
    let (mut ours, mut bytes) = (File::from(ours), [0; 4096]);
    // Fails when nobody has the other side open.
    while let Ok(count) = ours.read(&mut bytes) {
        text.extend_from_slice(&bytes[..count]);
    }
    assert!(child.wait().expect("it ends").success());
    String::from_utf8(text).expect("text")
}

/// What is left of it on the screen.
fn left(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.rsplit("\r\u{1b}[K").next().unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_line_says_what_goes_on_and_is_gone_at_the_end() {
    let text = shown(&[]);
    assert!(
        text.contains("\u{1b}[2mrunning program.py · 0."),
        "{text:?}"
    );
    assert!(!text.contains("halfrunning"), "{text:?}");
    assert_eq!(left(&text), "terminal True\nhalf done\n", "{text:?}");
}

#[test]
fn it_has_no_colour_and_is_not_there_where_that_is_not_wanted() {
    let text = shown(&[("NO_COLOR", "1")]);
    assert!(text.contains("\u{1b}[Krunning program.py"), "{text:?}");
    let text = shown(&[("TERM", "dumb")]);
    assert_eq!(text, "terminal True\r\nhalf done\r\n");
}
