//! One candidate against one offer, part by part.

use relais_domain::place::distance_km;
use relais_proto::events::{Criterion, Finding};

use crate::vocabulary::{Vocabulary, WHOLE};

use super::facts::{Facts, Grade, HeldLanguage, HeldOccupation};
use super::points::{above_blank, part_of};
use super::wanted::{Wanted, WantedLanguage, WantedSkill};
use super::weights;

/// A part of a score, by places in the lists of what is wanted and held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub criterion: Criterion,
    /// Which of the wanted things of this criterion.
    pub wanted: usize,
    /// Which of the held things of this criterion meets it.
    pub held: Option<usize>,
    /// How it came about.
    pub finding: Finding,
    /// Points given.
    pub points: u32,
    /// Points possible.
    pub possible: u32,
    /// For places: the distance in kilometres, when known.
    pub km: Option<u32>,
}

/// What an assessment comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    /// 0-1000: the points of all parts.
    pub points: u32,
    /// The points of occupation and skills above what blanks would have kept.
    pub in_common: u32,
}

/// Assesses `facts` against `wanted`; `parts` is filled with the parts of the score, in a fixed
/// order: occupation, skills, languages, licences, place, availability.
pub fn assess(
    wanted: &Wanted,
    facts: &Facts,
    vocabulary: &Vocabulary,
    parts: &mut Vec<Part>,
) -> Score {
    parts.clear();
    let mut in_common = 0;
    if !wanted.occupations.is_empty() {
        let part = occupation(wanted, facts, vocabulary);
        in_common += gain(&part, weights::OCCUPATION.unknown);
        parts.push(part);
    }
    for (at, skill) in wanted.skills.iter().enumerate() {
        let part = assess_skill(at, skill, facts, vocabulary);
        in_common += gain(&part, weights::SKILL.unknown);
        parts.push(part);
    }
    for (at, language) in wanted.languages.iter().enumerate() {
        parts.push(assess_language(at, language, facts));
    }
    parts.extend((0..wanted.licences.len()).map(|at| licence(at, wanted, facts)));
    parts.extend((wanted.place_ins > 0).then(|| place(wanted, facts)));
    parts.extend(
        wanted
            .start
            .map(|start| availability(start, wanted.start_possible, facts)),
    );
    Score {
        points: parts.iter().map(|part| part.points).sum(),
        in_common,
    }
}

/// What a sign adds to a blank; nothing where there is none.
fn gain(part: &Part, unknown: u32) -> u32 {
    part.points.saturating_sub(part_of(part.possible, unknown))
}

fn part(criterion: Criterion, wanted: usize, possible: u32) -> Part {
    let finding = Finding::Unknown;
    Part {
        criterion,
        wanted,
        held: None,
        finding,
        points: 0,
        possible,
        km: None,
    }
}

/// A blank: nothing is known.
fn blank(part: Part, weight: weights::Weight) -> Part {
    Part {
        points: part_of(part.possible, weight.unknown),
        finding: Finding::Unknown,
        ..part
    }
}

/// The points of a held occupation with this closeness and weight.
pub(crate) fn occupation_points(possible: u32, closeness: u32, how: u32, weight: u32) -> u32 {
    let quality = closeness * how / WHOLE * weight / WHOLE;
    part_of(possible, above_blank(weights::OCCUPATION.unknown, quality))
}

/// How much an occupation counts by whether it was done, wished for or both.
pub(crate) fn how(wished: bool, done: bool) -> u32 {
    match (wished, done) {
        (true, true) => weights::WISHED_AND_DONE,
        (false, true) => weights::DONE,
        (true, false) => weights::WISHED,
        (false, false) => 0,
    }
}

fn occupation(wanted: &Wanted, facts: &Facts, vocabulary: &Vocabulary) -> Part {
    let none = part(Criterion::Occupation, 0, wanted.occupation_possible);
    if facts.occupations.is_empty() {
        return blank(none, weights::OCCUPATION);
    }
    let mut best = Part {
        finding: Finding::NotMet,
        ..none
    };
    for (at, name) in wanted.occupations.iter().enumerate() {
        for (place, held) in facts.occupations.iter().enumerate() {
            let HeldOccupation {
                occupation,
                wished,
                done,
            } = *held;
            let closeness = vocabulary
                .occupations
                .closeness(occupation, name.occupation);
            if closeness == 0 {
                continue;
            }
            let points =
                occupation_points(best.possible, closeness, how(wished, done), name.weight);
            if points > best.points {
                let full = closeness == WHOLE && name.weight == WHOLE && done;
                let finding = if full { Finding::Met } else { Finding::Partly };
                best = Part {
                    wanted: at,
                    held: Some(place),
                    finding,
                    points,
                    ..best
                };
            }
        }
    }
    best
}

/// The points of a held skill with this closeness and grade.
pub(crate) fn skill_points(wanted: &WantedSkill, closeness: u32, grade: Grade) -> u32 {
    let evidence = usize::try_from(grade.evidence() as i32).unwrap_or(0);
    let evidence = weights::EVIDENCE[evidence.min(5)];
    let quality = closeness * evidence / WHOLE * level_share(wanted.level, grade.level()) / WHOLE;
    part_of(
        wanted.possible,
        above_blank(weights::SKILL.unknown, quality),
    )
}

