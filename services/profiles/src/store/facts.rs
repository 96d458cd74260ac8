//! Facts about skills: one row each, numbered within their candidate, only added and struck.

use relais_domain::ids::CandidateId;
use relais_proto::profiles::{Candidate, SkillEvidence};
use relais_store::{Connection, Row, StoreError, Tx, args};

const TABLE: &str = "profiles_facts";

/// The facts about one candidate, in the order in which they were added.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn of(
    connection: &mut Connection,
    id: CandidateId,
) -> Result<Vec<SkillEvidence>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT candidate, fact, skill, kind, level, stated_by, stated_on, struck
             FROM profiles_facts WHERE candidate = $1 ORDER BY fact",
            args![id],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Fills in the facts of `page`, which is in the order of ids and has all candidates of
/// `organisation` (or of every one) between its first and its last.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn fill(
    connection: &mut Connection,
    organisation: Option<&str>,
    page: &mut [Candidate],
) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else {
        return Ok(());
    };
    let (first, last) = (first.candidate_id.as_str(), last.candidate_id.as_str());
    let rows = match organisation {
        Some(organisation) => {
            connection
                .fetch(
                    "SELECT f.candidate, f.fact, f.skill, f.kind, f.level, f.stated_by,
                            f.stated_on, f.struck
                     FROM profiles_candidates c JOIN profiles_facts f ON f.candidate = c.candidate
                     WHERE c.organisation = $1 AND c.candidate >= $2 AND c.candidate <= $3
                     ORDER BY c.candidate, f.fact",
                    args![organisation, first, last],
                )
                .await?
        }
        None => {
            connection
                .fetch(
                    "SELECT candidate, fact, skill, kind, level, stated_by, stated_on, struck
                     FROM profiles_facts WHERE candidate >= $1 AND candidate <= $2
                     ORDER BY candidate, fact",
                    args![first, last],
                )
                .await?
        }
    };
    let mut at = 0;
    for row in &rows {
        let candidate: String = row.get(0)?;
        while page.get(at).is_some_and(|of| of.candidate_id < candidate) {
            at += 1;
        }
        // A candidate that came between the two queries is on the next page.
        if let Some(of) = page.get_mut(at).filter(|of| of.candidate_id == candidate) {
            of.skills.push(read(row)?);
        }
    }
    Ok(())
}

/// Adds a fact.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn insert(
    tx: &mut Tx,
    candidate_id: &str,
    fact: &SkillEvidence,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO profiles_facts
             (candidate, fact, skill, kind, level, stated_by, stated_on, struck)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            candidate_id,
            number(fact)?,
            fact.skill.as_str(),
            fact.kind.as_str(),
            fact.level,
            fact.by.as_str(),
            fact.on.as_str(),
            fact.struck
        ],
    )
    .await?;
    Ok(())
}

/// Strikes a fact; it stays to be seen.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn strike(
    tx: &mut Tx,
    candidate_id: &str,
    fact: &SkillEvidence,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE profiles_facts SET struck = $3 WHERE candidate = $1 AND fact = $2",
        args![candidate_id, number(fact)?, true],
    )
    .await?;
    Ok(())
}

/// Removes all facts about a candidate; tells how many there were.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn delete(tx: &mut Tx, id: CandidateId) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM profiles_facts WHERE candidate = $1", args![id])
        .await
}

/// A fact's id is its number within the candidate.
fn number(fact: &SkillEvidence) -> Result<i64, StoreError> {
    fact.evidence_id
        .parse()
        .map_err(|error: std::num::ParseIntError| corrupt("fact", &fact.evidence_id, &error))
}

fn read(row: &Row) -> Result<SkillEvidence, StoreError> {
    let level: Option<i64> = row.get(4)?;
    let number: i64 = row.get(1)?;
    Ok(SkillEvidence {
        evidence_id: number.to_string(),
        skill: row.get(2)?,
        kind: row.get(3)?,
        level: level
            .map(u32::try_from)
            .transpose()
            .map_err(|error| corrupt("level", &number.to_string(), &error))?,
        by: row.get(5)?,
        on: row.get(6)?,
        struck: row.get(7)?,
    })
}

fn corrupt(column: &'static str, row: &str, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt {
        table: TABLE,
        column,
        row: row.to_owned(),
        reason: reason.to_string(),
    }
}
