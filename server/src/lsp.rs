//! `tierlens lsp`: insight for editors, over standard input and output.
//!
//! tower-lsp runs handlers concurrently, so they keep no state: each hands its message to the one task that owns the session,
//! before it awaits anything, which keeps the messages in order; answers are made from the snapshots that this task publishes.

mod actions;
mod backend;
mod diagnostics;
mod edit;
mod hints;
mod hover;
mod outbox;
mod regions;
mod run;
mod session;
mod snapshot;
mod text;

use std::time::Duration;

use tower_lsp::{LspService, Server};

use backend::Backend;

use crate::sandbox;

/// How the server was started. Nothing in a workspace can change these.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Run programs with all the user's rights.
    pub unsandboxed: bool,
    /// How long a run may take.
    pub time_limit: Duration,
}

impl From<crate::cli::Lsp> for Options {
    fn from(options: crate::cli::Lsp) -> Self {
        let time_limit =
            Duration::try_from_secs_f64(options.time_limit).unwrap_or(Duration::from_secs(10));
        Options {
            unsandboxed: options.unsandboxed,
            time_limit,
        }
    }
}

/// Handlers that may wait at a time. They wait for the session's task alone, never for the client.
const CONCURRENT: usize = 64;

/// Serves until the client says `exit` or is gone.
pub fn serve(options: Options) -> i32 {
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tierlens: {error}");
            return 1;
        }
    };
    runtime.spawn_blocking(sandbox::sweep);
    let code = runtime.block_on(async {
        let (finished, on_exit) = backend::exit_code();
        let (service, socket) =
            LspService::build(|client| Backend::start(client, options, finished))
                .custom_method(
                    "window/workDoneProgress/cancel",
                    Backend::work_done_progress_cancel,
                )
                .finish();
        let server = Server::new(tokio::io::stdin(), tokio::io::stdout(), socket)
            .concurrency_level(CONCURRENT);
        server.serve(service).await;
        on_exit()
    });
    // A read of standard input cannot be called off: do not wait for it.
    runtime.shutdown_background();
    code
}
