//! The columns, and what a cell of each says about a candidate.

use relais_proto::profiles::{Availability, Candidate, Consents, Person, WorkAuthorisation};

use super::values::{commune, consent, done, language, list, number, skills, wished, yes};

macro_rules! columns {
    ($($(#[$doc:meta])* $column:ident $name:literal,)+) => {
        /// A column of the file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Column { $($(#[$doc])* $column,)+ }

        impl Column {
            /// Every column, in the order of the template.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$column),+];

            /// Its name in the header.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$column => $name,)+ }
            }
        }
    };
}

columns! {
    /// The organisation's own number for the candidate; a known one changes that candidate.
    ExternalId "external_id",
    /// At least one of the two names is there.
    GivenName "given_name",
    FamilyName "family_name",
    Email "email",
    Phone "phone",
    /// To write to them in: fr, en, nl, de.
    Language "language",
    /// INS code (five digits), postcode (four) or name.
    Commune "commune",
    /// Kilometres.
    MobilityKm "mobility_km",
    /// YYYY-MM-DD.
    AvailableFrom "available_from",
    /// YYYY-MM-DD.
    AvailableUntil "available_until",
    /// yes: does not look for work at present.
    Unavailable "unavailable",
    /// `FULL_TIME;PART_TIME`.
    EmploymentTypes "employment_types",
    /// `B;CE`.
    Licences "licences",
    /// Slugs, ESCO URIs or labels.
    OccupationsWished "occupations_wished",
    /// The same, with months of experience where known: `bricklayer:24`.
    OccupationsDone "occupations_done",
    /// Slug, ESCO URI or label, level 0-4, kind of evidence: `masonry:3:observed`. The level
    /// may be left empty; without a kind it is declared.
    Skills "skills",
    /// One level for all, or listening/reading/speaking/writing: `fr:B2;nl:B1/B1/A2/A1`.
    Languages "languages",
    /// The printed mention: unlimited, limited, none.
    WorkMention "work_mention",
    /// YYYY-MM-DD.
    WorkValidUntil "work_valid_until",
    /// YYYY-MM-DD.
    WorkCheckedOn "work_checked_on",
    /// `yes:` and the means (`in_person`, `phone`, `message`, `written`), or `no`.
    ConsentMatching "consent_matching",
    /// What may be shared: `name;phone;email;skills;languages;licences`.
    Share "share",
}

impl Column {
    /// The column with this name, whatever its case, with spaces or hyphens for underscores.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The column out of which the field at this JSON pointer was filled.
    pub fn at(pointer: &str) -> Option<Self> {
        let mut parts = pointer.split('/').skip(1);
        match (parts.next()?, parts.next().unwrap_or_default()) {
            ("availability", "from") => Some(Self::AvailableFrom),
            ("availability", "until") => Some(Self::AvailableUntil),
            ("work_authorisation", "mention") => Some(Self::WorkMention),
            ("work_authorisation", "valid_until") => Some(Self::WorkValidUntil),
            ("work_authorisation", _) => Some(Self::WorkCheckedOn),
            ("consents", "matching") => Some(Self::ConsentMatching),
            ("commune_ins", _) => Some(Self::Commune),
            ("occupations", _) => Some(Self::OccupationsDone),
            ("evidence", _) => Some(Self::Skills),
            ("person" | "consents" | "availability", field) | (field, _) => Self::named(field),
        }
    }

    /// Writes what a cell says into a candidate. What only the whole record shows to be wrong is
    /// found when that is checked.
    ///
    /// # Errors
    /// What is wrong with the cell, and what would be right.
    pub fn apply(self, cell: &str, to: &mut Candidate) -> Result<(), String> {
        let text = || cell.to_owned();
        match self {
            Self::ExternalId => person(to).external_id = text(),
            Self::GivenName => person(to).given_name = text(),
            Self::FamilyName => person(to).family_name = text(),
            Self::Email => person(to).email = text(),
            Self::Phone => person(to).phone = text(),
            Self::Language => person(to).language = text(),
            Self::Commune => to.commune_ins = commune(cell)?,
            Self::MobilityKm => to.mobility_km = number(cell, "kilometres")?,
            Self::AvailableFrom => availability(to).from = text(),
            Self::AvailableUntil => availability(to).until = text(),
            Self::Unavailable => availability(to).unavailable = yes(cell)?,
            Self::EmploymentTypes => {
                availability(to).employment_types = list(cell).map(str::to_owned).collect();
            }
            Self::Licences => to.licences = list(cell).map(str::to_owned).collect(),
            Self::OccupationsWished => wished(cell, &mut to.occupations)?,
            Self::OccupationsDone => done(cell, &mut to.occupations)?,
            Self::Skills => skills(cell, &mut to.skills)?,
            Self::Languages => to.languages = list(cell).map(language).collect::<Result<_, _>>()?,
            Self::WorkMention => work(to).mention = text(),
            Self::WorkValidUntil => work(to).valid_until = text(),
            Self::WorkCheckedOn => work(to).checked_on = text(),
            Self::ConsentMatching => consent(cell, consents(to))?,
            Self::Share => consents(to).share = list(cell).map(str::to_owned).collect(),
        }
        Ok(())
    }
}

fn person(of: &mut Candidate) -> &mut Person {
    of.person.get_or_insert_default()
}

fn availability(of: &mut Candidate) -> &mut Availability {
    of.availability.get_or_insert_default()
}

fn work(of: &mut Candidate) -> &mut WorkAuthorisation {
    of.work_authorisation.get_or_insert_default()
}

fn consents(of: &mut Candidate) -> &mut Consents {
    of.consents.get_or_insert_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_found_by_its_name() {
        for column in Column::ALL {
            assert_eq!(Column::named(column.name()), Some(column));
        }
    }
}
