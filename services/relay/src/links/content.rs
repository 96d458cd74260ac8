//! What stands in the form that corrects an offer.

use jiff::civil::Date;
use relais_domain::text::{multi_line, one_line};
use relais_messages::CorrectionFields;
use relais_messages::mail::Field;
use relais_proto::intake::{ApplicationContact, OfferContent, PostalAddress};

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
    requirements: String,
    contact_name: String,
    contact_email: String,
    contact_phone: String,
}

impl Filled {
    /// What an offer says.
    pub(super) fn of(content: &OfferContent, version: u64) -> Self {
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

    /// The offer with what the form says, and everything else as it was.
    pub(super) fn applied_to(&self, mut content: OfferContent) -> OfferContent {
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
        self.put_place(&mut content.job_location);
        self.put_contact(&mut content.application_contact);
        content
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
            ..OfferContent::default()
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
        assert_eq!(Filled::of(&offer(), 3).applied_to(offer()), offer());
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
        let corrected = filled.applied_to(offer());
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
    fn what_is_no_number_no_day_or_no_title_is_told() {
        let sent = fields(&[
            ("title", " "),
            ("starts_on", "demain"),
            ("openings", "beaucoup"),
        ]);
        let wrong = Filled::read(&sent).wrong();
        assert_eq!(wrong, [Field::Title, Field::Start, Field::Openings]);
    }

    proptest! {
        #[test]
        fn anything_that_is_sent_is_read_without_a_panic(name in "[a-z_]{1,15}", value: String) {
            let filled = Filled::read(&[(name, value)]);
            let _ = filled.wrong();
            let _ = filled.applied_to(offer());
        }
    }
}
