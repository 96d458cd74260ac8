//! Whose key it is, asked of the service that gave it out: in this process, or in another one.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;
use relais_domain::{Error, ErrorCode};
use relais_proto::intake::AuthenticateRequest as EmployerRequest;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::profiles::AuthenticateRequest as PersonRequest;
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_runtime::SharedClock;
use relais_runtime::auth::{
    ApiKey, AuthCache, Authenticator, KeyHash, KeyKind, Principal, SharedAuthenticator,
};
use relais_runtime::door::from_status;
use relais_runtime::peer::Peer;

/// How long a key is remembered that another process told of: a revoked one opens a door here no
/// longer than that.
const TIME_TO_LIVE: SignedDuration = SignedDuration::from_secs(5);
/// Keys that are remembered.
const REMEMBERED: usize = 10_000;

/// Asks intake about employers' keys and profiles about people's keys, and knows the key of the
/// system's own parts.
pub struct KeyRing {
    /// The key that the parts of this system know each other by.
    pub service: ApiKey,
    /// Knows employers' keys, where intake can be asked.
    pub employers: Option<SharedAuthenticator>,
    /// Knows the keys of workers, SPOCs and coordinators, where profiles can be asked.
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

/// Who another process says that holds a key.
pub enum Holders {
    /// Employers, of whom intake knows.
    Employers(Peer),
    /// People who work here, of whom profiles knows.
    People(Peer),
}

impl Holders {
    /// With a short memory, so that not every call becomes two.
    pub fn remembered(self, clock: SharedClock) -> SharedAuthenticator {
        Arc::new(AuthCache::new(self, clock, TIME_TO_LIVE, REMEMBERED))
    }

    /// Asks with the hash alone: the key stays here.
    async fn ask(&self, KeyHash(hash): KeyHash) -> Result<Option<Principal>, Error> {
        let key_hash = hash.to_vec();
        match self {
            Self::Employers(peer) => {
                let mut employers = EmployersClient::new(peer.clone());
                let answer = employers.authenticate(EmployerRequest { key_hash }).await;
                let answer = answer.map_err(|status| from_status(&status))?.into_inner();
                let id = answer.employer_id.map(|id| id.parse());
                let id = id.transpose().map_err(Error::internal)?;
                Ok(id.map(Principal::Employer))
            }
            Self::People(peer) => {
                let mut directory = DirectoryClient::new(peer.clone());
                let answer = directory.authenticate(PersonRequest { key_hash }).await;
                let answer = answer.map_err(|status| from_status(&status))?.into_inner();
                let principal = answer.worker.as_ref().map(relais_profiles::principal);
                Ok(principal.transpose()?.flatten())
            }
        }
    }
}

#[async_trait]
impl Authenticator for Holders {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        match self.ask(key.hash()).await {
            // An instance may have ended while it answered; the next one is asked.
            Err(error) if error.code() == ErrorCode::Unavailable => self.ask(key.hash()).await,
            answer => answer,
        }
    }
}
