//! Candidates, organisations and workers: the only personal data.
//!
//! Every change of a candidate appends their ranking-relevant state to the topic
//! `relais.candidates` in the same transaction: ids, levels and codes, never a name, a contact or
//! a free text. [`Profiles`] answers over gRPC; [`import_file`] sends it a CSV file.

mod caller;
mod clean;
mod erasure;
mod events;
mod grpc;
mod import;
mod service;
mod standing;
mod store;
mod use_cases;

pub use erasure::ErasureCheck;
pub use import::{ImportFailure, TEMPLATE, import_file};
pub use service::{Context, Profiles};
pub use store::MIGRATIONS;
pub use use_cases::keys::principal;
