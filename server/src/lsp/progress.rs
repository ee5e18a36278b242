//! The progress of runs and attempts, as the client shows it.

use std::collections::HashMap;

use lsp_types::notification::Progress as Notification;
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress,
    WorkDoneProgressBegin, WorkDoneProgressCreateParams, WorkDoneProgressEnd,
    WorkDoneProgressReport,
};
use serde_json::Value;

use super::client::Client;

/// The progress of the tasks that the client knows of.
#[derive(Debug, Default)]
pub struct Progress {
    /// By the id of the request for it.
    asked: HashMap<Value, Asked>,
    /// By the number of the task.
    begun: HashMap<u64, ProgressToken>,
}

/// The client has not said yet whether it will show it.
#[derive(Debug)]
struct Asked {
    task: u64,
    title: String,
    /// How the task has ended meanwhile.
    ended: Option<&'static str>,
}

fn token(task: u64) -> ProgressToken {
    NumberOrString::String(format!("tierlens-{task}"))
}

impl Progress {
    /// Asks the client to show a task. That goes on meanwhile: the answer must not delay the first hint.
    pub fn begin(&mut self, client: &mut Client, task: u64, title: &str) {
        let token = token(task);
        let id = client.request::<WorkDoneProgressCreate>(WorkDoneProgressCreateParams { token });
        let (title, ended) = (title.into(), None);
        self.asked.insert(id, Asked { task, title, ended });
    }

    /// Shows a task by a token that the client has given.
    pub fn begin_as(&mut self, client: &Client, task: u64, title: &str, token: ProgressToken) {
        let begin = WorkDoneProgressBegin {
            title: title.into(),
            cancellable: Some(true),
            ..WorkDoneProgressBegin::default()
        };
        notify(client, &token, WorkDoneProgress::Begin(begin));
        self.begun.insert(task, token);
    }

    /// Takes the answer to a request for progress; others are not ours.
    pub fn answered(&mut self, client: &Client, id: &Value, granted: bool) {
        let Some(Asked { task, title, ended }) = self.asked.remove(id).filter(|_| granted) else {
            return;
        };
        self.begin_as(client, task, &title, token(task));
        if let Some(message) = ended {
            self.end(client, task, message);
        }
    }

    /// Says how far a task has come, of 100 parts.
    pub fn report(&self, client: &Client, task: u64, message: String, percentage: u32) {
        if let Some(token) = self.begun.get(&task) {
            let report = WorkDoneProgressReport {
                cancellable: Some(true),
                message: Some(message),
                percentage: Some(percentage),
            };
            notify(client, token, WorkDoneProgress::Report(report));
        }
    }

    /// Says that a task has ended. What was said first holds.
    pub fn end(&mut self, client: &Client, task: u64, message: &'static str) {
        if let Some(token) = self.begun.remove(&task) {
            let message = Some(message.into());
            let end = WorkDoneProgressEnd { message };
            notify(client, &token, WorkDoneProgress::End(end));
        } else if let Some(asked) = self.asked.values_mut().find(|asked| asked.task == task) {
            asked.ended.get_or_insert(message);
        }
    }

    /// The task that a token is of.
    pub fn task(&self, named: &ProgressToken) -> Option<u64> {
        let begun = self.begun.iter().find(|(_, token)| *token == named);
        let mut asked = self.asked.values().map(|asked| asked.task);
        begun
            .map(|(task, _)| *task)
            .or_else(|| asked.find(|task| token(*task) == *named))
    }
}

fn notify(client: &Client, token: &ProgressToken, progress: WorkDoneProgress) {
    client.notify::<Notification>(ProgressParams {
        token: token.clone(),
        value: ProgressParamsValue::WorkDone(progress),
    });
}
