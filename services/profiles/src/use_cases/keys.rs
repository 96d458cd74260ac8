//! Workers' keys: whose they are, new ones, and their end.

use std::sync::Arc;

use jiff::SignedDuration;
use relais_domain::ids::WorkerId;
use relais_domain::{Clock, Error};
use relais_proto::profiles::{
    AuthenticateResponse, RevokeWorkerKeysResponse, RotateWorkerKeyRequest,
    RotateWorkerKeyResponse, Worker, WorkerRole,
};
use relais_runtime::auth::{ApiKey, Authenticator, KeyHash, KeyKind, Principal};
use relais_store::Store;

use crate::caller::id;
use crate::service::Profiles;
use crate::store;

/// The longest that old keys may stay valid beside a new one: thirty days.
const MAX_GRACE_SECONDS: u32 = 30 * 24 * 60 * 60;

/// The kind of key that a role holds; `None` where no role was given.
pub(crate) fn kind_of(role: WorkerRole) -> Option<KeyKind> {
    match role {
        WorkerRole::Unspecified => None,
        WorkerRole::Worker => Some(KeyKind::Worker),
        WorkerRole::Spoc => Some(KeyKind::Spoc),
        WorkerRole::Coordinator => Some(KeyKind::Coordinator),
    }
}

impl Profiles {
    /// A new key for a worker; the old ones end at once, or after a time of grace.
    ///
    /// # Errors
    /// `InvalidInput` for a grace of more than thirty days, `NotFound` for an unknown worker.
    pub(crate) async fn rotate_worker_key(
        &self,
        request: &RotateWorkerKeyRequest,
    ) -> Result<RotateWorkerKeyResponse, Error> {
        let worker_id: WorkerId = id(&request.worker_id, "/worker_id")?;
        if request.grace_seconds > MAX_GRACE_SECONDS {
            return Err(Error::invalid_field(
                "/grace_seconds",
                "is more than thirty days",
                format!("give at most {MAX_GRACE_SECONDS} seconds"),
            ));
        }
        let worker = self.find_worker(worker_id).await?;
        let kind = kind_of(worker.role()).ok_or_else(|| Error::not_found("worker"))?;
        let key = ApiKey::generate(kind, self.entropy());
        let (hash, now) = (key.hash(), self.clock().now());
        let ends_at = now
            .checked_add(SignedDuration::from_secs(request.grace_seconds.into()))
            .map_err(Error::internal)?;
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    store::keys::end_at(tx, worker_id, ends_at).await?;
                    store::keys::forget_ended(tx, worker_id, now).await?;
                    store::keys::add(tx, worker_id, hash).await?;
                    Ok(())
                })
            })
            .await?;
        self.forget_keys();
        Ok(RotateWorkerKeyResponse {
            api_key: key.expose(),
        })
    }

    /// Ends all keys of a worker at once.
    ///
    /// # Errors
    /// `NotFound` for an unknown worker.
    pub(crate) async fn revoke_worker_keys(
        &self,
        worker_id: &str,
    ) -> Result<RevokeWorkerKeysResponse, Error> {
        let worker_id = id(worker_id, "/worker_id")?;
        self.find_worker(worker_id).await?;
        let revoked = self
            .store()
            .write(move |tx| {
                Box::pin(async move { Ok(store::keys::remove_all(tx, worker_id).await?) })
            })
            .await?;
        self.forget_keys();
        Ok(RevokeWorkerKeysResponse {
            revoked: u32::try_from(revoked).unwrap_or(u32::MAX),
        })
    }

    async fn find_worker(&self, worker_id: WorkerId) -> Result<Worker, Error> {
        let mut connection = self.store().read().await?;
        store::directory::find_worker(&mut connection, worker_id)
            .await?
            .ok_or_else(|| Error::not_found("worker"))
    }

    /// Whose key has this hash.
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
        let mut connection = self.store().read().await?;
        let now = self.clock().now();
        let worker = store::keys::holder(&mut connection, &KeyHash(hash), now).await?;
        Ok(AuthenticateResponse { worker })
    }
}

/// The keys as the tables have them.
pub(crate) struct WorkerKeys {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl WorkerKeys {
    /// The keys in `store`, by the time of `clock`.
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }
}

#[async_trait::async_trait]
impl Authenticator for WorkerKeys {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        if matches!(key.kind(), KeyKind::Employer | KeyKind::Service) {
            return Ok(None);
        }
        let mut connection = self.store.read().await?;
        let holder = store::keys::holder(&mut connection, &key.hash(), self.clock.now()).await?;
        holder
            .as_ref()
            .map(principal)
            .transpose()
            .map(Option::flatten)
    }
}

/// Who a person is to the doors; `None` where they have no role.
///
/// # Errors
/// `Internal` where an id is none.
pub fn principal(worker: &Worker) -> Result<Option<Principal>, Error> {
    let id = worker.worker_id.parse()?;
    Ok(match worker.role() {
        WorkerRole::Unspecified => None,
        WorkerRole::Worker => Some(Principal::Worker {
            id,
            organisation: worker.organisation_id.parse()?,
        }),
        WorkerRole::Spoc => Some(Principal::Spoc(id)),
        WorkerRole::Coordinator => Some(Principal::Coordinator(id)),
    })
}
