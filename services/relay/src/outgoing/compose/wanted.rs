//! What an offer asks for, in the words of a language.

use relais_domain::place;
use relais_messages::mail::Wanted;
use relais_messages::{Language, dates, words};
use relais_proto::events::{FoundIn, Requirements, WantedConcept};
use relais_skills::{Labels, Taxonomy};

/// Skills that a mail lists at most.
const LISTED_SKILLS: usize = 12;

/// The labels of the language in the taxonomy.
pub(super) fn label(labels: &Labels, language: Language) -> &str {
    labels.preferred(match language {
        Language::Fr => relais_skills::Language::Fr,
        Language::En => relais_skills::Language::En,
        Language::Nl => relais_skills::Language::Nl,
        Language::De => relais_skills::Language::De,
    })
}

/// What was understood of an offer. Skills that are only usual in the occupation are left out:
/// the employer did not ask for them.
pub(super) fn wanted(language: Language, understood: Option<&Requirements>) -> Wanted {
    let Some(understood) = understood else {
        return Wanted::default();
    };
    let taxonomy = Taxonomy::builtin();
    let occupations = asked(&understood.occupations)
        .filter_map(|it| taxonomy.occupation(&it.id))
        .map(|it| label(&it.labels, language).to_owned());
    let skills = asked(&understood.skills)
        .filter_map(|it| taxonomy.skill(&it.id))
        .map(|it| label(&it.labels, language).to_owned());
    let languages = understood.languages.iter().map(|it| {
        let name = words::language_name(language, &it.code);
        words::wanted_language(language, &name, &it.cefr, it.required)
    });
    let start = understood.start_on.parse().ok();
    Wanted {
        occupations: occupations.collect(),
        skills: skills.take(LISTED_SKILLS).collect(),
        languages: languages.collect(),
        licences: understood
            .licences
            .iter()
            .map(|code| words::licence(language, code))
            .collect(),
        place: place::commune(understood.place_ins).map(|it| commune_name(it, language)),
        start: start.map(|day| dates::date(language, day)),
        openings: Some(understood.openings).filter(|openings| *openings > 0),
    }
}

/// What the offer itself asks for, the most important first.
fn asked(concepts: &[WantedConcept]) -> impl Iterator<Item = &WantedConcept> {
    let mut asked: Vec<&WantedConcept> = concepts
        .iter()
        .filter(|it| it.found_in() != FoundIn::Occupation)
        .collect();
    asked.sort_by_key(|it| std::cmp::Reverse(it.weight));
    asked.into_iter()
}

fn commune_name(commune: &place::Commune, language: Language) -> String {
    let own = match language {
        Language::Fr | Language::En => None,
        Language::Nl => commune.name_nl,
        Language::De => commune.name_de,
    };
    own.unwrap_or(commune.name).to_owned()
}
