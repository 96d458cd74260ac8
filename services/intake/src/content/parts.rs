//! The parts of an offer that have fields of their own.

use relais_domain::text::one_line;
use relais_proto::intake::{ApplicationContact, BaseSalary, HiringOrganization, PostalAddress};

use super::{Findings, bce, codes, contact, email, line};

const MAX_NAME_CHARS: usize = 200;
const MAX_POSTAL_CODE_CHARS: usize = 16;
/// Ten million units of a currency, which no salary reaches.
const MAX_CENTS: i64 = 1_000_000_000;
/// The currency of a salary that names none.
const DEFAULT_CURRENCY: &str = "EUR";

/// Who hires; `None` if nothing is said of them.
pub(super) fn organisation(
    organisation: &HiringOrganization,
    found: &mut Findings,
) -> Option<HiringOrganization> {
    const NUMBER: &str = "/hiringOrganization/identifier";
    let name = "/hiringOrganization/name";
    let cleaned = HiringOrganization {
        name: line(name, &organisation.name, MAX_NAME_CHARS, found),
        bce_number: bce(NUMBER, &organisation.bce_number, found),
    };
    (cleaned != HiringOrganization::default()).then_some(cleaned)
}

/// A place of work; `None` if nothing is said of it.
pub(super) fn address(
    pointer: &str,
    address: &PostalAddress,
    found: &mut Findings,
) -> Option<PostalAddress> {
    let mut text =
        |name: &str, text: &str| line(&format!("{pointer}/{name}"), text, MAX_NAME_CHARS, found);
    let cleaned = PostalAddress {
        street_address: text("streetAddress", &address.street_address),
        address_locality: text("addressLocality", &address.address_locality),
        address_region: text("addressRegion", &address.address_region),
        address_country: country(pointer, &address.address_country, found),
        postal_code: String::new(),
    };
    let is_belgian = cleaned.address_country == "BE";
    let cleaned = PostalAddress {
        postal_code: postal_code(pointer, &address.postal_code, is_belgian, found),
        ..cleaned
    };
    (cleaned != PostalAddress::default()).then_some(cleaned)
}

fn country(pointer: &str, text: &str, found: &mut Findings) -> String {
    let text = one_line(text);
    match codes::country(&text) {
        Some(code) => code.to_owned(),
        None if text.is_empty() => text,
        None => {
            found.wrong(
                format!("{pointer}/addressCountry"),
                "is not a country",
                "give its code of two letters (ISO 3166-1), like BE",
            );
            String::new()
        }
    }
}

fn postal_code(pointer: &str, text: &str, is_belgian: bool, found: &mut Findings) -> String {
    let text = one_line(text);
    let bare = text
        .strip_prefix("B-")
        .or_else(|| text.strip_prefix("BE-"))
        .unwrap_or(&text);
    let is_code = |c: char| c.is_ascii_alphanumeric() || " -".contains(c);
    let wrong = if is_belgian {
        let number = bare.parse::<u16>();
        !(bare.len() == 4 && number.is_ok_and(|number| (1_000..=9_999).contains(&number)))
    } else {
        bare.len() > MAX_POSTAL_CODE_CHARS || !bare.chars().all(is_code)
    };
    if wrong && !text.is_empty() {
        let remedy = if is_belgian {
            "give its four digits, like 4000"
        } else {
            "give up to 16 letters, digits, spaces and hyphens"
        };
        found.wrong(
            format!("{pointer}/postalCode"),
            "is not a postal code",
            remedy,
        );
    }
    bare.to_owned()
}

/// What is paid; `None` if no amount is said.
pub(super) fn salary(salary: &BaseSalary, found: &mut Findings) -> Option<BaseSalary> {
    amount("/baseSalary/value/minValue", salary.min_cents, found);
    amount("/baseSalary/value/maxValue", salary.max_cents, found);
    if salary.max_cents > 0 && salary.max_cents < salary.min_cents {
        found.wrong(
            "/baseSalary/value/maxValue",
            "is less than minValue",
            "swap the two",
        );
    }
    let cleaned = BaseSalary {
        currency: currency(&salary.currency, found),
        unit: unit(&salary.unit, found),
        ..salary.clone()
    };
    (cleaned.min_cents != 0 || cleaned.max_cents != 0).then_some(cleaned)
}

fn amount(pointer: &str, cents: i64, found: &mut Findings) {
    if !(0..=MAX_CENTS).contains(&cents) {
        found.wrong(
            pointer,
            "is not an amount that is paid",
            format!("give 0 to {}", MAX_CENTS / 100),
        );
    }
}

fn currency(text: &str, found: &mut Findings) -> String {
    let code = one_line(text).to_uppercase();
    if code.is_empty() {
        return DEFAULT_CURRENCY.to_owned();
    }
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        found.wrong(
            "/baseSalary/currency",
            "is not a currency",
            "give its code of three letters (ISO 4217), like EUR",
        );
    }
    code
}

fn unit(text: &str, found: &mut Findings) -> String {
    let text = one_line(text);
    match codes::one_of(&codes::SALARY_UNITS, &text) {
        Some(code) => code.to_owned(),
        None if text.is_empty() => text,
        None => {
            found.wrong(
                "/baseSalary/value/unitText",
                "is not a unit of time",
                format!("give one of {}", codes::SALARY_UNITS.join(", ")),
            );
            String::new()
        }
    }
}

/// Whom to apply to; `None` if nobody is named.
pub(super) fn application_contact(
    person: &ApplicationContact,
    found: &mut Findings,
) -> Option<ApplicationContact> {
    let telephone = one_line(&person.telephone);
    if !telephone.is_empty() && !contact::is_telephone(&telephone) {
        found.wrong(
            "/applicationContact/telephone",
            "is not a telephone number",
            "write it like +32 4 123 45 67",
        );
    }
    let cleaned = ApplicationContact {
        name: line(
            "/applicationContact/name",
            &person.name,
            MAX_NAME_CHARS,
            found,
        ),
        email: email("/applicationContact/email", &person.email, found),
        telephone,
    };
    (cleaned != ApplicationContact::default()).then_some(cleaned)
}
