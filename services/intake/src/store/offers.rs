//! Offers: one row each, with the newest content and how far its case has come.

use jiff::Timestamp;
use prost::Message;
use relais_domain::ids::{EmployerId, OfferId};
use relais_proto::events::{Requirements, Rule};
use relais_proto::intake::{Offer, OfferContent, OfferStatus};
use relais_store::{Connection, Row, StoreError, Tx, args};

use crate::due::Due;
use crate::offer::{NewOffer, Prepared};

const TABLE: &str = "intake_offers";

/// What makes a row an offer, in the order in which [`StoredOffer`] reads it.
macro_rules! select_offers {
    ($rest:literal) => {
        concat!(
            "SELECT offer_id, employer_id, source, identifier, channel, case_ref, received_at,
                    due_at, rule_id, rule_version, version, content, content_hash, understood,
                    status, pause_reason, answer, answered_at
             FROM intake_offers ",
            $rest
        )
    };
}

/// An offer as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredOffer {
    pub offer_id: String,
    pub employer_id: String,
    pub source: String,
    pub identifier: String,
    pub channel: String,
    pub case_ref: String,
    pub received_at: i64,
    pub due_at: i64,
    pub rule: Rule,
    pub version: u64,
    pub content: OfferContent,
    pub content_hash: Vec<u8>,
    pub understood: Requirements,
    pub status: OfferStatus,
    pub pause_reason: Option<String>,
    pub answer: Option<String>,
    pub answered_at: Option<i64>,
}

impl StoredOffer {
    fn of(row: &Row) -> Result<Self, StoreError> {
        let offer_id: String = row.get(0)?;
        let corrupt = |column, reason: String| StoreError::Corrupt {
            table: TABLE,
            column,
            row: offer_id.clone(),
            reason,
        };
        let number = |index, column| {
            let value: i64 = row.get(index)?;
            u64::try_from(value).map_err(|error| corrupt(column, error.to_string()))
        };
        let rule = Rule {
            id: row.get(8)?,
            version: u32::try_from(number(9, "rule_version")?)
                .map_err(|error| corrupt("rule_version", error.to_string()))?,
        };
        let status = i32::try_from(number(14, "status")?).ok();
        let status = status.and_then(|status| OfferStatus::try_from(status).ok());
        Ok(Self {
            employer_id: row.get(1)?,
            source: row.get(2)?,
            identifier: row.get(3)?,
            channel: row.get(4)?,
            case_ref: row.get(5)?,
            received_at: row.get(6)?,
            due_at: row.get(7)?,
            rule,
            version: number(10, "version")?,
            content: decoded(&row.get::<Vec<u8>>(11)?)
                .map_err(|reason| corrupt("content", reason))?,
            content_hash: row.get(12)?,
            understood: decoded(&row.get::<Vec<u8>>(13)?)
                .map_err(|reason| corrupt("understood", reason))?,
            status: status.ok_or_else(|| corrupt("status", "is none".to_owned()))?,
            pause_reason: row.get(15)?,
            answer: row.get(16)?,
            answered_at: row.get(17)?,
            offer_id,
        })
    }

    /// Whether nobody works on it any more.
    pub fn is_over(&self) -> bool {
        matches!(self.status, OfferStatus::Closed | OfferStatus::Withdrawn)
    }

    /// The offer as it is told; `status_url` is where it can be looked up.
    pub fn into_offer(self, status_url: String) -> Offer {
        Offer {
            offer_id: self.offer_id,
            case_ref: self.case_ref,
            employer_id: self.employer_id,
            channel: self.channel,
            version: self.version,
            received_at: self.received_at,
            due_at: self.due_at,
            rule: Some(self.rule),
            status: self.status.into(),
            content: Some(self.content),
            understood: Some(self.understood),
            status_url,
            paused: self.pause_reason.is_some(),
            pause_reason: self.pause_reason.unwrap_or_default(),
            answer: self.answer.unwrap_or_default(),
            answered_at: self.answered_at.unwrap_or_default(),
        }
    }
}

fn decoded<M: Message + Default>(bytes: &[u8]) -> Result<M, String> {
    M::decode(bytes).map_err(|error| error.to_string())
}

fn offers(rows: &[Row]) -> Result<Vec<StoredOffer>, StoreError> {
    rows.iter().map(StoredOffer::of).collect()
}

