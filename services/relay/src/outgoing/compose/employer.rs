//! To the employer, in the language of the offer.

use jiff::SignedDuration;
use relais_domain::case::{self, AnswerKind, CaseEvent, CloseReason, Outcome};
use relais_domain::ids::NoteId;
use relais_messages::mail::{self, Content};
use relais_messages::page::Action;
use relais_messages::{Composed, Language};

use super::{Draft, Matter, given, misaddressed};
use crate::outgoing::Purpose;
use crate::outgoing::setback::Setback;

impl Matter<'_> {
    pub(super) async fn to_employer(&self) -> Result<Draft, Setback> {
        let language = self.employer_language();
        let composed = match self.queued.message.purpose {
            Purpose::Acknowledgement => self.acknowledgement(language).await?,
            Purpose::Answer => self.answer_mail(language).await?,
            Purpose::Paused => self.paused(language).await?,
            Purpose::Resumed => self.resumed(language)?,
            Purpose::TutorAsked => self.tutor_asked(language).await?,
            Purpose::Closed => self.closed(language)?,
            Purpose::Vanished => self.vanished(language)?,
            _ => return Err(misaddressed()),
        };
        Ok(Draft { language, composed })
    }

    /// The language of the offer, or else of the employer.
    pub(super) fn employer_language(&self) -> Language {
        let content = self
            .correspondence
            .offer
            .as_ref()
            .and_then(|it| it.content.as_ref());
        let of_offer = content.map_or("", |content| content.language.as_str());
        Language::first_of([of_offer, &self.correspondence.language])
    }

    pub(super) fn contact_name(&self) -> Option<&str> {
        given(&self.correspondence.contact_name)
    }

    async fn answer_mail(&self, language: Language) -> Result<Composed, Setback> {
        let answer = self.answer()?;
        let shared = self.shared(&self.standing(&answer)).await?;
        let colleagues = self.sources().colleagues().await?;
        let candidates = shared
            .iter()
            .map(|it| self.proposed(language, it, &colleagues))
            .collect::<Result<Vec<_>, _>>()?;
        let content = match (answer.kind, &answer.none, answer.further_by) {
            (AnswerKind::None, Some(none), _) => Content::None {
                why: none.why,
                unlock: &none.unlock,
            },
            (AnswerKind::Partial, _, Some(further_by)) => Content::Partial {
                candidates,
                further_by,
            },
            _ => Content::Proposed(candidates),
        };
        let words = self.sources().note(answer.note).await?;
        let mail = mail::Answer {
            contact_name: self.contact_name(),
            content,
            words: words.as_deref(),
            no_longer_open: &self.link(language, Action::NoLongerOpen, None)?,
            matched: self.matched(),
        };
        Ok(mail.compose(&self.about(language)))
    }

    /// Why the clock stands still, and the note that says more.
    pub(super) fn pause(&self) -> Result<(case::PauseReason, Option<NoteId>), Setback> {
        match (self.event()?, &self.case.pause) {
            (Some(CaseEvent::Paused { reason, note, .. }), _) => Ok((reason, note)),
            (_, Some(pause)) => Ok((pause.reason, pause.note)),
            _ => Err(Setback::Skip("not paused")),
        }
    }

    async fn paused(&self, language: Language) -> Result<Composed, Setback> {
        let (reason, note) = self.pause()?;
        let words = self.sources().note(note).await?;
        let contact_name = self.contact_name();
        let mail = mail::Paused {
            contact_name,
            reason,
            words: words.as_deref(),
        };
        Ok(mail.compose(&self.about(language)))
    }

    fn resumed(&self, language: Language) -> Result<Composed, Setback> {
        let (due_at, took) = match self.event()? {
            Some(CaseEvent::Resumed {
                due_at,
                working_micros,
                ..
            }) => (due_at, Some(SignedDuration::from_micros(working_micros))),
            _ => (self.case.due_at, None),
        };
        let mail = mail::Resumed {
            contact_name: self.contact_name(),
            due_at,
            took,
        };
        Ok(mail.compose(&self.about(language)))
    }

    async fn tutor_asked(&self, language: Language) -> Result<Composed, Setback> {
        let person = self.person(self.queued.message.nomination).await?;
        let starts_on = match self.event()? {
            Some(CaseEvent::OutcomeRecorded {
                outcome: Outcome::Hired { starts_on, .. },
                ..
            }) => Some(starts_on),
            _ => None,
        };
        let mail = mail::TutorAsked {
            contact_name: self.contact_name(),
            candidate: person.as_ref().and_then(|it| given(&it.name)),
            starts_on,
        };
        Ok(mail.compose(&self.about(language)))
    }

    /// Why the case is over.
    pub(super) fn close_reason(&self) -> Result<CloseReason, Setback> {
        match self.event()? {
            Some(CaseEvent::Closed { reason, .. }) => Ok(reason),
            _ => self.case.closed.ok_or(Setback::Skip("not closed")),
        }
    }

    fn closed(&self, language: Language) -> Result<Composed, Setback> {
        let reason = self.close_reason()?;
        let mail = mail::Closed {
            contact_name: self.contact_name(),
            reason,
        };
        Ok(mail.compose(&self.about(language)))
    }

    fn vanished(&self, language: Language) -> Result<Composed, Setback> {
        if self.case.closed.is_some() {
            return Err(Setback::Skip("closed"));
        }
        let mail = mail::Vanished {
            contact_name: self.contact_name(),
            still_open: &self.link(language, Action::StillOpen, None)?,
            no_longer_open: &self.link(language, Action::NoLongerOpen, None)?,
        };
        Ok(mail.compose(&self.about(language)))
    }
}
