//! What the facts about each skill say together.

use std::collections::BTreeMap;

use relais_domain::candidate::{Evidence, EvidenceKind, standing};
use relais_proto::profiles::SkillEvidence;

/// The kinds of facts as requests name them, weakest first, in the order of
/// [`EvidenceKind::ALL`].
pub(crate) const KINDS: [&str; 5] = ["declared", "badge", "observed", "tested", "certified"];

/// The kind that a code names.
pub(crate) fn kind_of(code: &str) -> Option<EvidenceKind> {
    let at = KINDS.iter().position(|known| *known == code)?;
    EvidenceKind::ALL.get(at).copied()
}

/// The code of a kind.
pub(crate) fn code_of(kind: EvidenceKind) -> &'static str {
    let at = EvidenceKind::ALL.iter().position(|known| *known == kind);
    KINDS[at.unwrap_or(0)]
}

/// Each skill that somebody has by the facts that are not struck, by slug.
pub(crate) fn standings(facts: &[SkillEvidence]) -> BTreeMap<&str, Evidence> {
    let mut by_skill: BTreeMap<&str, Vec<Evidence>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !fact.struck) {
        let level = fact.level.and_then(|level| u8::try_from(level).ok());
        let evidence = kind_of(&fact.kind).map(|kind| Evidence { kind, level });
        by_skill.entry(&fact.skill).or_default().extend(evidence);
    }
    by_skill
        .into_iter()
        .filter_map(|(skill, facts)| Some((skill, standing(&facts)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(skill: &str, kind: &str, level: u32, struck: bool) -> SkillEvidence {
        SkillEvidence {
            skill: skill.to_owned(),
            kind: kind.to_owned(),
            level: Some(level),
            struck,
            ..SkillEvidence::default()
        }
    }

    #[test]
    fn every_kind_survives_being_written_and_read() {
        for kind in EvidenceKind::ALL {
            assert_eq!(kind_of(code_of(kind)), Some(kind));
        }
        assert_eq!(code_of(EvidenceKind::Declared), "declared");
        assert_eq!(code_of(EvidenceKind::Certified), "certified");
    }

    #[test]
    fn a_struck_fact_says_nothing() {
        let facts = [
            fact("a", "tested", 4, true),
            fact("a", "declared", 2, false),
        ];
        let said = Evidence {
            kind: EvidenceKind::Declared,
            level: Some(2),
        };
        assert_eq!(
            standings(&facts).into_iter().collect::<Vec<_>>(),
            [("a", said)]
        );
    }

    #[test]
    fn a_skill_at_level_zero_is_not_held() {
        assert!(standings(&[fact("a", "declared", 0, false)]).is_empty());
    }
}
