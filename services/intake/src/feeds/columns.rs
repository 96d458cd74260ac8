//! The columns of the CSV template, and the names that people give them.

use relais_domain::text::one_line;

use super::draft::Field;

/// A column: its name in the template, other names for it, and the field that it fills.
struct Column {
    names: &'static [&'static str],
    field: Field,
}

const fn column(field: Field, names: &'static [&'static str]) -> Column {
    Column { names, field }
}

/// Every column; the first name is that of the template.
const COLUMNS: [Column; 31] = [
    column(
        Field::IDENTIFIER,
        &[
            "identifier",
            "id",
            "reference",
            "référence",
            "réf",
            "referentie",
            "referenz",
        ],
    ),
    column(
        Field::TITLE,
        &[
            "title",
            "titre",
            "intitulé",
            "fonction",
            "functie",
            "titel",
            "stelle",
        ],
    ),
    column(
        Field::DESCRIPTION,
        &[
            "description",
            "omschrijving",
            "beschrijving",
            "beschreibung",
            "tâches",
        ],
    ),
    column(
        Field::STREET,
        &[
            "street", "rue", "adresse", "straat", "strasse", "straße", "address",
        ],
    ),
    column(
        Field::POSTCODE,
        &[
            "postcode",
            "code postal",
            "cp",
            "postal code",
            "postleitzahl",
            "plz",
        ],
    ),
    column(
        Field::PLACE,
        &[
            "place",
            "lieu",
            "localité",
            "commune",
            "ville",
            "plaats",
            "gemeente",
            "ort",
            "city",
        ],
    ),
    column(
        Field::REGION,
        &["region", "région", "province", "provincie", "state"],
    ),
    column(Field::COUNTRY, &["country", "pays", "land"]),
    column(
        Field::EMPLOYMENT,
        &[
            "employment_type",
            "employment type",
            "contrat",
            "type de contrat",
            "contract",
            "vertrag",
        ],
    ),
    column(
        Field::HOURS,
        &[
            "hours",
            "horaire",
            "heures",
            "uren",
            "uurrooster",
            "arbeitszeit",
        ],
    ),
    column(
        Field::START,
        &[
            "start",
            "début",
            "date de début",
            "entrée en service",
            "startdatum",
            "beginn",
        ],
    ),
    column(
        Field::OPENINGS,
        &["openings", "postes", "nombre de postes", "aantal", "anzahl"],
    ),
    column(
        Field::SALARY_MIN,
        &["salary_min", "salaire minimum", "salaire", "loon", "gehalt"],
    ),
    column(Field::SALARY_MAX, &["salary_max", "salaire maximum"]),
    column(Field::SALARY_UNIT, &["salary_unit", "unité de salaire"]),
    column(Field::CURRENCY, &["currency", "devise", "munt", "währung"]),
    column(
        Field::SKILLS,
        &[
            "skills",
            "compétences",
            "vaardigheden",
            "competenties",
            "kenntnisse",
        ],
    ),
    column(
        Field::QUALIFICATIONS,
        &["qualifications", "profil", "profiel", "anforderungen"],
    ),
    column(
        Field::EDUCATION,
        &[
            "education",
            "formation",
            "diplôme",
            "opleiding",
            "ausbildung",
        ],
    ),
    column(
        Field::EXPERIENCE,
        &["experience", "expérience", "ervaring", "erfahrung"],
    ),
    column(
        Field::CATEGORY,
        &[
            "occupation",
            "métier",
            "category",
            "catégorie",
            "beroep",
            "beruf",
        ],
    ),
    column(
        Field::POSTED,
        &["posted", "date de publication", "publicatiedatum"],
    ),
    column(
        Field::VALID_THROUGH,
        &[
            "valid_through",
            "valid through",
            "date de fin",
            "date limite",
            "einddatum",
        ],
    ),
    column(
        Field::ORGANISATION,
        &[
            "organisation",
            "organization",
            "entreprise",
            "bedrijf",
            "unternehmen",
            "company",
        ],
    ),
    column(
        Field::ENTERPRISE,
        &[
            "enterprise_number",
            "bce",
            "kbo",
            "numéro d'entreprise",
            "ondernemingsnummer",
        ],
    ),
    column(
        Field::CONTACT_NAME,
        &["contact_name", "contact", "personne de contact"],
    ),
    column(
        Field::CONTACT_EMAIL,
        &["contact_email", "email", "e-mail", "courriel"],
    ),
    column(
        Field::CONTACT_PHONE,
        &[
            "contact_phone",
            "téléphone",
            "telephone",
            "telefoon",
            "telefon",
        ],
    ),
    column(Field::LANGUAGE, &["language", "langue", "taal", "sprache"]),
    column(Field::RESERVE, &["reserve", "réserve", "wervingsreserve"]),
    column(Field::SOURCE, &["source", "système"]),
];

/// The field of a column with this name; `None` where the name is not known.
pub(super) fn field_of(name: &str) -> Option<Field> {
    let name = one_line(name).to_lowercase();
    let name = name.trim_matches(['"', '\'', '*', ':', ' ']);
    let known = COLUMNS.iter().find(|column| column.names.contains(&name));
    known.map(|column| column.field)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_leads_to_one_column() {
        let mut seen = HashSet::new();
        for name in COLUMNS.iter().flat_map(|column| column.names) {
            assert!(seen.insert(name), "{name} is there twice");
            assert!(field_of(&format!(" {name}: ")).is_some(), "{name}");
        }
    }

    #[test]
    fn the_template_has_every_column_in_its_order() {
        let first = super::super::TEMPLATE.lines().next().expect("a first line");
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.names[0]).collect();
        assert_eq!(
            first
                .trim_start_matches('\u{feff}')
                .split(',')
                .collect::<Vec<_>>(),
            names
        );
    }
}
