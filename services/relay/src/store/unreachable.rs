//! Addresses that take no mail.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::ids::{MessageId, OfferId};
use relais_store::{Connection, Tx, args};

/// Addresses by their tags, and the message that came back.
pub(super) const TABLES: &str = "
CREATE TABLE relay_unreachable (
    address_tag TEXT PRIMARY KEY,
    offer_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    since BIGINT NOT NULL
);
CREATE INDEX relay_unreachable_by_offer ON relay_unreachable (offer_id);
";

/// Marks an address as one that takes no mail, by its tag: nothing personal is kept. Returns the
/// how-manieth it is for this offer; `None` where it was marked before.
pub(crate) async fn mark_unreachable(
    tx: &mut Tx,
    tag: &str,
    offer: OfferId,
    message: MessageId,
    now: Timestamp,
) -> Result<Option<u64>, Error> {
    let marked = tx
        .execute(
            "INSERT INTO relay_unreachable (address_tag, offer_id, message_id, since)
             VALUES ($1, $2, $3, $4) ON CONFLICT (address_tag) DO NOTHING",
            args![tag, offer, message, now],
        )
        .await?;
    if marked == 0 {
        return Ok(None);
    }
    let row = tx
        .fetch_one(
            "SELECT COUNT(*) FROM relay_unreachable WHERE offer_id = $1",
            args![offer],
        )
        .await?;
    Ok(Some(
        u64::try_from(row.get::<i64>(0)?).map_err(Error::internal)?,
    ))
}

/// Whether an address takes no mail.
pub(crate) async fn is_unreachable(connection: &mut Connection, tag: &str) -> Result<bool, Error> {
    let row = connection
        .fetch_optional(
            "SELECT 1 FROM relay_unreachable WHERE address_tag = $1",
            args![tag],
        )
        .await?;
    Ok(row.is_some())
}

/// Forgets that the address of a message took no mail: somebody sends it again, knowingly.
pub(crate) async fn lift(tx: &mut Tx, message: MessageId) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM relay_unreachable WHERE offer_id IN
             (SELECT offer_id FROM relay_messages WHERE message_id = $1)",
        args![message],
    )
    .await?;
    Ok(())
}
