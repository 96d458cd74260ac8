//! What an offer may say: everything it holds is cleaned, and what is wrong is told at once.
//!
//! The rules look at nothing but the content, so that the same content is judged alike whenever it
//! is sent. A last day (`validThrough`) that has passed is therefore no mistake: a repeat of an
//! offer must get its first answer.

mod asked;
mod bce;
pub(crate) mod codes;
mod contact;
mod dates;
mod findings;
mod parts;
mod rich_text;

use relais_domain::Error;
use relais_domain::text::{multi_line, one_line};
use relais_proto::intake::OfferContent;

pub use bce::{enterprise_number, is_foreign};
pub use contact::is_email;
pub(crate) use dates::day as read_day;
pub use findings::Findings;
pub use rich_text::plain_text;

use asked::asked;
use parts::{address, application_contact, organisation, salary};

/// The source of an offer that names none.
pub const DEFAULT_SOURCE: &str = "api";

const MAX_TITLE_CHARS: usize = 200;
const MAX_DESCRIPTION_CHARS: usize = 50_000;
/// Characters of an identifier.
pub const MAX_IDENTIFIER_CHARS: usize = 200;
const MAX_SOURCE_CHARS: usize = 50;
const MAX_SKILL_CHARS: usize = 200;
/// Characters of a requirement, which publishers write in whole sentences.
const MAX_REQUIREMENT_CHARS: usize = 2_000;
const MAX_WORK_HOURS_CHARS: usize = 500;
const MAX_OPENINGS: u32 = 10_000;
const MAX_LOCATIONS: usize = 20;
/// Items of the lists other than skills.
const MAX_ITEMS: usize = 50;

/// How a text of a list is cleaned and how long it may be.
#[derive(Clone, Copy)]
struct ItemRule {
    max_items: usize,
    max_chars: usize,
    clean: fn(&str) -> String,
}

/// The content with everything cleaned, if nothing in it is wrong. `max_skills` is how many
/// skills an offer may name; `findings` holds what was wrong in reading it.
///
/// # Errors
/// `InvalidInput` with every wrong field by the JSON pointer it has in a `JobPosting`.
pub fn clean(
    content: &OfferContent,
    max_skills: usize,
    mut findings: Findings,
) -> Result<OfferContent, Error> {
    let found = &mut findings;
    let skills = ItemRule {
        max_items: max_skills,
        max_chars: MAX_SKILL_CHARS,
        clean: one_line,
    };
    let requirements = ItemRule {
        max_items: MAX_ITEMS,
        max_chars: MAX_REQUIREMENT_CHARS,
        clean: multi_line,
    };
    let categories = ItemRule {
        max_items: MAX_ITEMS,
        ..skills
    };
    let cleaned = OfferContent {
        source: source(&content.source, found),
        identifier: line(
            "/identifier",
            &content.identifier,
            MAX_IDENTIFIER_CHARS,
            found,
        ),
        title: title(&content.title, found),
        description: description(&content.description, found),
        date_posted: day("/datePosted", &content.date_posted, found),
        valid_through: day("/validThrough", &content.valid_through, found),
        employment_type: employment_types(&content.employment_type, found),
        hiring_organization: content
            .hiring_organization
            .as_ref()
            .and_then(|it| organisation(it, found)),
        job_location: locations(content, found),
        base_salary: content
            .base_salary
            .as_ref()
            .and_then(|it| salary(it, found)),
        work_hours: line(
            "/workHours",
            &content.work_hours,
            MAX_WORK_HOURS_CHARS,
            found,
        ),
        total_job_openings: openings(content.total_job_openings, found),
        job_start_date: day("/jobStartDate", &content.job_start_date, found),
        skills: items("/skills", &content.skills, skills, found),
        qualifications: items(
            "/qualifications",
            &content.qualifications,
            requirements,
            found,
        ),
        education_requirements: items(
            "/educationRequirements",
            &content.education_requirements,
            requirements,
            found,
        ),
        experience_requirements: items(
            "/experienceRequirements",
            &content.experience_requirements,
            requirements,
            found,
        ),
        occupational_category: items(
            "/occupationalCategory",
            &content.occupational_category,
            categories,
            found,
        ),
        application_contact: content
            .application_contact
            .as_ref()
            .and_then(|it| application_contact(it, found)),
        language: language("/inLanguage", &content.language, found),
        reserve: content.reserve,
        asked: content.asked.as_ref().map(|it| asked(it, found)),
    };
    if !cleaned.valid_through.is_empty() && cleaned.valid_through < cleaned.date_posted {
        found.wrong(
            "/validThrough",
            format!("is before {}, the day it was posted", cleaned.date_posted),
            "give a last day that is not before datePosted",
        );
    }
    findings.or(cleaned)
}

/// One line of at most `max` characters.
pub(crate) fn line(pointer: &str, text: &str, max: usize, found: &mut Findings) -> String {
    let text = one_line(text);
    too_long(pointer, &text, max, found);
    text
}

/// Notes a text of more than `max` characters, and says whether it is one.
fn too_long(pointer: &str, text: &str, max: usize, found: &mut Findings) -> bool {
    // Most texts are short, and then their bytes settle it.
    let count = if text.len() > max {
        text.chars().count()
    } else {
        0
    };
    if count > max {
        found.wrong(
            pointer,
            format!("has {count} characters"),
            format!("give {max} at most"),
        );
    }
    count > max
}

