//! The queue of outgoing messages, one row each.

use std::collections::BTreeMap;

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::clock::from_micros;
use relais_domain::entropy::{Entropy, random};
use relais_domain::ids::{MessageId, OfferId};
use relais_store::{Connection, Row, StoreError, Tx, args};

use super::{Means, Outgoing, Purpose, Recipient, codes};

/// The table of the queue; a migration of the relay.
///
/// `next_attempt_at` is also the lease: a claim moves it ahead, and a claim that was lost with its
/// process falls due again by itself.
pub const MIGRATION: &str = "
    CREATE TABLE relay_messages (
        message_id TEXT PRIMARY KEY,
        offer_id TEXT NOT NULL,
        purpose TEXT NOT NULL,
        recipient TEXT NOT NULL,
        means TEXT NOT NULL,
        case_version BIGINT NOT NULL,
        nomination_id TEXT NOT NULL,
        detail TEXT,
        state TEXT NOT NULL,
        attempts BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        since BIGINT NOT NULL,
        next_attempt_at BIGINT NOT NULL,
        sent_at BIGINT,
        last_error TEXT
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX relay_messages_once ON relay_messages
        (offer_id, purpose, recipient, means, case_version, nomination_id);
    CREATE INDEX relay_messages_pending ON relay_messages (means, next_attempt_at)
        WHERE state = 'pending';
    CREATE INDEX relay_messages_dead ON relay_messages (created_at) WHERE state = 'dead';
";

/// The trace that a message belongs to; a migration of the relay.
pub const TRACE_MIGRATION: &str = "ALTER TABLE relay_messages ADD COLUMN traceparent TEXT;";

codes!(
    /// Where a message stands.
    State, "state of a message" {
        /// To be sent, now or later.
        Pending = "pending",
        /// Taken by the mail server or the employer's webhook.
        Sent = "sent",
        /// There was nobody to send it to: no webhook set, the person erased, no longer true.
        Skipped = "skipped",
        /// Given up: a dead letter, until somebody replays it.
        Dead = "dead",
    }
);

/// A message of the queue as doors show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Its id, part of its Message-ID or its webhook id.
    pub id: MessageId,
    /// What it is.
    pub message: Outgoing,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// When it came in.
    pub created_at: Timestamp,
    /// Since when it is tried: a replay begins anew.
    pub since: Timestamp,
    /// When it is next tried, while it is pending.
    pub next_attempt_at: Timestamp,
    /// When it was taken.
    pub sent_at: Option<Timestamp>,
    /// The code of the last failure, like `smtp 451` or `http 503`.
    pub last_error: Option<String>,
    /// The trace that it belongs to, as a W3C `traceparent`.
    pub traceparent: Option<String>,
}

/// How much waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Messages that are pending.
    pub pending: u64,
    /// When the oldest of them came in.
    pub oldest: Option<Timestamp>,
    /// Messages that were given up.
    pub dead: u64,
}

/// Adds a message to the queue, due at once, as a part of the trace `traceparent`. One that is
/// there already (same offer, purpose, recipient, means, version and nomination) is left as it is.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn enqueue(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    at: Timestamp,
    traceparent: Option<&str>,
    message: Outgoing,
) -> Result<(), StoreError> {
    enqueue_for(tx, entropy, at, at, traceparent, message).await
}

/// As [`enqueue`], but due at `due`.
pub(crate) async fn enqueue_for(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    at: Timestamp,
    due: Timestamp,
    traceparent: Option<&str>,
    message: Outgoing,
) -> Result<(), StoreError> {
    let id = MessageId::new(at, random(entropy));
    let nomination = message.nomination.map(|id| id.to_string());
    tx.execute(
        "INSERT INTO relay_messages
             (message_id, offer_id, purpose, recipient, means, case_version, nomination_id, detail,
              state, attempts, created_at, since, next_attempt_at, traceparent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', 0, $9, $9, $10, $11)
         ON CONFLICT DO NOTHING",
        args![
            id,
            message.offer,
            message.purpose.code(),
            message.recipient.to_string(),
            message.means.code(),
            i64::try_from(message.case_version).unwrap_or(i64::MAX),
            nomination.unwrap_or_default(),
            message.detail,
            at,
            due,
            traceparent
        ],
    )
    .await?;
    Ok(())
}

/// Whether the mail that an offer has for `purpose` waits and has never been tried.
pub(crate) async fn waits(tx: &mut Tx, offer: OfferId, purpose: Purpose) -> Result<bool, Error> {
    let row = tx
        .fetch_optional(
            "SELECT 1 FROM relay_messages
             WHERE offer_id = $1 AND purpose = $2 AND means = 'mail'
               AND state = 'pending' AND attempts = 0",
            args![offer, purpose.code()],
        )
        .await?;
    Ok(row.is_some())
}

/// Makes the mail due now that an offer has waiting for `purpose`, if it has never been tried.
pub(crate) async fn hasten(
    tx: &mut Tx,
    offer: OfferId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE relay_messages SET next_attempt_at = $3
         WHERE offer_id = $1 AND purpose = $2 AND means = 'mail'
           AND state = 'pending' AND attempts = 0",
        args![offer, purpose.code(), now],
    )
    .await?;
    Ok(())
}

