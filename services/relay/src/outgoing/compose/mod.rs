//! What a message says, put together at the moment of sending.

mod candidate;
mod employer;
mod payload;
mod proposed;
mod team;
mod wanted;

use std::sync::Arc;

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::{Answer, Case, CaseEvent, NominationState};
use relais_domain::ids::{NominationId, OfferId};
use relais_domain::text::one_line;
use relais_messages::mail::About;
use relais_messages::page::Action;
use relais_messages::{Composed, Language};
use relais_proto::intake::{Correspondence, Offer};
use relais_runtime::signed::LinkSigner;

use super::mail::{Letter, Place};
use super::setback::Setback;
use super::sources::Sources;
use super::webhook::Call;
use super::{OutgoingContext, Purpose, Queued, Recipient};
use crate::calendars::Calendars;
use crate::links::{LinkMaker, Target};

/// Puts messages together.
pub(crate) struct Composer {
    sources: Sources,
    calendars: Calendars,
    signer: Arc<LinkSigner>,
    base_url: String,
    sender: String,
}

/// What a message is about: everything that is looked up for every one of them.
struct Matter<'a> {
    composer: &'a Composer,
    queued: &'a Queued,
    case: Case,
    correspondence: Correspondence,
    title: String,
    now: Timestamp,
}

/// What a link is about, for the page that it opens.
pub(crate) struct Subject {
    /// The case's reference.
    pub(crate) reference: String,
    /// The offer's title.
    pub(crate) title: String,
    /// The candidate, where they share their name.
    pub(crate) person: Option<String>,
}

/// A mail without its place and id.
struct Draft {
    to: Vec<(String, String)>,
    language: Language,
    composed: Composed,
}

impl Composer {
    pub(super) fn new(context: OutgoingContext) -> Result<Self, Error> {
        Ok(Self {
            calendars: Calendars::new(&context.config.calendar)?,
            sources: Sources::new(
                context.store,
                context.clock,
                context.intake,
                context.profiles,
            ),
            signer: context.signer,
            base_url: context.base_url,
            sender: context.config.mail.from_name.clone(),
        })
    }

    /// What a link about an offer, or about one of its nominations, is about.
    pub(crate) async fn subject(
        &self,
        offer: OfferId,
        nomination: Option<NominationId>,
    ) -> Result<Subject, Error> {
        let (case, correspondence) =
            tokio::try_join!(self.sources.case(offer), self.sources.correspondence(offer))?;
        let person = match nomination {
            None => None,
            Some(id) => {
                let gone = || Error::not_found("nomination");
                let candidate = case.nominations.get(&id).ok_or_else(gone)?.candidate;
                let known = self.sources.shareable([candidate]).await?;
                let name = &known.get(&candidate).ok_or_else(gone)?.name;
                given(name).map(str::to_owned)
            }
        };
        Ok(Subject {
            reference: case.opening.reference.to_string(),
            title: title_of(correspondence.offer.as_ref()),
            person,
        })
    }

    /// Signs and verifies links.
    pub(crate) fn signer(&self) -> &LinkSigner {
        &self.signer
    }

    /// The mail of a message.
    pub(super) async fn letter(&self, queued: &Queued, now: Timestamp) -> Result<Letter, Setback> {
        let matter = self.matter(queued, now).await?;
        let draft = match queued.message.recipient {
            Recipient::Employer => matter.to_employer().await?,
            Recipient::Candidate(id) => matter.to_candidate(id).await?,
            Recipient::Organisation(id) => matter.to_organisation(id).await?,
            Recipient::Spocs => matter.to_spocs().await?,
            Recipient::Worker(id) => matter.to_worker(id).await?,
        };
        if draft.to.iter().all(|(_, address)| address.is_empty()) {
            return Err(Setback::Dead("no address".to_owned()));
        }
        let place = match queued.message.purpose {
            Purpose::Acknowledgement => Place::First,
            _ => Place::Later,
        };
        Ok(Letter {
            id: queued.id,
            offer: queued.message.offer,
            place,
            to: draft.to,
            language: draft.language,
            composed: draft.composed,
        })
    }

    /// The webhook of a message.
    pub(super) async fn call(&self, queued: &Queued, now: Timestamp) -> Result<Call, Setback> {
        let matter = self.matter(queued, now).await?;
        if matter.correspondence.webhook_url.is_empty() {
            return Err(Setback::Skip("no webhook"));
        }
        let body = matter.payload().await?;
        Ok(Call {
            id: queued.id,
            url: matter.correspondence.webhook_url,
            secret: matter.correspondence.webhook_secret,
            body: body.to_string(),
        })
    }

    async fn matter<'a>(
        &'a self,
        queued: &'a Queued,
        now: Timestamp,
    ) -> Result<Matter<'a>, Setback> {
        let offer = queued.message.offer;
        let (case, correspondence) =
            tokio::try_join!(self.sources.case(offer), self.sources.correspondence(offer))?;
        let title = title_of(correspondence.offer.as_ref());
        Ok(Matter {
            composer: self,
            queued,
            case,
            correspondence,
            title,
            now,
        })
    }
}

/// The title of an offer, as one line.
fn title_of(offer: Option<&Offer>) -> String {
    let content = offer.and_then(|offer| offer.content.as_ref());
    one_line(content.map_or("", |content| content.title.as_str()))
}

impl Matter<'_> {
    fn about(&self, language: Language) -> About<'_> {
        About {
            language,
            reference: self.case.opening.reference.as_str(),
            title: &self.title,
            sender: &self.composer.sender,
        }
    }

    fn sources(&self) -> &Sources {
        &self.composer.sources
    }

    /// The event that the message tells of, where it was kept.
    fn event(&self) -> Result<Option<CaseEvent>, Setback> {
        let detail = self.queued.message.detail.as_deref();
        detail
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| Setback::Dead("detail".to_owned()))
    }

    /// The answer that the message gives.
    fn answer(&self) -> Result<Answer, Setback> {
        let told = match self.event()? {
            Some(CaseEvent::Answered { answer, .. }) => Some(answer),
            _ => self.case.answer.clone(),
        };
        told.ok_or(Setback::Skip("no answer"))
    }

    /// The nominations of an answer that still stand.
    fn standing(&self, answer: &Answer) -> Vec<NominationId> {
        let stands = |id: &&NominationId| {
            let state = self.case.nominations.get(id).map(|it| it.state);
            state.is_some_and(|state| {
                !matches!(
                    state,
                    NominationState::Withdrawn | NominationState::NotTaken
                )
            })
        };
        answer.nominations.iter().filter(stands).copied().collect()
    }

    /// Whether the system compared profiles with this offer.
    fn matched(&self) -> bool {
        self.case.diffusions.values().any(|it| it.ranked > 0)
    }

    fn link(
        &self,
        language: Language,
        action: Action,
        nomination: Option<NominationId>,
    ) -> Result<String, Setback> {
        let maker = LinkMaker {
            signer: &self.composer.signer,
            base_url: &self.composer.base_url,
            message: self.queued.id,
            now: self.now,
        };
        let target = Target {
            offer: self.queued.message.offer,
            nomination,
            action,
            language,
        };
        maker
            .url(&target)
            .map_err(|_| Setback::Dead("link".to_owned()))
    }
}

/// A text, unless it is empty.
fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// A message for a recipient that it is never meant for.
fn misaddressed() -> Setback {
    Setback::Dead("recipient".to_owned())
}
