//! Finds the skills, occupations, languages and licences of the reference in an offer's text.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::context::{self, Place};
use crate::detect::Detector;
use crate::found::{Field, Found, How, OfferText, Recognised};
use crate::language::Language;
use crate::languages::{FoundLanguage, LanguageNames};
use crate::licences::{self, FoundLicence};
use crate::normalise::Tokens;
use crate::phrases::{ConceptKind, Hit, Phrases, TextKind};
use crate::suggest::{Suggester, Suggestion};
use crate::taxonomy::{Concept, NeededSkill, Taxonomy};
use crate::words::{Word, words};

/// Bytes of an offer that are read; what lies beyond is left out, the description first.
const MAX_TEXT: usize = 64 * 1024;
/// Occupations returned.
const MAX_OCCUPATIONS: usize = 5;
/// Skills returned.
const MAX_SKILLS: usize = 60;
/// From this weight on, an occupation is what the offer is about, and its skills are implied.
const MAIN: u8 = 75;
/// The weight of a skill that is only implied.
const IMPLIED: u8 = 40;
/// What a misspelling costs.
const TYPO_LOSS: u8 = 20;
/// What being called an asset costs.
const OPTIONAL_LOSS: u8 = 25;

/// Recognises the concepts of a taxonomy in texts.
#[derive(Debug)]
pub struct Recogniser {
    taxonomy: &'static Taxonomy,
    phrases: Phrases,
    languages: LanguageNames,
    detector: Detector,
    suggester: Suggester,
}

static BUILTIN: LazyLock<Recogniser> = LazyLock::new(|| {
    let taxonomy = Taxonomy::builtin();
    Recogniser {
        taxonomy,
        phrases: Phrases::of(taxonomy),
        languages: LanguageNames::builtin().expect("the embedded names are checked by the tests"),
        detector: Detector::new(),
        suggester: Suggester::of(taxonomy),
    }
});

/// The fields in the order in which they share [`MAX_TEXT`].
const FIELDS: [Field; 5] = [
    Field::Title,
    Field::Category,
    Field::Skills,
    Field::Qualifications,
    Field::Description,
];

impl Recogniser {
    /// The recogniser of [`Taxonomy::builtin`], built once.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Recognises skills, occupations, languages and licences. Deterministic; reads at most 64 KiB.
    pub fn recognise(&self, text: &OfferText<'_>) -> Recognised {
        let mut left = MAX_TEXT;
        let texts = FIELDS.map(|field| {
            let whole = text.field_text(field);
            let cut = floor_char_boundary(&whole, left);
            left -= cut;
            (field, cut, whole)
        });
        let tokens = texts
            .each_ref()
            .map(|(_, cut, whole)| Tokens::of(&whole[..*cut]));
        let fields: Vec<FieldWords<'_>> = texts
            .iter()
            .zip(&tokens)
            .map(|((field, cut, whole), tokens)| FieldWords {
                field: *field,
                text: &whole[..*cut],
                words: words(tokens),
            })
            .collect();
        let language = self
            .detector
            .detect(fields.iter().rev().flat_map(|field| &field.words));
        let mut gathered = Gathered::default();
        self.resolve_categories(text, &mut gathered);
        for field in &fields {
            self.read_field(field, language, &mut gathered);
        }
        self.finish(gathered, language)
    }

    /// Labels of skills and occupations that resemble `text`, best first: the whole label, its
    /// beginning, the beginnings of its words, or these with a misspelling.
    pub fn suggest(&self, text: &str, language: Language, limit: usize) -> Vec<Suggestion> {
        self.suggester.suggest(self.taxonomy, text, language, limit)
    }

    /// Slugs and URIs in the category name the occupation without any reading of text.
    fn resolve_categories(&self, text: &OfferText<'_>, gathered: &mut Gathered) {
        let mut start = 0;
        for item in text.occupational_category {
            let span = start..start + item.len();
            start = span.end + 1;
            if let Some(occupation) = self.taxonomy.resolve_occupation(item) {
                gathered.occupation(Found {
                    id: occupation.id.clone(),
                    field: Field::Category,
                    span,
                    how: How::Exact,
                    weight: occupation_weight(Field::Category),
                    level: None,
                });
            }
        }
    }

    fn read_field(
        &self,
        field: &FieldWords<'_>,
        language: Option<Language>,
        gathered: &mut Gathered,
    ) {
        let kind = match field.field {
            Field::Title | Field::Skills | Field::Category => TextKind::Names,
            Field::Description | Field::Qualifications => TextKind::Running,
        };
        for hit in self.phrases.find(&field.words, language, kind) {
            match hit.kind {
                ConceptKind::Occupation => gathered.occupation(self.occupation(field, &hit)),
                ConceptKind::Skill => gathered.skill(self.skill(field, &hit)),
            }
        }
        for found in self.languages.find(field.field, field.text, &field.words) {
            gathered.language(found);
        }
        for found in licences::find(field.field, field.text, &field.words) {
            gathered.licence(found);
        }
    }

    fn occupation(&self, field: &FieldWords<'_>, hit: &Hit) -> Found {
        let id = self
            .taxonomy
            .occupations()
            .nth(hit.concept)
            .map(Concept::id)
            .unwrap_or_default();
        let weight = occupation_weight(field.field) - typo_loss(hit.how);
        field.found(id, hit, weight, None)
    }

