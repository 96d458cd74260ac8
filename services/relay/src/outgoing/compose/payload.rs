//! What webhooks say: the same as the mails, for programs. No score, no rank.

use jiff::Timestamp;
use relais_domain::case::{Answer, CaseEvent};
use relais_messages::Language;
use relais_messages::page::Action;
use relais_proto::profiles;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::proposed::{NamedSkill, Shared};
use super::{Matter, given, misaddressed};
use crate::outgoing::Purpose;
use crate::outgoing::setback::Setback;
use crate::outgoing::sources::Colleagues;

impl Matter<'_> {
    /// The JSON document of the webhook: `type`, `timestamp` and `data`, as Standard Webhooks
    /// proposes.
    pub(super) async fn payload(&self) -> Result<Value, Setback> {
        let kind = match self.queued.message.purpose {
            Purpose::Acknowledgement => "offer.acknowledged",
            Purpose::Answer => "offer.answered",
            Purpose::Paused => "offer.paused",
            Purpose::Resumed => "offer.resumed",
            Purpose::Closed => "offer.closed",
            _ => return Err(misaddressed()),
        };
        let language = self.employer_language();
        let mut data = self.offer_data();
        match self.queued.message.purpose {
            Purpose::Answer => self.add_answer(language, &mut data).await?,
            Purpose::Paused => self.add_pause(&mut data).await?,
            Purpose::Resumed => {
                if let Some(CaseEvent::Resumed { due_at, .. }) = self.event()? {
                    data.insert("due_at".to_owned(), instant(due_at));
                }
            }
            Purpose::Closed => {
                data.insert("reason".to_owned(), code(&self.close_reason()?));
            }
            _ => {}
        }
        if self.queued.message.purpose != Purpose::Closed {
            let link = self.link(language, Action::NoLongerOpen, None)?;
            data.insert("links".to_owned(), json!({ "no_longer_open": link }));
        }
        Ok(json!({
            "type": kind,
            "timestamp": instant(self.queued.created_at),
            "data": data,
        }))
    }

    fn offer_data(&self) -> Map<String, Value> {
        let opening = &self.case.opening;
        let offer = self.correspondence.offer.as_ref();
        let content = offer.and_then(|offer| offer.content.as_ref());
        let mut data = Map::new();
        data.insert("offer_id".to_owned(), json!(opening.offer.to_string()));
        data.insert("case_ref".to_owned(), json!(opening.reference.as_str()));
        let identifier = content.and_then(|content| given(&content.identifier));
        data.insert("identifier".to_owned(), json!(identifier));
        data.insert("title".to_owned(), json!(self.title));
        data.insert("received_at".to_owned(), instant(opening.received_at));
        data.insert("due_at".to_owned(), instant(self.case.due_at));
        data
    }

    async fn add_answer(
        &self,
        language: Language,
        data: &mut Map<String, Value>,
    ) -> Result<(), Setback> {
        let answer = self.answer()?;
        let shared = self.shared(&self.standing(&answer)).await?;
        let colleagues = self.sources().colleagues().await?;
        let candidates = shared
            .iter()
            .map(|it| self.candidate(language, it, &colleagues))
            .collect::<Result<Vec<_>, _>>()?;
        let words = self.sources().note(answer.note).await?;
        data.insert("answer".to_owned(), answer_data(&answer, words.as_deref()));
        data.insert("candidates".to_owned(), json!(candidates));
        Ok(())
    }

    async fn add_pause(&self, data: &mut Map<String, Value>) -> Result<(), Setback> {
        let (reason, note) = self.pause()?;
        data.insert("reason".to_owned(), code(&reason));
        data.insert(
            "message".to_owned(),
            json!(self.sources().note(note).await?),
        );
        Ok(())
    }

    fn candidate(
        &self,
        language: Language,
        shared: &Shared,
        colleagues: &Colleagues,
    ) -> Result<Value, Setback> {
        let candidate = &shared.candidate;
        let organisation = candidate.organisation_id.parse().ok();
        let links = self.candidate_links(language, shared.nomination)?;
        let skills: Vec<Value> = self
            .skills(language, candidate)
            .iter()
            .map(skill_data)
            .collect();
        let languages: Vec<Value> = candidate.languages.iter().map(language_data).collect();
        Ok(json!({
            "nomination_id": shared.nomination.to_string(),
            "name": given(&candidate.name),
            "phone": given(&candidate.phone),
            "email": given(&candidate.email),
            "organisation": organisation.map(|id| colleagues.organisation_name(id)),
            "skills": skills,
            "languages": languages,
            "licences": candidate.licences,
            "links": {
                "interested": links.interested,
                "interview": links.interview,
                "hired": links.hired,
                "refused": links.refused,
            },
        }))
    }
}

fn answer_data(answer: &Answer, words: Option<&str>) -> Value {
    json!({
        "kind": code(&answer.kind),
        "further_by": answer.further_by.map(instant),
        "why": answer.none.as_ref().map(|none| code(&none.why)),
        "unlock": answer.none.as_ref().map(|none| json!(none.unlock)).unwrap_or(json!([])),
        "message": words,
    })
}

fn skill_data(skill: &NamedSkill<'_>) -> Value {
    json!({
        "skill": skill.slug,
        "label": skill.label,
        "level": skill.level,
        "evidence": code(&skill.kind),
    })
}

fn language_data(language: &profiles::Language) -> Value {
    json!({
        "code": language.code,
        "listening": given(&language.listening),
        "reading": given(&language.reading),
        "speaking": given(&language.speaking),
        "writing": given(&language.writing),
    })
}

/// The word that a code is written as.
fn code(value: &impl Serialize) -> Value {
    json!(value)
}

/// RFC 3339 in UTC.
fn instant(at: Timestamp) -> Value {
    json!(at.to_string())
}
