//! The service through its own doors, over a store of its own.

mod candidates;
mod consents;
mod directory;
mod erasure;
mod events;
mod facts;
mod hostile;
mod import;
mod isolation;
mod support;
