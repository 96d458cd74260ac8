//! Feeds that are pulled, and what became of their pulls.

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::ids::EmployerId;
use relais_proto::intake::{Feed, FeedPull};
use relais_store::{Connection, Row, StoreError, Tx, args};

const TABLE: &str = "intake_feeds";
/// Pulls of a feed that are kept.
const KEPT_PULLS: u64 = 50;
/// Feeds that are listed.
const LISTED: u32 = 1_000;

/// What a feed's server said when the feed was last read, to ask for changes only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    /// Its entity tag.
    pub etag: Option<String>,
    /// When it was modified, in the words of the server.
    pub last_modified: Option<String>,
}

/// A feed as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredFeed {
    pub feed: Feed,
    pub validators: Validators,
}

/// What makes a row a feed, in the order in which [`StoredFeed`] reads it.
macro_rules! feed_columns {
    () => {
        "feed_id, employer_id, url, format, source, every_seconds, paused, created_at,
         next_pull_at, pulls, failures, etag, last_modified"
    };
}

impl StoredFeed {
    fn of(row: &Row) -> Result<Self, StoreError> {
        let feed_id: String = row.get(0)?;
        let corrupt = |column, reason: String| StoreError::Corrupt {
            table: TABLE,
            column,
            row: feed_id.clone(),
            reason,
        };
        let small = |index, column| {
            let value: i64 = row.get(index)?;
            u32::try_from(value).map_err(|error| corrupt(column, error.to_string()))
        };
        Ok(Self {
            feed: Feed {
                employer_id: row.get(1)?,
                url: row.get(2)?,
                format: row.get(3)?,
                source: row.get(4)?,
                every_seconds: small(5, "every_seconds")?,
                paused: row.get(6)?,
                created_at: row.get(7)?,
                next_pull_at: row.get(8)?,
                pulls: u64::from(small(9, "pulls")?),
                failures: small(10, "failures")?,
                feed_id: feed_id.clone(),
            },
            validators: Validators {
                etag: row.get(11)?,
                last_modified: row.get(12)?,
            },
        })
    }
}

fn feeds(rows: &[Row]) -> Result<Vec<StoredFeed>, StoreError> {
    rows.iter().map(StoredFeed::of).collect()
}

/// The number of a pull as the table keeps it.
pub(super) fn number(pull: u64) -> i64 {
    i64::try_from(pull).unwrap_or(i64::MAX)
}

/// Adds a feed.
pub(crate) async fn insert(tx: &mut Tx, feed: &Feed) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO intake_feeds (feed_id, employer_id, url, format, source, every_seconds,
             paused, created_at, next_pull_at, pulls, failures)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 0, 0)",
        args![
            feed.feed_id.as_str(),
            feed.employer_id.as_str(),
            feed.url.as_str(),
            feed.format.as_str(),
            feed.source.as_str(),
            feed.every_seconds,
            feed.created_at,
            feed.next_pull_at,
        ],
    )
    .await?;
    Ok(())
}

/// The feed with this id.
pub(crate) async fn by_id(
    connection: &mut Connection,
    feed_id: &str,
) -> Result<Option<StoredFeed>, StoreError> {
    let row = connection
        .fetch_optional(
            concat!(
                "SELECT ",
                feed_columns!(),
                " FROM intake_feeds WHERE feed_id = $1"
            ),
            args![feed_id],
        )
        .await?;
    row.as_ref().map(StoredFeed::of).transpose()
}

/// The feeds of one employer, or of all, oldest first.
pub(crate) async fn list(
    connection: &mut Connection,
    employer: Option<EmployerId>,
) -> Result<Vec<StoredFeed>, StoreError> {
    let rows = connection
        .fetch(
            concat!(
                "SELECT ",
                feed_columns!(),
                " FROM intake_feeds WHERE employer_id = $1 OR $1 = '' ORDER BY feed_id LIMIT $2"
            ),
            args![
                employer.map(|id| id.to_string()).unwrap_or_default(),
                LISTED
            ],
        )
        .await?;
    feeds(&rows)
}

/// When the next feed falls due; `None` where none is to be pulled.
pub(crate) async fn next_due(connection: &mut Connection) -> Result<Option<i64>, StoreError> {
    let row = connection
        .fetch_one(
            "SELECT MIN(next_pull_at) FROM intake_feeds WHERE paused = 0",
            args![],
        )
        .await?;
    row.get(0)
}

