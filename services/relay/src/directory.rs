//! What the relay asks of profiles.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::SignedDuration;
use relais_domain::Error;
use relais_domain::ids::{CandidateId, OrganisationId, WorkerId};
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::{
    GetShareableRequest, ListOrganisationsRequest, ListWorkersRequest, Shareable,
};
use relais_runtime::SharedClock;
use relais_runtime::door::from_status;
use relais_runtime::peer::Peer;
use tokio_util::sync::CancellationToken;

/// How long a new organisation may wait until it is shown offers for information.
const REFRESH_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// How long to wait after profiles did not answer.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The organisations, as they were last known, and questions about people.
pub(crate) struct Directory {
    client: DirectoryClient<Peer>,
    organisations: RwLock<Option<Arc<[OrganisationId]>>>,
}

impl Directory {
    pub(crate) fn new(profiles: Peer) -> Self {
        Self {
            client: DirectoryClient::new(profiles),
            organisations: RwLock::new(None),
        }
    }

    /// Every organisation; `None` until profiles has answered once.
    pub(crate) fn organisations(&self) -> Option<Arc<[OrganisationId]>> {
        self.organisations
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps the list of organisations fresh, so that nothing that holds a transaction has to ask.
    pub(crate) async fn run(&self, clock: SharedClock, stop: CancellationToken) {
        loop {
            let wait = async {
                match self.refresh().await {
                    Ok(()) => {
                        let next = clock.now().saturating_add(REFRESH_EVERY);
                        clock
                            .sleep_until(next.unwrap_or(jiff::Timestamp::MAX))
                            .await;
                    }
                    Err(error) => {
                        tracing::debug!(error = %error, "the organisations are not known");
                        tokio::time::sleep(RETRY_AFTER).await;
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = wait => {}
            }
        }
    }

    async fn refresh(&self) -> Result<(), Error> {
        let answer = self
            .client
            .clone()
            .list_organisations(ListOrganisationsRequest {})
            .await;
        let listed = answer
            .map_err(|status| from_status(&status))?
            .into_inner()
            .organisations;
        let ids: Vec<OrganisationId> = listed
            .iter()
            .map(|it| it.organisation_id.parse().map_err(Error::internal))
            .collect::<Result<_, _>>()?;
        let mut organisations = self
            .organisations
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *organisations = Some(ids.into());
        Ok(())
    }

    /// What is known of candidates at this moment. Those who were erased are missing.
    pub(crate) async fn candidates(
        &self,
        ids: impl IntoIterator<Item = CandidateId>,
    ) -> Result<BTreeMap<CandidateId, Shareable>, Error> {
        let candidate_ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        if candidate_ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let answer = self
            .client
            .clone()
            .get_shareable(GetShareableRequest { candidate_ids })
            .await;
        let candidates = answer
            .map_err(|status| from_status(&status))?
            .into_inner()
            .candidates;
        candidates
            .into_iter()
            .map(|it| Ok((it.candidate_id.parse().map_err(Error::internal)?, it)))
            .collect()
    }

    /// Whether a worker belongs to an organisation.
    pub(crate) async fn works_for(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<bool, Error> {
        let request = ListWorkersRequest {
            organisation_id: organisation.to_string(),
        };
        let answer = self.client.clone().list_workers(request).await;
        let workers = answer
            .map_err(|status| from_status(&status))?
            .into_inner()
            .workers;
        let id = worker.to_string();
        Ok(workers.iter().any(|it| it.worker_id == id))
    }
}
