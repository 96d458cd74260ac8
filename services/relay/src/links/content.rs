//! What stands in the form that corrects an offer.

use jiff::civil::Date;
use relais_domain::text::{multi_line, one_line};
use relais_messages::mail::Field;
use relais_messages::{CorrectionFields, Language};
use relais_proto::events::Requirements;
use relais_proto::intake::{ApplicationContact, Asked, OfferContent, PostalAddress};

use super::asked;
use super::pay::Pay;

/// Posts that one offer may have.
const MAX_OPENINGS: u32 = 10_000;

/// The form as it was shown or sent. Whatever stands in it, intake judges it as any content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Filled {
    pub(super) version: u64,
    title: String,
    postal_code: String,
    locality: String,
    employment_types: Vec<String>,
    work_hours: String,
    starts_on: String,
    openings: String,
    /// `None` where the form that was sent has no such field: then it stays as it was.
    languages: Option<String>,
    licences: Option<String>,
    pay: Option<Pay>,
    requirements: String,
    contact_name: String,
    contact_email: String,
    contact_phone: String,
}

impl Filled {
    /// What an offer says and was understood to ask, in the words of a language.
    pub(super) fn of(
        content: &OfferContent,
        understood: &Requirements,
        version: u64,
        language: Language,
    ) -> Self {
        let place = content.job_location.first().cloned().unwrap_or_default();
        let contact = content.application_contact.clone().unwrap_or_default();
        let openings = Some(content.total_job_openings).filter(|openings| *openings > 0);
        Self {
            version,
            title: content.title.clone(),
            postal_code: place.postal_code,
            locality: place.address_locality,
            employment_types: content.employment_type.clone(),
            work_hours: content.work_hours.clone(),
            starts_on: content.job_start_date.clone(),
            openings: openings.map(|it| it.to_string()).unwrap_or_default(),
            languages: Some(asked::languages_text(language, &understood.languages)),
            licences: Some(understood.licences.join(", ")),
            pay: Some(Pay::of(content.base_salary.as_ref())),
            requirements: content.qualifications.join("\n"),
            contact_name: contact.name,
            contact_email: contact.email,
            contact_phone: contact.telephone,
        }
    }

    /// Reads the fields of a form. Those that are not known are not looked at.
    pub(super) fn read(fields: &[(String, String)]) -> Self {
        let mut filled = Self::default();
        for (name, value) in fields {
            let line = || one_line(value);
            match name.as_str() {
                "version" => filled.version = value.parse().unwrap_or_default(),
                "title" => filled.title = line(),
                "postal_code" => filled.postal_code = line(),
                "locality" => filled.locality = line(),
                "employment_type" => filled.employment_types.push(line()),
                "work_hours" => filled.work_hours = line(),
                "starts_on" => filled.starts_on = line(),
                "openings" => filled.openings = line(),
                "languages" => filled.languages = Some(line()),
                "licences" => filled.licences = Some(line()),
                "pay_min" => filled.pay.get_or_insert_default().min = line(),
                "pay_max" => filled.pay.get_or_insert_default().max = line(),
                "pay_unit" => filled.pay.get_or_insert_default().unit = line(),
                "requirements" => filled.requirements = multi_line(value),
                "contact_name" => filled.contact_name = line(),
                "contact_email" => filled.contact_email = line(),
                "contact_phone" => filled.contact_phone = line(),
                _ => {}
            }
        }
        filled
    }

    /// The fields that cannot be put into an offer at all.
    pub(super) fn wrong(&self) -> Vec<Field> {
        let is_day = self.starts_on.is_empty()
            || (self.starts_on.len() == 10 && self.starts_on.parse::<Date>().is_ok());
        let checks = [
            (Field::Title, !self.title.is_empty()),
            (Field::Start, is_day),
            (Field::Openings, self.openings().is_some()),
            (
                Field::Language,
                self.languages
                    .as_deref()
                    .is_none_or(|it| asked::languages(it).is_some()),
            ),
            (
                Field::Licence,
                self.licences
                    .as_deref()
                    .is_none_or(|it| asked::licences(it).is_some()),
            ),
            (
                Field::Salary,
                self.pay.as_ref().is_none_or(|it| it.read(None).is_ok()),
            ),
        ];
        let wrong = checks.into_iter().filter(|(_, is_good)| !is_good);
        wrong.map(|(field, _)| field).collect()
    }

