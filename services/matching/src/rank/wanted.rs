//! What an offer asks for, with the points that each thing is worth.

use std::collections::BTreeMap;

use relais_proto::events::{FoundIn, Requirements, WantedConcept};

use crate::vocabulary::{ConceptNo, Concepts, Vocabulary, WHOLE};

use super::facts::{Day, cefr_number, language_code, parse_day};
use super::points::{divide, part_of};
use super::{licences, weights};

/// An occupation that the offer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedOccupation {
    /// Which.
    pub occupation: ConceptNo,
    /// Where it stands in the offer.
    pub found_in: FoundIn,
    /// How sure it is, in thousandths of the surest.
    pub weight: u32,
}

/// A skill that the offer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedSkill {
    /// Which.
    pub skill: ConceptNo,
    /// Where it stands in the offer.
    pub found_in: FoundIn,
    /// Asked level, 1-4; 0 when not said.
    pub level: u32,
    /// The points that it is worth.
    pub possible: u32,
}

/// A language that the offer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedLanguage {
    /// The two letters of ISO 639-1.
    pub code: [u8; 2],
    /// Asked level, 1 (A1) to 6 (C2); 0 when not said.
    pub cefr: u8,
    /// The points that it is worth.
    pub possible: u32,
}

/// A licence that the offer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedLicence {
    /// Its number in the table of licences.
    pub licence: u8,
    /// The points that it is worth.
    pub possible: u32,
}

/// The requirements of an offer as they are ranked: in an order of their own, without what this
/// version of the taxonomy does not know, and worth 1000 points together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Names of the work; the best met counts.
    pub occupations: Vec<WantedOccupation>,
    /// The points of the occupation.
    pub occupation_possible: u32,
    /// Skills, most important first.
    pub skills: Vec<WantedSkill>,
    /// Languages.
    pub languages: Vec<WantedLanguage>,
    /// Licences.
    pub licences: Vec<WantedLicence>,
    /// INS code of the commune of work; 0 when not said.
    pub place_ins: u32,
    /// The points of the place.
    pub place_possible: u32,
    /// First day of work.
    pub start: Option<Day>,
    /// The points of being there by then.
    pub start_possible: u32,
}

impl Wanted {
    /// Reads what an offer asks for.
    pub fn of(requirements: &Requirements, vocabulary: &Vocabulary) -> Self {
        let occupations = concepts(&requirements.occupations, &vocabulary.occupations);
        let skills = concepts(&requirements.skills, &vocabulary.skills);
        let languages = languages(requirements);
        let licences = wanted_licences(requirements);
        let start = parse_day(&requirements.start_on);
        let said = |said: bool, weight: weights::Weight| if said { weight.points } else { 0 };
        let pools = divide(
            WHOLE,
            &[
                said(!occupations.is_empty(), weights::OCCUPATION),
                said(!skills.is_empty(), weights::SKILL),
                said(!languages.is_empty(), weights::LANGUAGE),
                said(!licences.is_empty(), weights::LICENCE),
                said(requirements.place_ins > 0, weights::PLACE),
                said(start.is_some(), weights::AVAILABILITY),
            ],
        );
        Self {
            occupations: weighed_occupations(&occupations),
            occupation_possible: pools[0],
            skills: weighed_skills(&skills, pools[1]),
            languages: weighed_languages(&languages, pools[2]),
            licences: weighed_licences(&licences, pools[3]),
            place_ins: requirements.place_ins,
            place_possible: pools[4],
            start,
            start_possible: pools[5],
        }
    }

    /// The points that blanks in occupation and skills keep.
    pub fn blank(&self) -> u32 {
        let skills = self
            .skills
            .iter()
            .map(|skill| part_of(skill.possible, weights::SKILL.unknown));
        part_of(self.occupation_possible, weights::OCCUPATION.unknown) + skills.sum::<u32>()
    }

    /// The points that do not come from occupation and skills, at most.
    pub fn other_possible(&self) -> u32 {
        let languages = self.languages.iter().map(|language| language.possible);
        let licences = self.licences.iter().map(|licence| licence.possible);
        languages.chain(licences).sum::<u32>() + self.place_possible + self.start_possible
    }

    /// What a candidate must have in common with the offer to be put on a shortlist: points above
    /// the blanks, at least one. See [`weights::IN_COMMON`].
    pub fn least_in_common(&self) -> u32 {
        let skills: u32 = self.skills.iter().map(|skill| skill.possible).sum();
        let full = self.occupation_possible + skills;
        part_of(full - self.blank().min(full), weights::IN_COMMON).max(1)
    }

    /// The first day on which the candidate is needed: the start, or today.
    pub fn needed_on(&self, today: Day) -> Day {
        self.start.map_or(today, |start| start.max(today))
    }
}

