//! `tierlens lsp`: insight for editors, over standard input and output.
//!
//! One thread owns the session and takes one event after the other: messages of the client, runs that have ended, signals. Others
//! read, write and run programs.

mod actions;
mod attempts;
mod checks;
mod client;
mod describe;
mod diagnostics;
mod documents;
mod edit;
mod fix;
mod frames;
mod hints;
mod hover;
mod messages;
mod progress;
mod regions;
mod rpc;
mod run;
mod session;
mod settings;
mod snapshot;
mod status;
mod tasks;
mod text;
mod trust;
mod work;

use std::sync::mpsc::channel;
use std::time::Duration;

use client::Client;
use session::{End, Event, Session};

use crate::{sandbox, signals};

/// How the server was started. Nothing in a workspace can change these.
#[derive(Clone, Debug)]
pub struct Options {
    /// Run programs with all the user's rights.
    pub unsandboxed: bool,
    /// How long a run may take.
    pub time_limit: Duration,
    /// Variables of the environment that programs get beside the usual.
    pub environment: Vec<String>,
}

impl From<crate::cli::Lsp> for Options {
    fn from(options: crate::cli::Lsp) -> Self {
        let time_limit =
            Duration::try_from_secs_f64(options.time_limit).unwrap_or(Duration::from_secs(10));
        Options {
            unsandboxed: options.unsandboxed,
            time_limit,
            environment: options.environment,
        }
    }
}

/// How long the client may take to read what it was sent, at the end.
const PATIENCE: Duration = Duration::from_secs(1);

/// Serves until the client says `exit` or is gone, or a signal comes. Nothing is left then.
pub fn serve(options: Options) -> i32 {
    let (sender, events) = channel();
    let ending = sender.clone();
    let asked = signals::when_asked_to_end(move |signal| {
        let _ = ending.send(Event::Signal(signal));
    });
    if let Err(error) = asked {
        eprintln!("tierlens: {error}");
        return 1;
    }
    std::thread::spawn(sandbox::sweep);
    let (client, written) = Client::start(std::io::stdout(), sender.clone());
    client::listen(std::io::stdin(), sender.clone());
    let end = Session::new(client, options, sender).serve(&events);
    written.wait(PATIENCE);
    match end {
        End::Code(code) => code,
        End::Signal(signal) => {
            signals::end_by(signal);
            128 + signal
        }
    }
}
