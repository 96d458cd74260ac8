//! The engine on a `PostgreSQL` server.
//!
//! Every process has one session that writes. Its transactions begin with a lock that all writers
//! of the schema share, so that they run one after another: offsets become visible in the order
//! in which they were given, and a closure that reads and then writes needs no second try. It is
//! paid for once for all closures of a commit.

mod dialect;
mod error;
mod link;
mod news;
mod pool;
mod server;
mod session;
mod tls;
mod upkeep;
mod values;

pub(crate) use news::{News, spread};
pub(crate) use pool::{Lent, Pool};
pub(crate) use server::Server;
pub(crate) use session::Session;
pub(crate) use upkeep::{prepare, scrub};

/// How many closures share a commit at most: a transaction of more subtransactions than this no
/// longer fits what the server keeps of it at hand, and slows everybody's reading.
pub(crate) const GROUP: usize = 64;
