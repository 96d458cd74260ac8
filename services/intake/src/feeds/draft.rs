//! An offer that is put together from named texts: the cells of a line, the elements of an item.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relais_domain::FieldError;
use relais_domain::text::one_line;
use relais_proto::intake::{
    ApplicationContact, BaseSalary, HiringOrganization, OfferContent, PostalAddress,
};
use sha2::{Digest as _, Sha256};

use super::item::{Item, Rules, wrong};
use super::words::{any_day, employment};
use crate::content::{self, Findings, MAX_IDENTIFIER_CHARS};
use crate::jobposting::{has_three_decimals, in_cents, slug};

/// Characters of an identifier that a report repeats.
const SHOWN_CHARS: usize = MAX_IDENTIFIER_CHARS;

/// A field of an offer, under the JSON pointer of its `JobPosting`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field(pub &'static str);

/// The fields that have rules of their own here.
impl Field {
    pub const SOURCE: Self = Self("/identifier/name");
    pub const IDENTIFIER: Self = Self("/identifier");
    pub const URL: Self = Self("/url");
    pub const TITLE: Self = Self("/title");
    pub const DESCRIPTION: Self = Self("/description");
    pub const STREET: Self = Self("/jobLocation/0/address/streetAddress");
    pub const POSTCODE: Self = Self("/jobLocation/0/address/postalCode");
    pub const PLACE: Self = Self("/jobLocation/0/address/addressLocality");
    pub const REGION: Self = Self("/jobLocation/0/address/addressRegion");
    pub const COUNTRY: Self = Self("/jobLocation/0/address/addressCountry");
    pub const EMPLOYMENT: Self = Self("/employmentType");
    pub const HOURS: Self = Self("/workHours");
    pub const START: Self = Self("/jobStartDate");
    pub const OPENINGS: Self = Self("/totalJobOpenings");
    pub const SALARY_MIN: Self = Self("/baseSalary/value/minValue");
    pub const SALARY_MAX: Self = Self("/baseSalary/value/maxValue");
    pub const SALARY_UNIT: Self = Self("/baseSalary/value/unitText");
    pub const CURRENCY: Self = Self("/baseSalary/currency");
    pub const SKILLS: Self = Self("/skills");
    pub const QUALIFICATIONS: Self = Self("/qualifications");
    pub const EDUCATION: Self = Self("/educationRequirements");
    pub const EXPERIENCE: Self = Self("/experienceRequirements");
    pub const CATEGORY: Self = Self("/occupationalCategory");
    pub const POSTED: Self = Self("/datePosted");
    pub const VALID_THROUGH: Self = Self("/validThrough");
    pub const ORGANISATION: Self = Self("/hiringOrganization/name");
    pub const ENTERPRISE: Self = Self("/hiringOrganization/identifier");
    pub const CONTACT_NAME: Self = Self("/applicationContact/name");
    pub const CONTACT_EMAIL: Self = Self("/applicationContact/email");
    pub const CONTACT_PHONE: Self = Self("/applicationContact/telephone");
    pub const LANGUAGE: Self = Self("/inLanguage");
    pub const RESERVE: Self = Self("/reserve");
}

/// Texts by field, each with the name that it has in its feed.
#[derive(Debug, Default)]
pub(super) struct Draft {
    texts: Vec<(Field, String, String)>,
    /// The feed has a vocabulary of its own: its words for kinds of contract, days and numbers
    /// that say nothing to us are no mistake of the employer.
    lenient: bool,
}

impl Draft {
    /// Nothing yet, of a feed with a vocabulary of its own.
    pub fn of_feed() -> Self {
        Self {
            lenient: true,
            ..Self::default()
        }
    }

    /// Adds a text; an empty one says nothing.
    pub fn put(&mut self, field: Field, name: &str, text: &str) {
        if !text.trim().is_empty() {
            self.texts
                .push((field, name.to_owned(), text.trim().to_owned()));
        }
    }

    /// The first text of a field.
    fn text(&self, field: Field) -> String {
        let found = self.texts.iter().find(|(known, ..)| *known == field);
        found.map_or_else(String::new, |(.., text)| text.clone())
    }

    /// Every text of a field.
    fn texts(&self, field: Field) -> impl Iterator<Item = &str> {
        let of_field = self.texts.iter().filter(move |(known, ..)| *known == field);
        of_field.map(|(.., text)| text.as_str())
    }

