//! The right to work, availability, place, licences, occupations and diplomas.

use std::collections::HashSet;

use jiff::civil::Date;
use relais_domain::place;
use relais_proto::profiles::{Availability, Candidate, Diploma, Occupation, WorkAuthorisation};

use super::text::{at_most, choice, day, line, past_day};
use super::{Problems, Setting, vocabulary};

const MENTIONS: [&str; 3] = ["unlimited", "limited", "none"];
/// As schema.org's `employmentType`, like the offers.
const EMPLOYMENT_TYPES: [&str; 8] = [
    "FULL_TIME",
    "PART_TIME",
    "CONTRACTOR",
    "TEMPORARY",
    "INTERN",
    "VOLUNTEER",
    "PER_DIEM",
    "OTHER",
];
/// Categories of Directive 2006/126/EC, and the Belgian G for farm vehicles.
const LICENCES: [&str; 15] = [
    "AM", "A1", "A2", "A", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE", "G",
];
const EQUIVALENCES: [&str; 4] = ["none", "asked", "level", "full"];
const MAX_MOBILITY_KM: u32 = 1_000;
const MAX_OCCUPATIONS: usize = 50;
/// Sixty years.
const MAX_MONTHS: u32 = 720;
const MAX_DIPLOMAS: usize = 30;
const MAX_TITLE: usize = 200;
const MAX_CHECKED_BY: usize = 200;

/// Tidies the labour-market mention: what is printed, never what might follow from it.
pub(super) fn authorisation(
    authorisation: &mut WorkAuthorisation,
    setting: &Setting,
    problems: &mut Problems,
) {
    let at = |field: &str| format!("/work_authorisation/{field}");
    choice(
        &mut authorisation.mention,
        &MENTIONS,
        &at("mention"),
        problems,
    );
    day(&mut authorisation.valid_until, &at("valid_until"), problems);
    past_day(
        &mut authorisation.checked_on,
        setting.today,
        &at("checked_on"),
        problems,
    );
    line(
        &mut authorisation.checked_by,
        MAX_CHECKED_BY,
        &at("checked_by"),
        problems,
    );
    let is_checked = !authorisation.checked_on.is_empty();
    if authorisation.mention.is_empty() {
        if is_checked || !authorisation.valid_until.is_empty() {
            problems.add(
                at("mention"),
                "is missing",
                "give the mention that is printed on the document: unlimited, limited or none",
            );
        }
        return;
    }
    if !is_checked {
        problems.add(
            at("checked_on"),
            "is missing",
            "give the day on which somebody looked at the document",
        );
    }
    if authorisation.checked_by.is_empty() {
        authorisation.checked_by.clone_from(&setting.caller);
    }
}

/// Tidies when and how somebody can work.
pub(super) fn availability(availability: &mut Availability, problems: &mut Problems) {
    let from = day(&mut availability.from, "/availability/from", problems);
    let until = day(&mut availability.until, "/availability/until", problems);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        problems.add(
            "/availability/until",
            "is before the first day",
            "give a last day on or after the first, or none",
        );
    }
    let pointer = "/availability/employment_types";
    at_most(
        &mut availability.employment_types,
        2 * EMPLOYMENT_TYPES.len(),
        pointer,
        problems,
    );
    for (at, kind) in availability.employment_types.iter_mut().enumerate() {
        match employment_type(kind) {
            Ok(known) => known.clone_into(kind),
            Err(remedy) => problems.add(
                format!("{pointer}/{at}"),
                "is not a kind of employment",
                remedy,
            ),
        }
    }
    availability.employment_types.sort_unstable();
    availability.employment_types.dedup();
}

/// The kind of employment that a text names, in any case, with `_`, `-` or a space.
///
/// # Errors
/// What to write instead.
fn employment_type(text: &str) -> Result<&'static str, String> {
    let key = text.trim().to_uppercase().replace(['-', ' '], "_");
    let known = EMPLOYMENT_TYPES.into_iter().find(|known| *known == key);
    known.ok_or_else(|| format!("give one of {}", EMPLOYMENT_TYPES.join(", ")))
}

