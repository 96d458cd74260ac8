//! How the cells of lists, places, occupations, skills and consents are read.

use relais_domain::place;
use relais_proto::profiles::{Consent, Consents, Language, Occupation, SkillEvidence};

use crate::clean::{occupation, skill};
use crate::standing::KINDS;

/// The items of a list, parted by `;` or `|`.
pub(super) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// A whole number of `what`.
///
/// # Errors
/// What is wrong with the cell.
pub(super) fn number(cell: &str, what: &str) -> Result<u32, String> {
    cell.parse()
        .map_err(|_| format!("is not a number of {what}"))
}

/// Yes or no, in the languages of the scheme.
///
/// # Errors
/// What is wrong with the cell.
pub(super) fn yes(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "yes" | "oui" | "ja" | "1" => Ok(true),
        "no" | "non" | "nee" | "nein" | "0" => Ok(false),
        _ => Err("is neither yes nor no".to_owned()),
    }
}

/// The commune that an INS code, a postcode or a name says.
///
/// # Errors
/// What is wrong with the cell, and what would be right.
pub(super) fn commune(cell: &str) -> Result<u32, String> {
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

/// Makes the occupations of the cell the only ones that are wished for.
///
/// # Errors
/// What is wrong with the cell, and what would be right.
pub(super) fn wished(cell: &str, occupations: &mut Vec<Occupation>) -> Result<(), String> {
    for known in occupations.iter_mut() {
        known.wished = false;
    }
    for item in list(cell) {
        entry(item, occupations)?.wished = true;
    }
    occupations.retain(|known| known.wished || known.done);
    Ok(())
}

/// Makes the occupations of the cell the only ones that were done.
///
/// # Errors
/// What is wrong with the cell, and what would be right.
pub(super) fn done(cell: &str, occupations: &mut Vec<Occupation>) -> Result<(), String> {
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
///
/// # Errors
/// What is wrong with the cell, and what would be right.
pub(super) fn skills(cell: &str, facts: &mut Vec<SkillEvidence>) -> Result<(), String> {
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

/// A language with one level for everything or four.
///
/// # Errors
/// What is wrong with the item.
pub(super) fn language(item: &str) -> Result<Language, String> {
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
///
/// # Errors
/// What is wrong with the cell.
pub(super) fn consent(cell: &str, consents: &mut Consents) -> Result<(), String> {
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
        assert_eq!(split_name("masonry"), ("masonry", None));
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
}
