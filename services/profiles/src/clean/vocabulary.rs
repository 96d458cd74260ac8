//! Skills and occupations of the reference, and what somebody may have meant instead.

use relais_skills::{ConceptKind, Language, Recogniser, Taxonomy};

/// Suggestions for a word that is not known.
const SUGGESTIONS: usize = 3;
/// The longest label that is looked up.
const MAX_LABEL: usize = 200;

/// The slug of the skill that a slug, an ESCO URI or a label names.
///
/// # Errors
/// What to write instead.
pub(crate) fn skill(text: &str) -> Result<String, String> {
    let found = readable(text).and_then(|text| Taxonomy::builtin().resolve_skill(text));
    found
        .map(|skill| skill.id.clone())
        .ok_or_else(|| remedy(text, ConceptKind::Skill))
}

/// The slug of the occupation that a slug, an ESCO URI or a label names.
///
/// # Errors
/// What to write instead.
pub(crate) fn occupation(text: &str) -> Result<String, String> {
    let found = readable(text).and_then(|text| Taxonomy::builtin().resolve_occupation(text));
    found
        .map(|occupation| occupation.id.clone())
        .ok_or_else(|| remedy(text, ConceptKind::Occupation))
}

fn readable(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= MAX_LABEL).then_some(text)
}

fn remedy(text: &str, kind: ConceptKind) -> String {
    let mut meant: Vec<String> = Vec::new();
    for language in Language::ALL {
        for suggestion in Recogniser::builtin().suggest(text, language, 2 * SUGGESTIONS) {
            let name = format!("{} ({})", suggestion.id, suggestion.label);
            let known = meant
                .iter()
                .any(|other| other.starts_with(&format!("{} ", suggestion.id)));
            if suggestion.kind == kind && !known && meant.len() < SUGGESTIONS {
                meant.push(name);
            }
        }
    }
    if meant.is_empty() {
        return "give a slug of the reference, an ESCO URI or a label".to_owned();
    }
    format!("did you mean {}?", meant.join(", "))
}