    /// The item that the texts make, which begins on `line`.
    pub fn finish(&self, rules: &Rules, line: u64) -> Item {
        let mut findings = Findings::default();
        let content = self.content(rules, &mut findings);
        let identifier = one_line(&content.identifier);
        let content = content::clean(&content, rules.max_skills, findings);
        Item {
            line,
            identifier: identifier.chars().take(SHOWN_CHARS).collect(),
            content: content.map_err(|error| {
                let fields = wrong(&error).into_iter();
                fields.map(|field| self.named(field)).collect()
            }),
        }
    }

    /// A wrong field under the name that it has in the feed.
    fn named(&self, field: FieldError) -> FieldError {
        let mut known = self.texts.iter();
        let name = known.find(|(known, ..)| field.pointer.starts_with(known.0));
        FieldError {
            pointer: match name {
                Some((_, name, _)) => name.clone(),
                None => field.pointer.trim_start_matches('/').to_owned(),
            },
            ..field
        }
    }

    fn content(&self, rules: &Rules, found: &mut Findings) -> OfferContent {
        let source = slug(&self.text(Field::SOURCE));
        OfferContent {
            source: if source.is_empty() {
                rules.source.clone()
            } else {
                source
            },
            identifier: self.identifier(found),
            title: self.text(Field::TITLE),
            description: self
                .texts(Field::DESCRIPTION)
                .collect::<Vec<_>>()
                .join("\n"),
            date_posted: self.day(Field::POSTED),
            valid_through: self.day(Field::VALID_THROUGH),
            employment_type: self.employment(),
            hiring_organization: Some(HiringOrganization {
                name: self.text(Field::ORGANISATION),
                bce_number: self.text(Field::ENTERPRISE),
            }),
            job_location: vec![PostalAddress {
                street_address: self.text(Field::STREET),
                postal_code: self.text(Field::POSTCODE),
                address_locality: self.text(Field::PLACE),
                address_region: self.text(Field::REGION),
                address_country: self.country(),
            }],
            base_salary: self.salary(found),
            work_hours: self.text(Field::HOURS),
            total_job_openings: self.openings(found),
            job_start_date: self.day(Field::START),
            skills: self.list(Field::SKILLS, &[',', ';', '|', '\n', '•']),
            qualifications: self.list(Field::QUALIFICATIONS, &['|', '\n']),
            education_requirements: self.list(Field::EDUCATION, &['|', '\n']),
            experience_requirements: self.list(Field::EXPERIENCE, &['|', '\n']),
            occupational_category: self.list(Field::CATEGORY, &['|', '\n']),
            application_contact: Some(ApplicationContact {
                name: self.text(Field::CONTACT_NAME),
                email: self.email(),
                telephone: self.text(Field::CONTACT_PHONE),
            }),
            language: self.language(),
            reserve: self.flag(found),
            asked: None,
        }
    }

    /// The identifier, or else the address of the offer: without either a repeat would be another
    /// offer.
    fn identifier(&self, found: &mut Findings) -> String {
        let identifier = self.text(Field::IDENTIFIER);
        if !identifier.is_empty() {
            return identifier;
        }
        match self.text(Field::URL) {
            url if url.is_empty() => {
                found.wrong(
                    Field::IDENTIFIER.0,
                    "is missing",
                    "give each offer an identifier that it keeps",
                );
                String::new()
            }
            url => of_url(&url),
        }
    }

    fn day(&self, field: Field) -> String {
        let text = self.text(field);
        match any_day(&text) {
            Some(day) => day.to_string(),
            None if self.lenient => String::new(),
            None => text,
        }
    }

    fn employment(&self) -> Vec<String> {
        let words = self.list(Field::EMPLOYMENT, &[',', ';', '|', '/', '\n']);
        let read = |word: String| match employment(&word) {
            Some(code) => (!code.is_empty()).then(|| code.to_owned()),
            None => (!self.lenient).then_some(word),
        };
        words.into_iter().filter_map(read).collect()
    }

    fn country(&self) -> String {
        let text = self.text(Field::COUNTRY);
        if self.lenient && content::codes::country(&text).is_none() {
            return String::new();
        }
        text
    }

    fn language(&self) -> String {
        let text = self.text(Field::LANGUAGE);
        if self.lenient && content::codes::language(&text).is_none() {
            return String::new();
        }
        text
    }

    fn email(&self) -> String {
        let text = self.text(Field::CONTACT_EMAIL);
        if self.lenient && !content::is_email(&text) {
            return String::new();
        }
        text
    }

    fn list(&self, field: Field, separators: &[char]) -> Vec<String> {
        let texts = self.texts(field);
        texts
            .flat_map(|text| text.split(separators))
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    }

