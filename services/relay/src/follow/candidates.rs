//! Candidates who are erased leave every case.

use async_trait::async_trait;
use relais_domain::Error;
use relais_domain::case::Command;
use relais_domain::ids::{CandidateId, OfferId};
use relais_events::{EventRecord, Handler};
use relais_store::Tx;

use super::perform;
use crate::service::Relay;
use crate::store;

pub(super) struct Candidates(pub(super) Relay);

#[async_trait]
impl Handler for Candidates {
    /// Only the tombstone of an erasure concerns cases; it has no payload.
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        if !record.payload.is_empty() {
            return Ok(());
        }
        let candidate: CandidateId = record.stream.parse().map_err(Error::internal)?;
        for offer in store::candidate_cases(tx, candidate).await? {
            self.leave(tx, record, candidate, offer).await?;
        }
        store::erase_notes(tx, candidate).await?;
        store::forget_candidate(tx, candidate).await
    }

    async fn committed(&self, records: &[EventRecord]) {
        if records.iter().any(|record| record.payload.is_empty()) {
            self.0.wake();
        }
    }
}

impl Candidates {
    async fn leave(
        &self,
        tx: &mut Tx,
        record: &EventRecord,
        candidate: CandidateId,
        offer: OfferId,
    ) -> Result<(), Error> {
        let found = store::load_stored(tx, offer).await?;
        let stored = found.ok_or_else(|| Error::not_found("case"))?;
        for (nomination, it) in &stored.case.nominations {
            if it.candidate == candidate {
                store::erase_tutor(tx, *nomination).await?;
            }
        }
        let command = Command::EraseCandidate { candidate };
        perform(&self.0, tx, record, &stored, command, self.0.now()).await
    }
}
