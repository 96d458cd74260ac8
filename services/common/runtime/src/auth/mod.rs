//! Who calls: keys, the principals that they stand for, and the layers that ask for them.

mod bearer;
mod cache;
mod key;
mod layer;

use std::fmt;

use relais_domain::Error;
use relais_domain::ids::{EmployerId, OrganisationId, WorkerId};

pub use bearer::{bearer_of_headers, bearer_of_metadata};
pub use cache::AuthCache;
pub use key::{ApiKey, KeyError, KeyHash, KeyKind};
pub use layer::{SharedAuthenticator, principal_in, principal_of, with_grpc_auth, with_http_auth};

/// A caller who is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Principal {
    /// A firm that sends offers.
    Employer(EmployerId),
    /// A person who accompanies candidates of one organisation.
    Worker {
        /// The person.
        id: WorkerId,
        /// The organisation whose candidates they may see.
        organisation: OrganisationId,
    },
    /// The single point of contact, who answers employers.
    Spoc(WorkerId),
    /// A person who follows the figures.
    Coordinator(WorkerId),
    /// Another part of this system.
    Service,
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Employer(id) => write!(f, "employer {id}"),
            Self::Worker { id, .. } => write!(f, "worker {id}"),
            Self::Spoc(id) => write!(f, "spoc {id}"),
            Self::Coordinator(id) => write!(f, "coordinator {id}"),
            Self::Service => f.write_str("service"),
        }
    }
}

/// Finds out who a key belongs to.
#[async_trait::async_trait]
pub trait Authenticator: Send + Sync {
    /// Whose key it is; `None` when nobody's.
    ///
    /// # Errors
    /// When the keys cannot be looked up.
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error>;
}

/// Knows the key that the parts of this system call each other with, and leaves all other keys to
/// the authenticator within.
#[derive(Debug)]
pub struct WithServiceKey<A> {
    service_key: KeyHash,
    inner: A,
}

impl<A> WithServiceKey<A> {
    /// Takes the key of this system's parts beside those that `inner` knows.
    pub fn new(service_key: &ApiKey, inner: A) -> Self {
        Self {
            service_key: service_key.hash(),
            inner,
        }
    }
}

#[async_trait::async_trait]
impl<A: Authenticator> Authenticator for WithServiceKey<A> {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        match key.kind() {
            KeyKind::Service => Ok((key.hash() == self.service_key).then_some(Principal::Service)),
            _ => self.inner.authenticate(key).await,
        }
    }
}
