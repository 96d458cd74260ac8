//! Reads what callers send: ids, words of closed sets, dates, instants and free texts.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use relais_domain::Error;
use relais_domain::case::Code;
use relais_domain::clock::from_micros;
use relais_domain::text::{multi_line, one_line};

/// Characters of a free text: a page.
const MAX_TEXT_CHARS: usize = 4000;
/// Characters of a person's name.
const MAX_NAME_CHARS: usize = 200;
/// Characters of a mail address (RFC 5321, 4.5.3.1).
const MAX_EMAIL_CHARS: usize = 254;
/// Words longer than this are not repeated to whoever sent them.
const MAX_SHOWN_CHARS: usize = 40;
/// How far from today a first day of work or a step may lie.
const MAX_YEARS_AWAY: i32 = 2;

/// An id.
pub(crate) fn id<T: FromStr<Err = Error>>(pointer: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|error: Error| {
        let remedy = error
            .fields()
            .first()
            .map_or("give the id", |field| &field.remedy);
        Error::invalid_field(pointer, error.message(), remedy)
    })
}

/// An id, or `None` where nothing was given.
pub(crate) fn optional_id<T: FromStr<Err = Error>>(
    pointer: &str,
    text: &str,
) -> Result<Option<T>, Error> {
    if text.is_empty() {
        Ok(None)
    } else {
        id(pointer, text).map(Some)
    }
}

/// A word of a closed set.
pub(crate) fn code<T: Code>(pointer: &str, text: &str) -> Result<T, Error> {
    T::from_code(text).ok_or_else(|| {
        let allowed: Vec<&str> = T::ALL.iter().map(|value| value.code()).collect();
        not_one_of(pointer, text, &allowed)
    })
}

/// The error for a word that is not in its closed set.
pub(crate) fn not_one_of(pointer: &str, text: &str, allowed: &[&str]) -> Error {
    let shown: String = text.chars().take(MAX_SHOWN_CHARS).collect();
    let message = if shown.is_empty() {
        "is missing".to_owned()
    } else {
        format!("`{shown}` is not known")
    };
    Error::invalid_field(
        pointer,
        message,
        format!("give one of: {}", allowed.join(", ")),
    )
}

/// A day not far from today.
pub(crate) fn day(pointer: &str, text: &str, now: Timestamp) -> Result<Date, Error> {
    let remedy = format!("give a day within {MAX_YEARS_AWAY} years as YYYY-MM-DD");
    let wrong = |message: &str| Error::invalid_field(pointer, message, remedy.as_str());
    // Dates are ten characters; anything longer is not looked at.
    let date: Date = match text.len() {
        10 => text.parse().map_err(|_| wrong("is not a day"))?,
        _ => return Err(wrong("is not a day")),
    };
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let years = MAX_YEARS_AWAY.years();
    if date < today.saturating_sub(years) || date > today.saturating_add(years) {
        return Err(wrong("is too far away"));
    }
    Ok(date)
}

/// An instant in microseconds; `None` where it is 0.
pub(crate) fn instant(pointer: &str, micros: i64) -> Result<Option<Timestamp>, Error> {
    if micros == 0 {
        return Ok(None);
    }
    from_micros(micros).map(Some).map_err(|_| {
        let remedy = "give microseconds since 1970-01-01T00:00:00Z";
        Error::invalid_field(pointer, "is not an instant", remedy)
    })
}

/// A free text of several lines; `None` where there is nothing in it.
pub(crate) fn text(pointer: &str, text: &str) -> Result<Option<String>, Error> {
    check_length(pointer, text, MAX_TEXT_CHARS)?;
    Ok(Some(multi_line(text)).filter(|text| !text.is_empty()))
}

/// The name of a person.
pub(crate) fn name(pointer: &str, text: &str) -> Result<String, Error> {
    check_length(pointer, text, MAX_NAME_CHARS)?;
    let name = one_line(text);
    if name.is_empty() {
        return Err(Error::invalid_field(
            pointer,
            "is missing",
            "give the person's name",
        ));
    }
    Ok(name)
}

/// A mail address, or nothing.
pub(crate) fn email(pointer: &str, text: &str) -> Result<String, Error> {
    check_length(pointer, text, MAX_EMAIL_CHARS)?;
    let address = text.trim();
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| !c.is_whitespace() && !c.is_control() && c != '@')
    };
    let whole = address
        .split_once('@')
        .is_some_and(|(user, host)| plain(user) && plain(host));
    if address.is_empty() || whole {
        return Ok(address.to_owned());
    }
    let remedy = "give an address like nom@exemple.be, or leave it out";
    Err(Error::invalid_field(
        pointer,
        "is not a mail address",
        remedy,
    ))
}

fn check_length(pointer: &str, text: &str, limit: usize) -> Result<(), Error> {
    if text.chars().nth(limit).is_some() {
        let remedy = format!("give at most {limit} characters");
        return Err(Error::invalid_field(pointer, "is too long", remedy));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use relais_domain::case::PassKind;

    use super::*;

    fn now() -> Timestamp {
        "2026-04-30T13:20:00Z".parse().expect("an instant")
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_words_that_are_known() {
        let error = code::<PassKind>("/kind", "never").expect_err("unknown");
        let field = &error.fields()[0];
        assert_eq!(field.pointer, "/kind");
        assert_eq!(field.message, "`never` is not known");
        assert_eq!(field.remedy, "give one of: not_now, not_suitable");
    }

    #[test]
    fn a_first_day_of_work_lies_near() {
        assert!(day("/starts_on", "2026-05-04", now()).is_ok());
        for wrong in ["2062-05-04", "1026-05-04", "2026-13-01", "04/05/2026", ""] {
            assert!(day("/starts_on", wrong, now()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tutor_needs_no_address_but_a_given_one_must_be_whole() {
        assert_eq!(email("/email", " a@b.be ").expect("an address"), "a@b.be");
        assert_eq!(email("/email", "").expect("nothing"), "");
        for wrong in ["a", "a@", "@b", "a b@c", "a@b\r\nBcc: c@d", "a@b@c"] {
            assert!(email("/email", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_text_longer_than_a_page_is_refused() {
        assert!(text("/message", &"é".repeat(MAX_TEXT_CHARS)).is_ok());
        assert!(text("/message", &"é".repeat(MAX_TEXT_CHARS + 1)).is_err());
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused_without_a_panic(input in any::<String>(), micros: i64) {
            let _ = day("", &input, now());
            let _ = email("", &input);
            let _ = code::<PassKind>("", &input);
            let _ = instant("", micros);
            if let Ok(Some(read)) = text("", &input) {
                prop_assert!(!read.is_empty());
            }
        }
    }
}
