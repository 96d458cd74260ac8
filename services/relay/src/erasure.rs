//! What the relay tells the process that it runs in about an erased person.

use relais_domain::Error;
use relais_domain::ids::CandidateId;

use crate::service::Relay;
use crate::store;

impl Relay {
    /// How many notes and nominations still name a candidate: none once an erasure is through.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn traces_of(&self, candidate: CandidateId) -> Result<u64, Error> {
        store::traces_of(&mut self.store().read().await?, candidate).await
    }
}
