//! What a link hands on to the relay, and how a link is used up.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::Reply;
use relais_domain::ids::OfferId;
use relais_store::{StoreError, Tx, args};

/// The links that were used; a migration of the relay.
pub const MIGRATION: &str = "
    CREATE TABLE relay_link_uses (
        link BIGINT PRIMARY KEY,
        expires_at BIGINT NOT NULL
    );
    CREATE INDEX relay_link_uses_by_end ON relay_link_uses (expires_at);
";

/// A link, so that it is used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkUse {
    /// The number that no other link has.
    pub nonce: u64,
    /// From when on it no longer works, so that its use need not be remembered.
    pub expires_at: Timestamp,
}

/// What somebody who held a link said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// About which offer.
    pub offer: OfferId,
    /// What; its note is for the relay to fill in from `message`.
    pub reply: Reply,
    /// In their own words, cleaned and within limits.
    pub message: Option<String>,
    /// Through which link.
    pub link: LinkUse,
}

/// Whether a reply was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It was recorded.
    Now,
    /// The link had been used: nothing has changed.
    Before,
}

/// Takes in what employers say by links.
pub trait ReplySink: Send + Sync + 'static {
    /// Records a reply, once: in the transaction that appends it, [`use_up`] comes first, and
    /// where that tells that the link was used, nothing else is done.
    ///
    /// # Errors
    /// `Conflict` where the case does not allow it any more, `NotFound` where there is no such
    /// case or nomination; others by what went wrong.
    fn record(&self, said: Said) -> impl Future<Output = Result<Recorded, Error>> + Send;
}

/// Uses a link up; `false` where it was used before.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn use_up(tx: &mut Tx, link: LinkUse, now: Timestamp) -> Result<bool, StoreError> {
    tx.execute(
        "DELETE FROM relay_link_uses WHERE expires_at < $1",
        args![now],
    )
    .await?;
    let added = tx
        .execute(
            "INSERT INTO relay_link_uses (link, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            args![link.nonce.cast_signed(), link.expires_at],
        )
        .await?;
    Ok(added == 1)
}