fn source(text: &str, found: &mut Findings) -> String {
    const POINTER: &str = "/identifier/name";
    let text = line(POINTER, text, MAX_SOURCE_CHARS, found);
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    if text.is_empty() {
        return DEFAULT_SOURCE.to_owned();
    }
    if !text.chars().all(is_allowed) {
        found.wrong(
            POINTER,
            "is not the name of a source",
            "use the letters a-z, digits, dot, hyphen and underscore only",
        );
    }
    text
}

fn title(text: &str, found: &mut Findings) -> String {
    let text = line("/title", text, MAX_TITLE_CHARS, found);
    if text.is_empty() {
        found.wrong("/title", "is missing", "give the title of the job");
    }
    text
}

fn description(text: &str, found: &mut Findings) -> String {
    const POINTER: &str = "/description";
    if too_long(POINTER, text, MAX_DESCRIPTION_CHARS, found) {
        return String::new();
    }
    match rich_text::sanitise(text) {
        Ok(text) => {
            too_long(POINTER, &text, MAX_DESCRIPTION_CHARS, found);
            text
        }
        Err(tags) => {
            found.wrong(
                POINTER,
                format!("has {tags} HTML tags"),
                format!("give {} at most, or plain text", rich_text::MAX_TAGS),
            );
            String::new()
        }
    }
}

fn day(pointer: &str, text: &str, found: &mut Findings) -> String {
    let text = one_line(text);
    match dates::day(&text) {
        Some(day) => day.to_string(),
        None if text.is_empty() => text,
        None => {
            found.wrong(
                pointer,
                "is not a day that exists",
                "write it as YYYY-MM-DD, like 2026-04-30",
            );
            String::new()
        }
    }
}

fn employment_types(types: &[String], found: &mut Findings) -> Vec<String> {
    let mut cleaned: Vec<String> = Vec::new();
    if too_many("/employmentType", types.len(), MAX_ITEMS, found) {
        return cleaned;
    }
    for (index, text) in types.iter().enumerate() {
        match codes::one_of(&codes::EMPLOYMENT_TYPES, &one_line(text)) {
            Some(code) if cleaned.iter().any(|known| known == code) => {}
            Some(code) => cleaned.push(code.to_owned()),
            None => found.wrong(
                format!("/employmentType/{index}"),
                "is not a type of employment",
                format!("give one of {}", codes::EMPLOYMENT_TYPES.join(", ")),
            ),
        }
    }
    cleaned
}

fn locations(
    content: &OfferContent,
    found: &mut Findings,
) -> Vec<relais_proto::intake::PostalAddress> {
    if too_many(
        "/jobLocation",
        content.job_location.len(),
        MAX_LOCATIONS,
        found,
    ) {
        return Vec::new();
    }
    let numbered = content.job_location.iter().enumerate();
    numbered
        .filter_map(|(index, it)| address(&format!("/jobLocation/{index}/address"), it, found))
        .collect()
}

fn openings(count: u32, found: &mut Findings) -> u32 {
    if count > MAX_OPENINGS {
        found.wrong(
            "/totalJobOpenings",
            format!("is {count}"),
            format!("give 1 to {MAX_OPENINGS}"),
        );
    }
    count
}

/// The texts of a list, cleaned, each once, without empty ones.
fn items(pointer: &str, texts: &[String], rule: ItemRule, found: &mut Findings) -> Vec<String> {
    let mut cleaned: Vec<String> = Vec::with_capacity(texts.len().min(rule.max_items));
    if too_many(pointer, texts.len(), rule.max_items, found) {
        return cleaned;
    }
    for (index, text) in texts.iter().enumerate() {
        let text = (rule.clean)(text);
        if text.is_empty() || cleaned.contains(&text) {
            continue;
        }
        if text.len() > rule.max_chars {
            too_long(&format!("{pointer}/{index}"), &text, rule.max_chars, found);
        }
        cleaned.push(text);
    }
    cleaned
}

fn too_many(pointer: &str, count: usize, limit: usize, found: &mut Findings) -> bool {
    if count > limit {
        found.add(relais_runtime::door::too_many(pointer, count, limit));
    }
    count > limit
}

/// The language to write in; empty if none is said.
pub(crate) fn language(pointer: &str, text: &str, found: &mut Findings) -> String {
    let text = one_line(text);
    match codes::language(&text) {
        Some(code) => code.to_owned(),
        None if text.is_empty() => text,
        None => {
            found.wrong(
                pointer,
                "is not a language that we write in",
                format!("give one of {}", codes::LANGUAGES.join(", ")),
            );
            String::new()
        }
    }
}

/// An e-mail address; empty if none is said.
pub(crate) fn email(pointer: &str, text: &str, found: &mut Findings) -> String {
    let text = one_line(text);
    if !text.is_empty() && !is_email(&text) {
        found.wrong(
            pointer,
            "is not an e-mail address",
            "write it as name@example.org",
        );
    }
    text
}

/// The ten digits of an enterprise number; empty if none is said.
pub(crate) fn bce(pointer: &str, text: &str, found: &mut Findings) -> String {
    let text = one_line(text);
    match enterprise_number(&text) {
        Some(number) => number,
        None if text.is_empty() => text,
        None => {
            found.wrong(
                pointer,
                "is not a number of the Belgian register of enterprises",
                "give its ten digits, like 0202.239.951, and check them",
            );
            String::new()
        }
    }
}

#[cfg(test)]
mod tests;
