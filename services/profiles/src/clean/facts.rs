//! Facts about skills.

use relais_proto::profiles::SkillEvidence;

use super::text::{at_most, choice, line, past_day};
use super::{Problems, Setting, vocabulary};
use crate::standing::KINDS;

/// Facts in one request.
const MAX_FACTS: usize = 200;
/// The top of the scale: 0 none, 1 notions, 2 with help, 3 alone, 4 can teach it.
const MAX_LEVEL: u32 = 4;
const MAX_BY: usize = 200;

/// Tidies facts that are new: their skill becomes a slug of the reference, and they are not
/// struck.
pub(crate) fn facts(
    facts: &mut Vec<SkillEvidence>,
    setting: &Setting,
    pointer: &str,
    problems: &mut Problems,
) {
    at_most(facts, MAX_FACTS, pointer, problems);
    for (at, fact) in facts.iter_mut().enumerate() {
        self::fact(fact, setting, &format!("{pointer}/{at}"), problems);
    }
}

fn fact(fact: &mut SkillEvidence, setting: &Setting, pointer: &str, problems: &mut Problems) {
    let at = |field: &str| format!("{pointer}/{field}");
    match vocabulary::skill(&fact.skill) {
        Ok(slug) => fact.skill = slug,
        Err(remedy) => problems.add(at("skill"), "is not a skill of the reference", remedy),
    }
    if fact.kind.trim().is_empty() {
        KINDS[0].clone_into(&mut fact.kind);
    }
    choice(&mut fact.kind, &KINDS, &at("kind"), problems);
    if fact.level.is_some_and(|level| level > MAX_LEVEL) {
        problems.add(
            at("level"),
            "is not on the scale",
            "give 0 (none) to 4 (can teach it), or nothing",
        );
    }
    line(&mut fact.by, MAX_BY, &at("by"), problems);
    past_day(&mut fact.on, setting.today, &at("on"), problems);
    fact.evidence_id.clear();
    fact.struck = false;
}
