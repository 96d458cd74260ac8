//! Languages and their levels.

use std::collections::HashSet;

use relais_proto::profiles::Language;
use relais_skills::Cefr;

use super::Problems;
use super::text::{at_most, choice};

const MAX_LANGUAGES: usize = 30;
const SOURCES: [&str; 3] = ["declared", "tested", "certified"];

/// The codes of ISO 639-1.
const ISO_639_1: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch \
    co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha \
    he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks \
    ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no \
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq \
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi \
    yo za zh zu";

/// Tidies the languages of a candidate: each once, levels of the CEFR by skill.
pub(super) fn languages(languages: &mut Vec<Language>, problems: &mut Problems) {
    at_most(languages, MAX_LANGUAGES, "/languages", problems);
    let mut seen = HashSet::new();
    for (at, language) in languages.iter_mut().enumerate() {
        let pointer = format!("/languages/{at}");
        self::language(language, &pointer, problems);
        if !seen.insert(language.code.clone()) {
            problems.add(
                format!("{pointer}/code"),
                "is given twice",
                "give each language once",
            );
        }
    }
}

fn language(language: &mut Language, pointer: &str, problems: &mut Problems) {
    language.code = language.code.trim().to_lowercase();
    if language.code.len() != 2 || !ISO_639_1.split(' ').any(|code| code == language.code) {
        problems.add(
            format!("{pointer}/code"),
            "is not a language code",
            "give two letters of ISO 639-1, like fr or ar",
        );
    }
    let levels = [
        (&mut language.listening, "listening"),
        (&mut language.reading, "reading"),
        (&mut language.speaking, "speaking"),
        (&mut language.writing, "writing"),
    ];
    for (level, skill) in levels {
        *level = level.trim().to_uppercase();
        if !level.is_empty() && level.parse::<Cefr>().is_err() {
            problems.add(
                format!("{pointer}/{skill}"),
                "is not a level of the CEFR",
                "give A1, A2, B1, B2, C1 or C2, or nothing",
            );
        }
    }
    if language.source.trim().is_empty() {
        SOURCES[0].clone_into(&mut language.source);
    }
    choice(
        &mut language.source,
        &SOURCES,
        &format!("{pointer}/source"),
        problems,
    );
}
