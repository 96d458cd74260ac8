//! Labels that resemble what somebody types.

use crate::language::Language;
use crate::normalise::normalise;
use crate::phrases::ConceptKind;
use crate::taxonomy::{Concept, Taxonomy};

/// Characters of a query that are read.
const MAX_QUERY: usize = 80;
/// Suggestions returned at most.
const MAX_SUGGESTIONS: usize = 100;

/// A concept whose label resembles a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The slug of the concept.
    pub id: String,
    /// What it is.
    pub kind: ConceptKind,
    /// The preferred label in the language of the query.
    pub label: String,
    /// The label that resembles the query.
    pub matched: String,
    /// How much: 1.0 the same, down to 0.5 a part with a misspelling.
    pub score: f32,
}

/// A label to search in.
#[derive(Debug)]
struct Entry {
    kind: ConceptKind,
    concept: usize,
    language: Language,
    label: String,
    normal: String,
}

/// Every label of a taxonomy.
#[derive(Debug)]
pub(crate) struct Suggester {
    entries: Vec<Entry>,
}

impl Suggester {
    /// Reads the labels of `taxonomy`.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let mut entries = Vec::new();
        for (at, occupation) in taxonomy.occupations().enumerate() {
            entries.extend(entries_of(ConceptKind::Occupation, at, occupation));
        }
        for (at, skill) in taxonomy.skills().enumerate() {
            entries.extend(entries_of(ConceptKind::Skill, at, skill));
        }
        Self { entries }
    }

    /// The best label of each concept that resembles `text`, best first.
    pub fn suggest(
        &self,
        taxonomy: &Taxonomy,
        text: &str,
        language: Language,
        limit: usize,
    ) -> Vec<Suggestion> {
        let text: String = text.chars().take(MAX_QUERY).collect();
        let query = normalise(&text);
        if query.is_empty() {
            return Vec::new();
        }
        let in_language = self
            .entries
            .iter()
            .filter(|entry| entry.language == language);
        let mut found: Vec<(f32, &Entry)> = in_language
            .filter_map(|entry| Some((score(&query, &entry.normal)?, entry)))
            .collect();
        found.sort_by(|(a, one), (b, other)| {
            let key = |entry: &Entry| (entry.normal.len(), entry.kind, entry.concept);
            b.total_cmp(a).then_with(|| key(one).cmp(&key(other)))
        });
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for (score, entry) in found {
            let (id, label) = match entry.kind {
                ConceptKind::Skill => named(taxonomy.skills().nth(entry.concept), language),
                ConceptKind::Occupation => {
                    named(taxonomy.occupations().nth(entry.concept), language)
                }
            };
            let known = suggestions
                .iter()
                .any(|known| known.kind == entry.kind && known.id == id);
            if !known {
                let matched = entry.label.clone();
                suggestions.push(Suggestion {
                    id,
                    kind: entry.kind,
                    label,
                    matched,
                    score,
                });
            }
            if suggestions.len() >= limit.min(MAX_SUGGESTIONS) {
                break;
            }
        }
        suggestions.truncate(limit);
        suggestions
    }
}

fn entries_of(kind: ConceptKind, concept: usize, of: &impl Concept) -> impl Iterator<Item = Entry> {
    Language::ALL.into_iter().flat_map(move |language| {
        of.labels().all(language).iter().map(move |label| Entry {
            kind,
            concept,
            language,
            label: label.clone(),
            normal: normalise(label),
        })
    })
}

fn named(concept: Option<&impl Concept>, language: Language) -> (String, String) {
    let named = |concept: &_| {
        (
            Concept::id(concept).to_owned(),
            Concept::labels(concept).preferred(language).to_owned(),
        )
    };
    concept.map(named).unwrap_or_default()
}

fn score(query: &str, label: &str) -> Option<f32> {
    if query == label {
        return Some(1.0);
    }
    if label.starts_with(query) {
        return Some(0.9);
    }
    let matches = |same: fn(&str, &str) -> bool| {
        query
            .split(' ')
            .all(|part| label.split(' ').any(|word| same(part, word)))
    };
    if matches(|part, word| word.starts_with(part)) {
        return Some(0.75);
    }
    matches(resembles).then_some(0.5)
}

/// Whether `word` begins like `part` but for one letter from five on, two from nine on.
fn resembles(part: &str, word: &str) -> bool {
    let letters = part.chars().count();
    let edits = match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    };
    if edits == 0 || part.as_bytes()[0] != word.as_bytes()[0] {
        return word.starts_with(part);
    }
    let beginning: String = word.chars().take(letters).collect();
    strsim::osa_distance(part, word) <= edits || strsim::osa_distance(part, &beginning) <= edits
}