    /// How many posts; 0 where it is not said, `None` where it is no number of posts.
    fn openings(&self) -> Option<u32> {
        if self.openings.is_empty() {
            return Some(0);
        }
        let openings = self.openings.parse().ok()?;
        (1..=MAX_OPENINGS).contains(&openings).then_some(openings)
    }

    /// The offer with what the form says, and everything else as it was; `understood` is what it
    /// was understood to ask.
    pub(super) fn applied_to(
        &self,
        mut content: OfferContent,
        understood: &Requirements,
    ) -> OfferContent {
        content.title.clone_from(&self.title);
        content.employment_type.clone_from(&self.employment_types);
        content.work_hours.clone_from(&self.work_hours);
        content.job_start_date.clone_from(&self.starts_on);
        content.total_job_openings = self.openings().unwrap_or(content.total_job_openings);
        let lines = self.requirements.lines().map(str::trim);
        content.qualifications = lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        self.put_asked(&mut content.asked, understood);
        if let Some(Ok(pay)) = self
            .pay
            .as_ref()
            .map(|pay| pay.read(content.base_salary.as_ref()))
            && self.pay.as_ref() != Some(&Pay::of(content.base_salary.as_ref()))
        {
            content.base_salary = pay;
        }
        self.put_place(&mut content.job_location);
        self.put_contact(&mut content.application_contact);
        content
    }

    /// What is asked is said anew only where it is not what was understood.
    fn put_asked(&self, asked: &mut Option<Asked>, understood: &Requirements) {
        let languages = self.languages.as_deref().and_then(asked::languages);
        let licences = self.licences.as_deref().and_then(asked::licences);
        let said = Asked {
            languages: languages.unwrap_or_else(|| understood.languages.clone()),
            licences: licences.unwrap_or_else(|| understood.licences.clone()),
        };
        if said.languages != understood.languages || said.licences != understood.licences {
            *asked = Some(said);
        }
    }

    /// A place of work that is not the one that was understood has no street in common with it.
    fn put_place(&self, locations: &mut Vec<PostalAddress>) {
        let known = locations.first();
        let is_same = known.is_some_and(|it| {
            it.postal_code == self.postal_code && it.address_locality == self.locality
        });
        if is_same {
            return;
        }
        let place = PostalAddress {
            postal_code: self.postal_code.clone(),
            address_locality: self.locality.clone(),
            address_country: known
                .map(|it| it.address_country.clone())
                .unwrap_or_default(),
            ..PostalAddress::default()
        };
        let is_said = !place.postal_code.is_empty() || !place.address_locality.is_empty();
        locations.splice(..locations.len().min(1), is_said.then_some(place));
    }

    fn put_contact(&self, contact: &mut Option<ApplicationContact>) {
        let filled = ApplicationContact {
            name: self.contact_name.clone(),
            email: self.contact_email.clone(),
            telephone: self.contact_phone.clone(),
        };
        let is_said = filled != ApplicationContact::default();
        *contact = (is_said || contact.is_some()).then_some(filled);
    }

