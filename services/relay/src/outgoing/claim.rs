//! Taking messages from the queue, and writing down what came of them.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::clock::from_micros;
use relais_domain::ids::MessageId;
use relais_store::{Connection, Tx, args};

use super::queue::queued;
use super::{Means, Queued};

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was taken.
    Sent,
    /// There was nobody to send it to.
    Skipped(&'static str),
    /// It was another's by then.
    Lost,
    /// It is tried again.
    Again {
        /// When.
        at: Timestamp,
        /// Why it was not taken.
        code: String,
        /// Whether this one counts as an attempt.
        counts: bool,
    },
    /// It is given up.
    Dead(String),
}

/// When the next message of that kind falls due, and the last; `None` where none waits.
pub(super) async fn due_between(
    connection: &mut Connection,
    means: Means,
) -> Result<Option<(Timestamp, Timestamp)>, Error> {
    let row = connection
        .fetch_one(
            "SELECT (SELECT MIN(next_attempt_at) FROM relay_messages
                     WHERE means = $1 AND state = 'pending'),
                    (SELECT MAX(next_attempt_at) FROM relay_messages
                     WHERE means = $1 AND state = 'pending')",
            args![means.code()],
        )
        .await?;
    let (Some(next), Some(last)) = (row.get::<Option<i64>>(0)?, row.get::<Option<i64>>(1)?) else {
        return Ok(None);
    };
    Ok(Some((from_micros(next)?, from_micros(last)?)))
}

/// Makes messages due `now` that would wait until after `horizon`, which none does by itself: the
/// clock has been set back since they were put off.
pub(super) async fn pull_back(
    tx: &mut Tx,
    means: Means,
    now: Timestamp,
    horizon: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE relay_messages SET next_attempt_at = $2
         WHERE means = $1 AND state = 'pending' AND next_attempt_at > $3",
        args![means.code(), now, horizon],
    )
    .await?;
    Ok(())
}

/// Claims messages that are due, longest due first, at most `limit`. They fall due again at
/// `lease_end`, so that a claim that is lost with its process is taken up by another.
pub(super) async fn claim(
    tx: &mut Tx,
    means: Means,
    now: Timestamp,
    lease_end: Timestamp,
    limit: u32,
) -> Result<Vec<Queued>, Error> {
    let rows = tx
        .fetch(
            "UPDATE relay_messages SET attempts = attempts + 1, next_attempt_at = $3
             WHERE state = 'pending' AND next_attempt_at <= $2 AND message_id IN
                 (SELECT message_id FROM relay_messages
                  WHERE means = $1 AND state = 'pending' AND next_attempt_at <= $2
                  ORDER BY next_attempt_at LIMIT $4)
             RETURNING message_id, offer_id, purpose, recipient, means, case_version,
                       nomination_id, detail, state, attempts, created_at, since,
                       next_attempt_at, sent_at, last_error, traceparent",
            args![means.code(), now, lease_end, limit],
        )
        .await?;
    rows.iter().map(queued).collect()
}

/// Extends a claim until `lease_end`; `false` where another one has claimed the message meanwhile.
pub(super) async fn hold(
    tx: &mut Tx,
    id: MessageId,
    attempts: u32,
    lease_end: Timestamp,
) -> Result<bool, Error> {
    let held = tx
        .execute(
            "UPDATE relay_messages SET next_attempt_at = $3
             WHERE message_id = $1 AND attempts = $2 AND state = 'pending'",
            args![id, attempts, lease_end],
        )
        .await?;
    Ok(held == 1)
}

/// Lets go of the claims that end before `lease_end`: whoever made them is gone.
pub(super) async fn release(
    tx: &mut Tx,
    now: Timestamp,
    lease_end: Timestamp,
) -> Result<u64, Error> {
    let released = tx
        .execute(
            "UPDATE relay_messages SET next_attempt_at = $1
             WHERE state = 'pending' AND attempts > 0
               AND next_attempt_at > $1 AND next_attempt_at <= $2",
            args![now, lease_end],
        )
        .await?;
    Ok(released)
}

/// Writes down what came of a claimed message. Where the claim was lost meanwhile, only the
/// sending counts.
pub(super) async fn settle(
    tx: &mut Tx,
    id: MessageId,
    attempts: u32,
    now: Timestamp,
    verdict: Verdict,
) -> Result<(), Error> {
    match verdict {
        Verdict::Sent => {
            tx.execute(
                "UPDATE relay_messages SET state = 'sent', sent_at = $2, last_error = NULL
                 WHERE message_id = $1",
                args![id, now],
            )
            .await?
        }
        Verdict::Lost => 0,
        Verdict::Skipped(code) => end(tx, id, attempts, "skipped", code).await?,
        Verdict::Dead(code) => end(tx, id, attempts, "dead", &code).await?,
        Verdict::Again { at, code, counts } => {
            tx.execute(
                "UPDATE relay_messages
                 SET next_attempt_at = $3, last_error = $4, attempts = attempts - $5
                 WHERE message_id = $1 AND attempts = $2 AND state = 'pending'",
                args![id, attempts, at, code, !counts],
            )
            .await?
        }
    };
    Ok(())
}

async fn end(
    tx: &mut Tx,
    id: MessageId,
    attempts: u32,
    state: &'static str,
    code: &str,
) -> Result<u64, Error> {
    let changed = tx
        .execute(
            "UPDATE relay_messages SET state = $3, last_error = $4
             WHERE message_id = $1 AND attempts = $2 AND state = 'pending'",
            args![id, attempts, state, code],
        )
        .await?;
    Ok(changed)
}
