//! Names and contacts.

use relais_proto::profiles::Person;
use relais_skills::Language;

use super::Problems;
use super::text::{email, line};

const MAX_NAME: usize = 100;
const MAX_EXTERNAL_ID: usize = 100;
const MAX_PHONE: usize = 40;
/// Digits of a telephone number: the shortest in use, and the longest of ITU-T E.164.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// Tidies a person.
pub(super) fn person(person: &mut Person, problems: &mut Problems) {
    let at = |field: &str| format!("/person/{field}");
    line(
        &mut person.given_name,
        MAX_NAME,
        &at("given_name"),
        problems,
    );
    line(
        &mut person.family_name,
        MAX_NAME,
        &at("family_name"),
        problems,
    );
    if person.given_name.is_empty() && person.family_name.is_empty() {
        problems.add(
            at("family_name"),
            "is missing",
            "give a family name, a given name or both",
        );
    }
    email(&mut person.email, &at("email"), problems);
    phone(&mut person.phone, &at("phone"), problems);
    language(&mut person.language, &at("language"), problems);
    line(
        &mut person.external_id,
        MAX_EXTERNAL_ID,
        &at("external_id"),
        problems,
    );
}

fn phone(value: &mut String, pointer: &str, problems: &mut Problems) {
    line(value, MAX_PHONE, pointer, problems);
    if value.is_empty() {
        return;
    }
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let known =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '.' | '/' | '-' | '(' | ')');
    if !PHONE_DIGITS.contains(&digits) || !value.chars().all(known) {
        problems.add(
            pointer,
            "is not a telephone number",
            "give it like +32 470 12 34 56",
        );
    }
}

/// The language to write to somebody in: one that there are messages in, French unless said.
pub(crate) fn language(value: &mut String, pointer: &str, problems: &mut Problems) {
    let code = value.trim();
    if code.is_empty() {
        Language::Fr.code().clone_into(value);
    } else if let Ok(language) = code.parse::<Language>() {
        language.code().clone_into(value);
    } else {
        problems.add(
            pointer,
            "is not a language that the scheme writes in",
            "give fr, en, nl or de",
        );
    }
}