/// Calls the messages off that an offer has waiting for `purpose`: they are no longer true.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn call_off(
    tx: &mut Tx,
    offer: OfferId,
    purpose: Purpose,
    why: &'static str,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE relay_messages SET state = 'skipped', last_error = $3
         WHERE offer_id = $1 AND purpose = $2 AND state = 'pending'",
        args![offer, purpose.code(), why],
    )
    .await?;
    Ok(())
}

/// The messages of an offer, oldest first, at most `limit`.
///
/// # Errors
/// [`StoreError`] as an [`Error`], by what went wrong.
pub async fn messages_of(
    connection: &mut Connection,
    offer: OfferId,
    limit: u32,
) -> Result<Vec<Queued>, Error> {
    let rows = connection
        .fetch(
            "SELECT message_id, offer_id, purpose, recipient, means, case_version, nomination_id,
                    detail, state, attempts, created_at, since, next_attempt_at, sent_at,
                    last_error, traceparent
             FROM relay_messages WHERE offer_id = $1 ORDER BY message_id LIMIT $2",
            args![offer, limit],
        )
        .await?;
    rows.iter().map(queued).collect()
}

/// Messages that were given up, oldest first, at most `limit`.
///
/// # Errors
/// [`StoreError`] as an [`Error`], by what went wrong.
pub async fn dead_letters(connection: &mut Connection, limit: u32) -> Result<Vec<Queued>, Error> {
    let rows = connection
        .fetch(
            "SELECT message_id, offer_id, purpose, recipient, means, case_version, nomination_id,
                    detail, state, attempts, created_at, since, next_attempt_at, sent_at,
                    last_error, traceparent
             FROM relay_messages WHERE state = 'dead' ORDER BY created_at, message_id LIMIT $1",
            args![limit],
        )
        .await?;
    rows.iter().map(queued).collect()
}

/// Makes dead letters due again at `at`, with a fresh count of attempts. Returns how many of the
/// given ones were dead.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn replay(tx: &mut Tx, at: Timestamp, ids: &[MessageId]) -> Result<u32, StoreError> {
    let mut replayed = 0;
    for id in ids {
        let changed = tx
            .execute(
                "UPDATE relay_messages
                 SET state = 'pending', attempts = 0, since = $2, next_attempt_at = $2
                 WHERE message_id = $1 AND state = 'dead'",
                args![*id, at],
            )
            .await?;
        replayed += u32::from(changed == 1);
    }
    Ok(replayed)
}

/// Makes every dead letter due again at `at`. Returns how many there were.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn replay_all(tx: &mut Tx, at: Timestamp) -> Result<u32, StoreError> {
    let changed = tx
        .execute(
            "UPDATE relay_messages
             SET state = 'pending', attempts = 0, since = $1, next_attempt_at = $1
             WHERE state = 'dead'",
            args![at],
        )
        .await?;
    Ok(u32::try_from(changed).unwrap_or(u32::MAX))
}

/// How much waits, for readiness and metrics.
///
/// # Errors
/// [`StoreError`] as an [`Error`], by what went wrong.
pub async fn backlog(connection: &mut Connection) -> Result<Backlog, Error> {
    let row = connection
        .fetch_one(
            "SELECT COUNT(*), MIN(created_at) FROM relay_messages WHERE state = 'pending'",
            args![],
        )
        .await?;
    let dead = connection
        .fetch_one(
            "SELECT COUNT(*) FROM relay_messages WHERE state = 'dead'",
            args![],
        )
        .await?;
    Ok(Backlog {
        pending: count(row.get(0)?),
        oldest: instant(row.get(1)?)?,
        dead: count(dead.get(0)?),
    })
}

/// How many messages of each means, by its code, are pending; none of those that have none.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn pending_by_means(
    connection: &mut Connection,
) -> Result<BTreeMap<String, u64>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT means, COUNT(*) FROM relay_messages WHERE state = 'pending' GROUP BY means",
            args![],
        )
        .await?;
    let pair = |row: &Row| Ok((row.get(0)?, count(row.get(1)?)));
    rows.iter().map(pair).collect()
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn instant(micros: Option<i64>) -> Result<Option<Timestamp>, Error> {
    micros.map(from_micros).transpose()
}

/// Reads a row in the order of columns that every query here selects.
pub(super) fn queued(row: &Row) -> Result<Queued, Error> {
    let text = |index| row.get::<String>(index);
    let nomination = Some(text(6)?).filter(|id| !id.is_empty());
    let message = Outgoing {
        offer: text(1)?.parse()?,
        purpose: text(2)?.parse::<Purpose>()?,
        recipient: text(3)?.parse::<Recipient>()?,
        means: text(4)?.parse::<Means>()?,
        case_version: count(row.get(5)?),
        nomination: nomination.map(|id| id.parse()).transpose()?,
        detail: row.get(7)?,
    };
    Ok(Queued {
        id: text(0)?.parse()?,
        message,
        state: text(8)?.parse()?,
        attempts: u32::try_from(row.get::<i64>(9)?).unwrap_or(u32::MAX),
        created_at: from_micros(row.get(10)?)?,
        since: from_micros(row.get(11)?)?,
        next_attempt_at: from_micros(row.get(12)?)?,
        sent_at: instant(row.get(13)?)?,
        last_error: row.get(14)?,
        traceparent: row.get(15)?,
    })
}
