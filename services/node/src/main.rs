//! The binary `relais`: parses, runs one command, and says in one line what went wrong.

use std::process::ExitCode;

use clap::Parser as _;
use relais::cli::Cli;
use relais::commands;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("relais: {error:#}");
            ExitCode::FAILURE
        }
    }
}
