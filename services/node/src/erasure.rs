//! Where else in the process an erased person could have left traces.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use relais_domain::Error;
use relais_domain::ids::CandidateId;
use relais_matching::Matching;
use relais_profiles::ErasureCheck;
use relais_proto::profiles::ErasedPlace;
use relais_relay::Relay;

/// The services that profiles asks after an erasure. They start after it, so they are put in
/// later, and are let go of at the end: they hold a way back to profiles.
#[derive(Clone, Default)]
pub struct Elsewhere {
    asked: Arc<Mutex<Asked>>,
}

#[derive(Clone, Default)]
struct Asked {
    matching: Option<Matching>,
    relay: Option<Relay>,
}

impl Elsewhere {
    /// Ask these from now on.
    pub fn ask(&self, matching: Option<Matching>, relay: Option<Relay>) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Asked { matching, relay };
    }

    fn asked(&self) -> Asked {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[async_trait]
impl ErasureCheck for Elsewhere {
    async fn check(&self, candidate: CandidateId) -> Result<Vec<ErasedPlace>, Error> {
        let mut places = Vec::new();
        let Asked { matching, relay } = self.asked();
        if let Some(matching) = matching {
            let remaining = matching.traces_of(candidate).await?;
            places.push(place("matching: index", remaining));
        }
        if let Some(relay) = relay {
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
