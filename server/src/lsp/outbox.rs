//! What the server sends on its own account. A task of its own sends it, in order, so that a client slow to read never holds up
//! the session.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::lsp_types::{Diagnostic, MessageType, Url};

/// Something to send.
#[derive(Debug)]
pub enum Mail {
    Diagnostics {
        document: Url,
        version: Option<i32>,
        diagnostics: Vec<Diagnostic>,
    },
    /// Hints have changed though the text has not.
    RefreshHints,
    Log(String),
}

/// Where to put mail.
#[derive(Clone, Debug)]
pub struct Outbox(UnboundedSender<Mail>);

impl Outbox {
    pub fn start(client: Client) -> Self {
        let (sender, receiver) = unbounded_channel();
        tokio::spawn(deliver(client, receiver));
        Outbox(sender)
    }

    pub fn send(&self, mail: Mail) {
        // Fails when the server is on its way out.
        let _ = self.0.send(mail);
    }
}

async fn deliver(client: Client, mut mails: UnboundedReceiver<Mail>) {
    while let Some(mail) = mails.recv().await {
        match mail {
            Mail::Diagnostics {
                document,
                version,
                diagnostics,
            } => {
                client
                    .publish_diagnostics(document, diagnostics, version)
                    .await;
            }
            Mail::RefreshHints => {
                let client = client.clone();
                // The client's answer is no reason to hold up the next mail.
                tokio::spawn(async move { client.inlay_hint_refresh().await });
            }
            Mail::Log(text) => client.log_message(MessageType::LOG, text).await,
        }
    }
}
