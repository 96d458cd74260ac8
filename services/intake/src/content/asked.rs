//! Languages and licences that the employer named one by one.

use relais_proto::events::WantedLanguage;
use relais_proto::intake::Asked;
use relais_skills::{Cefr, is_language, is_licence};

use super::{Findings, too_many};

/// Languages or licences that one offer may ask for.
const MAX_ASKED: usize = 20;

/// What is asked, each language and licence once.
pub(super) fn asked(asked: &Asked, found: &mut Findings) -> Asked {
    let mut cleaned = Asked::default();
    if too_many("/asked/languages", asked.languages.len(), MAX_ASKED, found)
        || too_many("/asked/licences", asked.licences.len(), MAX_ASKED, found)
    {
        return cleaned;
    }
    for (index, language) in asked.languages.iter().enumerate() {
        judge(index, language, found);
        if !cleaned.languages.iter().any(|it| it.code == language.code) {
            cleaned.languages.push(language.clone());
        }
    }
    for (index, licence) in asked.licences.iter().enumerate() {
        if !is_licence(licence) {
            found.wrong(
                format!("/asked/licences/{index}"),
                "is not a category of driving licence",
                "give one like B or CE",
            );
        }
        if !cleaned.licences.contains(licence) {
            cleaned.licences.push(licence.clone());
        }
    }
    cleaned
}

fn judge(index: usize, language: &WantedLanguage, found: &mut Findings) {
    if !is_language(&language.code) {
        found.wrong(
            format!("/asked/languages/{index}/code"),
            "is not a language that the relay knows",
            "give its code of ISO 639-1, like fr",
        );
    }
    if !language.cefr.is_empty() && language.cefr.parse::<Cefr>().is_err() {
        found.wrong(
            format!("/asked/languages/{index}/cefr"),
            "is not a level",
            "give A1 to C2, or nothing",
        );
    }
}
