//! Cases: the clock, diffusion, nominations, answers, follow-up, outgoing mail and webhooks.
//!
//! There is one case for each offer, and the state machine of the domain decides what becomes of
//! it. The relay follows offers, rankings and candidates, and keeps the clock of all cases; people
//! come in by gRPC, and employers by the links in their mails. Every change of a case is one
//! transaction: its new state, guarded by its version, the events that tell of it, and the
//! messages that follow from it.

mod access;
mod calendars;
mod clock;
mod directory;
mod erasure;
mod events;
mod follow;
mod gauges;
mod grpc;
mod input;
pub mod links;
mod notices;
pub mod outgoing;
mod record;
mod service;
pub mod store;
mod use_cases;
mod view;

pub use access::ACTING_WORKER;
pub use service::{Context, Relay};
