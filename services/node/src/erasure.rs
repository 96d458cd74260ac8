//! Where else an erased person could have left traces.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use relais_domain::Error;
use relais_domain::ids::CandidateId;
use relais_profiles::ErasureCheck;
use relais_proto::matching::TracesOfRequest as IndexRequest;
use relais_proto::matching::matching_client::MatchingClient;
use relais_proto::profiles::ErasedPlace;
use relais_proto::relay::TracesOfRequest as NotesRequest;
use relais_proto::relay::relay_client::RelayClient;
use relais_runtime::auth::ApiKey;
use relais_runtime::config::{Addresses, Peers};
use relais_runtime::peer::{self, Peer};
use relais_runtime::{Config, Role};
use tonic::Status;

/// The services that profiles asks after an erasure. They start after it, so they are put in
/// later, and are let go of at the end: they hold a way back to profiles.
#[derive(Clone, Default)]
pub struct Elsewhere {
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// Somebody who is asked.
#[derive(Clone)]
struct Asked {
    role: Role,
    /// Like `matching` or `matching at https://matching-2:7272`.
    name: String,
    /// `None` where nobody knows the way.
    peer: Option<Peer>,
}

impl Elsewhere {
    /// Asks matching and the relay from now on: of this process by `here`, and otherwise each
    /// instance by its address, since each has an index of its own.
    ///
    /// # Errors
    /// An address or a certificate that cannot be used.
    pub fn ask(&self, config: &Config, key: &ApiKey, here: &Peer) -> anyhow::Result<()> {
        let mut asked = Vec::new();
        for role in [Role::Matching, Role::Relay] {
            if config.roles.contains(role) {
                asked.push(Asked {
                    role,
                    name: role.name().to_owned(),
                    peer: Some(here.clone()),
                });
            }
            asked.extend(others(&config.peers, role, key)?);
            if !asked.iter().any(|asked| asked.role == role) {
                asked.push(Asked {
                    role,
                    name: format!("{role}, of which peers.{role} names no instance"),
                    peer: None,
                });
            }
        }
        *self.lock() = asked;
        Ok(())
    }

    /// Asks nobody any more.
    pub fn let_go(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The instances of a service in other processes. Those of the relay share one database, so that
/// any of them can tell.
fn others(peers: &Peers, role: Role, key: &ApiKey) -> anyhow::Result<Vec<Asked>> {
    let addresses = peers.of(role);
    let named = |name: String, addresses: &Addresses| {
        let peer = peer::at(addresses, &peers.tls, key)?;
        anyhow::Ok(Asked {
            role,
            name,
            peer: Some(peer),
        })
    };
    if role == Role::Relay && !addresses.is_empty() {
        return Ok(vec![named(role.name().to_owned(), addresses)?]);
    }
    addresses
        .iter()
        .map(|address| {
            named(
                format!("{role} at {address}"),
                &[address].into_iter().collect(),
            )
        })
        .collect()
}

#[async_trait]
impl ErasureCheck for Elsewhere {
    async fn check(&self, candidate: CandidateId) -> Result<Vec<ErasedPlace>, Error> {
        let asked = self.lock().clone();
        let places = asked.into_iter().map(|asked| asked.look(candidate));
        Ok(futures::future::join_all(places).await)
    }
}

impl Asked {
    async fn look(self, candidate: CandidateId) -> ErasedPlace {
        let Some(peer) = self.peer else {
            return place(format!("{}: not asked", self.name), 1);
        };
        match traces(self.role, peer, candidate).await {
            Ok(remaining) if self.role == Role::Relay => {
                place(format!("{}: notes and nominations", self.name), remaining)
            }
            Ok(remaining) => place(format!("{}: index", self.name), remaining),
            Err(status) => {
                tracing::warn!(asked = self.name, %status, "could not tell what it holds of an erased candidate");
                // What was not looked at counts as not erased; asking again may complete it.
                place(format!("{}: does not answer", self.name), 1)
            }
        }
    }
}

async fn traces(role: Role, peer: Peer, candidate: CandidateId) -> Result<u64, Status> {
    let candidate_id = candidate.to_string();
    let answer = if role == Role::Matching {
        let request = IndexRequest { candidate_id };
        let answer = MatchingClient::new(peer).traces_of(request).await?;
        answer.into_inner().traces
    } else {
        let request = NotesRequest { candidate_id };
        let answer = RelayClient::new(peer).traces_of(request).await?;
        answer.into_inner().traces
    };
    Ok(answer)
}

fn place(name: String, remaining: u64) -> ErasedPlace {
    ErasedPlace {
        place: name,
        removed: 0,
        remaining,
    }
}
