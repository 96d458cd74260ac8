//! Where the content of messages comes from, at the moment of sending.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use relais_domain::Error;
use relais_domain::case::Case;
use relais_domain::ids::{
    CandidateId, MailId, MessageId, NoteId, OfferId, OrganisationId, WorkerId,
};
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::mails_client::MailsClient;
use relais_proto::intake::{
    AmendOfferRequest, Correspondence, GetCorrespondenceRequest, GetEmployerRequest,
    UnderstoodOffer, UnderstoodOfferRequest,
};
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::{
    GetShareableRequest, ListOrganisationsRequest, ListWorkersRequest, Organisation, Shareable,
    Worker, WorkerRole,
};
use relais_runtime::SharedClock;
use relais_runtime::door::from_status;
use relais_runtime::peer::Peer;
use relais_runtime::signed::LinkSigner;
use relais_store::Store;

use super::returned::message;
use super::setback::Setback;
use super::{OutgoingContext, Queued};
use crate::store::{self, Fellow, JoinedMail, is_unreachable, load_case, note_text};

/// How long what is known of colleagues may be old.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

/// The channel of offers that came by mail.
const BY_MAIL: &str = "mail";

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
    mails: MailsClient<Peer>,
    directory: DirectoryClient<Peer>,
    colleagues: Arc<Mutex<Option<Known>>>,
    signer: Arc<LinkSigner>,
}

impl Sources {
    pub(crate) fn new(context: &OutgoingContext) -> Self {
        Self {
            store: context.store.clone(),
            clock: context.clock.clone(),
            intake: EmployersClient::new(context.intake.clone()),
            mails: MailsClient::new(context.intake.clone()),
            directory: DirectoryClient::new(context.profiles.clone()),
            colleagues: Arc::default(),
            signer: context.signer.clone(),
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

    /// The addresses of the employer of a case: the contact of the offer, and its own.
    pub(crate) async fn addresses_of_employer(&self, case: &Case) -> Result<[String; 2], Error> {
        let (mut offers, mut employers) = (self.intake.clone(), self.intake.clone());
        let (contact, employer) = tokio::try_join!(
            offers.get_correspondence(GetCorrespondenceRequest {
                offer_id: case.opening.offer.to_string(),
            }),
            employers.get_employer(GetEmployerRequest {
                employer_id: case.opening.employer.to_string(),
            }),
        )
        .map_err(|status| from_status(&status))?;
        Ok([contact.into_inner().email, employer.into_inner().email])
    }

    /// By what an address is known that is not to be kept itself.
    pub(crate) fn tag_of(&self, address: &str) -> String {
        let tag = self
            .signer
            .tag("address", address.trim().to_lowercase().as_bytes());
        tag.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Those of the recipients whose address takes mail, as far as is known.
    pub(crate) async fn reachable(
        &self,
        to: Vec<(String, String)>,
    ) -> Result<Vec<(String, String)>, Setback> {
        let mut connection = self.store.read().await?;
        let mut reachable = Vec::with_capacity(to.len());
        for recipient in to {
            if !is_unreachable(&mut connection, &self.tag_of(&recipient.1)).await? {
                reachable.push(recipient);
            }
        }
        Ok(reachable)
    }

    /// The mail that was joined to a case, and the sender's own words.
    pub(crate) async fn joined_mail(
        &self,
        mail: MailId,
    ) -> Result<(JoinedMail, Option<String>), Setback> {
        let joined = store::mail(&mut self.store.read().await?, mail).await?;
        let joined = joined.ok_or_else(|| Setback::Dead("no mail".to_owned()))?;
        Ok((joined, self.note(joined.note).await?))
    }

    /// The offers that came in one mail with this one, itself included; empty where it came alone.
    pub(crate) async fn offers_of_its_mail(&self, offer: OfferId) -> Result<Vec<Fellow>, Setback> {
        Ok(store::offers_of_its_mail(&mut self.store.read().await?, offer).await?)
    }

    /// A message of the queue.
    pub(crate) async fn message(&self, id: MessageId) -> Result<Queued, Setback> {
        let found = message(&mut self.store.read().await?, id).await?;
        found.ok_or_else(|| Setback::Dead("no message".to_owned()))
    }

    /// What was understood of the mail that an offer came by; `None` where it came otherwise.
    pub(crate) async fn understood(
        &self,
        correspondence: &Correspondence,
    ) -> Result<Option<UnderstoodOffer>, Setback> {
        let offer = correspondence.offer.as_ref();
        let Some(offer) = offer.filter(|offer| offer.channel == BY_MAIL) else {
            return Ok(None);
        };
        let request = UnderstoodOfferRequest {
            offer_id: offer.offer_id.clone(),
        };
        let answer = self.mails.clone().understood_offer(request).await?;
        Ok(answer.into_inner().understood)
    }

    /// Changes an offer as its employer wants it.
    pub(crate) async fn correct(&self, request: AmendOfferRequest) -> Result<(), Error> {
        let corrected = self.intake.clone().correct_offer(request).await;
        corrected.map_err(|status| from_status(&status))?;
        Ok(())
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
