//! Ranks candidates for an offer over a tantivy index fed by events.
//!
//! [`rank`] holds the rules: pure, with every weight and its reason in one table. The index keeps
//! candidates and open offers on disk and up to the last event. The service follows offers,
//! candidates and cases, appends a shortlist to the log for each offer and amendment, and answers
//! over gRPC. It owns nothing: everything it keeps is rebuilt from the events.

mod access;
mod candidates;
mod events;
mod grpc;
mod index;
mod offers;
pub mod rank;
mod search;
mod service;
mod shortlists;
mod use_cases;
pub mod vocabulary;
mod workers;

pub use service::{Context, Matching};