fn level_share(wanted: u32, held: u32) -> u32 {
    if held == 0 {
        return weights::LEVEL_UNKNOWN;
    }
    let wanted = if wanted == 0 {
        weights::USUAL_LEVEL
    } else {
        wanted
    };
    weights::LEVEL_SHORT[short(wanted, held)]
}

/// How far `held` falls short of `wanted`, at most three.
fn short(wanted: u32, held: u32) -> usize {
    usize::try_from(wanted.saturating_sub(held).min(3)).unwrap_or(3)
}

fn assess_skill(at: usize, wanted: &WantedSkill, facts: &Facts, vocabulary: &Vocabulary) -> Part {
    let mut best = blank(part(Criterion::Skill, at, wanted.possible), weights::SKILL);
    for (place, held) in facts.skills.iter().enumerate() {
        let closeness = vocabulary.skills.closeness(held.skill, wanted.skill);
        if closeness == 0 {
            continue;
        }
        let points = skill_points(wanted, closeness, held.grade);
        if best.held.is_none() || points > best.points {
            let level_met = held.grade.level() >= wanted.level.max(1) || wanted.level == 0;
            let seen = held.grade.evidence() >= relais_proto::events::EvidenceKind::Observed;
            let full = closeness == WHOLE && level_met && seen;
            let finding = if full { Finding::Met } else { Finding::Partly };
            best = Part {
                held: Some(place),
                finding,
                points,
                ..best
            };
        }
    }
    best
}

fn assess_language(at: usize, wanted: &WantedLanguage, facts: &Facts) -> Part {
    let none = part(Criterion::Language, at, wanted.possible);
    let held = facts
        .languages
        .iter()
        .position(|held| held.code == wanted.code);
    let Some(language) = held.and_then(|held| facts.languages.get(held)) else {
        return blank(none, weights::LANGUAGE);
    };
    let share = language_share(wanted, *language);
    let finding = match share {
        _ if language.levels == [0; 4] => Finding::Unknown,
        WHOLE => Finding::Met,
        0 => Finding::NotMet,
        _ => Finding::Partly,
    };
    Part {
        held,
        finding,
        points: part_of(wanted.possible, share),
        ..none
    }
}

/// The mean over listening, reading, speaking and writing; a skill that is not known keeps the
/// share of a blank.
fn language_share(wanted: &WantedLanguage, held: HeldLanguage) -> u32 {
    let asked = if wanted.cefr == 0 {
        weights::USUAL_CEFR
    } else {
        u32::from(wanted.cefr)
    };
    let shares = held.levels.iter().map(|level| match u32::from(*level) {
        0 => weights::LANGUAGE.unknown,
        level if level + 3 < asked => 0,
        level => weights::CEFR_SHORT[short(asked, level)],
    });
    shares.sum::<u32>() / 4
}

fn licence(at: usize, wanted: &Wanted, facts: &Facts) -> Part {
    let asked = &wanted.licences[at];
    let none = part(Criterion::Licence, at, asked.possible);
    match facts.licences {
        None => blank(none, weights::LICENCE),
        Some(held) if held.entitles_to(asked.licence) => Part {
            held: Some(0),
            finding: Finding::Met,
            points: asked.possible,
            ..none
        },
        Some(_) => Part {
            finding: Finding::NotMet,
            ..none
        },
    }
}

fn place(wanted: &Wanted, facts: &Facts) -> Part {
    let none = part(Criterion::Place, 0, wanted.place_possible);
    let km = kilometres(facts.place_ins, wanted.place_ins);
    let Some(distance) = km else {
        return blank(none, weights::PLACE);
    };
    let known = Part {
        held: Some(0),
        km,
        ..none
    };
    let reach = facts.mobility_km.max(weights::NEAR_KM);
    let furthest = reach * weights::REACH_TENTHS / 10;
    if distance <= reach {
        Part {
            finding: Finding::Met,
            points: known.possible,
            ..known
        }
    } else if facts.mobility_km == 0 {
        blank(known, weights::PLACE)
    } else if distance < furthest {
        let share = (furthest - distance) * WHOLE / (furthest - reach);
        Part {
            finding: Finding::Partly,
            points: part_of(known.possible, share),
            ..known
        }
    } else {
        Part {
            finding: Finding::NotMet,
            ..known
        }
    }
}

/// Whole kilometres between the centres of two communes; 0 within one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a distance on earth is positive and below 20,016 km"
)]
fn kilometres(from: u32, to: u32) -> Option<u32> {
    if from == to && from > 0 {
        return Some(0);
    }
    distance_km(from, to).map(|km| km.round() as u32)
}

fn availability(start: u32, possible: u32, facts: &Facts) -> Part {
    let none = part(Criterion::Availability, 0, possible);
    let Some(from) = facts.from else {
        return blank(none, weights::AVAILABILITY);
    };
    let late = from.saturating_sub(start);
    let (finding, share) = match late {
        0 => (Finding::Met, WHOLE),
        late if late < weights::LATE_DAYS => (
            Finding::Partly,
            (weights::LATE_DAYS - late) * WHOLE / weights::LATE_DAYS,
        ),
        _ => (Finding::NotMet, 0),
    };
    Part {
        held: Some(0),
        finding,
        points: part_of(possible, share),
        ..none
    }
}
