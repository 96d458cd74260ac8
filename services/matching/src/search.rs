//! Skills and occupations by what people type: an index in memory over every label, that forgives
//! accents, unfinished words and typing errors.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use relais_proto::matching::FoundConcept;
use relais_skills::{Labels as Names, Language, Taxonomy, normalise};
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, IndexReader, IndexWriter, TantivyDocument, TantivyError, Term};

/// Characters and words of a query that are read.
const MAX_CHARS: usize = 80;
const MAX_WORDS: usize = 8;
/// Letters from which on one, and two, typing errors are forgiven.
const ONE_ERROR: usize = 5;
const TWO_ERRORS: usize = 9;
/// Memory for building the index, once.
const RAM_BYTES: usize = 15_000_000;

/// Every label of the taxonomy, searchable. Built at the first search; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Labels {
    built: Arc<OnceLock<Built>>,
}

struct Built {
    reader: IndexReader,
    words: Field,
    labels: Vec<Label>,
}

/// A label and whose it is.
struct Label {
    concept: Concept,
    language: Language,
    text: String,
    normal: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Concept {
    Skill(&'static str),
    Occupation(&'static str),
}

/// How well a label fits, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is what was typed.
    Same,
    /// It begins with what was typed.
    Beginning,
    /// Its words begin with the words typed.
    Words,
    /// So they do, but for typing errors.
    Misspelt,
}

impl Labels {
    /// The concepts whose labels fit `text`, best first; among equals those whose label is in
    /// `language`, then the shorter label.
    ///
    /// # Errors
    /// That of the index in memory.
    pub fn search(
        &self,
        text: &str,
        language: Language,
        limit: usize,
        occupations: bool,
    ) -> Result<Vec<FoundConcept>, TantivyError> {
        let typed: String = text.chars().take(MAX_CHARS).collect();
        let typed = normalise(&typed);
        let words: Vec<&str> = typed
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(MAX_WORDS)
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let built = self.built()?;
        let mut found = built.matching(&words, errors_none)?;
        for at in built.matching(&words, errors_forgiven)?.into_keys() {
            found.entry(at).or_insert(Fit::Misspelt);
        }
        let mut best: HashMap<Concept, (Fit, bool, usize, usize)> = HashMap::new();
        for (at, fit) in found {
            let Some(label) = built.labels.get(at) else {
                continue;
            };
            if !occupations && matches!(label.concept, Concept::Occupation(_)) {
                continue;
            }
            let fit = fit.min(label.fit(&typed, fit));
            let key = (fit, label.language != language, label.normal.len(), at);
            best.entry(label.concept)
                .and_modify(|kept| *kept = key.min(*kept))
                .or_insert(key);
        }
        let mut ranked: Vec<_> = best.into_iter().collect();
        ranked.sort_by_key(|(concept, key)| (key.0, key.1, key.2, *concept));
        ranked.truncate(limit);
        let told = ranked.into_iter().filter_map(|(concept, (.., at))| {
            Some(tell(concept, &built.labels.get(at)?.text, language))
        });
        Ok(told.collect())
    }

    fn built(&self) -> Result<&Built, TantivyError> {
        if let Some(built) = self.built.get() {
            return Ok(built);
        }
        let built = Built::of(Taxonomy::builtin())?;
        Ok(self.built.get_or_init(|| built))
    }
}

fn errors_none(_: &str) -> u8 {
    0
}

fn errors_forgiven(word: &str) -> u8 {
    match word.chars().count() {
        TWO_ERRORS.. => 2,
        ONE_ERROR.. => 1,
        _ => 0,
    }
}

impl Label {
    fn fit(&self, typed: &str, at_least: Fit) -> Fit {
        if self.normal == typed {
            Fit::Same
        } else if self.normal.starts_with(typed) {
            Fit::Beginning
        } else {
            at_least
        }
    }
}

impl Built {
    fn of(taxonomy: &'static Taxonomy) -> Result<Self, TantivyError> {
        let mut schema = SchemaBuilder::new();
        let whitespace = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let words = schema.add_text_field(
            "words",
            TextOptions::default().set_indexing_options(whitespace),
        );
        let number = schema.add_u64_field("number", FAST);
        let index = Index::create_in_ram(schema.build());
        let labels = labels_of(taxonomy);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, RAM_BYTES)?;
        for (at, label) in (0_u64..).zip(&labels) {
            let mut document = TantivyDocument::new();
            document.add_text(words, &label.normal);
            document.add_u64(number, at);
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self {
            reader: index.reader()?,
            words,
            labels,
        })
    }

    /// The labels that have, for each of `words`, a word that begins with it, give or take the
    /// errors that `errors` forgives.
    fn matching(
        &self,
        words: &[&str],
        errors: fn(&str) -> u8,
    ) -> Result<HashMap<usize, Fit>, TantivyError> {
        let prefix = |word: &&str| -> Box<dyn Query> {
            let term = Term::from_field_text(self.words, word);
            Box::new(FuzzyTermQuery::new_prefix(term, errors(word), true))
        };
        let query = BooleanQuery::intersection(words.iter().map(prefix).collect());
        let searcher = self.reader.searcher();
        let mut found = HashMap::new();
        for address in searcher.search(&query, &DocSetCollector)? {
            let numbers = searcher
                .segment_reader(address.segment_ord)
                .fast_fields()
                .u64("number")?;
            let number = numbers
                .first(address.doc_id)
                .and_then(|at| usize::try_from(at).ok());
            found.extend(number.map(|at| (at, Fit::Words)));
        }
        Ok(found)
    }
}

fn labels_of(taxonomy: &'static Taxonomy) -> Vec<Label> {
    let skills = taxonomy
        .skills()
        .map(|skill| (Concept::Skill(&skill.id), &skill.labels));
    let occupations = taxonomy
        .occupations()
        .map(|held| (Concept::Occupation(&held.id), &held.labels));
    let mut labels = Vec::new();
    for (concept, names) in skills.chain(occupations) {
        for language in Language::ALL {
            labels.extend(names.all(language).iter().map(|text| Label {
                concept,
                language,
                text: text.clone(),
                normal: normalise(text),
            }));
        }
    }
    labels
}

fn tell(concept: Concept, matched: &str, language: Language) -> FoundConcept {
    let taxonomy = Taxonomy::builtin();
    let told = |id: &str, kind: &str, esco_uri: &Option<String>, names: &Names| {
        let label = names.preferred(language);
        FoundConcept {
            id: id.to_owned(),
            esco_uri: esco_uri.clone().unwrap_or_default(),
            kind: kind.to_owned(),
            label: label.to_owned(),
            matched: if matched == label {
                String::new()
            } else {
                matched.to_owned()
            },
        }
    };
    let found = match concept {
        Concept::Skill(id) => taxonomy
            .skill(id)
            .map(|skill| told(id, "skill", &skill.esco_uri, &skill.labels)),
        Concept::Occupation(id) => taxonomy
            .occupation(id)
            .map(|held| told(id, "occupation", &held.esco_uri, &held.labels)),
    };
    found.unwrap_or_default()
}
