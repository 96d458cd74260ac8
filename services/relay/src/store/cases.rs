//! Cases: one row each, with the whole state as JSON.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::{Case, Milestone, NominationState};
use relais_domain::clock::from_micros;
use relais_domain::ids::{CandidateId, CaseRef, OfferId};
use relais_store::{Connection, Row, StoreError, Value, args};

/// A case, and what is known of it besides.
#[derive(Debug, Clone)]
pub(crate) struct StoredCase {
    /// The case.
    pub(crate) case: Case,
    /// The employer wants webhooks beside mails.
    pub(crate) webhook: bool,
}

/// Which cases to list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    /// Answered and closed ones too.
    pub(crate) all: bool,
    /// Those after this due instant and offer; from the beginning when `None`.
    pub(crate) after: Option<(Timestamp, OfferId)>,
    /// At most this many.
    pub(crate) limit: u32,
}

/// The case of an offer.
///
/// # Errors
/// Where the storage fails, or the row does not hold a case.
pub async fn load_case(connection: &mut Connection, offer: OfferId) -> Result<Option<Case>, Error> {
    Ok(load_stored(connection, offer)
        .await?
        .map(|stored| stored.case))
}

pub(crate) async fn load_stored(
    connection: &mut Connection,
    offer: OfferId,
) -> Result<Option<StoredCase>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT offer_id, webhook, state FROM relay_cases WHERE offer_id = $1",
            args![offer],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The offer whose case has this reference.
pub(crate) async fn find_by_reference(
    connection: &mut Connection,
    reference: CaseRef,
) -> Result<Option<OfferId>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT offer_id FROM relay_cases WHERE case_ref = $1",
            args![reference],
        )
        .await?;
    row.map(|row| offer_id(&row.get::<String>(0)?)).transpose()
}

/// Puts a new case in; `false` where the offer has one already.
pub(crate) async fn insert_case(
    connection: &mut Connection,
    stored: &StoredCase,
) -> Result<bool, Error> {
    let case = &stored.case;
    let inserted = connection
        .execute(
            "INSERT INTO relay_cases (offer_id, case_ref, employer_id, stage, due_at, next_timer_at,
                 version, webhook, breached, nominations, hired, employed_after_six_months, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, $9)
             ON CONFLICT (offer_id) DO NOTHING",
            args![
                case.opening.offer,
                case.opening.reference.clone(),
                case.opening.employer,
                case.stage.code(),
                case.due_at,
                case.next_timer(),
                version(case.version)?,
                stored.webhook,
                state(case)?,
            ],
        )
        .await
        .map_err(|error| match error {
            // Waiting will not free the reference of another case.
            StoreError::Duplicate => Error::internal("the reference belongs to another case"),
            other => other.into(),
        })?;
    Ok(inserted == 1)
}

/// Writes a case that stood at the version `from`. This is the claim on it: `false` where
/// somebody else has changed it since, and then nothing else may follow from the change.
pub(crate) async fn claim(
    connection: &mut Connection,
    case: &Case,
    from: u64,
) -> Result<bool, Error> {
    let claimed = connection
        .execute(
            "UPDATE relay_cases SET stage = $3, due_at = $4, next_timer_at = $5, version = $6,
                 breached = $7, answer_kind = $8, nominations = $9, hired = $10,
                 employed_after_six_months = $11, state = $12
             WHERE offer_id = $1 AND version = $2",
            args![
                case.opening.offer,
                version(from)?,
                case.stage.code(),
                case.due_at,
                case.next_timer(),
                version(case.version)?,
                case.breached_at.is_some(),
                case.answer.as_ref().map(|answer| answer.kind.code()),
                count(
                    case.nominations
                        .values()
                        .filter(|it| it.state != NominationState::Withdrawn)
                ),
                count(
                    case.nominations
                        .values()
                        .filter(|it| it.state == NominationState::Hired)
                ),
                count(employed_after_six_months(case)),
                state(case)?,
            ],
        )
        .await?;
    Ok(claimed == 1)
}

fn employed_after_six_months(case: &Case) -> impl Iterator<Item = bool> {
    case.nominations
        .values()
        .filter(|it| it.state == NominationState::Hired)
        .filter_map(|it| {
            it.accompaniment
                .as_ref()?
                .recorded
                .get(&Milestone::SixMonths)
                .copied()
        })
        .filter(|employed| *employed)
}

