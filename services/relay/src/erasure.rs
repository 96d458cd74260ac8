//! What the relay tells profiles about an erased person.

use relais_domain::Error;
use relais_domain::ids::CandidateId;

use crate::service::Relay;
use crate::store;

/// Where words about a person stood.
const TABLES: [&str; 2] = ["relay_notes", "relay_tutors"];

impl Relay {
    /// How many notes and nominations still name a candidate: none once an erasure is through, and
    /// then nothing of them is left in the tables of a server either. The files of an embedded
    /// database are scrubbed as a whole by whoever erases.
    ///
    /// # Errors
    /// Where the storage fails, or somebody still reads what was deleted.
    pub(crate) async fn count_traces(&self, candidate: CandidateId) -> Result<u64, Error> {
        let traces = store::traces_of(&mut self.store().read().await?, candidate).await?;
        if traces == 0 && self.store().files().is_empty() {
            self.store().scrub(&TABLES).await?;
        }
        Ok(traces)
    }
}
