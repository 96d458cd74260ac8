//! Candidates, without their skill facts.

use prost::Message as _;
use relais_domain::ids::{CandidateId, OrganisationId};
use relais_proto::profiles::Candidate;
use relais_store::{Connection, Row, StoreError, Tx, args};

const TABLE: &str = "profiles_candidates";

/// The candidate with this id.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn find(
    connection: &mut Connection,
    id: CandidateId,
) -> Result<Option<Candidate>, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT candidate, organisation, version, created_at, changed_at, content
             FROM profiles_candidates WHERE candidate = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The candidate that an organisation knows by this number of its own.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn find_by_external_id(
    connection: &mut Connection,
    organisation: OrganisationId,
    external_id: &str,
) -> Result<Option<Candidate>, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT candidate, organisation, version, created_at, changed_at, content
             FROM profiles_candidates WHERE organisation = $1 AND external_id = $2",
            args![organisation, external_id],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Candidates after the id `after`, in the order of ids, at most `limit`; those of one
/// organisation, or of all.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn page(
    connection: &mut Connection,
    organisation: Option<OrganisationId>,
    after: &str,
    limit: u32,
) -> Result<Vec<Candidate>, StoreError> {
    let rows = match organisation {
        Some(organisation) => {
            connection
                .fetch(
                    "SELECT candidate, organisation, version, created_at, changed_at, content
                     FROM profiles_candidates WHERE organisation = $1 AND candidate > $2
                     ORDER BY candidate LIMIT $3",
                    args![organisation, after, limit],
                )
                .await?
        }
        None => {
            connection
                .fetch(
                    "SELECT candidate, organisation, version, created_at, changed_at, content
                     FROM profiles_candidates WHERE candidate > $1
                     ORDER BY candidate LIMIT $2",
                    args![after, limit],
                )
                .await?
        }
    };
    rows.iter().map(read).collect()
}

/// Adds a new candidate.
///
/// # Errors
/// [`StoreError::Duplicate`] where the organisation knows another by the same external id.
pub(crate) async fn insert(tx: &mut Tx, candidate: &Candidate) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO profiles_candidates
             (candidate, organisation, external_id, version, created_at, changed_at, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            candidate.candidate_id.as_str(),
            candidate.organisation_id.as_str(),
            external_id(candidate),
            version(candidate)?,
            candidate.created_at,
            candidate.changed_at,
            content(candidate)
        ],
    )
    .await?;
    Ok(())
}

/// Writes a changed candidate over the one that is there.
///
/// # Errors
/// [`StoreError::Duplicate`] where the organisation knows another by the same external id.
pub(crate) async fn replace(tx: &mut Tx, candidate: &Candidate) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE profiles_candidates
         SET external_id = $2, version = $3, changed_at = $4, content = $5 WHERE candidate = $1",
        args![
            candidate.candidate_id.as_str(),
            external_id(candidate),
            version(candidate)?,
            candidate.changed_at,
            content(candidate)
        ],
    )
    .await?;
    Ok(())
}

/// Removes a candidate whose facts are gone already; tells how many rows went.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn delete(tx: &mut Tx, id: CandidateId) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM profiles_candidates WHERE candidate = $1",
        args![id],
    )
    .await
}

fn external_id(candidate: &Candidate) -> Option<&str> {
    let person = candidate.person.as_ref()?;
    Some(person.external_id.as_str()).filter(|id| !id.is_empty())
}

fn version(candidate: &Candidate) -> Result<i64, StoreError> {
    i64::try_from(candidate.version)
        .map_err(|error| corrupt("version", &candidate.candidate_id, &error))
}

fn content(candidate: &Candidate) -> Vec<u8> {
    let content = Candidate {
        person: candidate.person.clone(),
        languages: candidate.languages.clone(),
        work_authorisation: candidate.work_authorisation.clone(),
        availability: candidate.availability.clone(),
        commune_ins: candidate.commune_ins,
        mobility_km: candidate.mobility_km,
        licences: candidate.licences.clone(),
        occupations: candidate.occupations.clone(),
        consents: candidate.consents.clone(),
        diplomas: candidate.diplomas.clone(),
        ..Candidate::default()
    };
    content.encode_to_vec()
}

fn read(row: &Row) -> Result<Candidate, StoreError> {
    let candidate_id: String = row.get(0)?;
    let content: Vec<u8> = row.get(5)?;
    let version: i64 = row.get(2)?;
    let mut candidate = Candidate::decode(content.as_slice())
        .map_err(|error| corrupt("content", &candidate_id, &error))?;
    candidate.version =
        u64::try_from(version).map_err(|error| corrupt("version", &candidate_id, &error))?;
    candidate.organisation_id = row.get(1)?;
    candidate.created_at = row.get(3)?;
    candidate.changed_at = row.get(4)?;
    candidate.candidate_id = candidate_id;
    Ok(candidate)
}

fn corrupt(column: &'static str, row: &str, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt {
        table: TABLE,
        column,
        row: row.to_owned(),
        reason: reason.to_string(),
    }
}