/// The cases whose timer has come, the longest due first.
///
/// A row that holds no case is reported and left out, so that it stops no other.
pub(crate) async fn due_cases(
    connection: &mut Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<StoredCase>, Error> {
    let rows = connection
        .fetch(
            "SELECT offer_id, webhook, state FROM relay_cases
             WHERE next_timer_at <= $1 ORDER BY next_timer_at LIMIT $2",
            args![now, limit],
        )
        .await?;
    let readable = |row| {
        read(row)
            .inspect_err(|error| tracing::error!(error = %source(error), "a case cannot be read"))
            .ok()
    };
    Ok(rows.iter().filter_map(readable).collect())
}

/// The instant at which the next timer after `now` comes; `None` where no case waits for any.
pub(crate) async fn next_timer(
    connection: &mut Connection,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row = connection
        .fetch_one(
            "SELECT MIN(next_timer_at) FROM relay_cases WHERE next_timer_at > $1",
            args![now],
        )
        .await?;
    row.get::<Option<i64>>(0)?.map(from_micros).transpose()
}

/// Cases by their due instants.
pub(crate) async fn list_cases(
    connection: &mut Connection,
    page: Page,
) -> Result<Vec<StoredCase>, Error> {
    let (due, offer) = match page.after {
        Some((due, offer)) => (due.as_microsecond(), offer.to_string()),
        None => (i64::MIN, String::new()),
    };
    let sql = if page.all {
        "SELECT offer_id, webhook, state FROM relay_cases
         WHERE (due_at, offer_id) > ($1, $2) ORDER BY due_at, offer_id LIMIT $3"
    } else {
        "SELECT offer_id, webhook, state FROM relay_cases
         WHERE stage IN ('opened', 'diffused', 'partly_answered') AND (due_at, offer_id) > ($1, $2)
         ORDER BY due_at, offer_id LIMIT $3"
    };
    let rows = connection.fetch(sql, args![due, offer, page.limit]).await?;
    rows.iter().map(read).collect()
}

/// The open cases without any answer, those due first, at most `limit`.
pub(crate) async fn unanswered(
    connection: &mut Connection,
    limit: u32,
) -> Result<Vec<StoredCase>, Error> {
    let rows = connection
        .fetch(
            "SELECT offer_id, webhook, state FROM relay_cases
             WHERE stage IN ('opened', 'diffused', 'partly_answered') AND answer_kind IS NULL
             ORDER BY due_at, offer_id LIMIT $1",
            args![limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Notes that a case names a candidate, so that an erasure finds it.
pub(crate) async fn involve(
    connection: &mut Connection,
    candidate: CandidateId,
    offer: OfferId,
) -> Result<(), Error> {
    connection
        .execute(
            "INSERT INTO relay_candidates (candidate_id, offer_id) VALUES ($1, $2)
             ON CONFLICT (candidate_id, offer_id) DO NOTHING",
            args![candidate, offer],
        )
        .await?;
    Ok(())
}

/// The cases that name a candidate.
pub(crate) async fn candidate_cases(
    connection: &mut Connection,
    candidate: CandidateId,
) -> Result<Vec<OfferId>, Error> {
    let rows = connection
        .fetch(
            "SELECT offer_id FROM relay_candidates WHERE candidate_id = $1 ORDER BY offer_id",
            args![candidate],
        )
        .await?;
    rows.iter()
        .map(|row| offer_id(&row.get::<String>(0)?))
        .collect()
}

/// Forgets which cases name a candidate.
pub(crate) async fn forget_candidate(
    connection: &mut Connection,
    candidate: CandidateId,
) -> Result<(), Error> {
    connection
        .execute(
            "DELETE FROM relay_candidates WHERE candidate_id = $1",
            args![candidate],
        )
        .await?;
    Ok(())
}

fn read(row: &Row) -> Result<StoredCase, Error> {
    let state: String = row.get(2)?;
    let case = serde_json::from_str(&state).map_err(|error| corrupt(row, &error))?;
    Ok(StoredCase {
        case,
        webhook: row.get::<i64>(1)? != 0,
    })
}

fn corrupt(row: &Row, error: &serde_json::Error) -> Error {
    Error::internal(StoreError::Corrupt {
        table: "relay_cases",
        column: "state",
        row: row.get(0).unwrap_or_default(),
        reason: error.to_string(),
    })
}

/// What is wrong, for the log: the message of an internal error does not say.
fn source(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

fn offer_id(text: &str) -> Result<OfferId, Error> {
    text.parse().map_err(Error::internal)
}

fn state(case: &Case) -> Result<String, Error> {
    serde_json::to_string(case).map_err(Error::internal)
}

fn version(version: u64) -> Result<i64, Error> {
    i64::try_from(version).map_err(Error::internal)
}

fn count<T>(items: impl Iterator<Item = T>) -> Value {
    Value::Int(i64::try_from(items.count()).unwrap_or(i64::MAX))
}
