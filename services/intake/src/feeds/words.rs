//! Words of other vocabularies in those of an offer.

use jiff::civil::Date;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::content::read_day;

/// Words for working time and kinds of contract, as feeds and forms write them, without hyphens
/// and spaces. One with an empty code says nothing of either (a permanent contract may be
/// part-time).
const EMPLOYMENT: [(&str, &str); 51] = [
    ("fulltime", "FULL_TIME"),
    ("tempsplein", "FULL_TIME"),
    ("voltijds", "FULL_TIME"),
    ("vollzeit", "FULL_TIME"),
    ("parttime", "PART_TIME"),
    ("tempspartiel", "PART_TIME"),
    ("mitemps", "PART_TIME"),
    ("deeltijds", "PART_TIME"),
    ("halftijds", "PART_TIME"),
    ("teilzeit", "PART_TIME"),
    ("temporary", "TEMPORARY"),
    ("temp", "TEMPORARY"),
    ("cdd", "TEMPORARY"),
    ("interim", "TEMPORARY"),
    ("intérim", "TEMPORARY"),
    ("intérimaire", "TEMPORARY"),
    ("tijdelijk", "TEMPORARY"),
    ("uitzendarbeid", "TEMPORARY"),
    ("befristet", "TEMPORARY"),
    ("zeitarbeit", "TEMPORARY"),
    ("fixedterm", "TEMPORARY"),
    ("seasonal", "TEMPORARY"),
    ("saisonnier", "TEMPORARY"),
    ("contract", "CONTRACTOR"),
    ("contractor", "CONTRACTOR"),
    ("freelance", "CONTRACTOR"),
    ("freelancer", "CONTRACTOR"),
    ("indépendant", "CONTRACTOR"),
    ("zelfstandig", "CONTRACTOR"),
    ("intern", "INTERN"),
    ("internship", "INTERN"),
    ("trainee", "INTERN"),
    ("stage", "INTERN"),
    ("stagiaire", "INTERN"),
    ("praktikum", "INTERN"),
    ("apprenticeship", "INTERN"),
    ("volunteer", "VOLUNTEER"),
    ("bénévole", "VOLUNTEER"),
    ("bénévolat", "VOLUNTEER"),
    ("vrijwilliger", "VOLUNTEER"),
    ("perdiem", "PER_DIEM"),
    ("flexijob", "PER_DIEM"),
    ("other", "OTHER"),
    ("workingstudent", "PART_TIME"),
    ("permanent", ""),
    ("permanentemployee", ""),
    ("cdi", ""),
    ("vast", ""),
    ("unbefristet", ""),
    ("onbepaaldeduur", ""),
    ("fullorparttime", ""),
];

/// The code of a word for working time or a contract, empty where it says neither; `None` where
/// the word is not known.
pub(super) fn employment(word: &str) -> Option<&'static str> {
    let folded: String = word
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let mut known = EMPLOYMENT.iter();
    known.find_map(|(word, code)| (*word == folded).then_some(*code))
}

/// A day as feeds write it: ISO 8601, RFC 2822 (`Fri, 10 Apr 2026 22:49:39 GMT`), or the Belgian
/// way, day first (`10/04/2026`, `10.04.2026`, `10-4-2026`).
pub(super) fn any_day(text: &str) -> Option<Date> {
    let text = text.trim();
    read_day(text)
        .or_else(|| rfc2822(text))
        .or_else(|| day_first(text))
}

fn rfc2822(text: &str) -> Option<Date> {
    // A weekday that does not fit the date is no reason to lose the date.
    let parser = DateTimeParser::new().relaxed_weekday(true);
    parser.parse_zoned(text).ok().map(|zoned| zoned.date())
}

fn day_first(text: &str) -> Option<Date> {
    let date = text.split_whitespace().next()?;
    let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
    let [day, month, year] = parts[..] else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::content::codes::EMPLOYMENT_TYPES;

    #[test]
    fn every_word_stands_for_a_code_that_offers_may_have() {
        for (word, code) in EMPLOYMENT {
            assert!(
                code.is_empty() || EMPLOYMENT_TYPES.contains(&code),
                "{word}"
            );
            assert_eq!(employment(word), Some(code), "{word} is there once, folded");
        }
    }

    #[test]
    fn words_are_known_however_they_are_joined() {
        assert_eq!(employment("Full-Time"), Some("FULL_TIME"));
        assert_eq!(employment("Temps partiel"), Some("PART_TIME"));
        assert_eq!(employment("CDI"), Some(""));
        assert_eq!(employment("Chocolat"), None);
    }

    #[test]
    fn days_are_read_as_feeds_write_them() {
        let expected = Some(date(2026, 4, 10));
        for text in [
            "2026-04-10",
            "2026-04-10T08:00:00+02:00",
            "Fri, 10 Apr 2026 22:49:39 GMT",
            "Mon, 10 Apr 2026 22:49:39 +0200",
            "10/04/2026",
            "10.4.2026",
            "10-04-2026 08:00",
        ] {
            assert_eq!(any_day(text), expected, "{text}");
        }
        for text in ["04/31/2026", "10/04/26", "soon", "", "1/2/3/4"] {
            assert_eq!(any_day(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_day_or_none_without_a_panic(text in "\\PC{0,40}") {
            let _ = any_day(&text);
        }
    }
}