/// Whether an employer wants webhooks.
pub(crate) async fn wants_webhooks(tx: &mut Tx, employer: EmployerId) -> Result<bool, StoreError> {
    let row = tx
        .fetch_optional(
            "SELECT 1 FROM intake_employers WHERE employer_id = $1 AND webhook_url IS NOT NULL",
            args![employer],
        )
        .await?;
    Ok(row.is_some())
}

/// Inserts an offer as the change with this number; `false` where the identifier or the reference
/// is taken.
pub(crate) async fn insert(tx: &mut Tx, offer: &NewOffer, change: i64) -> Result<bool, StoreError> {
    let Due { at: due_at, .. } = offer.due;
    let inserted = tx
        .execute(
            "INSERT INTO intake_offers (offer_id, employer_id, source, identifier, channel,
                 case_ref, received_at, due_at, rule_id, rule_version, version, content,
                 content_hash, understood, status, changed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $14, $15)
             ON CONFLICT DO NOTHING",
            args![
                offer.id,
                offer.employer,
                offer.source.as_str(),
                offer.identifier.as_str(),
                offer.channel.as_str(),
                offer.case_ref.as_str(),
                offer.received_at,
                due_at,
                offer.rule.id.as_str(),
                offer.rule.version,
                offer.prepared.content.clone(),
                offer.prepared.content_hash.to_vec(),
                offer.prepared.understood.clone(),
                OfferStatus::Received as i32,
                change,
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// The offer with this identifier.
pub(crate) async fn by_identifier(
    connection: &mut Connection,
    employer: EmployerId,
    source: &str,
    identifier: &str,
) -> Result<Option<StoredOffer>, StoreError> {
    let row = connection
        .fetch_optional(
            select_offers!("WHERE employer_id = $1 AND source = $2 AND identifier = $3"),
            args![employer, source, identifier],
        )
        .await?;
    row.as_ref().map(StoredOffer::of).transpose()
}

/// The offer with this id.
pub(crate) async fn by_id(
    connection: &mut Connection,
    offer: OfferId,
) -> Result<Option<StoredOffer>, StoreError> {
    let row = connection
        .fetch_optional(select_offers!("WHERE offer_id = $1"), args![offer])
        .await?;
    row.as_ref().map(StoredOffer::of).transpose()
}

/// Offers of one employer before the id `before`, newest first. Ids sort by time of receipt.
pub(crate) async fn of_employer(
    connection: &mut Connection,
    employer: EmployerId,
    before: &str,
    limit: u32,
) -> Result<Vec<StoredOffer>, StoreError> {
    let rows = connection
        .fetch(
            select_offers!(
                "WHERE employer_id = $1 AND offer_id < $2 ORDER BY offer_id DESC LIMIT $3"
            ),
            args![employer, before, limit],
        )
        .await?;
    offers(&rows)
}

/// Offers of all employers before the id `before`, newest first.
pub(crate) async fn of_all(
    connection: &mut Connection,
    before: &str,
    limit: u32,
) -> Result<Vec<StoredOffer>, StoreError> {
    let rows = connection
        .fetch(
            select_offers!("WHERE offer_id < $1 ORDER BY offer_id DESC LIMIT $2"),
            args![before, limit],
        )
        .await?;
    offers(&rows)
}

/// Puts new content in the place of the old one and counts the version up.
pub(crate) async fn replace_content(
    tx: &mut Tx,
    offer_id: &str,
    prepared: &Prepared,
) -> Result<(), StoreError> {
    let change = next_change(tx).await?;
    tx.execute(
        "UPDATE intake_offers
         SET content = $2, content_hash = $3, understood = $4, version = version + 1, changed = $5
         WHERE offer_id = $1",
        args![
            offer_id,
            prepared.content.clone(),
            prepared.content_hash.to_vec(),
            prepared.understood.clone(),
            change,
        ],
    )
    .await?;
    Ok(())
}

/// Gives an offer another identifier, which must be free.
pub(crate) async fn rename(
    tx: &mut Tx,
    offer_id: &str,
    source: &str,
    identifier: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_offers SET source = $2, identifier = $3 WHERE offer_id = $1",
        args![offer_id, source, identifier],
    )
    .await?;
    Ok(())
}

/// The next number in the order in which offers change. Whoever takes one holds the row until its
/// end, so that no number becomes visible before a smaller one.
async fn next_change(tx: &mut Tx) -> Result<i64, StoreError> {
    next_changes(tx, 1).await
}

/// The first of the next `count` numbers in the order of changes. Those that find no change are
/// left out.
pub(crate) async fn next_changes(tx: &mut Tx, count: i64) -> Result<i64, StoreError> {
    let row = tx
        .fetch_one(
            "UPDATE intake_changes SET last = last + $1 WHERE id = 1 RETURNING last",
            args![count],
        )
        .await?;
    Ok(row.get::<i64>(0)? - count + 1)
}

/// The last number in the order of changes.
pub(crate) async fn last_change(connection: &mut Connection) -> Result<i64, StoreError> {
    let row = connection
        .fetch_one("SELECT last FROM intake_changes WHERE id = 1", args![])
        .await?;
    row.get(0)
}

/// Offers that somebody still works on, after the id `after`, oldest first.
pub(crate) async fn open_after(
    connection: &mut Connection,
    after: &str,
    limit: u32,
) -> Result<Vec<StoredOffer>, StoreError> {
    let rows = connection
        .fetch(
            select_offers!(
                "WHERE offer_id > $1 AND status NOT IN ($2, $3) ORDER BY offer_id LIMIT $4"
            ),
            args![
                after,
                OfferStatus::Closed as i32,
                OfferStatus::Withdrawn as i32,
                limit
            ],
        )
        .await?;
    offers(&rows)
}

/// Offers that changed after the number `after`, each with its own, in the order of their changes.
pub(crate) async fn changed_after(
    connection: &mut Connection,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, StoredOffer)>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT offer_id, employer_id, source, identifier, channel, case_ref, received_at,
                    due_at, rule_id, rule_version, version, content, content_hash, understood,
                    status, pause_reason, answer, answered_at, changed
             FROM intake_offers WHERE changed > $1 ORDER BY changed LIMIT $2",
            args![after, limit],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get(18)?, StoredOffer::of(row)?)))
        .collect()
}