/// Claims the feed that has been due for longest, until `lease_end`, when it falls due again by
/// itself: a claim may be lost with its process.
pub(crate) async fn claim(
    tx: &mut Tx,
    now: Timestamp,
    lease_end: Timestamp,
) -> Result<Option<StoredFeed>, StoreError> {
    let row = tx
        .fetch_optional(
            concat!(
                "UPDATE intake_feeds SET pulls = pulls + 1, next_pull_at = $2
                 WHERE paused = 0 AND next_pull_at <= $1 AND feed_id =
                     (SELECT feed_id FROM intake_feeds WHERE paused = 0 AND next_pull_at <= $1
                      ORDER BY next_pull_at, feed_id LIMIT 1)
                 RETURNING ",
                feed_columns!()
            ),
            args![now, lease_end],
        )
        .await?;
    row.as_ref().map(StoredFeed::of).transpose()
}

/// Gives a claim back, so that the feed is due again.
pub(crate) async fn release(
    tx: &mut Tx,
    feed_id: &str,
    pull: u64,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_feeds SET next_pull_at = $3 WHERE feed_id = $1 AND pulls = $2",
        args![feed_id, number(pull), at],
    )
    .await?;
    Ok(())
}

/// Sets when a feed is pulled next; `None` where there is no such feed.
pub(crate) async fn set_due(
    tx: &mut Tx,
    feed_id: &str,
    paused: bool,
    at: Timestamp,
) -> Result<Option<StoredFeed>, StoreError> {
    let row = tx
        .fetch_optional(
            concat!(
                "UPDATE intake_feeds SET paused = $2, next_pull_at = $3 WHERE feed_id = $1
                 RETURNING ",
                feed_columns!()
            ),
            args![feed_id, paused, at],
        )
        .await?;
    row.as_ref().map(StoredFeed::of).transpose()
}

/// Writes down what became of a claimed pull, and when the next one is, unless one was asked for
/// meanwhile, which is due by `now`. False, and nothing is written, where the claim was lost.
pub(crate) async fn settle(
    tx: &mut Tx,
    pull: &FeedPull,
    now: Timestamp,
    next_pull_at: Timestamp,
    failures: u32,
    validators: Validators,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE intake_feeds
             SET next_pull_at = CASE WHEN next_pull_at <= $7 THEN next_pull_at ELSE $3 END,
                 failures = $4, etag = $5, last_modified = $6
             WHERE feed_id = $1 AND pulls = $2",
            args![
                pull.feed_id.as_str(),
                number(pull.number),
                next_pull_at,
                failures,
                validators.etag,
                validators.last_modified,
                now,
            ],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO intake_feed_pulls (feed_id, number, pull) VALUES ($1, $2, $3)",
        args![
            pull.feed_id.as_str(),
            number(pull.number),
            pull.encode_to_vec()
        ],
    )
    .await?;
    tx.execute(
        "DELETE FROM intake_feed_pulls WHERE feed_id = $1 AND number <= $2",
        args![
            pull.feed_id.as_str(),
            number(pull.number.saturating_sub(KEPT_PULLS))
        ],
    )
    .await?;
    Ok(true)
}

/// Whether the pull with this number is the last that was begun.
pub(crate) async fn is_current(
    connection: &mut Connection,
    feed_id: &str,
    pull: u64,
) -> Result<bool, StoreError> {
    let row = connection
        .fetch_one(
            "SELECT COUNT(*) FROM intake_feeds WHERE feed_id = $1 AND pulls = $2",
            args![feed_id, number(pull)],
        )
        .await?;
    Ok(row.get::<i64>(0)? == 1)
}

/// The pulls of a feed, newest first.
pub(crate) async fn pulls(
    connection: &mut Connection,
    feed_id: &str,
) -> Result<Vec<FeedPull>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT pull FROM intake_feed_pulls WHERE feed_id = $1 ORDER BY number DESC LIMIT 100",
            args![feed_id],
        )
        .await?;
    let decoded = |row: &Row| {
        FeedPull::decode(row.get::<Vec<u8>>(0)?.as_slice()).map_err(|error| StoreError::Corrupt {
            table: "intake_feed_pulls",
            column: "pull",
            row: feed_id.to_owned(),
            reason: error.to_string(),
        })
    };
    rows.iter().map(decoded).collect()
}

/// Removes a feed with everything that is remembered of it; false where there is no such feed.
pub(crate) async fn remove(tx: &mut Tx, feed_id: &str) -> Result<bool, StoreError> {
    tx.execute(
        "DELETE FROM intake_feed_pulls WHERE feed_id = $1",
        args![feed_id],
    )
    .await?;
    tx.execute(
        "DELETE FROM intake_feed_items WHERE feed_id = $1",
        args![feed_id],
    )
    .await?;
    let removed = tx
        .execute(
            "DELETE FROM intake_feeds WHERE feed_id = $1",
            args![feed_id],
        )
        .await?;
    Ok(removed == 1)
}
