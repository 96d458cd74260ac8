//! Where else in the process an erased person could have left traces.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use relais_domain::Error;
use relais_domain::ids::CandidateId;
use relais_matching::Matching;
use relais_profiles::ErasureCheck;
use relais_proto::profiles::ErasedPlace;
use relais_relay::Relay;

/// The services that profiles asks after an erasure. They start after it, so they are put in
/// later; an erasure does not come before the doors open.
#[derive(Clone, Default)]
pub struct Elsewhere {
    matching: Arc<OnceLock<Matching>>,
    relay: Arc<OnceLock<Relay>>,
}

impl Elsewhere {
    /// Ask matching too.
    pub fn ask_matching(&self, matching: Matching) {
        let _ = self.matching.set(matching);
    }

    /// Ask the relay too.
    pub fn ask_relay(&self, relay: Relay) {
        let _ = self.relay.set(relay);
    }
}

#[async_trait]
impl ErasureCheck for Elsewhere {
    async fn check(&self, candidate: CandidateId) -> Result<Vec<ErasedPlace>, Error> {
        let mut places = Vec::new();
        if let Some(matching) = self.matching.get() {
            let remaining = matching.traces_of(candidate).await?;
            places.push(place("matching: index", remaining));
        }
        if let Some(relay) = self.relay.get() {
            let remaining = relay.traces_of(candidate).await?;
            places.push(place("relay: notes and nominations", remaining));
        }
        Ok(places)
    }
}

fn place(name: &str, remaining: u64) -> ErasedPlace {
    ErasedPlace {
        place: name.to_owned(),
        removed: 0,
        remaining,
    }
}
