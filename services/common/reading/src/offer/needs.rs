//! Occupation, languages and licences, as the reference of the relay recognises them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use relais_skills::{OfferText, Recogniser};

use crate::pattern::pattern;
use crate::said::{Confidence, Said, Span};

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};
use super::values::{Licence, WantedLanguage};

/// From this weight on, a title is about an occupation.
const MAIN: u8 = 75;

/// Occupations that another word tells more of: "ouvrier couvreur" is a roofer.
const GENERAL: [&str; 7] = [
    "ouvrier",
    "ouvriers",
    "ouvriere",
    "ouvrieres",
    "arbeider",
    "arbeiders",
    "arbeiter",
];

/// Words of a list of languages.
const MAX_LIST_WORDS: usize = 7;

/// Words by which something is not needed.
static NOT_NEEDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:pas|aucun|aucune|neant|sans|non requis|geen|niet nodig|niet vereist|niet verplicht|hoeft niet|hoeven niet|nicht (?:notig|erforderlich|notwendig)|kein|keine|no|not (?:needed|required|necessary))\b",
    )
});

/// Several languages in a row, by their names or their signs: "Nederlands of Frans", "FR + EN".
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"(?:FR|NL|EN|DE|(?i:fran[cç]ais|n[ée]erlandais|anglais|allemand|frans|nederlands|engels|duits|franz[öo]sisch|niederl[äa]ndisch|englisch|deutsch|french|dutch|english|german))";
    pattern(&format!(
        r"\b{name}(?:\s*(?:[+/&,]|\b(?:et|ou|en|of|und|oder|and|or)\b)\s*{name})+\b"
    ))
});

/// The occupation that a title names, as a slug of the reference.
pub(super) fn occupation(title: &str) -> Option<String> {
    let recognised = Recogniser::builtin().recognise(&OfferText {
        title,
        ..OfferText::default()
    });
    let main = || recognised.occupations.iter().filter(|it| it.weight >= MAIN);
    let is_general = |span: &Range<usize>| {
        let word = title.get(span.clone()).map(crate::lines::folded);
        word.is_some_and(|word| GENERAL.contains(&word.as_str()))
    };
    let named = main().find(|found| !is_general(&found.span));
    named.or(main().next()).map(|found| found.id.clone())
}

/// Where the first occupation stands in a text of names or sentences.
pub(super) fn first_occupation(text: &str) -> Option<Range<usize>> {
    let recognised = Recogniser::builtin().recognise(&OfferText {
        description: text,
        ..OfferText::default()
    });
    recognised
        .occupations
        .into_iter()
        .map(|found| found.span)
        .min_by_key(|span| span.start)
}

/// Whether a line begins with the name of an occupation.
pub(super) fn names_occupation_first(line: &str) -> bool {
    let recognised = Recogniser::builtin().recognise(&OfferText {
        title: line,
        ..OfferText::default()
    });
    let mut occupations = recognised.occupations.iter();
    occupations.any(|found| found.weight >= MAIN && found.span.start <= 4)
}

/// The occupation that the rest of an offer names, where its title names none.
pub(super) fn occupation_of(block: &Block<'_>) -> Found<String> {
    block
        .own
        .iter()
        .filter(|p| p.voice != Voice::Signature)
        .find_map(|passage| {
            let recognised = Recogniser::builtin().recognise(&OfferText {
                description: passage.text,
                ..OfferText::default()
            });
            let found = recognised.occupations.into_iter().next()?;
            Some(said(passage, found.id, found.span, Confidence::Low))
        })
}

/// The languages that an offer asks for, each once.
pub(super) fn languages(block: &Block<'_>) -> Vec<Said<WantedLanguage>> {
    let mut languages: Vec<Said<WantedLanguage>> = Vec::new();
    for passage in asking(block, Label::Languages) {
        if passage.label == Some(Label::Languages) {
            add_languages(&mut languages, passage, 0..passage.text.len(), "langues : ");
            continue;
        }
        add_languages(&mut languages, passage, 0..passage.text.len(), "");
        for range in sentences(passage.text) {
            if lists_languages(&passage.text[range.clone()]) {
                add_languages(&mut languages, passage, range, "langues : ");
            }
        }
        for listed in LISTED.find_iter(passage.text) {
            add_languages(&mut languages, passage, listed.range(), "langues : ");
        }
    }
    languages
}