    fn openings(&self, found: &mut Findings) -> u32 {
        let text = self.text(Field::OPENINGS);
        match text.parse() {
            Ok(count) if count > 0 => count,
            _ if text.is_empty() || self.lenient => 0,
            _ => {
                let remedy = "give a whole number from 1 on";
                found.wrong(Field::OPENINGS.0, "is not a number of posts", remedy);
                0
            }
        }
    }

    fn salary(&self, found: &mut Findings) -> Option<BaseSalary> {
        let min = self.amount(Field::SALARY_MIN, found);
        let max = self.amount(Field::SALARY_MAX, found);
        if min.is_none() && max.is_none() {
            return None;
        }
        Some(BaseSalary {
            currency: self.text(Field::CURRENCY),
            min_cents: min.or(max).unwrap_or_default(),
            max_cents: max.or(min).unwrap_or_default(),
            unit: self.text(Field::SALARY_UNIT),
        })
    }

    fn amount(&self, field: Field, found: &mut Findings) -> Option<i64> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        // "2.500" is two and a half thousand to some, two and a half to others.
        let cents = in_cents(&text).filter(|_| !has_three_decimals(&text));
        if cents.is_none() && !self.lenient {
            found.wrong(
                field.0,
                "is not an amount",
                "give a number without a currency sign, like 2500 or 17.35",
            );
        }
        cents
    }

    fn flag(&self, found: &mut Findings) -> bool {
        let text = self.text(Field::RESERVE).to_lowercase();
        match text.as_str() {
            "" | "no" | "non" | "nee" | "nein" | "0" | "false" => false,
            "yes" | "oui" | "ja" | "1" | "true" | "x" => true,
            _ => {
                found.wrong(Field::RESERVE.0, "is neither yes nor no", "write yes or no");
                false
            }
        }
    }
}

/// An address as an identifier; one that is too long is told by its hash.
pub(super) fn of_url(url: &str) -> String {
    let url = one_line(url);
    if url.chars().count() <= MAX_IDENTIFIER_CHARS {
        return url;
    }
    let digest = Sha256::digest(url.as_bytes());
    format!("sha256:{}", URL_SAFE_NO_PAD.encode(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            source: "feed".to_owned(),
            page: None,
            max_skills: 10,
            item_bytes: 1_000,
            document_bytes: 1_000,
            json_depth: 8,
        }
    }

    fn draft(texts: &[(Field, &str, &str)]) -> Item {
        let mut draft = Draft::default();
        for (field, name, text) in texts {
            draft.put(*field, name, text);
        }
        draft.finish(&rules(), 7)
    }

    #[test]
    fn what_is_wrong_is_told_by_the_name_that_it_has_in_the_feed() {
        let item = draft(&[
            (Field::IDENTIFIER, "référence", "17"),
            (Field::TITLE, "titre", "Maçon"),
            (Field::POSTCODE, "code postal", "40400!"),
            (Field::START, "début", "bientôt"),
        ]);
        let wrong = item.content.expect_err("two are wrong");
        let names: Vec<&str> = wrong.iter().map(|field| field.pointer.as_str()).collect();
        assert_eq!(names, ["code postal", "début"]);
        assert_eq!((item.line, item.identifier.as_str()), (7, "17"));
    }

    #[test]
    fn an_offer_without_an_identifier_goes_by_its_address_or_is_refused() {
        let title = (Field::TITLE, "title", "Maçon");
        let by_url = draft(&[title, (Field::URL, "link", "https://a.example/jobs/1")]);
        assert_eq!(by_url.identifier, "https://a.example/jobs/1");
        let neither = draft(&[title]).content.expect_err("is refused");
        assert_eq!(neither[0].pointer, "identifier");
    }

    #[test]
    fn a_long_address_is_told_by_its_hash() {
        let long = |end: &str| of_url(&format!("https://a.example/{}{end}", "x".repeat(300)));
        assert!(long("1").len() < MAX_IDENTIFIER_CHARS);
        assert_ne!(long("1"), long("2"));
    }

    #[test]
    fn words_of_another_vocabulary_are_a_mistake_in_a_form_and_none_in_a_feed() {
        let mut draft = Draft::default();
        for (field, text) in [
            (Field::IDENTIFIER, "1"),
            (Field::TITLE, "Maçon"),
            (Field::EMPLOYMENT, "Full-time, gig"),
            (Field::COUNTRY, "Belgia"),
            (Field::POSTED, "recently"),
        ] {
            draft.put(field, "it", text);
        }
        assert_eq!(
            draft.finish(&rules(), 1).content.expect_err("a form").len(),
            3
        );
        draft.lenient = true;
        let content = draft.finish(&rules(), 1).content.expect("a feed");
        assert_eq!(content.employment_type, ["FULL_TIME"]);
        assert!(content.date_posted.is_empty());
    }
}
