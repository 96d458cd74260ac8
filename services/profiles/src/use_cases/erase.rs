//! Forgetting a person.

use relais_domain::Error;
use relais_domain::ids::CandidateId;
use relais_events::topics;
use relais_proto::profiles::{ErasedPlace, ErasureReport};
use relais_store::Tx;

use super::change::{Moment, load};
use crate::caller::{Caller, id};
use crate::erasure::{Traces, ask, look_in_files, place};
use crate::service::Profiles;
use crate::{events, store};

/// What was taken out of the tables and the log.
struct Removed {
    traces: Traces,
    places: Vec<ErasedPlace>,
}

impl Profiles {
    /// Removes a candidate and everything about them, and looks everywhere for what is left.
    ///
    /// # Errors
    /// `NotFound` where the caller has none such, or not any more.
    pub(crate) async fn erase_candidate(
        &self,
        caller: &Caller,
        candidate_id: &str,
    ) -> Result<ErasureReport, Error> {
        let candidate_id: CandidateId = id(candidate_id, "/candidate_id")?;
        let caller = caller.clone();
        let now = self.clock().now();
        let moment = Moment::new(now);
        let removed = self
            .store()
            .write(move |tx| Box::pin(remove(tx, caller, candidate_id, moment)))
            .await?;
        let mut places = removed.places;
        places.extend(look_in_files(self.store(), removed.traces).await);
        places.extend(ask(self.erasure_checks(), candidate_id).await);
        let remaining: u64 = places.iter().map(|place| place.remaining).sum();
        tracing::info!(candidate.id = %candidate_id, remaining, "candidate erased");
        Ok(ErasureReport {
            candidate_id: candidate_id.to_string(),
            erased_at: now.as_microsecond(),
            places,
        })
    }
}

/// Deletes the rows and puts the tombstone in the place of the events.
async fn remove(
    tx: &mut Tx,
    caller: Caller,
    candidate_id: CandidateId,
    moment: Moment,
) -> Result<Removed, Error> {
    let candidate = load(tx, &caller, candidate_id).await?;
    let traces = Traces::of(&candidate)?;
    let topic = topics::CANDIDATES;
    let events = tx.count_states(topic, &candidate.candidate_id).await?;
    let facts = store::facts::delete(tx, candidate_id).await?;
    let rows = store::candidates::delete(tx, candidate_id).await?;
    tx.append(events::erased(
        &candidate.candidate_id,
        moment.at,
        moment.traceparent,
    ))
    .await?;
    relais_events::forget_stream(tx, topic, &candidate.candidate_id).await?;
    let left = store::candidates::find(tx, candidate_id).await?;
    let facts_left = store::facts::of(tx, candidate_id).await?;
    let events_left = tx.count_states(topic, &candidate.candidate_id).await?;
    Ok(Removed {
        traces,
        places: vec![
            place("table profiles_candidates", rows, left.is_some().into()),
            place("table profiles_facts", facts, facts_left.len() as u64),
            place(
                format!("topic {}", topic.name),
                events.saturating_sub(events_left),
                events_left,
            ),
        ],
    })
}
