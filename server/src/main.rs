//! The `tierlens` command: runs Python on a tiered runtime of its own, and shows what the tiers did with it.

#![forbid(unsafe_code)]

mod cli;
mod commands;
mod engine;
mod lsp;
mod render;
mod sandbox;
mod worker;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let code = match Cli::parse().command {
        Command::Run(options) => commands::run(&options),
        Command::Report(options) => commands::report(&options),
        Command::Dump(what) => commands::dump(&what),
        Command::Explain { name } => commands::explain(&name),
        Command::Lsp(options) => lsp::serve(options.into()),
        Command::Worker { parent, request } => worker::serve(parent, request.as_deref()),
    };
    // What the system keeps of an exit code.
    ExitCode::from((code & 0xff) as u8)
}
