//! Candidates as employers see them: what they consent to share, and nothing else.

use std::collections::BTreeSet;

use relais_domain::candidate::EvidenceKind;
use relais_domain::ids::NominationId;
use relais_messages::mail::{CandidateLinks, Proposed};
use relais_messages::page::Action;
use relais_messages::words::{self, LanguageLevels};
use relais_messages::{Language, text};
use relais_proto::profiles::{Shareable, SkillEvidence};
use relais_skills::Taxonomy;

use super::wanted::label;
use super::{Matter, given};
use crate::outgoing::setback::Setback;
use crate::outgoing::sources::Colleagues;

/// Skills of one candidate that a mail lists at most.
const LISTED_SKILLS: usize = 15;

/// A nomination of an answer, with what its candidate shares.
pub(super) struct Shared {
    pub(super) nomination: NominationId,
    pub(super) candidate: Shareable,
}

/// A skill with its name.
pub(super) struct NamedSkill<'a> {
    pub(super) slug: &'a str,
    pub(super) label: String,
    /// 1 to 4; `None` where it is not known.
    pub(super) level: Option<u8>,
    pub(super) kind: EvidenceKind,
}

impl Matter<'_> {
    /// The candidates of nominations, by name. Those who were erased are missing.
    pub(super) async fn shared(
        &self,
        nominations: &[NominationId],
    ) -> Result<Vec<Shared>, Setback> {
        let candidate_of = |id: &NominationId| self.case.nominations.get(id).map(|it| it.candidate);
        let candidates = nominations.iter().filter_map(candidate_of);
        let mut known = self.sources().shareable(candidates).await?;
        let mut shared: Vec<Shared> = nominations
            .iter()
            .filter_map(|id| {
                let candidate = known.remove(&candidate_of(id)?)?;
                Some(Shared {
                    nomination: *id,
                    candidate,
                })
            })
            .collect();
        shared.sort_by_cached_key(|it| (it.candidate.name.to_lowercase(), it.nomination));
        Ok(shared)
    }

    /// What the candidate of a nomination shares; `None` where they were erased.
    pub(super) async fn person(
        &self,
        nomination: Option<NominationId>,
    ) -> Result<Option<Shareable>, Setback> {
        let Some(nomination) = nomination else {
            return Ok(None);
        };
        let shared = self.shared(&[nomination]).await?;
        Ok(shared.into_iter().next().map(|it| it.candidate))
    }

    /// The skills of a candidate: those that the offer asks for first, then by name.
    pub(super) fn skills<'c>(
        &self,
        language: Language,
        candidate: &'c Shareable,
    ) -> Vec<NamedSkill<'c>> {
        let offer = self.correspondence.offer.as_ref();
        let understood = offer.and_then(|offer| offer.understood.as_ref());
        let asked: BTreeSet<&str> = understood
            .iter()
            .flat_map(|it| &it.skills)
            .map(|it| it.id.as_str())
            .collect();
        let mut skills: Vec<NamedSkill<'c>> = candidate
            .skills
            .iter()
            .filter_map(|fact| named(language, fact))
            .collect();
        skills.sort_by_cached_key(|it| (!asked.contains(it.slug), it.label.to_lowercase()));
        skills
    }

    pub(super) fn proposed<'c>(
        &self,
        language: Language,
        shared: &Shared,
        colleagues: &'c Colleagues,
    ) -> Result<Proposed<'c>, Setback> {
        let candidate = &shared.candidate;
        let skills = self.skills(language, candidate);
        let left_out = skills.len().saturating_sub(LISTED_SKILLS);
        let rest =
            (left_out > 0).then(|| text(language, "skipped-items", &[("count", left_out.into())]));
        let organisation = candidate.organisation_id.parse().ok();
        Ok(Proposed {
            name: given(&candidate.name).map(str::to_owned),
            phone: given(&candidate.phone).map(str::to_owned),
            email: given(&candidate.email).map(str::to_owned),
            organisation: organisation.map_or("", |id| colleagues.organisation_name(id)),
            skills: skills
                .iter()
                .take(LISTED_SKILLS)
                .map(|it| words::skill(language, &it.label, it.level, it.kind))
                .chain(rest)
                .collect(),
            languages: candidate
                .languages
                .iter()
                .map(|it| {
                    let levels = LanguageLevels {
                        listening: &it.listening,
                        reading: &it.reading,
                        speaking: &it.speaking,
                        writing: &it.writing,
                    };
                    let name = words::language_name(language, &it.code);
                    words::language_levels(language, &name, levels)
                })
                .collect(),
            licences: candidate
                .licences
                .iter()
                .map(|it| words::licence(language, it))
                .collect(),
            links: self.candidate_links(language, shared.nomination)?,
        })
    }

    pub(super) fn candidate_links(
        &self,
        language: Language,
        nomination: NominationId,
    ) -> Result<CandidateLinks, Setback> {
        let link = |action| self.link(language, action, Some(nomination));
        Ok(CandidateLinks {
            interested: link(Action::Interested)?,
            interview: link(Action::Interview)?,
            hired: link(Action::Hired)?,
            refused: link(Action::Refused)?,
        })
    }
}

fn named(language: Language, fact: &SkillEvidence) -> Option<NamedSkill<'_>> {
    let skill = Taxonomy::builtin().skill(&fact.skill)?;
    let level = fact.level.and_then(|level| u8::try_from(level).ok());
    Some(NamedSkill {
        slug: &fact.skill,
        label: label(&skill.labels, language).to_owned(),
        level: level.filter(|level| *level > 0),
        kind: evidence_kind(&fact.kind)?,
    })
}

/// A kind of evidence by its code.
fn evidence_kind(code: &str) -> Option<EvidenceKind> {
    match code {
        "declared" => Some(EvidenceKind::Declared),
        "badge" => Some(EvidenceKind::Badge),
        "observed" => Some(EvidenceKind::Observed),
        "tested" => Some(EvidenceKind::Tested),
        "certified" => Some(EvidenceKind::Certified),
        _ => None,
    }
}
