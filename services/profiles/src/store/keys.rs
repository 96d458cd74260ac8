//! Workers' keys, by hash only.

use jiff::Timestamp;
use relais_domain::ids::WorkerId;
use relais_proto::profiles::Worker;
use relais_runtime::auth::KeyHash;
use relais_store::{Connection, StoreError, Tx, args};

use super::directory::read_worker;

/// Adds a key of a worker, valid until it is rotated or revoked.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn add(tx: &mut Tx, worker: WorkerId, hash: KeyHash) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO profiles_keys (hash, worker) VALUES ($1, $2)",
        args![hash.0.to_vec(), worker],
    )
    .await?;
    Ok(())
}

/// Whose key this is at the instant `now`; `None` where it has ended or is nobody's.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn holder(
    connection: &mut Connection,
    hash: &KeyHash,
    now: Timestamp,
) -> Result<Option<Worker>, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT w.worker, w.organisation, w.name, w.email, w.role, w.language
             FROM profiles_keys k JOIN profiles_workers w ON w.worker = k.worker
             WHERE k.hash = $1 AND (k.ends_at IS NULL OR k.ends_at > $2)",
            args![hash.0.to_vec(), now],
        )
        .await?;
    row.as_ref().map(read_worker).transpose()
}

/// Lets the worker's keys end at `ends_at` where they would last longer.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn end_at(
    tx: &mut Tx,
    worker: WorkerId,
    ends_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE profiles_keys SET ends_at = $2
         WHERE worker = $1 AND (ends_at IS NULL OR ends_at > $2)",
        args![worker, ends_at],
    )
    .await?;
    Ok(())
}

/// Forgets the worker's keys that have ended by `now`.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn forget_ended(
    tx: &mut Tx,
    worker: WorkerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM profiles_keys WHERE worker = $1 AND ends_at <= $2",
        args![worker, now],
    )
    .await?;
    Ok(())
}

/// Removes all keys of a worker; tells how many there were.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn remove_all(tx: &mut Tx, worker: WorkerId) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM profiles_keys WHERE worker = $1", args![worker])
        .await
}
