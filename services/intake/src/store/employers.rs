//! Employers and the hashes of their keys.

use jiff::Timestamp;
use relais_domain::ids::EmployerId;
use relais_proto::intake::Employer;
use relais_runtime::auth::KeyHash;
use relais_store::{Connection, Row, StoreError, Tx, args};

/// An employer as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredEmployer {
    pub employer: Employer,
    pub webhook_secret: Option<String>,
}

/// What makes a row an employer, in the order in which [`StoredEmployer`] reads it.
macro_rules! select_employers {
    ($rest:literal) => {
        concat!(
            "SELECT employer_id, name, email, language, bce_number, webhook_url, created_at,
                    webhook_secret, unconfirmed
             FROM intake_employers ",
            $rest
        )
    };
}

impl StoredEmployer {
    fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            employer: Employer {
                employer_id: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                language: row.get(3)?,
                bce_number: row.get(4)?,
                webhook_url: row.get::<Option<String>>(5)?.unwrap_or_default(),
                created_at: row.get(6)?,
                unconfirmed: row.get(8)?,
            },
            webhook_secret: row.get(7)?,
        })
    }
}

/// Adds an employer.
pub(crate) async fn insert(tx: &mut Tx, employer: &Employer) -> Result<(), StoreError> {
    let sender = employer.email.to_lowercase();
    let domain = sender.rsplit_once('@').map_or("", |(_, domain)| domain);
    tx.execute(
        "INSERT INTO intake_employers (employer_id, name, email, language, bce_number, created_at,
             unconfirmed, sender, sender_domain)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            employer.employer_id.as_str(),
            employer.name.as_str(),
            employer.email.as_str(),
            employer.language.as_str(),
            employer.bce_number.as_str(),
            employer.created_at,
            employer.unconfirmed,
            sender.as_str(),
            domain,
        ],
    )
    .await?;
    Ok(())
}

/// The employer who writes from this address, in small letters; one who is confirmed first.
pub(crate) async fn by_sender(
    connection: &mut Connection,
    sender: &str,
) -> Result<Option<StoredEmployer>, StoreError> {
    let row = connection
        .fetch_optional(
            select_employers!("WHERE sender = $1 ORDER BY unconfirmed, employer_id LIMIT 1"),
            args![sender],
        )
        .await?;
    row.as_ref().map(StoredEmployer::of).transpose()
}

/// The confirmed employer whose addresses are of this domain; `None` where several are, or none.
pub(crate) async fn by_domain(
    connection: &mut Connection,
    domain: &str,
) -> Result<Option<StoredEmployer>, StoreError> {
    let rows = connection
        .fetch(
            select_employers!("WHERE sender_domain = $1 AND unconfirmed = 0 LIMIT 2"),
            args![domain],
        )
        .await?;
    match rows.as_slice() {
        [one] => StoredEmployer::of(one).map(Some),
        _ => Ok(None),
    }
}

/// Notes that an employer is one, by this name where it is not empty; false where there is none.
pub(crate) async fn confirm(
    tx: &mut Tx,
    employer: EmployerId,
    name: &str,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE intake_employers
             SET unconfirmed = 0, name = CASE WHEN $2 = '' THEN name ELSE $2 END
             WHERE employer_id = $1",
            args![employer, name],
        )
        .await?;
    Ok(changed == 1)
}

/// The employer with this id.
pub(crate) async fn by_id(
    connection: &mut Connection,
    employer: EmployerId,
) -> Result<Option<StoredEmployer>, StoreError> {
    let row = connection
        .fetch_optional(select_employers!("WHERE employer_id = $1"), args![employer])
        .await?;
    row.as_ref().map(StoredEmployer::of).transpose()
}

/// Employers by name, at most `limit`.
pub(crate) async fn all(
    connection: &mut Connection,
    limit: u32,
) -> Result<Vec<StoredEmployer>, StoreError> {
    let rows = connection
        .fetch(
            select_employers!("ORDER BY name, employer_id LIMIT $1"),
            args![limit],
        )
        .await?;
    rows.iter().map(StoredEmployer::of).collect()
}

/// Sets or ends an employer's webhooks; false where there is no such employer.
pub(crate) async fn set_webhook(
    tx: &mut Tx,
    employer: EmployerId,
    url: Option<String>,
    secret: Option<String>,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE intake_employers SET webhook_url = $2, webhook_secret = $3
             WHERE employer_id = $1",
            args![employer, url, secret],
        )
        .await?;
    Ok(changed == 1)
}

/// Keeps the hash of a new key.
pub(crate) async fn add_key(
    tx: &mut Tx,
    employer: EmployerId,
    hash: KeyHash,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO intake_keys (hash, employer_id, created_at) VALUES ($1, $2, $3)",
        args![hash.0.to_vec(), employer, at],
    )
    .await?;
    Ok(())
}

/// Lets the keys of an employer end at the given instant, unless they end before.
pub(crate) async fn end_keys(
    tx: &mut Tx,
    employer: EmployerId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_keys SET expires_at = $2
         WHERE employer_id = $1 AND (expires_at IS NULL OR expires_at > $2)",
        args![employer, at],
    )
    .await?;
    Ok(())
}

/// Forgets the keys that ended by the given instant.
pub(crate) async fn forget_ended_keys(
    tx: &mut Tx,
    employer: EmployerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM intake_keys WHERE employer_id = $1 AND expires_at <= $2",
        args![employer, now],
    )
    .await?;
    Ok(())
}

/// Forgets every key of an employer, and tells how many still held.
pub(crate) async fn revoke_keys(
    tx: &mut Tx,
    employer: EmployerId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    forget_ended_keys(tx, employer, now).await?;
    tx.execute(
        "DELETE FROM intake_keys WHERE employer_id = $1",
        args![employer],
    )
    .await
}

/// Whose key has this hash, if it still holds.
pub(crate) async fn holder(
    connection: &mut Connection,
    hash: KeyHash,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT employer_id FROM intake_keys
             WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)",
            args![hash.0.to_vec(), now],
        )
        .await?;
    row.map(|row| row.get(0)).transpose()
}
