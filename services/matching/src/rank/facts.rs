//! What is known of a candidate, in the compact form that is ranked and kept in the index.

use std::collections::BTreeMap;

use jiff::civil::Date;
use relais_proto::events::{CandidateChanged, EvidenceKind, LanguageStanding};
use relais_skills::Cefr;

use crate::vocabulary::{ConceptNo, Vocabulary};

use super::licences;

/// A skill as it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldSkill {
    /// Which.
    pub skill: ConceptNo,
    /// How it is known and how well it is mastered.
    pub grade: Grade,
}

/// Evidence and level of a held skill in one number; stronger evidence is the higher grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade(u8);

/// How many grades there are: six kinds of evidence (unsaid included) by five levels (unsaid
/// included).
pub const GRADES: usize = 30;

impl Grade {
    /// The grade of an evidence (0 unsaid to 5 certified) and a level (0 unsaid to 4).
    pub fn new(evidence: EvidenceKind, level: u32) -> Self {
        let kind = u8::try_from(evidence as i32).unwrap_or(0).min(5);
        let level = u8::try_from(level.min(4)).unwrap_or(0);
        Self(kind * 5 + level)
    }

    /// The grade with this number.
    pub fn from_number(number: u32) -> Self {
        Self(u8::try_from(number).unwrap_or(0).min(29))
    }

    /// Its number, below [`GRADES`].
    pub fn number(self) -> u32 {
        self.0.into()
    }

    /// How it is known.
    pub fn evidence(self) -> EvidenceKind {
        EvidenceKind::try_from(i32::from(self.0 / 5)).unwrap_or(EvidenceKind::Unspecified)
    }

    /// How well it is mastered, 1-4; 0 where nobody has said.
    pub fn level(self) -> u32 {
        u32::from(self.0 % 5)
    }
}

/// An occupation as it is wished for or was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldOccupation {
    /// Which.
    pub occupation: ConceptNo,
    /// The candidate wishes for it.
    pub wished: bool,
    /// The candidate has done it.
    pub done: bool,
}

/// A language as it is mastered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldLanguage {
    /// The two letters of ISO 639-1.
    pub code: [u8; 2],
    /// Listening, reading, speaking, writing: 1 (A1) to 6 (C2), 0 where not known.
    pub levels: [u8; 4],
}

/// What is known of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Skills.
    pub skills: Vec<HeldSkill>,
    /// Occupations.
    pub occupations: Vec<HeldOccupation>,
    /// Languages.
    pub languages: Vec<HeldLanguage>,
    /// Driving licences; `None` where none is recorded.
    pub licences: Option<licences::Set>,
    /// INS code of the commune; 0 when unknown.
    pub place_ins: u32,
    /// Kilometres that the candidate can travel; 0 when unknown.
    pub mobility_km: u32,
    /// First day on which the candidate can start.
    pub from: Option<Day>,
    /// Last day on which they are available.
    pub until: Option<Day>,
}

/// A day, counted from 1970-01-01; days before it count as it.
pub type Day = u32;

/// The number of a day.
pub fn day(date: Date) -> Day {
    let days = date
        .since(jiff::civil::date(1970, 1, 1))
        .map_or(0, |span| span.get_days());
    Day::try_from(days).unwrap_or(0)
}

/// The day that a text like `2026-05-04` names.
pub fn parse_day(text: &str) -> Option<Day> {
    text.parse::<Date>().ok().map(day)
}

/// The two letters of a language code, in lower case.
pub fn language_code(code: &str) -> Option<[u8; 2]> {
    let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
    bytes
        .is_ascii()
        .then(|| bytes.map(|b| b.to_ascii_lowercase()))
}

/// The number of a CEFR level, 1 (A1) to 6 (C2); 0 for none.
pub fn cefr_number(text: &str) -> u8 {
    text.parse().map_or(0, |level: Cefr| level as u8 + 1)
}

/// The CEFR level with this number; empty for none.
pub fn cefr_text(number: u8) -> &'static str {
    let level = usize::from(number)
        .checked_sub(1)
        .and_then(|at| Cefr::ALL.get(at));
    level.map_or("", |level| level.code())
}

impl Facts {
    /// The facts that an event tells. What this version of the taxonomy does not know is left out.
    pub fn of(candidate: &CandidateChanged, vocabulary: &Vocabulary) -> Self {
        let mut skills: BTreeMap<ConceptNo, Grade> = BTreeMap::new();
        for standing in &candidate.skills {
            let Some(skill) = vocabulary.skills.number(&standing.skill) else {
                continue;
            };
            let grade = Grade::new(standing.evidence(), standing.level);
            let kept = skills.entry(skill).or_insert(grade);
            *kept = grade.max(*kept);
        }
        let mut occupations: BTreeMap<ConceptNo, (bool, bool)> = BTreeMap::new();
        for standing in candidate
            .occupations
            .iter()
            .filter(|held| held.wished || held.done)
        {
            let known = vocabulary.occupations.number(&standing.occupation);
            let Some(occupation) = known else { continue };
            let (wished, done) = occupations.entry(occupation).or_default();
            *wished |= standing.wished;
            *done |= standing.done;
        }
        let occupations = occupations.into_iter();
        Self {
            skills: skills
                .into_iter()
                .map(|(skill, grade)| HeldSkill { skill, grade })
                .collect(),
            occupations: occupations
                .map(|(occupation, (wished, done))| HeldOccupation {
                    occupation,
                    wished,
                    done,
                })
                .collect(),
            languages: candidate
                .languages
                .iter()
                .filter_map(held_language)
                .collect(),
            licences: licences::Set::of(&candidate.licences),
            place_ins: candidate.place_ins,
            mobility_km: candidate.mobility_km,
            from: parse_day(&candidate.available_from),
            until: parse_day(&candidate.available_until),
        }
    }

    /// Forgets everything, keeping the memory for the next candidate.
    pub fn clear(&mut self) {
        let Self {
            skills,
            occupations,
            languages,
            ..
        } = std::mem::take(self);
        *self = Self {
            skills,
            occupations,
            languages,
            ..Self::default()
        };
        self.skills.clear();
        self.occupations.clear();
        self.languages.clear();
    }
}

fn held_language(standing: &LanguageStanding) -> Option<HeldLanguage> {
    let LanguageStanding {
        code,
        listening,
        reading,
        speaking,
        writing,
    } = standing;
    Some(HeldLanguage {
        code: language_code(code)?,
        levels: [listening, reading, speaking, writing].map(|level| cefr_number(level)),
    })
}
