//! The columns, and what a cell of each says about a candidate.
//!
//! Lists are parted by `;` or `|`.

use relais_domain::place;
use relais_proto::profiles::{
    Availability, Candidate, Consent, Consents, Language, Occupation, Person, SkillEvidence,
    WorkAuthorisation,
};

use crate::clean::{occupation, skill};
use crate::standing::KINDS;

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
    /// The same, with months of experience where known: `macon:24`.
    OccupationsDone "occupations_done",
    /// Slug, ESCO URI or label, level 0-4, kind of evidence: `maconnerie:3:observed`. The level
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
            ("person", field) => Self::named(field),
            ("availability", "from") => Some(Self::AvailableFrom),
            ("availability", "until") => Some(Self::AvailableUntil),
            ("work_authorisation", "mention") => Some(Self::WorkMention),
            ("work_authorisation", "valid_until") => Some(Self::WorkValidUntil),
            ("work_authorisation", _) => Some(Self::WorkCheckedOn),
            ("consents", "matching") => Some(Self::ConsentMatching),
            ("consents" | "availability", field) => Self::named(field),
            ("commune_ins", _) => Some(Self::Commune),
            ("occupations", _) => Some(Self::OccupationsDone),
            ("evidence", _) => Some(Self::Skills),
            (field, _) => Self::named(field),
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

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

fn number(cell: &str, what: &str) -> Result<u32, String> {
    cell.parse()
        .map_err(|_| format!("is not a number of {what}"))
}

/// Yes or no, in the languages of the scheme.
fn yes(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "yes" | "oui" | "ja" | "1" => Ok(true),
        "no" | "non" | "nee" | "nein" | "0" => Ok(false),
        _ => Err("is neither yes nor no".to_owned()),
    }
}

fn commune(cell: &str) -> Result<u32, String> {
    let is_number = cell.chars().all(|c| c.is_ascii_digit());
    let found = match (is_number, cell.len()) {
        (true, 4) => return cell.parse().map_or_else(|_| Err(no_commune()), by_postcode),
        (true, _) => cell.parse().ok().and_then(place::commune),
        (false, _) => place::find_commune(cell),
    };
    found.map(|commune| commune.ins).ok_or_else(no_commune)
}

fn by_postcode(postcode: u16) -> Result<u32, String> {
    match place::communes_by_postcode(postcode) {
        [] => Err(no_commune()),
        [one] => Ok(one.ins),
        several => {
            let names: Vec<&str> = several.iter().map(|commune| commune.name).collect();
            Err(format!(
                "is the postcode of several communes: name one of {}",
                names.join(", ")
            ))
        }
    }
}

fn no_commune() -> String {
    "is not a known commune: give its INS code, its postcode or its name".to_owned()
}

fn wished(cell: &str, occupations: &mut Vec<Occupation>) -> Result<(), String> {
    for known in occupations.iter_mut() {
        known.wished = false;
    }
    for item in list(cell) {
        entry(item, occupations)?.wished = true;
    }
    occupations.retain(|known| known.wished || known.done);
    Ok(())
}

fn done(cell: &str, occupations: &mut Vec<Occupation>) -> Result<(), String> {
    for known in occupations.iter_mut() {
        (known.done, known.months) = (false, 0);
    }
    for item in list(cell) {
        let (name, months) = split_name(item);
        let months = months.map_or(Ok(0), |months| number(months, "months"))?;
        let known = entry(name, occupations)?;
        (known.done, known.months) = (true, months);
    }
    occupations.retain(|known| known.wished || known.done);
    Ok(())
}

/// The entry of an occupation; a new one where there is none.
fn entry<'a>(
    name: &str,
    occupations: &'a mut Vec<Occupation>,
) -> Result<&'a mut Occupation, String> {
    let slug = occupation(name)
        .map_err(|remedy| format!("has an occupation that is not known: {remedy}"))?;
    let at = occupations
        .iter()
        .position(|known| known.occupation == slug);
    let at = at.unwrap_or_else(|| {
        occupations.push(Occupation {
            occupation: slug,
            ..Occupation::default()
        });
        occupations.len() - 1
    });
    Ok(&mut occupations[at])
}

/// Adds what the cell says where no fact says it yet, struck or not.
fn skills(cell: &str, facts: &mut Vec<SkillEvidence>) -> Result<(), String> {
    for item in list(cell) {
        let new = fact(item)?;
        let says_so = |known: &SkillEvidence| {
            (&known.skill, &known.kind, known.level) == (&new.skill, &new.kind, new.level)
        };
        if !facts.iter().any(says_so) {
            facts.push(new);
        }
    }
    Ok(())
}