/// Checks where somebody lives and how far they travel.
pub(super) fn place(candidate: &Candidate, problems: &mut Problems) {
    if candidate.commune_ins != 0 && place::commune(candidate.commune_ins).is_none() {
        problems.add(
            "/commune_ins",
            "is not the INS code of a known commune",
            "give it like 62063 for Liège, or 0 where it is unknown",
        );
    }
    if candidate.mobility_km > MAX_MOBILITY_KM {
        problems.add(
            "/mobility_km",
            format!("is more than {MAX_MOBILITY_KM} km"),
            "give kilometres, or 0 where it is unknown",
        );
    }
}

/// Tidies driving licences; `c + e` is `CE`.
pub(super) fn licences(licences: &mut Vec<String>, problems: &mut Problems) {
    at_most(licences, 2 * LICENCES.len(), "/licences", problems);
    for (at, licence) in licences.iter_mut().enumerate() {
        *licence = licence.to_uppercase().replace([' ', '+'], "");
        if !LICENCES.contains(&licence.as_str()) {
            problems.add(
                format!("/licences/{at}"),
                "is not a category of driving licence",
                format!("give one of {}", LICENCES.join(", ")),
            );
        }
    }
    licences.sort_unstable();
    licences.dedup();
}

/// Tidies occupations: each once, wished for or done; months of experience say that it was done.
pub(super) fn occupations(occupations: &mut Vec<Occupation>, problems: &mut Problems) {
    at_most(occupations, MAX_OCCUPATIONS, "/occupations", problems);
    let mut seen = HashSet::new();
    for (at, entry) in occupations.iter_mut().enumerate() {
        let pointer = format!("/occupations/{at}");
        match vocabulary::occupation(&entry.occupation) {
            Ok(slug) => entry.occupation = slug,
            Err(remedy) => problems.add(
                format!("{pointer}/occupation"),
                "is not an occupation of the reference",
                remedy,
            ),
        }
        if !seen.insert(entry.occupation.clone()) {
            problems.add(
                format!("{pointer}/occupation"),
                "is given twice",
                "give each occupation once",
            );
        }
        if entry.months > MAX_MONTHS {
            problems.add(
                format!("{pointer}/months"),
                format!("is more than {MAX_MONTHS} months"),
                "give months of experience, or 0 where they are unknown",
            );
        }
        entry.done |= entry.months > 0;
        if !entry.wished && !entry.done {
            problems.add(
                pointer,
                "is neither wished for nor done",
                "say whether it is wished, done or both",
            );
        }
    }
}

/// Tidies diplomas.
pub(super) fn diplomas(diplomas: &mut Vec<Diploma>, setting: &Setting, problems: &mut Problems) {
    at_most(diplomas, MAX_DIPLOMAS, "/diplomas", problems);
    for (at, diploma) in diplomas.iter_mut().enumerate() {
        let pointer = format!("/diplomas/{at}");
        let title = format!("{pointer}/title");
        line(&mut diploma.title, MAX_TITLE, &title, problems);
        if diploma.title.is_empty() {
            problems.add(title, "is missing", "give the title of the diploma");
        }
        year(
            &mut diploma.year,
            setting.today,
            &format!("{pointer}/year"),
            problems,
        );
        choice(
            &mut diploma.equivalence,
            &EQUIVALENCES,
            &format!("{pointer}/equivalence"),
            problems,
        );
    }
}

fn year(value: &mut String, today: Date, pointer: &str, problems: &mut Problems) {
    *value = value.trim().to_owned();
    let years = 1930..=today.year();
    let read = (value.len() == 4)
        .then(|| value.parse::<i16>().ok())
        .flatten();
    if !value.is_empty() && !read.is_some_and(|year| years.contains(&year)) {
        problems.add(
            pointer,
            "is not a year in which a diploma was given",
            "give it like 2015, or nothing",
        );
    }
}
