//! The service through its own doors: shortlists in the log, rankings over gRPC.

mod site;

mod erasure;
mod rankings;
mod search;
mod shortlists;
