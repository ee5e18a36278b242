//! The same program under another Python: what its instructions are in the end there.

use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;

use super::parent::{self, Turn, Watch};
use super::stop::{Event, Stop, Stopped};
use super::{Action, Output, Program, Request};
use crate::sandbox::{Interpreter, Temporary};
use crate::workload::given;

/// Runs there, and tells.
const OBSERVER: &str = include_str!("foreign.py");
/// As much of an answer is believed.
const MOST_BYTES: u64 = 256 << 20;

/// What another Python made of a program.
#[derive(Debug, Deserialize)]
pub struct Foreign {
    /// `3.14.0`
    pub version: String,
    /// The exception that ended the program, if one did.
    pub ended: Option<String>,
    /// How long the program took.
    pub seconds: f64,
    /// The code objects of the user's files, where the request is to observe. None under a Python whose instructions are not those of
    /// 3.14: it has not run the program then.
    pub code: Vec<Code>,
}

/// A code object there.
#[derive(Debug, Deserialize)]
pub struct Code {
    /// `co_filename`
    pub file: String,
    /// `co_qualname`
    pub qualname: String,
    /// `co_firstlineno`
    pub line: u32,
    /// Its instructions in order.
    pub forms: Vec<Form>,
}

/// An instruction there: lines and columns as `dis` has them, its generic and its final form.
#[derive(Debug, Deserialize)]
pub struct Form(pub Option<[Option<u32>; 4]>, pub String, pub String);

/// Does `request`, whose policy names the interpreter, in a child that becomes that. Blocks, at most for `limit`.
///
/// # Errors
///
/// That it did not start, was stopped, reached a limit, or gave no answer.
pub fn observe(
    request: &Request,
    temporary: &Temporary,
    output: Output,
    limit: Duration,
    stopped: Stopped,
) -> Result<Foreign> {
    let deadline = Instant::now() + limit;
    let file = temporary.request();
    std::fs::write(&file, serde_json::to_vec(request)?)?;
    let mut command = parent::command(request);
    command
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(output.stream());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let Stopped(Stop(sender), events) = stopped;
    let pipe = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        let read = pipe.map(|pipe| pipe.take(MOST_BYTES).read_to_end(&mut text));
        // Fails when nobody waits for it any more.
        let _ = sender.send(Event::Closed);
        read.transpose().map(|_| text)
    });
    let turn = Watch::new(&child, events, request.policy.as_ref(), deadline).next();
    parent::end(child);
    match turn {
        Turn::Event(Event::Closed) => {}
        Turn::Event(_) => return Err(ErrorKind::Interrupted.into()),
        Turn::DiskLimit(bytes) => {
            let mebibytes = bytes >> 20;
            return Err(Error::other(format!(
                "it wrote more than {mebibytes} MiB of temporary files"
            )));
        }
        Turn::TimeOut => {
            let seconds = limit.as_secs_f64();
            return Err(Error::other(format!("it took longer than {seconds} s")));
        }
    }
    let text = reader.join().map_err(|_| ErrorKind::Other)??;
    serde_json::from_slice(&text)
        .map_err(|_| Error::other("it gave no answer: is it CPython, and not a script?"))
}

/// Has this process, which is confined, become the interpreter that does `request`. Returns only when that fails.
#[cfg(unix)]
pub fn become_interpreter(request: &Request, interpreter: &Interpreter) -> Error {
    use std::os::unix::process::CommandExt;
    // Longer than the system takes for an argument it may be.
    let written = job(request).and_then(|job| {
        let policy = request.policy.as_ref();
        let folder = policy.map_or_else(std::env::temp_dir, |policy| policy.temporary.clone());
        let file = folder.join(JOB);
        std::fs::write(&file, job).map(|()| file)
    });
    match written {
        Ok(file) => Command::new(&interpreter.program)
            .args(["-B", "-c", OBSERVER])
            .arg(file)
            .exec(),
        Err(error) => error,
    }
}

/// What the observer reads and removes before the program runs.
const JOB: &str = "tierlens-job";

/// What the observer is to do.
fn job(request: &Request) -> Result<String> {
    let here = std::env::current_dir()?;
    // As our runtime names it.
    let absolute = |path: &Path| {
        let path = std::path::absolute(path);
        path.map(|path| path.display().to_string())
    };
    let (kind, name, text) = match &request.program {
        Program::File(path) => ("file", absolute(path)?, std::fs::read_to_string(path)?),
        Program::Text { path, text } => ("file", absolute(path)?, text.clone()),
        Program::Module(name) => ("module", name.clone(), String::new()),
        Program::Command(text) => ("command", "-c".into(), text.clone()),
    };
    let folder = match (&request.module, Path::new(&name).parent()) {
        (None, Some(folder)) if kind == "file" => folder.display().to_string(),
        _ => here.display().to_string(),
    };
    Ok(json!({
        "kind": kind,
        "name": name,
        "text": text,
        "arguments": given(&request.program, &request.arguments),
        "folder": folder,
        "module": request.module,
        "then": request.then,
        "last": request.search.last,
        "roots": request.shown.roots,
        "forms": request.action == Action::Observe,
    })
    .to_string())
}
