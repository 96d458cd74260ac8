//! Offers and candidates for tests.

use proptest::prelude::*;
use proptest::sample::select;
use relais_proto::events::{
    CandidateChanged, EvidenceKind, LanguageStanding, OccupationStanding, Requirements,
    SkillStanding, WantedConcept, WantedLanguage,
};
use relais_skills::Taxonomy;
use uuid::Uuid;

const CEFR: [&str; 7] = ["", "A1", "A2", "B1", "B2", "C1", "C2"];
const COMMUNES: [u32; 4] = [0, 62063, 62079, 21004];
const DAYS: [&str; 4] = ["", "2026-05-01", "2026-06-15", "2026-11-01"];

/// Some skills of the taxonomy that are near to each other, and some that are not.
pub fn skill_ids() -> Vec<String> {
    let taxonomy = Taxonomy::builtin();
    let some = taxonomy
        .skills()
        .filter(|skill| !taxonomy.nearest(&skill.id).is_empty())
        .take(12);
    some.map(|skill| skill.id.clone()).collect()
}

fn occupation_ids() -> Vec<String> {
    Taxonomy::builtin()
        .occupations()
        .take(6)
        .map(|occupation| occupation.id.clone())
        .collect()
}

fn day() -> impl Strategy<Value = String> {
    select(&DAYS[..]).prop_map(str::to_owned)
}

pub fn skill() -> impl Strategy<Value = SkillStanding> {
    (select(skill_ids()), 1..=5_i32, 0..=4_u32).prop_map(|(skill, evidence, level)| SkillStanding {
        skill,
        evidence,
        level,
    })
}

fn language() -> impl Strategy<Value = LanguageStanding> {
    let level = || select(&CEFR[..]).prop_map(str::to_owned);
    (
        select(&["fr", "en", "nl"][..]),
        level(),
        level(),
        level(),
        level(),
    )
        .prop_map(
            |(code, listening, reading, speaking, writing)| LanguageStanding {
                code: code.to_owned(),
                listening,
                reading,
                speaking,
                writing,
            },
        )
}

fn occupation() -> impl Strategy<Value = OccupationStanding> {
    (select(occupation_ids()), any::<bool>(), any::<bool>()).prop_map(
        |(occupation, wished, done)| OccupationStanding {
            occupation,
            wished,
            done,
            months: 0,
        },
    )
}

prop_compose! {
    /// A candidate who can be ranked.
    pub fn candidate()(
        id in any::<u64>(),
        organisation in 1..4_u128,
        skills in prop::collection::vec(skill(), 0..6),
        languages in prop::collection::vec(language(), 0..3),
        licences in prop::collection::vec(select(&["B", "C", "CE", "G"][..]), 0..2),
        occupations in prop::collection::vec(occupation(), 0..3),
        place_ins in select(&COMMUNES[..]),
        mobility_km in select(&[0_u32, 5, 30, 100][..]),
        available_from in day(),
    ) -> CandidateChanged {
        CandidateChanged {
            candidate_id: Uuid::from_u128(u128::from(id) << 32 | 1).to_string(),
            organisation_id: Uuid::from_u128(organisation).to_string(),
            version: 1,
            consents_to_matching: true,
            skills, languages, occupations, place_ins, mobility_km, available_from,
            licences: licences.into_iter().map(str::to_owned).collect(),
            ..CandidateChanged::default()
        }
    }
}

prop_compose! {
    fn wanted(ids: Vec<String>)(id in select(ids), weight in 1..=100_u32, level in 0..=4_u32) -> WantedConcept {
        WantedConcept { id, weight, level, found_in: 1 }
    }
}

prop_compose! {
    /// What an offer may ask for.
    pub fn requirements()(
        occupations in prop::collection::vec(wanted(occupation_ids()), 0..3),
        skills in prop::collection::vec(wanted(skill_ids()), 0..6),
        languages in prop::collection::vec((select(&["fr", "en", "nl"][..]), select(&CEFR[..]), any::<bool>()), 0..3),
        licences in prop::collection::vec(select(&["B", "C", "CE"][..]), 0..2),
        place_ins in select(&COMMUNES[..]),
        start_on in day(),
    ) -> Requirements {
        let languages = languages.into_iter().map(|(code, cefr, required)| WantedLanguage {
            code: code.to_owned(),
            cefr: cefr.to_owned(),
            required,
        });
        Requirements {
            taxonomy_version: Taxonomy::builtin().version().to_owned(),
            occupations, skills, place_ins, start_on,
            languages: languages.collect(),
            licences: licences.into_iter().map(str::to_owned).collect(),
            ..Requirements::default()
        }
    }
}

/// The evidence by name, for readable tests.
pub fn held(skill: &str, evidence: EvidenceKind, level: u32) -> SkillStanding {
    SkillStanding {
        skill: skill.to_owned(),
        evidence: evidence as i32,
        level,
    }
}
