//! What the relay tells profiles about an erased person.

use relais_domain::Error;
use relais_domain::ids::CandidateId;

use crate::service::Relay;
use crate::store;

impl Relay {
    /// How many notes and nominations still name a candidate: none once an erasure is through.
    ///
    /// # Errors
    /// Where the storage fails.
    pub(crate) async fn count_traces(&self, candidate: CandidateId) -> Result<u64, Error> {
        store::traces_of(&mut self.store().read().await?, candidate).await
    }
}