fn fact(item: &str) -> Result<SkillEvidence, String> {
    let (name, rest) = split_name(item);
    let (level, kind) = match rest.map(|rest| rest.split_once(':').unwrap_or((rest, ""))) {
        Some((level, kind)) => (level.trim(), kind.trim()),
        None => ("", ""),
    };
    let level = match level {
        "" => None,
        "0" | "1" | "2" | "3" | "4" => level.parse().ok(),
        _ => return Err("has a level that is not 0 to 4, as in `skill:3:observed`".to_owned()),
    };
    let kind = match kind.to_lowercase() {
        kind if kind.is_empty() => KINDS[0].to_owned(),
        kind if KINDS.contains(&kind.as_str()) => kind,
        _ => {
            return Err(format!(
                "has a kind of evidence that is none of {}",
                KINDS.join(", ")
            ));
        }
    };
    let skill = skill(name).map_err(|remedy| format!("has a skill that is not known: {remedy}"))?;
    Ok(SkillEvidence {
        skill,
        kind,
        level,
        ..SkillEvidence::default()
    })
}

/// A name and what follows its colon; the colon of a URI's scheme is part of the name.
fn split_name(item: &str) -> (&str, Option<&str>) {
    let scheme = item.find("://").map_or(0, |at| at + 3);
    match item[scheme..].find(':') {
        Some(at) => (
            item[..scheme + at].trim(),
            Some(item[scheme + at + 1..].trim()),
        ),
        None => (item, None),
    }
}

fn language(item: &str) -> Result<Language, String> {
    let (code, levels) = split_name(item);
    let levels: Vec<&str> = levels
        .unwrap_or_default()
        .split('/')
        .map(str::trim)
        .collect();
    let [listening, reading, speaking, writing] = match levels[..] {
        [all] => [all; 4],
        [listening, reading, speaking, writing] => [listening, reading, speaking, writing],
        _ => {
            return Err("needs one level, or listening/reading/speaking/writing".to_owned());
        }
    };
    Ok(Language {
        code: code.to_owned(),
        listening: listening.to_owned(),
        reading: reading.to_owned(),
        speaking: speaking.to_owned(),
        writing: writing.to_owned(),
        source: String::new(),
    })
}

/// Notes a consent; one that says what is known already keeps its date.
fn consent(cell: &str, consents: &mut Consents) -> Result<(), String> {
    let (given, means) = split_name(cell);
    let (given, means) = (yes(given)?, means.unwrap_or_default().to_lowercase());
    let known = consents.matching.as_ref();
    if known.is_none_or(|known| known.given != given || known.means != means) {
        consents.matching = Some(Consent {
            given,
            means,
            ..Consent::default()
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_by_code_postcode_or_name() {
        for cell in ["62063", "Liège", "LIEGE"] {
            assert_eq!(commune(cell), Ok(62_063), "{cell}");
        }
        assert_eq!(commune("4040"), Ok(62_051));
        for cell in ["99999", "1", "0000", "Atlantis", "12345678901234567890"] {
            assert!(commune(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn the_colon_of_a_uri_is_part_of_the_name() {
        assert_eq!(
            split_name("http://data.europa.eu/esco/skill/x:3:tested"),
            ("http://data.europa.eu/esco/skill/x", Some("3:tested"))
        );
        assert_eq!(split_name("maconnerie"), ("maconnerie", None));
    }

    #[test]
    fn a_language_has_one_level_or_four() {
        let all = language("fr:B2").expect("one level");
        assert_eq!((all.listening.as_str(), all.writing.as_str()), ("B2", "B2"));
        let four = language("nl: B2/B1//A2").expect("four levels, one unknown");
        assert_eq!((four.reading.as_str(), four.speaking.as_str()), ("B1", ""));
        assert!(language("fr:B2/B1").is_err());
        assert_eq!(language("ar").expect("no level").listening, "");
    }

    #[test]
    fn a_consent_that_is_known_keeps_its_date() {
        let mut known = Consents::default();
        consent("oui:written", &mut known).expect("a consent");
        if let Some(matching) = &mut known.matching {
            matching.at = 7;
        }
        consent("yes:written", &mut known).expect("the same");
        assert_eq!(known.matching.as_ref().map(|consent| consent.at), Some(7));
        consent("no", &mut known).expect("a withdrawal");
        assert_eq!(
            known.matching.map(|consent| (consent.given, consent.at)),
            Some((false, 0))
        );
    }

    #[test]
    fn every_column_is_found_by_its_name() {
        for column in Column::ALL {
            assert_eq!(Column::named(column.name()), Some(column));
        }
    }
}
