//! Whom a message goes to.

use relais_domain::ids::CandidateId;

use super::{Matter, given};
use crate::outgoing::Recipient;
use crate::outgoing::setback::Setback;

/// Name (may be empty) and address of everybody whom a mail goes to.
pub(super) type To = Vec<(String, String)>;

impl Matter<'_> {
    /// Everybody whom the message goes to at this moment.
    pub(super) async fn recipients(&self) -> Result<To, Setback> {
        let colleagues = self.sources().colleagues().await?;
        Ok(match self.queued.message.recipient {
            Recipient::Employer => {
                let name = given(&self.correspondence.contact_name).unwrap_or_default();
                vec![(name.to_owned(), self.correspondence.email.clone())]
            }
            Recipient::Organisation(id) => {
                let found = colleagues.organisation(id);
                let organisation = found.ok_or(Setback::Skip("no organisation"))?;
                vec![(organisation.name.clone(), organisation.email.clone())]
            }
            Recipient::Spocs => colleagues
                .spocs()
                .filter(|it| !it.email.is_empty())
                .map(|it| (it.name.clone(), it.email.clone()))
                .collect(),
            Recipient::Worker(id) => {
                let worker = colleagues.worker(id).ok_or(Setback::Skip("no worker"))?;
                vec![(worker.name.clone(), worker.email.clone())]
            }
            Recipient::Candidate(id) => vec![self.letter_box(id).await?],
        })
    }

    /// Who has no address gets the letter from the organisation that accompanies them.
    async fn letter_box(&self, id: CandidateId) -> Result<(String, String), Setback> {
        let mut known = self.sources().shareable([id]).await?;
        let person = known.remove(&id).ok_or(Setback::Skip("erased"))?;
        let colleagues = self.sources().colleagues().await?;
        let handed_over = person
            .organisation_id
            .parse()
            .ok()
            .and_then(|id| colleagues.organisation(id))
            .filter(|_| person.candidate_email.is_empty());
        Ok(match handed_over {
            Some(organisation) => (organisation.name.clone(), organisation.email.clone()),
            None => (person.name, person.candidate_email),
        })
    }
}