/// Known concepts, each once, the weightiest first.
fn concepts<'r>(
    wanted: &'r [WantedConcept],
    known: &Concepts,
) -> Vec<(ConceptNo, &'r WantedConcept)> {
    let mut best: BTreeMap<ConceptNo, &WantedConcept> = BTreeMap::new();
    for concept in wanted {
        let Some(number) = known.number(&concept.id) else {
            continue;
        };
        let key = |concept: &WantedConcept| (concept.weight, concept.level, concept.found_in);
        best.entry(number)
            .and_modify(|kept| *kept = std::cmp::max_by_key(*kept, concept, |c| key(c)))
            .or_insert(concept);
    }
    let mut list: Vec<_> = best.into_iter().collect();
    list.sort_by(|(_, a), (_, b)| b.weight.cmp(&a.weight).then_with(|| a.id.cmp(&b.id)));
    list
}

/// A weight outside 1-100 is taken for the nearest within.
fn weight(concept: &WantedConcept) -> u32 {
    concept.weight.clamp(1, 100)
}

fn weighed_occupations(list: &[(ConceptNo, &WantedConcept)]) -> Vec<WantedOccupation> {
    let surest = list
        .iter()
        .map(|(_, concept)| weight(concept))
        .max()
        .unwrap_or(1);
    let weighed = list.iter().map(|(number, concept)| WantedOccupation {
        occupation: *number,
        found_in: concept.found_in(),
        weight: weight(concept) * WHOLE / surest,
    });
    weighed.collect()
}

fn weighed_skills(list: &[(ConceptNo, &WantedConcept)], pool: u32) -> Vec<WantedSkill> {
    let weights: Vec<u32> = list.iter().map(|(_, concept)| weight(concept)).collect();
    let weighed = list.iter().zip(divide(pool, &weights));
    let weighed = weighed.map(|((number, concept), possible)| WantedSkill {
        skill: *number,
        found_in: concept.found_in(),
        level: concept.level.min(4),
        possible,
    });
    weighed.collect()
}

/// Each language once, with the highest level and whether any mention requires it.
fn languages(requirements: &Requirements) -> BTreeMap<[u8; 2], (u8, bool)> {
    let mut languages = BTreeMap::new();
    for wanted in &requirements.languages {
        let Some(code) = language_code(&wanted.code) else {
            continue;
        };
        let (cefr, required) = languages.entry(code).or_insert((0, false));
        *cefr = cefr_number(&wanted.cefr).max(*cefr);
        *required |= wanted.required;
    }
    languages
}

fn weighed_languages(list: &BTreeMap<[u8; 2], (u8, bool)>, pool: u32) -> Vec<WantedLanguage> {
    let weight = |(_, required): &(u8, bool)| {
        if *required {
            weights::LANGUAGE_REQUIRED
        } else {
            weights::LANGUAGE_ASSET
        }
    };
    let weights: Vec<u32> = list.values().map(weight).collect();
    let weighed = list.iter().zip(divide(pool, &weights));
    let weighed = weighed.map(|((code, (cefr, _)), possible)| WantedLanguage {
        code: *code,
        cefr: *cefr,
        possible,
    });
    weighed.collect()
}

fn wanted_licences(requirements: &Requirements) -> Vec<u8> {
    let numbers = requirements
        .licences
        .iter()
        .filter_map(|code| licences::number(code));
    let mut list: Vec<u8> = numbers.collect();
    list.sort_unstable();
    list.dedup();
    list
}

fn weighed_licences(list: &[u8], pool: u32) -> Vec<WantedLicence> {
    let weighed = list.iter().zip(divide(pool, &vec![1; list.len()]));
    weighed
        .map(|(licence, possible)| WantedLicence {
            licence: *licence,
            possible,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;

    proptest! {
        #[test]
        fn an_offer_that_says_anything_is_worth_a_thousand_points(offer in samples::requirements()) {
            let wanted = Wanted::of(&offer, Vocabulary::builtin());
            let skills: u32 = wanted.skills.iter().map(|skill| skill.possible).sum();
            let sum = wanted.occupation_possible + skills + wanted.other_possible();
            prop_assert!(sum == 1000 || (sum == 0 && wanted == Wanted::default()), "{sum}");
        }

        #[test]
        fn the_order_in_which_an_offer_says_things_does_not_matter(
            offer in samples::requirements(),
        ) {
            let mut turned = offer.clone();
            turned.skills.reverse();
            turned.occupations.reverse();
            turned.languages.reverse();
            turned.licences.reverse();
            let vocabulary = Vocabulary::builtin();
            prop_assert_eq!(Wanted::of(&turned, vocabulary), Wanted::of(&offer, vocabulary));
        }
    }

    #[test]
    fn what_the_offer_does_not_say_gives_its_points_to_the_rest() {
        let offer = Requirements {
            place_ins: 62063,
            ..Requirements::default()
        };
        let wanted = Wanted::of(&offer, Vocabulary::builtin());
        assert_eq!(wanted.place_possible, 1000);
    }
}
