//! Finds the skills, occupations, languages and licences of the reference in an offer's text.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::asides::Asides;
use crate::context::{self, Place};
use crate::detect::Detector;
use crate::found::{Field, Found, How, OfferText, Recognised};
use crate::gather::{Gathered, Mention};
use crate::language::Language;
use crate::languages::LanguageNames;
use crate::licences;
use crate::normalise::Tokens;
use crate::phrases::{ConceptKind, Ground, Hit, Phrases, TextKind};
use crate::suggest::{Suggester, Suggestion};
use crate::taxonomy::{Concept, NeededSkill, SkillKind, Taxonomy};
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
    asides: Asides,
    suggester: Suggester,
}

static BUILTIN: LazyLock<Recogniser> = LazyLock::new(|| {
    let taxonomy = Taxonomy::builtin();
    Recogniser {
        taxonomy,
        phrases: Phrases::of(taxonomy),
        languages: LanguageNames::builtin().expect("the embedded names are checked by the tests"),
        detector: Detector::new(),
        asides: Asides::new(),
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
        let asides = match field.field {
            Field::Description => self.asides.find(&field.words),
            _ => Vec::new(),
        };
        for hit in self.phrases.find(&field.words, language, kind) {
            if asides.iter().any(|aside| aside.contains(&hit.first)) {
                continue;
            }
            match hit.kind {
                ConceptKind::Occupation
                    if hit.ground == Ground::General && kind == TextKind::Running => {}
                ConceptKind::Occupation => gathered.occupation(self.occupation(field, &hit)),
                ConceptKind::Skill => gathered.skills.add(self.skill(field, &hit, kind)),
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

    fn skill(&self, field: &FieldWords<'_>, hit: &Hit, kind: TextKind) -> Mention {
        let skill = self.taxonomy.skills().nth(hit.concept);
        let id = skill.map(Concept::id).unwrap_or_default();
        let place = Place {
            first: hit.first,
            last: hit.last,
        };
        let optional = context::is_optional(&field.words, place);
        let loss = typo_loss(hit.how) + if optional { OPTIONAL_LOSS } else { 0 };
        // What is written comes before what is only implied, however faintly.
        let weight = (skill_weight(field.field) - loss).max(IMPLIED + 1);
        let named = skill
            .is_some_and(|skill| matches!(skill.kind, SkillKind::Tool | SkillKind::Certificate));
        let ground = match hit.ground {
            _ if kind == TextKind::Names => Ground::Firm,
            Ground::Common if named => Ground::Firm,
            ground => ground,
        };
        Mention {
            found: field.found(id, hit, weight, context::level(&field.words, place)),
            ground,
        }
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
        let needs = self.needs(&occupations);
        let called_for = needs.iter().map(|need| need.skill.skill.as_str()).collect();
        let mut skills = gathered.skills.held(&called_for);
        for Need {
            skill,
            by,
            essential,
        } in needs
        {
            if essential {
                let implied = || implied(skill, by);
                skills.entry(skill.skill.clone()).or_insert_with(implied);
            }
            if let Some(found) = skills.get_mut(&skill.skill) {
                found.level = found.level.or(skill.level);
            }
        }
        Recognised {
            occupations,
            skills: ranked(skills, MAX_SKILLS),
            languages: gathered.languages,
            licences: gathered.licences,
            language_of_text: language,
        }
    }

    /// The skills of what the offer is about.
    fn needs<'a>(&self, occupations: &'a [Found]) -> Vec<Need<'a>> {
        let main = occupations.iter().filter(|found| found.weight >= MAIN);
        let known = main.filter_map(|by| Some((by, self.taxonomy.occupation(&by.id)?)));
        let needs = known.flat_map(|(by, occupation)| {
            let need = move |essential| {
                move |skill| Need {
                    skill,
                    by,
                    essential,
                }
            };
            let essential = occupation.essential.iter().map(need(true));
            essential.chain(occupation.optional.iter().map(need(false)))
        });
        needs.collect()
    }
}

/// A skill that an occupation of the offer calls for.
struct Need<'a> {
    skill: &'a NeededSkill,
    by: &'a Found,
    essential: bool,
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
