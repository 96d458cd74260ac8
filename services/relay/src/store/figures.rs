//! Counts over all cases.

use relais_domain::Error;
use relais_store::{Connection, args};

use crate::outgoing::{Purpose, State};

/// How many cases and people, in whole numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) cases: u64,
    pub(crate) acknowledged: u64,
    pub(crate) open: u64,
    pub(crate) answered_in_time: u64,
    pub(crate) answered_late: u64,
    pub(crate) breached_open: u64,
    pub(crate) proposed: u64,
    pub(crate) partial: u64,
    pub(crate) none: u64,
    pub(crate) nominations: u64,
    pub(crate) hired: u64,
    pub(crate) employed_after_six_months: u64,
}

/// Counts all cases.
pub(crate) async fn figures(connection: &mut Connection) -> Result<Figures, Error> {
    let row = connection
        .fetch_one(
            "SELECT COUNT(*),
                 COUNT(CASE WHEN stage IN ('opened', 'diffused', 'partly_answered') THEN 1 END),
                 COUNT(CASE WHEN answer_kind IS NOT NULL AND breached = 0 THEN 1 END),
                 COUNT(CASE WHEN answer_kind IS NOT NULL AND breached = 1 THEN 1 END),
                 COUNT(CASE WHEN answer_kind IS NULL AND breached = 1 AND stage <> 'closed'
                       THEN 1 END),
                 COUNT(CASE WHEN answer_kind = 'proposed' THEN 1 END),
                 COUNT(CASE WHEN answer_kind = 'partial' THEN 1 END),
                 COUNT(CASE WHEN answer_kind = 'none' THEN 1 END),
                 CAST(COALESCE(SUM(nominations), 0) AS BIGINT),
                 CAST(COALESCE(SUM(hired), 0) AS BIGINT),
                 CAST(COALESCE(SUM(employed_after_six_months), 0) AS BIGINT)
             FROM relay_cases",
            args![],
        )
        .await?;
    let figure = |index| Ok::<_, Error>(u64::try_from(row.get::<i64>(index)?).unwrap_or(0));
    Ok(Figures {
        cases: figure(0)?,
        acknowledged: acknowledged(connection).await?,
        open: figure(1)?,
        answered_in_time: figure(2)?,
        answered_late: figure(3)?,
        breached_open: figure(4)?,
        proposed: figure(5)?,
        partial: figure(6)?,
        none: figure(7)?,
        nominations: figure(8)?,
        hired: figure(9)?,
        employed_after_six_months: figure(10)?,
    })
}

/// Cases whose employer has the acknowledgement by now, by whatever means.
async fn acknowledged(connection: &mut Connection) -> Result<u64, Error> {
    let row = connection
        .fetch_one(
            "SELECT COUNT(DISTINCT offer_id) FROM relay_messages WHERE purpose = $1 AND state = $2",
            args![Purpose::Acknowledgement.code(), State::Sent.code()],
        )
        .await?;
    Ok(u64::try_from(row.get::<i64>(0)?).unwrap_or(0))
}
