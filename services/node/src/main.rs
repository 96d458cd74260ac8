//! The binary `relais`: parses, runs one command, and says in one line what went wrong.

use std::process::ExitCode;

use clap::Parser as _;
use relais::cli::Cli;
use relais::commands;
use relais_documents::confined;

fn main() -> ExitCode {
    // A child that reads one document starts no thread: it could do more than this one then.
    if confined::is_asked() {
        return confined::answer();
    }
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    match Box::pin(commands::run(Cli::parse())).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("relais: {error:#}");
            ExitCode::FAILURE
        }
    }
}