/// Withdraws an offer; false where it is over already.
pub(crate) async fn withdraw(tx: &mut Tx, offer: OfferId) -> Result<bool, StoreError> {
    let change = next_change(tx).await?;
    let changed = tx
        .execute(
            "UPDATE intake_offers SET status = $2, pause_reason = NULL, changed = $4
             WHERE offer_id = $1 AND status NOT IN ($2, $3)",
            args![
                offer,
                OfferStatus::Withdrawn as i32,
                OfferStatus::Closed as i32,
                change,
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Notes that the organisations have the offer.
pub(crate) async fn relayed(tx: &mut Tx, offer_id: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_offers SET status = $2 WHERE offer_id = $1 AND status = $3",
        args![
            offer_id,
            OfferStatus::Relayed as i32,
            OfferStatus::Received as i32
        ],
    )
    .await?;
    Ok(())
}

/// Notes an answer. What the employer withdrew stays withdrawn.
pub(crate) async fn answered(
    tx: &mut Tx,
    offer_id: &str,
    kind: &str,
    status: OfferStatus,
    at: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_offers SET answer = $2, answered_at = $3,
             status = CASE WHEN status IN ($5, $6) THEN status ELSE $4 END
         WHERE offer_id = $1",
        args![
            offer_id,
            kind,
            at,
            status as i32,
            OfferStatus::Withdrawn as i32,
            OfferStatus::Closed as i32,
        ],
    )
    .await?;
    Ok(())
}

/// Notes that the clock stands still.
pub(crate) async fn paused(tx: &mut Tx, offer_id: &str, reason: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_offers SET pause_reason = $2 WHERE offer_id = $1",
        args![offer_id, reason],
    )
    .await?;
    Ok(())
}

/// Notes that the clock runs again, and until when.
pub(crate) async fn resumed(
    tx: &mut Tx,
    offer_id: &str,
    due_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_offers SET pause_reason = NULL, due_at = $2 WHERE offer_id = $1",
        args![offer_id, due_at],
    )
    .await?;
    Ok(())
}

/// Notes that the case is over. What the employer withdrew stays withdrawn.
pub(crate) async fn closed(tx: &mut Tx, offer_id: &str) -> Result<(), StoreError> {
    let change = next_change(tx).await?;
    tx.execute(
        "UPDATE intake_offers SET pause_reason = NULL, changed = $4,
             status = CASE WHEN status = $2 THEN status ELSE $3 END
         WHERE offer_id = $1",
        args![
            offer_id,
            OfferStatus::Withdrawn as i32,
            OfferStatus::Closed as i32,
            change,
        ],
    )
    .await?;
    Ok(())
}
