//! The progress of runs, as the client shows it.

use std::collections::{HashMap, HashSet};

use lsp_types::notification::Progress as Notification;
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress,
    WorkDoneProgressBegin, WorkDoneProgressCreateParams, WorkDoneProgressEnd,
};
use serde_json::Value;

use super::client::Client;

/// The progress of the runs that the client knows of.
#[derive(Debug, Default)]
pub struct Progress {
    /// By the id of the request for it.
    asked: HashMap<Value, Asked>,
    /// By the number of the run.
    begun: HashSet<u64>,
}

/// The client has not said yet whether it will show it.
#[derive(Debug)]
struct Asked {
    run: u64,
    title: String,
    /// How the run has ended meanwhile.
    ended: Option<&'static str>,
}

fn token(run: u64) -> ProgressToken {
    NumberOrString::String(format!("tierlens-{run}"))
}

impl Progress {
    /// Asks the client to show a run. That runs meanwhile: the answer must not delay the first hint.
    pub fn begin(&mut self, client: &mut Client, run: u64, name: &str) {
        let token = token(run);
        let id = client.request::<WorkDoneProgressCreate>(WorkDoneProgressCreateParams { token });
        let title = format!("tierlens: running {name}");
        let ended = None;
        self.asked.insert(id, Asked { run, title, ended });
    }

    /// Takes the answer to a request for progress; others are not ours.
    pub fn answered(&mut self, client: &Client, id: &Value, granted: bool) {
        let Some(Asked { run, title, ended }) = self.asked.remove(id).filter(|_| granted) else {
            return;
        };
        let begin = WorkDoneProgressBegin {
            title,
            cancellable: Some(true),
            ..WorkDoneProgressBegin::default()
        };
        notify(client, run, WorkDoneProgress::Begin(begin));
        self.begun.insert(run);
        if let Some(message) = ended {
            self.end(client, run, message);
        }
    }

    /// Says that a run has ended. What was said first holds.
    pub fn end(&mut self, client: &Client, run: u64, message: &'static str) {
        if self.begun.remove(&run) {
            let message = Some(message.into());
            notify(
                client,
                run,
                WorkDoneProgress::End(WorkDoneProgressEnd { message }),
            );
        } else if let Some(asked) = self.asked.values_mut().find(|asked| asked.run == run) {
            asked.ended.get_or_insert(message);
        }
    }

    /// The run that a token is of.
    pub fn run(&self, named: &ProgressToken) -> Option<u64> {
        let asked = self.asked.values().map(|asked| asked.run);
        let mut runs = asked.chain(self.begun.iter().copied());
        runs.find(|run| token(*run) == *named)
    }
}

fn notify(client: &Client, run: u64, progress: WorkDoneProgress) {
    client.notify::<Notification>(ProgressParams {
        token: token(run),
        value: ProgressParamsValue::WorkDone(progress),
    });
}
