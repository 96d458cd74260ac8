//! What may be written to an employer about nominated candidates.

use jiff::civil::Date;
use relais_domain::candidate::{Mention, WorkAuthorisation, WorkStanding, work_standing};
use relais_domain::ids::CandidateId;
use relais_domain::{Error, ErrorCode};
use relais_proto::profiles::{Candidate, GetShareableResponse, Shareable, SkillEvidence};

use super::change::load;
use crate::caller::{Caller, id};
use crate::service::Profiles;
use crate::standing::{code_of, standings};

/// Candidates in one request.
const MAX_CANDIDATES: usize = 200;

impl Profiles {
    /// What each candidate agrees to share, for the system's own parts. Erased candidates are
    /// missing from the answer.
    ///
    /// # Errors
    /// `InvalidInput` where an id is none, `TooLarge` for more than 200.
    pub(crate) async fn get_shareable(
        &self,
        caller: &Caller,
        candidate_ids: &[String],
    ) -> Result<GetShareableResponse, Error> {
        if candidate_ids.len() > MAX_CANDIDATES {
            return Err(Error::new(
                ErrorCode::TooLarge,
                format!("more than {MAX_CANDIDATES} candidates in one request"),
            ));
        }
        let today = self.setting(&caller.name)?.today;
        let mut connection = self.store().read().await?;
        let mut candidates = Vec::with_capacity(candidate_ids.len());
        for (at, text) in candidate_ids.iter().enumerate() {
            let candidate_id: CandidateId = id(text, &format!("/candidate_ids/{at}"))?;
            match load(&mut connection, caller, candidate_id).await {
                Ok(candidate) => candidates.push(shareable(candidate, today)),
                Err(error) if error.code() == ErrorCode::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(GetShareableResponse { candidates })
    }
}

fn shareable(candidate: Candidate, today: Date) -> Shareable {
    let work_standing = standing_code(work_standing(authorisation(&candidate), today));
    let share = candidate.consents.unwrap_or_default().share;
    let shares = |what: &str| share.iter().any(|shared| shared == what);
    let person = candidate.person.unwrap_or_default();
    let name = format!("{} {}", person.given_name, person.family_name);
    let mut shareable = Shareable {
        candidate_id: candidate.candidate_id,
        organisation_id: candidate.organisation_id,
        work_standing: work_standing.to_owned(),
        candidate_email: person.email.clone(),
        candidate_language: person.language,
        ..Shareable::default()
    };
    if shares("name") {
        name.trim().clone_into(&mut shareable.name);
    }
    if shares("phone") {
        shareable.phone = person.phone;
    }
    if shares("email") {
        shareable.email = person.email;
    }
    if shares("skills") {
        shareable.skills = skills(&candidate.skills);
    }
    if shares("languages") {
        shareable.languages = candidate.languages;
    }
    if shares("licences") {
        shareable.licences = candidate.licences;
    }
    shareable
}

fn skills(facts: &[SkillEvidence]) -> Vec<SkillEvidence> {
    standings(facts)
        .into_iter()
        .map(|(skill, standing)| SkillEvidence {
            skill: skill.to_owned(),
            kind: code_of(standing.kind).to_owned(),
            level: Some(standing.level.map_or(0, u32::from)),
            ..SkillEvidence::default()
        })
        .collect()
}

fn authorisation(candidate: &Candidate) -> Option<WorkAuthorisation> {
    let written = candidate.work_authorisation.as_ref()?;
    let mention = match written.mention.as_str() {
        "unlimited" => Mention::Unlimited,
        "limited" => Mention::Limited,
        "none" => Mention::None,
        _ => return None,
    };
    Some(WorkAuthorisation {
        mention,
        valid_until: written.valid_until.parse().ok(),
        checked_on: written.checked_on.parse().ok()?,
    })
}

fn standing_code(standing: WorkStanding) -> &'static str {
    match standing {
        WorkStanding::Free => "free",
        WorkStanding::EndingSoon => "ending_soon",
        WorkStanding::PermitNeeded => "permit_needed",
        WorkStanding::Expired => "expired",
        WorkStanding::NotAllowed => "not_allowed",
        WorkStanding::Unknown => "unknown",
    }
}
