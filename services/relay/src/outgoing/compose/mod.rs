//! What a message says, put together at the moment of sending.

mod acknowledgement;
mod candidate;
mod employer;
mod payload;
mod post;
mod proposed;
mod recipients;
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

use super::mail::{Answered, Letter, Thread};
use super::setback::Setback;
use super::sources::Sources;
use super::webhook::Call;
use super::{OurMail, OutgoingContext, Purpose, Queued, Recipient, ReplyAddresses};
use crate::calendars::Calendars;
use crate::links::{LinkMaker, Target};

/// Puts messages together.
pub(crate) struct Composer {
    sources: Sources,
    calendars: Calendars,
    signer: Arc<LinkSigner>,
    reply_addresses: ReplyAddresses,
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
    language: Language,
    composed: Composed,
}

impl Composer {
    pub(super) fn new(context: OutgoingContext) -> Result<Self, Error> {
        Ok(Self {
            calendars: Calendars::new(&context.config.calendar)?,
            sources: Sources::new(&context),
            reply_addresses: ReplyAddresses::new(
                context.config.mail.reply_address.clone(),
                context.signer.clone(),
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

    /// An offer, and how to reach its employer.
    pub(crate) async fn correspondence(&self, offer: OfferId) -> Result<Correspondence, Error> {
        Ok(self.sources.correspondence(offer).await?)
    }

    /// Signs and verifies links.
    pub(crate) fn signer(&self) -> &LinkSigner {
        &self.signer
    }

    /// Where the content of messages comes from.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The addresses to which employers answer.
    pub(crate) fn reply_addresses(&self) -> &ReplyAddresses {
        &self.reply_addresses
    }

    /// The addresses that a message would go to now; none where there is nobody any more.
    pub(crate) async fn addresses(
        &self,
        queued: &Queued,
        now: Timestamp,
    ) -> Result<Vec<String>, Error> {
        let to = async { self.matter(queued, now).await?.recipients().await };
        match to.await {
            Ok(to) => Ok(to.into_iter().map(|(_, address)| address).collect()),
            Err(Setback::Skip(_) | Setback::Dead(_)) => Ok(Vec::new()),
            Err(setback) => Err(setback.into()),
        }
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
        let recipients = matter.recipients().await?;
        if recipients.iter().all(|(_, address)| address.is_empty()) {
            return Err(Setback::Dead("no address".to_owned()));
        }
        let to = self.sources.reachable(recipients).await?;
        if to.is_empty() {
            return Err(Setback::Dead("unreachable".to_owned()));
        }
        Ok(Letter {
            id: queued.id,
            thread: matter.thread().await?,
            reply_to: match queued.message.recipient {
                Recipient::Employer => self.reply_addresses.of(queued.message.offer),
                _ => None,
            },
            to,
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

    /// Where the mail stands in the thread of its offer. Offers that came in one mail share the
    /// first mail of their threads.
    async fn thread(&self) -> Result<Thread, Setback> {
        let offer = self.queued.message.offer;
        if self.queued.message.purpose == Purpose::Acknowledgement {
            let understood = self.sources().understood(&self.correspondence).await?;
            let theirs = understood.map(|it| it.message_id);
            return Ok(Thread {
                id: OurMail::First(offer),
                answers: theirs.filter(|id| !id.is_empty()).map(Answered::Theirs),
            });
        }
        let fellows = self.sources().offers_of_its_mail(offer).await?;
        let lead = fellows.iter().find(|it| it.leads);
        let first = lead.map_or(offer, |it| it.offer);
        Ok(Thread {
            id: OurMail::Later(self.queued.id),
            answers: Some(Answered::Ours(OurMail::First(first))),
        })
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
        self.link_about(self.queued.message.offer, language, action, nomination)
    }

    fn link_about(
        &self,
        offer: OfferId,
        language: Language,
        action: Action,
        nomination: Option<NominationId>,
    ) -> Result<String, Setback> {
        let target = Target {
            offer,
            nomination,
            action,
            language,
        };
        let url = self.links().url(&target);
        url.map_err(|_| Setback::Dead("link".to_owned()))
    }

    /// The page on which the offer is corrected.
    fn correction_link(&self, language: Language, offer: OfferId) -> Result<String, Setback> {
        let url = self.links().correction(offer, language);
        url.map_err(|_| Setback::Dead("link".to_owned()))
    }

    fn links(&self) -> LinkMaker<'_> {
        LinkMaker {
            signer: &self.composer.signer,
            base_url: &self.composer.base_url,
            message: self.queued.id,
            now: self.now,
        }
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
