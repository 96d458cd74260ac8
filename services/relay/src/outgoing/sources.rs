//! Where the content of messages comes from, at the moment of sending.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use relais_domain::case::Case;
use relais_domain::ids::{CandidateId, NoteId, OfferId, OrganisationId, WorkerId};
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::{Correspondence, GetCorrespondenceRequest};
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::{
    GetShareableRequest, ListOrganisationsRequest, ListWorkersRequest, Organisation, Shareable,
    Worker, WorkerRole,
};
use relais_runtime::SharedClock;
use relais_runtime::peer::Peer;
use relais_store::Store;

use super::setback::Setback;
use crate::store::{load_case, note_text};

/// How long what is known of colleagues may be old.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

/// Organisations and the people who work there.
#[derive(Debug, Default)]
pub(crate) struct Colleagues {
    organisations: BTreeMap<OrganisationId, Organisation>,
    workers: BTreeMap<WorkerId, Worker>,
}

impl Colleagues {
    /// One organisation.
    pub(crate) fn organisation(&self, id: OrganisationId) -> Option<&Organisation> {
        self.organisations.get(&id)
    }

    /// The name of an organisation; empty where it is gone.
    pub(crate) fn organisation_name(&self, id: OrganisationId) -> &str {
        self.organisation(id).map_or("", |it| it.name.as_str())
    }

    /// One worker.
    pub(crate) fn worker(&self, id: WorkerId) -> Option<&Worker> {
        self.workers.get(&id)
    }

    /// Every single point of contact.
    pub(crate) fn spocs(&self) -> impl Iterator<Item = &Worker> {
        self.workers
            .values()
            .filter(|worker| worker.role() == WorkerRole::Spoc)
    }
}

/// What is known of colleagues, and since when.
type Known = (Timestamp, Arc<Colleagues>);

/// The store, intake and profiles, as the courier asks them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sources {
    store: Store,
    clock: SharedClock,
    intake: EmployersClient<Peer>,
    directory: DirectoryClient<Peer>,
    colleagues: Arc<Mutex<Option<Known>>>,
}

impl Sources {
    pub(crate) fn new(store: Store, clock: SharedClock, intake: Peer, profiles: Peer) -> Self {
        Self {
            store,
            clock,
            intake: EmployersClient::new(intake),
            directory: DirectoryClient::new(profiles),
            colleagues: Arc::default(),
        }
    }

    /// The case of an offer.
    pub(crate) async fn case(&self, offer: OfferId) -> Result<Case, Setback> {
        let mut connection = self.store.read().await?;
        let case = load_case(&mut connection, offer).await?;
        case.ok_or_else(|| Setback::Dead("no case".to_owned()))
    }

    /// The words of a note; `None` once they are erased.
    pub(crate) async fn note(&self, note: Option<NoteId>) -> Result<Option<String>, Setback> {
        let Some(note) = note else {
            return Ok(None);
        };
        let mut connection = self.store.read().await?;
        Ok(note_text(&mut connection, note).await?)
    }

    /// The offer, and how to reach its employer.
    pub(crate) async fn correspondence(&self, offer: OfferId) -> Result<Correspondence, Setback> {
        let request = GetCorrespondenceRequest {
            offer_id: offer.to_string(),
        };
        Ok(self
            .intake
            .clone()
            .get_correspondence(request)
            .await?
            .into_inner())
    }

    /// What candidates consent to share. Those who were erased are missing.
    pub(crate) async fn shareable(
        &self,
        candidates: impl IntoIterator<Item = CandidateId>,
    ) -> Result<BTreeMap<CandidateId, Shareable>, Setback> {
        let candidate_ids: Vec<String> = candidates.into_iter().map(|id| id.to_string()).collect();
        if candidate_ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let request = GetShareableRequest { candidate_ids };
        let answer = self
            .directory
            .clone()
            .get_shareable(request)
            .await?
            .into_inner();
        let by_id = answer.candidates.into_iter();
        Ok(by_id
            .filter_map(|it| Some((it.candidate_id.parse().ok()?, it)))
            .collect())
    }

    /// Organisations and workers, as they were half a minute ago at most.
    pub(crate) async fn colleagues(&self) -> Result<Arc<Colleagues>, Setback> {
        let now = self.clock.now();
        if let Some(known) = self.known(now) {
            return Ok(known);
        }
        let mut directory = self.directory.clone();
        let organisations = directory
            .list_organisations(ListOrganisationsRequest {})
            .await?;
        let workers = directory
            .list_workers(ListWorkersRequest::default())
            .await?;
        let organisations = organisations.into_inner().organisations.into_iter();
        let workers = workers.into_inner().workers.into_iter();
        let fresh = Arc::new(Colleagues {
            organisations: organisations
                .filter_map(|it| Some((it.organisation_id.parse().ok()?, it)))
                .collect(),
            workers: workers
                .filter_map(|it| Some((it.worker_id.parse().ok()?, it)))
                .collect(),
        });
        *self
            .colleagues
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some((now, fresh.clone()));
        Ok(fresh)
    }

    fn known(&self, now: Timestamp) -> Option<Arc<Colleagues>> {
        let cached = self
            .colleagues
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (at, known) = cached.as_ref()?;
        (now.duration_since(*at).abs() < FRESH).then(|| known.clone())
    }
}
