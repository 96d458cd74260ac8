//! An offer as a mail says it, as the content that every door hands on.

use relais_domain::offer::{Contract, Per};
use relais_domain::place;
use relais_proto::intake::{ApplicationContact, BaseSalary, OfferContent, PostalAddress};
use relais_reading::Said;
use relais_reading::offer::{Hours, Offer, Place, Salary, Start, WorkTime};

/// The source of the identifiers of offers that came by mail.
pub(super) const SOURCE: &str = "mail";
/// Characters of a title and of a description; what is longer is cut, not refused: nobody is there
/// to send it again.
const MAX_TITLE_CHARS: usize = 200;
const MAX_DESCRIPTION_CHARS: usize = 40_000;

/// Whom to write to about an offer.
pub(super) struct Correspondent<'a> {
    /// The address that the mail came from, or wants its answers sent to.
    pub address: &'a str,
    /// The name of its sender.
    pub name: &'a str,
    /// The language that they are written to in.
    pub language: &'a str,
}

/// The content of an offer.
pub(super) fn content(offer: &Offer, identifier: String, to: &Correspondent<'_>) -> OfferContent {
    let text = |said: &Option<Said<String>>| said.as_ref().map(|it| it.value.clone());
    let mut content = OfferContent {
        source: SOURCE.to_owned(),
        identifier,
        title: cut(text(&offer.title).unwrap_or_default(), MAX_TITLE_CHARS),
        description: escaped(&cut(
            text(&offer.description).unwrap_or_default(),
            MAX_DESCRIPTION_CHARS,
        )),
        application_contact: Some(ApplicationContact {
            name: text(&offer.contact_name).unwrap_or_else(|| to.name.to_owned()),
            // Answers go to whoever wrote, also where candidates are to write to somebody else.
            email: to.address.to_owned(),
            telephone: text(&offer.contact_phone).unwrap_or_default(),
        }),
        language: to.language.to_owned(),
        total_job_openings: offer.openings.as_ref().map_or(0, |it| it.value),
        ..OfferContent::default()
    };
    if let Some(place) = &offer.place {
        set_place(&mut content, &place.value);
    }
    for contract in &offer.contracts {
        set_contract(&mut content, contract.value);
    }
    if let Some(time) = &offer.work_time {
        set_work_time(&mut content, time.value);
    }
    if let Some(hours) = &offer.hours {
        set_hours(&mut content, hours.value);
    }
    if let Some(start) = &offer.start {
        set_start(&mut content, start.value);
    }
    if let Some(salary) = &offer.salary {
        set_salary(&mut content, salary.value);
    }
    content
}

/// Descriptions may be HTML; a mail's words are none, whatever they look like.
fn escaped(text: &str) -> String {
    let looks_like_html = text.contains('<') || text.contains('&') && text.contains(';');
    if looks_like_html {
        relais_messages::escape(text).replace('\n', "<br>")
    } else {
        text.to_owned()
    }
}

fn cut(text: String, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

/// Puts the place of work in.
pub(super) fn set_place(content: &mut OfferContent, said: &Place) {
    let commune = said.ins.and_then(place::commune);
    let name = commune.map(|commune| commune.name);
    let words = cut(said.text.clone(), MAX_TITLE_CHARS);
    let address = match name {
        Some(name) => PostalAddress {
            address_country: "BE".to_owned(),
            street_address: if words.eq_ignore_ascii_case(name) {
                String::new()
            } else {
                words
            },
            address_locality: name.to_owned(),
            ..PostalAddress::default()
        },
        None => PostalAddress {
            address_locality: words,
            ..PostalAddress::default()
        },
    };
    content.job_location = vec![address];
}

/// Adds a kind of contract, where schema.org has a word for it.
pub(super) fn set_contract(content: &mut OfferContent, contract: Contract) {
    let code = match contract {
        Contract::FixedTerm | Contract::Interim | Contract::Replacement | Contract::Student => {
            "TEMPORARY"
        }
        Contract::Internship | Contract::Apprenticeship | Contract::Pfi => "INTERN",
        Contract::Flexi => "PER_DIEM",
        Contract::Freelance => "CONTRACTOR",
        Contract::Art60 | Contract::Art61 => "OTHER",
        Contract::Permanent => return,
    };
    add_type(content, code);
}

/// Says full or part time, and nothing else of the two.
pub(super) fn set_work_time(content: &mut OfferContent, time: WorkTime) {
    let (code, other) = match time {
        WorkTime::Full => ("FULL_TIME", "PART_TIME"),
        WorkTime::Part => ("PART_TIME", "FULL_TIME"),
    };
    content.employment_type.retain(|known| known != other);
    add_type(content, code);
}

fn add_type(content: &mut OfferContent, code: &str) {
    if !content.employment_type.iter().any(|known| known == code) {
        content.employment_type.push(code.to_owned());
    }
}

/// Puts the hours a week in.
pub(super) fn set_hours(content: &mut OfferContent, hours: Hours) {
    content.work_hours = hours_text(hours);
}

/// Hours a week as people write them: "38 h", "19 h 30", "20-24 h".
pub(super) fn hours_text(hours: Hours) -> String {
    let one = |minutes: u32| match minutes % 60 {
        0 => format!("{} h", minutes / 60),
        rest => format!("{} h {rest:02}", minutes / 60),
    };
    if hours.min_minutes == hours.max_minutes {
        return one(hours.min_minutes);
    }
    format!("{} - {}", one(hours.min_minutes), one(hours.max_minutes))
}

/// Puts the first day of work in; "as soon as possible" is none.
pub(super) fn set_start(content: &mut OfferContent, start: Start) {
    content.job_start_date = match start {
        Start::On(day) => day.to_string(),
        Start::AsSoonAsPossible => String::new(),
    };
}

/// Puts the pay in.
pub(super) fn set_salary(content: &mut OfferContent, salary: Salary) {
    let unit = match salary.per {
        Per::Hour => "HOUR",
        Per::Day => "DAY",
        Per::Month => "MONTH",
        Per::Year => "YEAR",
    };
    let cents = |cents: u64| i64::try_from(cents).unwrap_or_default();
    content.base_salary = Some(BaseSalary {
        currency: "EUR".to_owned(),
        min_cents: cents(salary.min_cents),
        max_cents: cents(salary.max_cents),
        unit: unit.to_owned(),
    });
}
