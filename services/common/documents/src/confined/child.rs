//! The child: takes the document, gives up everything that reading does not take, reads.

use std::io::Write as _;
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::wire::Head;
use crate::document::{Guard, Note};
use crate::limits::Limits;
use crate::read::read;

/// The command of our own binary that reads one document, for the services only.
pub const COMMAND: &str = "read-document";

/// Whether this process was started to read a document.
pub fn is_asked() -> bool {
    std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == COMMAND)
}

/// Reads the document on standard input and writes the answer to standard output. To be called
/// before any other thread is started: the limits hold for the thread that sets them, and for the
/// threads that it starts.
pub fn answer() -> ExitCode {
    let Ok((head, bytes)) = Head::receive(std::io::stdin().lock()) else {
        return ExitCode::FAILURE;
    };
    let notes = confine(&head.limits);
    let answer = read(&bytes, &head.hint, &head.limits).map(|mut document| {
        document.notes.extend(notes);
        document
    });
    let Ok(json) = serde_json::to_vec(&answer) else {
        return ExitCode::FAILURE;
    };
    match std::io::stdout().lock().write_all(&json) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Gives up everything for good; tells what this machine could not take away.
fn confine(limits: &Limits) -> Vec<Note> {
    let guards = [
        (Guard::Resources, resources(limits)),
        (Guard::Files, files()),
        (Guard::SystemCalls, system_calls()),
    ];
    let missing = guards.into_iter().filter(|(_, is_enforced)| !is_enforced);
    missing
        .map(|(guard, _)| Note::NotEnforced { guard })
        .collect()
}

/// Little memory and time, no files written, none opened, no core dump of somebody's document.
fn resources(limits: &Limits) -> bool {
    let most = [
        (Resource::As, limits.memory_bytes),
        (Resource::Cpu, limits.cpu_seconds),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    let mut set = most.into_iter().map(|(resource, most)| {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).is_ok()
    });
    set.all(|is_set| is_set)
}

#[cfg(target_os = "linux")]
use super::{calls::forbid as system_calls, files::forbid as files};

#[cfg(not(target_os = "linux"))]
fn files() -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
fn system_calls() -> bool {
    false
}