    /// The form for the page.
    pub(super) fn fields(&self) -> CorrectionFields<'_> {
        CorrectionFields {
            version: self.version,
            title: &self.title,
            postal_code: &self.postal_code,
            locality: &self.locality,
            employment_types: self.employment_types.iter().map(String::as_str).collect(),
            work_hours: &self.work_hours,
            starts_on: &self.starts_on,
            openings: &self.openings,
            languages: self.languages.as_deref().unwrap_or_default(),
            licences: self.licences.as_deref().unwrap_or_default(),
            pay_min: self.pay.as_ref().map_or("", |pay| &pay.min),
            pay_max: self.pay.as_ref().map_or("", |pay| &pay.max),
            pay_unit: self.pay.as_ref().map_or("", |pay| &pay.unit),
            requirements: &self.requirements,
            contact_name: &self.contact_name,
            contact_email: &self.contact_email,
            contact_phone: &self.contact_phone,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use relais_proto::events::WantedLanguage;
    use relais_proto::intake::BaseSalary;

    use super::*;

    fn offer() -> OfferContent {
        OfferContent {
            identifier: "mail-1-0".to_owned(),
            title: "Maçon".to_owned(),
            description: "Murs en briques.".to_owned(),
            qualifications: vec!["Permis B".to_owned(), "Français B1".to_owned()],
            job_location: vec![PostalAddress {
                street_address: "Rue du Pont 1".to_owned(),
                postal_code: "4000".to_owned(),
                address_locality: "Liège".to_owned(),
                ..PostalAddress::default()
            }],
            total_job_openings: 2,
            base_salary: Some(BaseSalary {
                currency: "EUR".to_owned(),
                min_cents: 1_550,
                max_cents: 0,
                unit: "HOUR".to_owned(),
            }),
            ..OfferContent::default()
        }
    }

    fn understood() -> Requirements {
        Requirements {
            languages: vec![french("B1")],
            licences: vec!["B".to_owned()],
            ..Requirements::default()
        }
    }

    fn french(cefr: &str) -> WantedLanguage {
        WantedLanguage {
            code: "fr".to_owned(),
            cefr: cefr.to_owned(),
            required: true,
        }
    }

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs.iter();
        owned
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_form_that_is_sent_as_it_was_shown_changes_nothing() {
        for language in Language::ALL {
            let shown = Filled::of(&offer(), &understood(), 3, language);
            assert_eq!(shown.wrong(), []);
            assert_eq!(shown.applied_to(offer(), &understood()), offer());
        }
    }

    #[test]
    fn another_place_takes_the_street_away_and_the_rest_stays() {
        let sent = fields(&[
            ("version", "3"),
            ("title", "Maçon"),
            ("postal_code", "4040"),
            ("locality", "Herstal"),
            ("openings", "2"),
            ("requirements", "Permis B\r\nFrançais B1"),
        ]);
        let filled = Filled::read(&sent);
        assert_eq!((filled.version, filled.wrong()), (3, Vec::new()));
        let corrected = filled.applied_to(offer(), &understood());
        let place = PostalAddress {
            postal_code: "4040".to_owned(),
            address_locality: "Herstal".to_owned(),
            ..PostalAddress::default()
        };
        let expected = OfferContent {
            job_location: vec![place],
            ..offer()
        };
        assert_eq!(corrected, expected);
    }

    #[test]
    fn languages_licences_and_pay_are_said_anew() {
        let sent = fields(&[
            ("title", "Maçon"),
            ("languages", "français A2"),
            ("licences", ""),
            ("pay_min", "2 400"),
            ("pay_max", "2 600,50"),
            ("pay_unit", "MONTH"),
        ]);
        let corrected = Filled::read(&sent).applied_to(offer(), &understood());
        let asked = Asked {
            languages: vec![french("A2")],
            licences: Vec::new(),
        };
        assert_eq!(corrected.asked, Some(asked));
        let salary = corrected.base_salary.unwrap_or_default();
        assert_eq!(
            (salary.min_cents, salary.max_cents, salary.unit.as_str()),
            (240_000, 260_050, "MONTH")
        );
    }

    #[test]
    fn what_cannot_stand_in_its_field_is_told() {
        let sent = fields(&[
            ("title", " "),
            ("starts_on", "demain"),
            ("openings", "beaucoup"),
            ("languages", "klingon"),
            ("licences", "trottinette"),
            ("pay_min", "15"),
        ]);
        let wrong = Filled::read(&sent).wrong();
        let expected = [
            Field::Title,
            Field::Start,
            Field::Openings,
            Field::Language,
            Field::Licence,
            Field::Salary,
        ];
        assert_eq!(wrong, expected);
    }

    proptest! {
        #[test]
        fn anything_that_is_sent_is_read_without_a_panic(name in "[a-z_]{1,15}", value: String) {
            let filled = Filled::read(&[(name, value)]);
            let _ = filled.wrong();
            let _ = filled.applied_to(offer(), &understood());
        }
    }
}
