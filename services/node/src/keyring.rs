//! Whose key it is, asked of the service that gave it out.

use std::sync::Arc;

use async_trait::async_trait;
use relais_domain::Error;
use relais_runtime::auth::{ApiKey, Authenticator, KeyKind, Principal, SharedAuthenticator};

/// Asks intake about employers' keys and profiles about people's keys, and knows the key of the
/// system's own parts.
pub struct KeyRing {
    /// The key that the parts of this system know each other by.
    pub service: ApiKey,
    /// Knows employers' keys, where intake runs here.
    pub employers: Option<SharedAuthenticator>,
    /// Knows the keys of workers, SPOCs and coordinators, where profiles runs here.
    pub people: Option<SharedAuthenticator>,
}

impl KeyRing {
    /// The key ring as the doors take it.
    pub fn shared(self) -> SharedAuthenticator {
        Arc::new(self)
    }
}

#[async_trait]
impl Authenticator for KeyRing {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        let asked = match key.kind() {
            KeyKind::Service => {
                return Ok((key.hash() == self.service.hash()).then_some(Principal::Service));
            }
            KeyKind::Employer => &self.employers,
            KeyKind::Worker | KeyKind::Spoc | KeyKind::Coordinator => &self.people,
        };
        match asked {
            Some(authenticator) => authenticator.authenticate(key).await,
            None => Ok(None),
        }
    }
}
