//! Where random bytes come from.

use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use relais_domain::entropy::Entropy;

/// A cryptographic generator behind the [`Entropy`] of the domain: seeded by the system, or by a
/// number where a run must be repeatable.
pub struct Random {
    rng: Mutex<StdRng>,
}

impl Random {
    /// A generator seeded by the system.
    pub fn from_system() -> Self {
        Self {
            rng: Mutex::new(rand::make_rng()),
        }
    }

    /// A generator that draws the same numbers for the same seed: for demonstrations and tests.
    pub fn from_seed(seed: u64) -> Self {
        Self {
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
        }
    }
}

impl Entropy for Random {
    fn fill(&self, bytes: &mut [u8]) {
        // A panic elsewhere leaves the generator whole: each draw is one call.
        self.rng
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}
