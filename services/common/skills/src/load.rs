//! Reads the embedded data files.

use serde::Deserialize;
use thiserror::Error;

use crate::labels::{LabelText, Labels};
use crate::taxonomy::{NeededSkill, Occupation, Related, Skill, SkillKind, Taxonomy};

const VERSION: &str = "2026.1";

const SKILLS: &[&str] = &[
    include_str!("../data/skills/digital.csv"),
    include_str!("../data/skills/media.csv"),
    include_str!("../data/skills/construction.csv"),
    include_str!("../data/skills/horeca.csv"),
    include_str!("../data/skills/care.csv"),
    include_str!("../data/skills/logistics.csv"),
    include_str!("../data/skills/cleaning.csv"),
    include_str!("../data/skills/industry.csv"),
    include_str!("../data/skills/office.csv"),
    include_str!("../data/skills/common.csv"),
];

const OCCUPATIONS: &[&str] = &[
    include_str!("../data/occupations/digital.csv"),
    include_str!("../data/occupations/media.csv"),
    include_str!("../data/occupations/construction.csv"),
    include_str!("../data/occupations/horeca.csv"),
    include_str!("../data/occupations/care.csv"),
    include_str!("../data/occupations/logistics.csv"),
    include_str!("../data/occupations/cleaning.csv"),
    include_str!("../data/occupations/industry.csv"),
    include_str!("../data/occupations/office.csv"),
    include_str!("../data/occupations/services.csv"),
];

/// A fault of the embedded data: always ours.
#[derive(Debug, Error)]
pub(crate) enum LoadError {
    #[error("unreadable row")]
    Csv(#[from] csv::Error),
    #[error("{id}: no label in one of the languages")]
    NoLabel { id: String },
    #[error("{id}: {item:?} is not `slug:number`")]
    Number { id: String, item: String },
}

/// A row of `data/skills/*.csv`. Lists are separated by `|`; `any` holds the labels that
/// are the same in every language.
#[derive(Deserialize)]
struct SkillRow {
    id: String,
    kind: SkillKind,
    esco: String,
    broader: String,
    related: String,
    any: String,
    fr: String,
    en: String,
    nl: String,
    de: String,
}

/// A row of `data/occupations/*.csv`. Written as [`SkillRow`].
#[derive(Deserialize)]
struct OccupationRow {
    id: String,
    isco: String,
    esco: String,
    essential: String,
    optional: String,
    any: String,
    fr: String,
    en: String,
    nl: String,
    de: String,
}

/// Reads the reference that is built into the program.
pub(crate) fn builtin() -> Result<Taxonomy, LoadError> {
    let mut skills = Vec::new();
    for file in SKILLS {
        for row in csv::Reader::from_reader(file.as_bytes()).deserialize() {
            skills.push(skill(row?)?);
        }
    }
    let mut occupations = Vec::new();
    for file in OCCUPATIONS {
        for row in csv::Reader::from_reader(file.as_bytes()).deserialize() {
            occupations.push(occupation(row?)?);
        }
    }
    Ok(Taxonomy::new(VERSION.to_owned(), skills, occupations))
}

fn skill(row: SkillRow) -> Result<Skill, LoadError> {
    let related = items(&row.related)
        .map(|item| {
            let (skill, closeness) = numbered(&row.id, item)?;
            Ok(Related { skill, closeness })
        })
        .collect::<Result<_, LoadError>>()?;
    let labels = labels(
        [&row.fr, &row.en, &row.nl, &row.de],
        &row.any,
        LabelText::plain,
    );
    Ok(Skill {
        labels: labels.ok_or(LoadError::NoLabel { id: row.id.clone() })?,
        id: row.id,
        esco_uri: filled(row.esco),
        kind: row.kind,
        broader: filled(row.broader),
        related,
    })
}

fn occupation(row: OccupationRow) -> Result<Occupation, LoadError> {
    let labels = labels(
        [&row.fr, &row.en, &row.nl, &row.de],
        &row.any,
        LabelText::gendered,
    );
    Ok(Occupation {
        labels: labels.ok_or(LoadError::NoLabel { id: row.id.clone() })?,
        essential: needs(&row.id, &row.essential)?,
        optional: needs(&row.id, &row.optional)?,
        id: row.id,
        esco_uri: filled(row.esco),
        isco: row.isco,
    })
}

/// Reads the labels of each language, those of `any` after its own.
fn labels(columns: [&str; 4], any: &str, read: fn(&str) -> LabelText) -> Option<Labels> {
    Labels::new(columns.map(|column| {
        let mut labels: Vec<String> = Vec::new();
        for label in items(column).chain(items(any)) {
            for form in read(label).forms() {
                if !labels.contains(form) {
                    labels.push(form.clone());
                }
            }
        }
        labels
    }))
}

/// Reads `slug` or `slug:level` items.
fn needs(id: &str, list: &str) -> Result<Vec<NeededSkill>, LoadError> {
    items(list)
        .map(|item| {
            if !item.contains(':') {
                return Ok(NeededSkill {
                    skill: item.to_owned(),
                    level: None,
                });
            }
            let (skill, level) = numbered(id, item)?;
            Ok(NeededSkill {
                skill,
                level: Some(level),
            })
        })
        .collect()
}

fn numbered<N: std::str::FromStr>(id: &str, item: &str) -> Result<(String, N), LoadError> {
    let fault = || LoadError::Number {
        id: id.to_owned(),
        item: item.to_owned(),
    };
    let (slug, number) = item.split_once(':').ok_or_else(fault)?;
    Ok((slug.to_owned(), number.parse().map_err(|_| fault())?))
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split('|')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

fn filled(cell: String) -> Option<String> {
    (!cell.is_empty()).then_some(cell)
}
