//! Single values: lines of text, e-mail addresses, days, choices.

use jiff::civil::Date;
use relais_domain::text::one_line;

use super::Problems;
use super::national_number::holds_national_number;

/// The longest e-mail address (RFC 5321, 4.5.3.1.3, without the angle brackets).
const MAX_EMAIL: usize = 254;

/// Tidies a free text of at most `max` characters.
pub(crate) fn line(value: &mut String, max: usize, pointer: &str, problems: &mut Problems) {
    *value = one_line(value);
    if value.chars().count() > max {
        problems.add(
            pointer,
            format!("is longer than {max} characters"),
            "shorten it",
        );
    } else if holds_national_number(value) {
        problems.add(
            pointer,
            "looks like a national-register number",
            "leave it out: the scheme keeps none",
        );
    }
}

/// Tidies an e-mail address; empty is unknown.
pub(crate) fn email(value: &mut String, pointer: &str, problems: &mut Problems) {
    line(value, MAX_EMAIL, pointer, problems);
    if !value.is_empty() && !is_email(value) {
        problems.add(
            pointer,
            "is not an e-mail address",
            "give it like name@example.org",
        );
    }
}

/// What can go wrong by a slip of the fingers; whether mail arrives only mail tells.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let labels = || domain.split('.');
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '@');
    !local.is_empty()
        && local.len() <= 64
        && local.chars().chain(domain.chars()).all(plain)
        && labels().count() >= 2
        && labels().all(|label| !label.is_empty())
}

/// Reads a day; `None` where it is empty or wrong.
pub(crate) fn day(value: &mut String, pointer: &str, problems: &mut Problems) -> Option<Date> {
    *value = value.trim().to_owned();
    if value.is_empty() {
        return None;
    }
    // Other forms of ISO 8601 that the parser takes would not compare as text.
    let read = (value.len() == 10).then(|| value.parse::<Date>().ok());
    let day = read.flatten();
    if day.is_none() {
        problems.add(
            pointer,
            "is not a day of the calendar",
            "write it as YYYY-MM-DD",
        );
    }
    day
}

/// Reads a day that is not to come.
pub(crate) fn past_day(
    value: &mut String,
    today: Date,
    pointer: &str,
    problems: &mut Problems,
) -> Option<Date> {
    let day = day(value, pointer, problems)?;
    if day > today {
        problems.add(
            pointer,
            "is a day to come",
            "give the day on which it happened",
        );
    }
    Some(day)
}

/// Reads one of `allowed`; empty is unknown.
pub(crate) fn choice(value: &mut String, allowed: &[&str], pointer: &str, problems: &mut Problems) {
    *value = value.trim().to_lowercase();
    if !value.is_empty() && !allowed.contains(&value.as_str()) {
        problems.add(
            pointer,
            "is not one of the choices",
            format!("give one of {}", allowed.join(", ")),
        );
    }
}

/// Notes that a list is longer than `max`, and cuts it so that no more is looked at.
pub(crate) fn at_most<T>(list: &mut Vec<T>, max: usize, pointer: &str, problems: &mut Problems) {
    if list.len() > max {
        problems.add(
            pointer,
            format!("has more than {max} entries"),
            "leave some out",
        );
        list.truncate(max);
    }
}
