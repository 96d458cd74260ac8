//! Whose key it is that an employer's system calls with.

use async_trait::async_trait;
use jiff::SignedDuration;
use relais_domain::Error;
use relais_proto::intake::AuthenticateResponse;
use relais_runtime::SharedClock;
use relais_runtime::auth::{ApiKey, AuthCache, Authenticator, KeyHash, KeyKind, Principal};
use relais_store::Store;

use crate::Intake;
use crate::store::employers;

/// How long a key is remembered. In the process that ends it, it ends at once.
const TIME_TO_LIVE: SignedDuration = SignedDuration::from_secs(5);
/// Keys that are remembered.
const REMEMBERED: usize = 10_000;

/// Looks keys up by their hashes.
pub(crate) struct Keys {
    store: Store,
    clock: SharedClock,
}

impl Keys {
    /// Keys with a short memory.
    pub fn remembered(store: Store, clock: SharedClock) -> AuthCache<Self> {
        let keys = Self {
            store,
            clock: clock.clone(),
        };
        AuthCache::new(keys, clock, TIME_TO_LIVE, REMEMBERED)
    }
}

impl Intake {
    /// The employer whose key has this hash.
    ///
    /// # Errors
    /// `InvalidInput` where it is not the length of a SHA-256 hash.
    pub(crate) async fn holder_of(&self, key_hash: &[u8]) -> Result<AuthenticateResponse, Error> {
        let hash = <[u8; 32]>::try_from(key_hash).map_err(|_| {
            Error::invalid_field(
                "/key_hash",
                "is not a SHA-256 hash",
                "give the 32 bytes of the hash of the key's text",
            )
        })?;
        let mut connection = self.inner.store.read().await?;
        let now = self.inner.clock.now();
        let employer_id = employers::holder(&mut connection, KeyHash(hash), now).await?;
        Ok(AuthenticateResponse { employer_id })
    }
}

#[async_trait]
impl Authenticator for Keys {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        if key.kind() != KeyKind::Employer {
            return Ok(None);
        }
        let mut connection = self.store.read().await?;
        let holder = employers::holder(&mut connection, key.hash(), self.clock.now()).await?;
        let holder = holder.map(|id| id.parse().map_err(Error::internal));
        Ok(holder.transpose()?.map(Principal::Employer))
    }
}