    fn skill(&self, field: &FieldWords<'_>, hit: &Hit) -> Found {
        let id = self
            .taxonomy
            .skills()
            .nth(hit.concept)
            .map(Concept::id)
            .unwrap_or_default();
        let place = Place {
            first: hit.first,
            last: hit.last,
        };
        let optional = context::is_optional(&field.words, place);
        let loss = typo_loss(hit.how) + if optional { OPTIONAL_LOSS } else { 0 };
        let weight = skill_weight(field.field) - loss;
        field.found(id, hit, weight, context::level(&field.words, place))
    }

    fn finish(&self, mut gathered: Gathered, language: Option<Language>) -> Recognised {
        // What the text mentions beside the occupation of the title is a colleague or a client.
        if gathered
            .occupations
            .values()
            .any(|found| found.weight >= MAIN)
        {
            gathered.occupations.retain(|_, found| found.weight >= MAIN);
        }
        let occupations = ranked(gathered.occupations, MAX_OCCUPATIONS);
        for main in occupations.iter().filter(|found| found.weight >= MAIN) {
            let needs = self.taxonomy.occupation(&main.id).map(|occupation| {
                (
                    occupation.essential.as_slice(),
                    occupation.optional.as_slice(),
                )
            });
            let Some((essential, optional)) = needs else {
                continue;
            };
            for need in essential {
                gathered
                    .skills
                    .entry(need.skill.clone())
                    .or_insert_with(|| implied(need, main));
            }
            for need in essential.iter().chain(optional) {
                if let Some(found) = gathered.skills.get_mut(&need.skill) {
                    found.level = found.level.or(need.level);
                }
            }
        }
        Recognised {
            occupations,
            skills: ranked(gathered.skills, MAX_SKILLS),
            languages: gathered.languages,
            licences: gathered.licences,
            language_of_text: language,
        }
    }
}

fn implied(need: &NeededSkill, by: &Found) -> Found {
    Found {
        id: need.skill.clone(),
        field: by.field,
        span: by.span.start..by.span.start,
        how: How::Implied,
        weight: IMPLIED,
        level: need.level,
    }
}

fn occupation_weight(field: Field) -> u8 {
    match field {
        Field::Title => 100,
        Field::Category => 95,
        Field::Skills => 40,
        Field::Qualifications => 35,
        Field::Description => 30,
    }
}

fn skill_weight(field: Field) -> u8 {
    match field {
        Field::Skills => 100,
        Field::Title => 90,
        Field::Qualifications => 80,
        Field::Description => 70,
        Field::Category => 60,
    }
}

fn typo_loss(how: How) -> u8 {
    if how == How::Typo { TYPO_LOSS } else { 0 }
}

/// A field, cut to what is read of it, and its words.
struct FieldWords<'t> {
    field: Field,
    text: &'t str,
    words: Vec<Word<'t>>,
}

impl FieldWords<'_> {
    fn found(&self, id: &str, hit: &Hit, weight: u8, level: Option<u8>) -> Found {
        let span = self.words[hit.first].span.start..self.words[hit.last].span.end;
        Found {
            id: id.to_owned(),
            field: self.field,
            span,
            how: hit.how,
            weight,
            level,
        }
    }
}

/// What the fields gave so far, each concept once.
#[derive(Default)]
struct Gathered {
    occupations: HashMap<String, Found>,
    skills: HashMap<String, Found>,
    languages: Vec<FoundLanguage>,
    licences: Vec<FoundLicence>,
}

impl Gathered {
    fn occupation(&mut self, found: Found) {
        keep_best(&mut self.occupations, found);
    }

    fn skill(&mut self, found: Found) {
        keep_best(&mut self.skills, found);
    }

    fn language(&mut self, found: FoundLanguage) {
        match self
            .languages
            .iter_mut()
            .find(|known| known.code == found.code)
        {
            Some(known) => known.cefr = known.cefr.or(found.cefr),
            None => self.languages.push(found),
        }
    }

    fn licence(&mut self, found: FoundLicence) {
        match self
            .licences
            .iter_mut()
            .find(|known| known.code == found.code)
        {
            Some(known) => known.required |= found.required,
            None => self.licences.push(found),
        }
    }
}

/// Keeps the weightier of two finds of a concept, and whichever level was said.
fn keep_best(all: &mut HashMap<String, Found>, mut found: Found) {
    if let Some(known) = all.get_mut(&found.id) {
        let level = known.level.or(found.level);
        if found.weight > known.weight {
            std::mem::swap(known, &mut found);
        }
        known.level = level;
    } else {
        all.insert(found.id.clone(), found);
    }
}

fn ranked(all: HashMap<String, Found>, limit: usize) -> Vec<Found> {
    let mut list: Vec<Found> = all.into_values().collect();
    list.sort_by(|a, b| {
        let place = |found: &Found| (found.how, found.field, found.span.start);
        b.weight
            .cmp(&a.weight)
            .then(place(a).cmp(&place(b)))
            .then_with(|| a.id.cmp(&b.id))
    });
    list.truncate(limit);
    list
}

fn floor_char_boundary(text: &str, limit: usize) -> usize {
    let mut cut = text.len().min(limit);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    cut
}
