//! What an offer asks for, as ids of the reference taxonomy and codes.

use relais_domain::place::{self, Commune};
use relais_proto::events::{FoundIn, Requirements, WantedConcept, WantedLanguage};
use relais_proto::intake::{Asked, OfferContent, PostalAddress};
use relais_skills::{Field, Found, FoundLanguage, How, OfferText, Recogniser, Taxonomy};

use crate::content::plain_text;

/// Words of a line that says where the work is done.
const ADDRESS_WORDS: [&str; 24] = [
    "adresse",
    "address",
    "lieu",
    "localisation",
    "localité",
    "location",
    "site",
    "siège",
    "situé",
    "située",
    "basé",
    "basée",
    "based",
    "ville",
    "commune",
    "workplace",
    "adres",
    "standplaats",
    "werkplaats",
    "werkplek",
    "gelegen",
    "gevestigd",
    "arbeitsort",
    "standort",
];

/// Reads an offer that was cleaned. The result holds no text of the offer.
pub fn understand(content: &OfferContent) -> Requirements {
    let description = plain_text(&content.description);
    let qualifications: Vec<String> = content
        .qualifications
        .iter()
        .chain(&content.education_requirements)
        .chain(&content.experience_requirements)
        .cloned()
        .collect();
    let recognised = Recogniser::builtin().recognise(&OfferText {
        title: &content.title,
        description: &description,
        skills: &content.skills,
        qualifications: &qualifications,
        occupational_category: &content.occupational_category,
    });
    let read = || {
        let languages = recognised.languages.into_iter().map(wanted_language);
        let licences = recognised.licences.into_iter().map(|found| found.code);
        Asked {
            languages: languages.collect(),
            licences: licences.collect(),
        }
    };
    let asked = content.asked.clone().unwrap_or_else(read);
    Requirements {
        taxonomy_version: Taxonomy::builtin().version().to_owned(),
        occupations: recognised.occupations.into_iter().map(wanted).collect(),
        skills: recognised.skills.into_iter().map(wanted).collect(),
        languages: asked.languages,
        licences: asked.licences,
        place_ins: place_of(content, &description).map_or(0, |commune| commune.ins),
        start_on: content.job_start_date.clone(),
        employment_types: content.employment_type.clone(),
        openings: content.total_job_openings,
    }
}

fn wanted(found: Found) -> WantedConcept {
    WantedConcept {
        found_in: found_in(&found).into(),
        weight: found.weight.into(),
        level: found.level.unwrap_or_default().into(),
        id: found.id,
    }
}

fn found_in(found: &Found) -> FoundIn {
    match (found.how, found.field) {
        (How::Implied, _) => FoundIn::Occupation,
        (_, Field::Title) => FoundIn::Title,
        (_, Field::Description) => FoundIn::Description,
        (_, Field::Skills) => FoundIn::Skills,
        (_, Field::Qualifications) => FoundIn::Qualifications,
        (_, Field::Category) => FoundIn::Category,
    }
}

fn wanted_language(found: FoundLanguage) -> WantedLanguage {
    WantedLanguage {
        code: found.code,
        cefr: found
            .cefr
            .map_or_else(String::new, |level| level.code().to_owned()),
        required: found.required,
    }
}

/// The commune of work: the first address that names one; only an offer without addresses is read
/// for a place, in its title and then in the lines of its description that speak of an address.
fn place_of(content: &OfferContent, description: &str) -> Option<&'static Commune> {
    if !content.job_location.is_empty() {
        return content.job_location.iter().find_map(commune);
    }
    let addresses: Vec<&str> = description
        .lines()
        .filter(|line| is_about_place(line))
        .collect();
    place::find_in_text(&content.title).or_else(|| place::find_in_text(&addresses.join("\n")))
}

fn is_about_place(line: &str) -> bool {
    line.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| ADDRESS_WORDS.contains(&word))
}

