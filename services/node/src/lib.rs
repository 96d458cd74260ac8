//! The binary `relais` as a library: every role in one process, or each alone, and the commands
//! around them.

pub mod cli;
pub mod commands;
mod connect;
pub mod database;
mod demo;
mod doors;
mod erasure;
mod ground;
mod health;
mod keyring;
mod lock;
mod log;
pub mod node;
mod output;
mod peers;
mod records;
mod storage;
pub mod wire;

pub use node::{Node, NodeOptions};

/// Makes ring the one crypto library of every TLS connection of this process. Calling it again
/// does nothing.
pub fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
