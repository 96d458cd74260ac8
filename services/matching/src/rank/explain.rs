//! A score in words that a worker and a candidate can check.

use relais_proto::events::{self, Criterion, Explanation, Finding, FoundIn, Gap};

use crate::vocabulary::Vocabulary;

use super::assess::Part;
use super::facts::{Facts, HeldLanguage, cefr_text};
use super::licences;
use super::wanted::Wanted;

/// The explanation of an assessment: its parts, and the gaps with the most important first.
pub fn explain(
    wanted: &Wanted,
    facts: &Facts,
    vocabulary: &Vocabulary,
    parts: &[Part],
) -> Explanation {
    let told: Vec<events::Part> = parts
        .iter()
        .map(|part| tell(part, wanted, facts, vocabulary))
        .collect();
    let missing =
        |part: &&events::Part| matches!(part.finding(), Finding::Unknown | Finding::NotMet);
    let mut lacking: Vec<&events::Part> = told.iter().filter(missing).collect();
    lacking.sort_by_key(|part| std::cmp::Reverse(part.possible));
    let gaps = lacking.into_iter().map(gap).collect();
    Explanation { parts: told, gaps }
}

fn gap(part: &events::Part) -> Gap {
    let level = (part.wanted_level > 0).then(|| part.wanted_level.to_string());
    Gap {
        criterion: part.criterion,
        wanted: part.wanted.clone(),
        wanted_level: level.unwrap_or_else(|| part.wanted_cefr.clone()),
        finding: part.finding,
    }
}

fn tell(part: &Part, wanted: &Wanted, facts: &Facts, vocabulary: &Vocabulary) -> events::Part {
    let mut told = events::Part {
        criterion: part.criterion as i32,
        finding: part.finding as i32,
        points: part.points,
        possible: part.possible,
        ..events::Part::default()
    };
    match part.criterion {
        Criterion::Occupation => tell_occupation(&mut told, part, wanted, facts, vocabulary),
        Criterion::Skill => tell_skill(&mut told, part, wanted, facts, vocabulary),
        Criterion::Language => tell_language(&mut told, part, wanted, facts),
        Criterion::Licence => {
            let asked = wanted
                .licences
                .get(part.wanted)
                .map(|asked| licences::code(asked.licence));
            asked.unwrap_or_default().clone_into(&mut told.wanted);
            if part.held.is_some() {
                told.held = told.wanted.clone();
            }
        }
        Criterion::Place => {
            told.wanted = wanted.place_ins.to_string();
            told.km = part.km.unwrap_or(0);
            if part.held.is_some() {
                told.held = facts.place_ins.to_string();
            }
        }
        Criterion::Availability => {
            told.wanted = wanted.start.map(date_text).unwrap_or_default();
            told.held = facts.from.map(date_text).unwrap_or_default();
        }
        Criterion::Unspecified => {}
    }
    told
}

fn tell_occupation(
    told: &mut events::Part,
    part: &Part,
    wanted: &Wanted,
    facts: &Facts,
    vocabulary: &Vocabulary,
) {
    if let Some(asked) = wanted.occupations.get(part.wanted) {
        vocabulary
            .occupations
            .id(asked.occupation)
            .clone_into(&mut told.wanted);
        told.found_in = asked.found_in as i32;
    }
    if let Some(held) = part.held.and_then(|at| facts.occupations.get(at)) {
        vocabulary
            .occupations
            .id(held.occupation)
            .clone_into(&mut told.held);
    }
}

fn tell_skill(
    told: &mut events::Part,
    part: &Part,
    wanted: &Wanted,
    facts: &Facts,
    vocabulary: &Vocabulary,
) {
    if let Some(asked) = wanted.skills.get(part.wanted) {
        vocabulary
            .skills
            .id(asked.skill)
            .clone_into(&mut told.wanted);
        told.wanted_level = asked.level;
        told.found_in = asked.found_in as i32;
    }
    if let Some(held) = part.held.and_then(|at| facts.skills.get(at)) {
        vocabulary.skills.id(held.skill).clone_into(&mut told.held);
        told.held_level = held.grade.level();
        told.evidence = held.grade.evidence() as i32;
    }
}

fn tell_language(told: &mut events::Part, part: &Part, wanted: &Wanted, facts: &Facts) {
    if let Some(asked) = wanted.languages.get(part.wanted) {
        told.wanted = language_text(asked.code);
        cefr_text(asked.cefr).clone_into(&mut told.wanted_cefr);
    }
    if let Some(held) = part.held.and_then(|at| facts.languages.get(at)) {
        told.held = language_text(held.code);
        cefr_text(weakest(*held)).clone_into(&mut told.held_cefr);
    }
    told.found_in = FoundIn::Unspecified as i32;
}

/// The lowest of the levels that are known.
fn weakest(held: HeldLanguage) -> u8 {
    held.levels
        .iter()
        .copied()
        .filter(|level| *level > 0)
        .min()
        .unwrap_or(0)
}

fn language_text(code: [u8; 2]) -> String {
    code.iter().map(|b| char::from(*b)).collect()
}

fn date_text(day: u32) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    let date = epoch.checked_add(jiff::Span::new().days(i64::from(day.min(4_000_000))));
    date.map(|date| date.to_string()).unwrap_or_default()
}
