//! What an offer says, in the words in which its sender reads it again.

use relais_domain::offer::{Contract, Per};

use crate::{Language, text};

/// The kind of contract.
pub fn contract(language: Language, contract: Contract) -> String {
    let key = match contract {
        Contract::Permanent => "offered-permanent",
        Contract::FixedTerm => "offered-fixed-term",
        Contract::Interim => "offered-interim",
        Contract::Replacement => "offered-replacement",
        Contract::Pfi => "offered-pfi",
        Contract::Art60 => "offered-art60",
        Contract::Art61 => "offered-art61",
        Contract::Internship => "offered-internship",
        Contract::Apprenticeship => "offered-apprenticeship",
        Contract::Student => "offered-student",
        Contract::Flexi => "offered-flexi",
        Contract::Freelance => "offered-freelance",
    };
    text(language, key, &[])
}

/// Full or part time.
pub fn work_time(language: Language, is_full: bool) -> String {
    let key = if is_full {
        "offered-full-time"
    } else {
        "offered-part-time"
    };
    text(language, key, &[])
}

/// Hours a week: "38 h par semaine"; `hours` as people write them.
pub fn hours(language: Language, hours: &str) -> String {
    text(language, "offered-hours", &[("hours", hours.into())])
}

/// "As soon as possible".
pub fn as_soon_as_possible(language: Language) -> String {
    text(language, "offered-as-soon-as-possible", &[])
}

/// Gross pay, in cents of a euro; two amounts where it may vary.
pub fn pay(language: Language, min_cents: u64, max_cents: u64, per: Per) -> String {
    let key = match per {
        Per::Hour => "offered-pay-hour",
        Per::Day => "offered-pay-day",
        Per::Month => "offered-pay-month",
        Per::Year => "offered-pay-year",
    };
    let amount = if min_cents == max_cents {
        euros(language, min_cents)
    } else {
        format!(
            "{} – {}",
            euros(language, min_cents),
            euros(language, max_cents)
        )
    };
    text(language, key, &[("amount", amount.into())])
}

/// An amount as the language writes it, cents only where there are some.
fn euros(language: Language, cents: u64) -> String {
    let point = if language == Language::En { '.' } else { ',' };
    match cents % 100 {
        0 => (cents / 100).to_string(),
        rest => format!("{}{point}{rest:02}", cents / 100),
    }
}

/// Experience that is asked for; none where it is 0.
pub fn experience(language: Language, months: u32) -> String {
    text(language, "offered-experience", &[("months", months.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pay_is_written_as_its_language_writes_it() {
        let by_hour = |language| pay(language, 1_550, 1_550, Per::Hour);
        assert_eq!(by_hour(Language::Fr), "15,50 € brut de l’heure");
        assert_eq!(by_hour(Language::En), "€15.50 gross an hour");
        let range = pay(Language::Nl, 250_000, 280_000, Per::Month);
        assert_eq!(range, "€ 2500 – 2800 bruto per maand");
    }

    #[test]
    fn no_experience_is_said_in_words() {
        assert_eq!(experience(Language::Fr, 0), "aucune expérience exigée");
        assert_eq!(experience(Language::De, 24), "24 Monate Erfahrung");
    }
}
