//! Clocks that can also wake a sleeper: the system's, and one that is moved by hand for
//! tests and demonstrations.

mod manual;
mod system;

use std::sync::Arc;

use futures::future::BoxFuture;
use jiff::Timestamp;
use relais_domain::Clock;

pub use manual::ManualClock;
pub use system::SystemClock;

/// A clock that wakes sleepers. Everything that waits for an instant waits through it, so that
/// one clock drives every timer of a process.
pub trait Timer: Clock {
    /// Ends when the clock has reached the instant; at once when it already has.
    fn sleep_until(&self, instant: Timestamp) -> BoxFuture<'static, ()>;
}

/// The clock of a process, as it is handed round.
pub type SharedClock = Arc<dyn Timer>;
