//! How a candidate is written: state, facts and event in one transaction.

use jiff::Timestamp;
use relais_domain::ids::CandidateId;
use relais_domain::{Error, FieldError};
use relais_proto::profiles::{Candidate, SkillEvidence};
use relais_runtime::telemetry::current_traceparent;
use relais_store::{Connection, StoreError, Tx};

use crate::caller::{Caller, id};
use crate::service::Profiles;
use crate::{events, store};

/// Facts about one candidate, struck ones included.
const MAX_FACTS: usize = 500;

/// When a change happens, and the trace it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub at: Timestamp,
    pub traceparent: Option<String>,
}

impl Moment {
    /// The moment `at`, in the trace of the current span.
    pub fn new(at: Timestamp) -> Self {
        Self {
            at,
            traceparent: current_traceparent(),
        }
    }
}

impl Profiles {
    /// Changes a candidate of the caller's that has the version that they know.
    ///
    /// # Errors
    /// `NotFound` where the caller has none such, `Conflict` where it has changed meanwhile, and
    /// those of `edit`.
    pub(crate) async fn change(
        &self,
        caller: &Caller,
        candidate_id: &str,
        version: u64,
        edit: impl FnOnce(&mut Candidate) -> Result<(), Error> + Send + 'static,
    ) -> Result<Candidate, Error> {
        let candidate_id: CandidateId = id(candidate_id, "/candidate_id")?;
        let caller = caller.clone();
        let moment = Moment::new(self.clock().now());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let candidate = load(tx, &caller, candidate_id).await?;
                    if candidate.version != version {
                        return Err(stale(&candidate));
                    }
                    let mut changed = candidate.clone();
                    edit(&mut changed)?;
                    update(tx, &candidate, changed, moment).await
                })
            })
            .await
    }
}

/// The candidate with this id and all facts, where the caller reaches them.
///
/// # Errors
/// `NotFound` for everybody else's.
pub(crate) async fn load(
    connection: &mut Connection,
    caller: &Caller,
    candidate_id: CandidateId,
) -> Result<Candidate, Error> {
    let mut candidate = store::candidates::find(connection, candidate_id)
        .await?
        .filter(|candidate| caller.reaches(&candidate.organisation_id))
        .ok_or_else(|| Error::not_found("candidate"))?;
    candidate.skills = store::facts::of(connection, candidate_id).await?;
    Ok(candidate)
}

/// Writes a new candidate: `candidate` has its id, its organisation and cleaned content.
///
/// # Errors
/// `InvalidInput` where the organisation knows another by the same external id.
pub(crate) async fn create(
    tx: &mut Tx,
    mut candidate: Candidate,
    moment: Moment,
) -> Result<Candidate, Error> {
    candidate.version = 1;
    candidate.created_at = moment.at.as_microsecond();
    candidate.changed_at = candidate.created_at;
    number(&mut candidate.skills)?;
    store::candidates::insert(tx, &candidate)
        .await
        .map_err(external_id_taken)?;
    save_facts(tx, &candidate, &[]).await?;
    tx.append(events::changed(&candidate, moment.at, moment.traceparent))
        .await?;
    Ok(candidate)
}

/// Writes `changed` over `before`, which is what the tables hold.
///
/// # Errors
/// `InvalidInput` where the organisation knows another by the same external id.
pub(crate) async fn update(
    tx: &mut Tx,
    before: &Candidate,
    mut changed: Candidate,
    moment: Moment,
) -> Result<Candidate, Error> {
    changed.version = before.version + 1;
    changed.changed_at = moment.at.as_microsecond();
    number(&mut changed.skills)?;
    store::candidates::replace(tx, &changed)
        .await
        .map_err(external_id_taken)?;
    save_facts(tx, &changed, &before.skills).await?;
    tx.append(events::changed(&changed, moment.at, moment.traceparent))
        .await?;
    Ok(changed)
}

/// Gives each fact that has none its number: its place among the candidate's.
fn number(facts: &mut [SkillEvidence]) -> Result<(), Error> {
    if facts.len() > MAX_FACTS {
        return Err(Error::invalid_field(
            "/evidence",
            format!("makes more than {MAX_FACTS} facts about one candidate"),
            "leave out what says nothing new",
        ));
    }
    for (at, fact) in facts.iter_mut().enumerate() {
        fact.evidence_id = (at + 1).to_string();
    }
    Ok(())
}

async fn save_facts(
    tx: &mut Tx,
    candidate: &Candidate,
    before: &[SkillEvidence],
) -> Result<(), StoreError> {
    for (at, fact) in candidate.skills.iter().enumerate() {
        match before.get(at) {
            None => store::facts::insert(tx, &candidate.candidate_id, fact).await?,
            Some(known) if fact.struck && !known.struck => {
                store::facts::strike(tx, &candidate.candidate_id, fact).await?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn stale(candidate: &Candidate) -> Error {
    Error::conflict(format!(
        "the candidate has version {} by now: read it again and repeat the change",
        candidate.version
    ))
}

fn external_id_taken(error: StoreError) -> Error {
    match error {
        StoreError::Duplicate => Error::invalid(vec![FieldError::new(
            "/person/external_id",
            "is another candidate's of the organisation",
            "give a number of their own, or change the other candidate",
        )]),
        other => other.into(),
    }
}