/// The sentences of a text.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = text
        .match_indices(['.', ';', '\n'])
        .map(|(at, _)| at + 1)
        .chain([text.len()]);
    ends.map(move |end| std::mem::replace(&mut start, end)..end)
}

/// Adds the languages of a stretch of a passage, read behind `lead`, that are not known yet.
fn add_languages(
    languages: &mut Vec<Said<WantedLanguage>>,
    passage: &Passage<'_>,
    range: Range<usize>,
    lead: &str,
) {
    let recognised = Recogniser::builtin().recognise(&OfferText {
        description: &format!("{lead}{}", &passage.text[range.clone()]),
        ..OfferText::default()
    });
    let place = |at: usize| range.start + at.saturating_sub(lead.len());
    for found in recognised.languages {
        let span = place(found.span.start)..place(found.span.end);
        if is_denied(passage, &span) || languages.iter().any(|l| l.value.code == found.code) {
            continue;
        }
        let language = WantedLanguage {
            code: found.code,
            cefr: found.cefr,
            is_required: found.required,
        };
        languages.push(said(passage, language, span, confidence(passage)));
    }
}

/// The licences that an offer asks for, each once.
pub(super) fn licences(block: &Block<'_>) -> Vec<Said<Licence>> {
    let mut licences: Vec<Said<Licence>> = Vec::new();
    for passage in asking(block, Label::Licences) {
        let text = with_label(passage, Label::Licences, "permis ");
        let recognised = Recogniser::builtin().recognise(&OfferText {
            description: &text,
            ..OfferText::default()
        });
        let added = text.len() - passage.text.len();
        for found in recognised.licences {
            let span = found.span.start.saturating_sub(added)..found.span.end.saturating_sub(added);
            if is_denied(passage, &span) || licences.iter().any(|l| l.value.code == found.code) {
                continue;
            }
            let licence = Licence {
                code: found.code,
                is_required: found.required,
            };
            licences.push(said(passage, licence, span, confidence(passage)));
        }
    }
    licences
}

/// Passages that may ask for something: the labelled ones, else what is said in sentences.
fn asking<'b>(block: &'b Block<'b>, label: Label) -> impl Iterator<Item = &'b Passage<'b>> {
    block
        .labelled(label)
        .chain(block.running().filter(|p| p.voice == Voice::Text))
        .chain(
            block
                .all()
                .filter(|p| matches!(p.label, Some(Label::Title | Label::Experience))),
        )
}

/// Whether a passage is nothing but names of languages: "German or French."
fn lists_languages(text: &str) -> bool {
    let words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .count();
    if words == 0 || words > MAX_LIST_WORDS {
        return false;
    }
    let recognised = Recogniser::builtin().recognise(&OfferText {
        description: &format!("langues : {text}"),
        ..OfferText::default()
    });
    // Signs alone say in which language something is written: "FR (NL below)".
    let is_named = recognised.languages.iter().any(|it| it.span.len() > 2);
    // Between two of them stands one word at most.
    is_named && recognised.languages.len() * 2 > words
}

/// The text of a passage under a label, with a word that says what it is about.
fn with_label(passage: &Passage<'_>, label: Label, word: &str) -> String {
    if passage.label == Some(label) {
        format!("{word}{}", passage.text)
    } else {
        passage.text.to_owned()
    }
}

fn confidence(passage: &Passage<'_>) -> Confidence {
    if passage.label.is_some() {
        Confidence::High
    } else {
        Confidence::Medium
    }
}

/// Whether the clause in which something stands says that it is not needed.
fn is_denied(passage: &Passage<'_>, span: &Range<usize>) -> bool {
    let text = passage.text;
    let is_end = |c: char| ".,;\n".contains(c);
    let start = text[..span.start.min(text.len())]
        .rfind(is_end)
        .map_or(0, |at| at + 1);
    let end = text[span.end.min(text.len())..]
        .find(is_end)
        .map_or(text.len(), |at| span.end + at);
    text.get(start..end)
        .is_some_and(|clause| NOT_NEEDED.is_match(&crate::lines::folded(clause)))
}

fn said<T>(passage: &Passage<'_>, value: T, span: Range<usize>, confidence: Confidence) -> Said<T> {
    Said {
        value,
        span: Span {
            part: passage.part,
            range: passage.start + span.start..passage.start + span.end,
        },
        confidence,
    }
}
