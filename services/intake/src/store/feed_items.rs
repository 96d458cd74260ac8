//! What is remembered of the offers of a feed, from one pull to the next.

use relais_store::{Connection, Row, StoreError, Tx, args};

const TABLE: &str = "intake_feed_items";

/// An offer of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FeedItem {
    /// The source of its identifier.
    pub source: String,
    /// Its identifier.
    pub identifier: String,
    /// The offer that it was taken in as.
    pub offer_id: String,
    /// By what it is known again under another identifier.
    pub likeness: [u8; 32],
    /// The hash of its content when it was last taken in.
    pub content_hash: [u8; 32],
    /// Pulls in a row without it.
    pub missed: u32,
    /// Whether the employer is asked about it.
    pub is_asked: bool,
    /// How many times the employer was asked about it.
    pub questions: u32,
}

impl FeedItem {
    fn of(row: &Row) -> Result<Self, StoreError> {
        let offer_id: String = row.get(2)?;
        let corrupt = |column, reason: &str| StoreError::Corrupt {
            table: TABLE,
            column,
            row: offer_id.clone(),
            reason: reason.to_owned(),
        };
        let hash = |index, column| {
            let bytes: Vec<u8> = row.get(index)?;
            <[u8; 32]>::try_from(bytes).map_err(|_| corrupt(column, "is not 32 bytes"))
        };
        let count = |index, column| {
            u32::try_from(row.get::<i64>(index)?).map_err(|_| corrupt(column, "is no count"))
        };
        Ok(Self {
            source: row.get(0)?,
            identifier: row.get(1)?,
            likeness: hash(3, "likeness")?,
            content_hash: hash(4, "content_hash")?,
            missed: count(5, "missed")?,
            is_asked: row.get(6)?,
            questions: count(7, "questions")?,
            offer_id: offer_id.clone(),
        })
    }
}

/// Everything that is remembered of a feed, at most `limit`.
pub(crate) async fn of_feed(
    connection: &mut Connection,
    feed_id: &str,
    limit: u32,
) -> Result<Vec<FeedItem>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT source, identifier, offer_id, likeness, content_hash, missed, asked, questions
             FROM intake_feed_items WHERE feed_id = $1 ORDER BY source, identifier LIMIT $2",
            args![feed_id, limit],
        )
        .await?;
    rows.iter().map(FeedItem::of).collect()
}

/// Remembers an item that was taken in; how often it was missed and asked about stays.
pub(crate) async fn remember(
    tx: &mut Tx,
    feed_id: &str,
    item: &FeedItem,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO intake_feed_items (feed_id, source, identifier, offer_id, likeness,
             content_hash, missed, asked, questions)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0)
         ON CONFLICT (feed_id, source, identifier) DO UPDATE
         SET offer_id = $4, likeness = $5, content_hash = $6",
        args![
            feed_id,
            item.source.as_str(),
            item.identifier.as_str(),
            item.offer_id.as_str(),
            item.likeness.to_vec(),
            item.content_hash.to_vec(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes down how often an item was missed and asked about.
pub(crate) async fn mark(tx: &mut Tx, feed_id: &str, item: &FeedItem) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_feed_items SET missed = $4, asked = $5, questions = $6
         WHERE feed_id = $1 AND source = $2 AND identifier = $3",
        args![
            feed_id,
            item.source.as_str(),
            item.identifier.as_str(),
            item.missed,
            item.is_asked,
            item.questions,
        ],
    )
    .await?;
    Ok(())
}

/// Forgets an item.
pub(crate) async fn forget(
    tx: &mut Tx,
    feed_id: &str,
    source: &str,
    identifier: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM intake_feed_items WHERE feed_id = $1 AND source = $2 AND identifier = $3",
        args![feed_id, source, identifier],
    )
    .await?;
    Ok(())
}
