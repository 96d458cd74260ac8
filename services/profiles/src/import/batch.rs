//! Lines that are written in one transaction.

use relais_domain::ids::{CandidateId, OrganisationId};
use relais_domain::text::one_line;
use relais_domain::{Error, ErrorCode, FieldError};
use relais_proto::profiles::{Candidate, ImportError};
use relais_store::{Store, Tx};

use super::columns::Column;
use super::row::Row;
use crate::clean::{self, Problems, Setting};
use crate::store;
use crate::use_cases::{Moment, create, update};

/// A line, the candidate that it alone makes, and the id that they get where they are new.
pub(super) struct Draft {
    pub row: Row,
    pub candidate: Candidate,
    pub id: CandidateId,
}

/// What became of a line.
pub(super) enum Outcome {
    Created,
    Updated,
    Refused(Vec<ImportError>),
}

/// Lines to be written together.
pub(super) struct Batch {
    pub organisation: OrganisationId,
    pub setting: Setting,
    pub moment: Moment,
    pub drafts: Vec<Draft>,
}

impl Batch {
    /// Writes the lines; those that cannot be taken stop no other.
    ///
    /// # Errors
    /// Where the store cannot be written; then none of the lines is.
    pub async fn write(self, store: Store) -> Result<Vec<Outcome>, Error> {
        store
            .write(move |tx| {
                Box::pin(async move {
                    let mut outcomes = Vec::with_capacity(self.drafts.len());
                    for draft in self.drafts {
                        let line = draft.row.line;
                        let put = put(tx, self.organisation, &self.setting, &self.moment, draft);
                        outcomes.push(match put.await {
                            Ok(outcome) => outcome,
                            // Found out before anything of this line was written.
                            Err(error) if error.code() == ErrorCode::InvalidInput => {
                                Outcome::Refused(listed(line, error.fields()))
                            }
                            Err(error) => return Err(error),
                        });
                    }
                    Ok(outcomes)
                })
            })
            .await
    }
}

async fn put(
    tx: &mut Tx,
    organisation: OrganisationId,
    setting: &Setting,
    moment: &Moment,
    draft: Draft,
) -> Result<Outcome, Error> {
    let mut candidate = draft.candidate;
    let known = match external_id(&candidate) {
        Some(id) => store::candidates::find_by_external_id(tx, organisation, &id).await?,
        None => None,
    };
    let Some(mut before) = known else {
        clean(&mut candidate, setting)?;
        candidate.candidate_id = draft.id.to_string();
        candidate.organisation_id = organisation.to_string();
        create(tx, candidate, moment.clone()).await?;
        return Ok(Outcome::Created);
    };
    let id: CandidateId = before.candidate_id.parse()?;
    before.skills = store::facts::of(tx, id).await?;
    let mut changed = before.clone();
    if let Err(errors) = draft.row.apply(&mut changed) {
        return Ok(Outcome::Refused(errors));
    }
    clean(&mut changed, setting)?;
    if changed != before {
        update(tx, &before, changed, moment.clone()).await?;
    }
    Ok(Outcome::Updated)
}

fn external_id(candidate: &Candidate) -> Option<String> {
    let person = candidate.person.as_ref()?;
    Some(one_line(&person.external_id)).filter(|id| !id.is_empty())
}

fn clean(candidate: &mut Candidate, setting: &Setting) -> Result<(), Error> {
    let mut problems = Problems::default();
    clean::candidate(candidate, setting, &mut problems);
    problems.finish()
}

fn listed(line: u64, fields: &[FieldError]) -> Vec<ImportError> {
    let entry = |field: &FieldError| ImportError {
        line,
        column: Column::at(&field.pointer).map_or(String::new(), |column| column.name().to_owned()),
        reason: format!("{}: {}", field.message, field.remedy),
    };
    fields.iter().map(entry).collect()
}