/// The commune of an address in Belgium: by postcode, and by name among those that share it.
fn commune(address: &PostalAddress) -> Option<&'static Commune> {
    if !matches!(address.address_country.as_str(), "" | "BE") {
        return None;
    }
    let named = place::find_commune(&address.address_locality);
    let by_postcode = address
        .postal_code
        .parse()
        .map_or(&[][..], place::communes_by_postcode);
    by_postcode
        .iter()
        .copied()
        .find(|commune| named == Some(*commune))
        .or_else(|| by_postcode.first().copied())
        .or(named)
        .or_else(|| place::find_in_text(&address.street_address))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIEGE_INS: u32 = 62_063;
    const HERSTAL_INS: u32 = 62_051;

    fn offer(title: &str) -> OfferContent {
        OfferContent {
            title: title.to_owned(),
            ..OfferContent::default()
        }
    }

    fn at(address: PostalAddress) -> u32 {
        let content = OfferContent {
            job_location: vec![address],
            ..offer("Cuisinier à Huy")
        };
        understand(&content).place_ins
    }

    #[test]
    fn an_occupation_in_the_title_brings_its_skills() {
        let understood = understand(&offer("Community manager (H/F)"));
        assert_eq!(understood.occupations[0].id, "community-manager");
        assert_eq!(understood.occupations[0].found_in(), FoundIn::Title);
        assert!(
            understood
                .skills
                .iter()
                .any(|skill| skill.found_in() == FoundIn::Occupation)
        );
        assert!(!understood.taxonomy_version.is_empty());
    }

    #[test]
    fn an_offer_that_maps_to_nothing_asks_for_nothing() {
        let understood = understand(&offer("xyzzy"));
        assert!(understood.occupations.is_empty() && understood.skills.is_empty());
        assert_eq!(understood.place_ins, 0);
    }

    #[test]
    fn skills_in_html_are_read_as_words() {
        let content = OfferContent {
            description: "<p>Photoshop<br>InDesign</p>".to_owned(),
            ..offer("xyzzy")
        };
        let understood = understand(&content);
        assert!(
            understood
                .skills
                .iter()
                .all(|skill| skill.found_in() == FoundIn::Description)
        );
        assert!(understood.skills.len() >= 2);
    }

    #[test]
    fn the_address_says_where_the_work_is() {
        let by_postcode = PostalAddress {
            postal_code: "4000".to_owned(),
            ..PostalAddress::default()
        };
        assert_eq!(at(by_postcode), LIEGE_INS);
        let by_name = PostalAddress {
            address_locality: "HERSTAL".to_owned(),
            address_country: "BE".to_owned(),
            ..PostalAddress::default()
        };
        assert_eq!(at(by_name), HERSTAL_INS);
        let in_words = PostalAddress {
            street_address: "Rue Léopold 1, 4000 Liège".to_owned(),
            ..PostalAddress::default()
        };
        assert_eq!(at(in_words), LIEGE_INS);
    }

    #[test]
    fn a_postcode_of_another_country_names_no_commune() {
        let abroad = PostalAddress {
            postal_code: "4000".to_owned(),
            address_country: "LU".to_owned(),
            ..PostalAddress::default()
        };
        assert_eq!(at(abroad), 0);
    }

    #[test]
    fn without_an_address_the_title_and_lines_about_a_place_are_read() {
        assert_eq!(
            understand(&offer("Cuisinier à Herstal")).place_ins,
            HERSTAL_INS
        );
        let described = |description: &str| OfferContent {
            description: description.to_owned(),
            ..offer("Cuisinier")
        };
        let by_line = described("Lieu de travail : Liège");
        assert_eq!(understand(&by_line).place_ins, LIEGE_INS);
        let by_chance = described("Diplôme de l'université de Liège souhaité");
        assert_eq!(understand(&by_chance).place_ins, 0);
    }

    #[test]
    fn what_the_employer_asks_anew_replaces_what_the_texts_ask() {
        let dutch = relais_proto::events::WantedLanguage {
            code: "nl".to_owned(),
            cefr: "A2".to_owned(),
            required: true,
        };
        let content = OfferContent {
            description: "Vous parlez français (B2). Permis B.".to_owned(),
            asked: Some(Asked {
                languages: vec![dutch.clone()],
                licences: Vec::new(),
            }),
            ..offer("xyzzy")
        };
        let understood = understand(&content);
        assert_eq!(
            (understood.languages, understood.licences),
            (vec![dutch], Vec::new())
        );
    }

    #[test]
    fn facts_are_passed_on_as_they_are() {
        let content = OfferContent {
            job_start_date: "2026-06-01".to_owned(),
            employment_type: vec!["INTERN".to_owned()],
            total_job_openings: 3,
            ..offer("xyzzy")
        };
        let understood = understand(&content);
        assert_eq!(understood.start_on, "2026-06-01");
        assert_eq!(understood.employment_types, ["INTERN"]);
        assert_eq!(understood.openings, 3);
    }
}
