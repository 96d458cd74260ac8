//! What the words around a mention say of it: the level asked, and whether it is only a plus.

use crate::language::Cefr;
use crate::normalise::Gap;
use crate::words::Word;

/// Words that make what stands near them desirable instead of required.
const OPTIONAL: &[&str] = &[
    "atout",
    "atouts",
    "souhaite",
    "souhaitee",
    "souhaites",
    "souhaitees",
    "souhaitable",
    "apprecie",
    "appreciee",
    "apprecies",
    "appreciees",
    "conseille",
    "bienvenue",
    "bienvenues",
    "bienvenu",
    "bienvenus",
    "welkom",
    "willkommen",
    "idealement",
    "avantage",
    "eventuellement",
    "asset",
    "advantage",
    "preferred",
    "desirable",
    "bonus",
    "troef",
    "troeven",
    "pluspunt",
    "meerwaarde",
    "gewenst",
    "voordeel",
    "vorteil",
    "vorteilhaft",
    "wunschenswert",
    "pluspunkt",
    "idealerweise",
    "wenselijk",
    "helps",
    "useful",
    "utile",
    "nuttig",
    "handig",
    "nutzlich",
    "hilfreich",
];
/// Articles that turn a following "plus" into praise; "de plus" is only an adverb.
const BEFORE_PLUS: &[&str] = &["un", "a", "een", "ein"];
/// Words that end the reach of a later [`OPTIONAL`] word.
const REQUIRED: &[&str] = &[
    "exige",
    "exigee",
    "exiges",
    "obligatoire",
    "requis",
    "requise",
    "indispensable",
    "imperatif",
    "imperative",
    "necessaire",
    "required",
    "must",
    "mandatory",
    "essential",
    "vereist",
    "noodzakelijk",
    "verplicht",
    "erforderlich",
    "zwingend",
    "notwendig",
    "voraussetzung",
];

/// Words that raise the level of the word they stand before.
const STRONG: &[&str] = &[
    "bonne",
    "bonnes",
    "solide",
    "solides",
    "approfondie",
    "approfondies",
    "excellente",
    "excellentes",
    "parfaite",
    "good",
    "strong",
    "excellent",
    "thorough",
    "goede",
    "grondige",
    "uitstekende",
    "gute",
    "fundierte",
    "sehr",
];

/// Words of level on the scale of the taxonomy: 1 notions, 2 with help, 3 alone, 4 expert.
const LEVELS: &[(u8, &[&str])] = &[
    (
        1,
        &[
            "notion",
            "notions",
            "bases",
            "debutant",
            "elementaire",
            "elementaires",
            "basic",
            "basics",
            "beginner",
            "basiskennis",
            "grundkenntnisse",
            "grundlagen",
        ],
    ),
    (
        2,
        &[
            "connaissance",
            "connaissances",
            "intermediaire",
            "knowledge",
            "intermediate",
            "kennis",
            "kenntnisse",
            "kenntnissen",
        ],
    ),
    (
        3,
        &[
            "maitrise",
            "maitriser",
            "maitrisez",
            "autonome",
            "avance",
            "avancee",
            "confirme",
            "proficient",
            "proficiency",
            "advanced",
            "beheersing",
            "beheerst",
            "gevorderd",
            "beherrschung",
            "beherrschen",
            "fortgeschritten",
        ],
    ),
    (
        4,
        &[
            "expert",
            "experte",
            "expertise",
            "specialiste",
            "expertenwissen",
        ],
    ),
];

/// Words of level of a language. Where an offer is vague the lower level is taken, so that nobody
/// is passed over for a level that was not asked.
const CEFR_WORDS: &[(Cefr, &[&str])] = &[
    (Cefr::A1, &["debutant", "beginner", "anfanger"]),
    (
        Cefr::A2,
        &[
            "notion",
            "notions",
            "bases",
            "base",
            "elementaire",
            "elementaires",
            "scolaire",
            "basic",
            "basis",
            "basiskennis",
            "grundkenntnisse",
            "grundkenntnissen",
        ],
    ),
    (
        Cefr::B1,
        &[
            "moyen",
            "moyenne",
            "intermediaire",
            "suffisante",
            "intermediate",
            "gemiddeld",
            "voldoende",
            "mittlere",
            "ausreichende",
        ],
    ),
    (
        Cefr::B2,
        &[
            "bon",
            "bonne",
            "bonnes",
            "bons",
            "professionnel",
            "professionnelle",
            "correct",
            "correcte",
            "maitrise",
            "maitriser",
            "maitrisez",
            "operationnel",
            "good",
            "proficient",
            "proficiency",
            "goed",
            "goede",
            "beheersing",
            "beheerst",
            "gut",
            "gute",
            "guten",
            "beherrschen",
        ],
    ),
    (
        Cefr::C1,
        &[
            "courant",
            "courante",
            "courants",
            "couramment",
            "avance",
            "bilingue",
            "trilingue",
            "excellent",
            "excellente",
            "aisance",
            "fluent",
            "fluently",
            "fluency",
            "bilingual",
            "trilingual",
            "vloeiend",
            "vlot",
            "vlotte",
            "tweetalig",
            "drietalig",
            "uitstekend",
            "uitstekende",
            "fliessend",
            "fliessende",
            "zweisprachig",
            "dreisprachig",
            "verhandlungssicher",
        ],
    ),
    (
        Cefr::C2,
        &[
            "maternel",
            "maternelle",
            "parfait",
            "parfaite",
            "parfaitement",
            "native",
            "moedertaal",
            "moedertaalniveau",
            "muttersprache",
            "muttersprachler",
            "perfekt",
        ],
    ),
];

/// How far, in words, a level word may stand before or after a skill.
const LEVEL_REACH: (usize, usize) = (4, 2);
/// How far, in words, an optional word may stand before or after.
const OPTIONAL_REACH: (usize, usize) = (5, 9);

/// Words `first..=last` of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub first: usize,
    pub last: usize,
}

/// The words before `place` in its sentence, nearest first, down to a separator as strong as
/// `stop`.
pub(crate) fn before<'w>(
    words: &'w [Word<'w>],
    place: Place,
    stop: Gap,
) -> impl Iterator<Item = usize> + use<'w> {
    (0..place.first)
        .rev()
        .take_while(move |at| words[at + 1].gap < stop)
}

/// The words after `place` in its sentence, nearest first, up to a separator as strong as `stop`.
pub(crate) fn after<'w>(
    words: &'w [Word<'w>],
    place: Place,
    stop: Gap,
) -> impl Iterator<Item = usize> + use<'w> {
    (place.last + 1..words.len()).take_while(move |at| words[*at].gap < stop)
}

/// The level that the words near a skill ask for.
pub(crate) fn level(words: &[Word<'_>], place: Place) -> Option<u8> {
    let near_before = before(words, place, Gap::Comma).take(LEVEL_REACH.0);
    let near_after = after(words, place, Gap::Comma).take(LEVEL_REACH.1);
    near_before.chain(near_after).find_map(|at| {
        let level = lookup(LEVELS, words[at].folded)?;
        let raised = at > 0 && STRONG.contains(&words[at - 1].folded) && level > 1;
        Some(if raised { (level + 1).min(4) } else { level })
    })
}

/// Whether the words near a mention make it a plus only.
pub(crate) fn is_optional(words: &[Word<'_>], place: Place) -> bool {
    let next = after(words, place, Gap::Sentence).take(OPTIONAL_REACH.1);
    let mut next = next.take_while(|at| !REQUIRED.contains(&words[*at].folded));
    next.any(|at| marks_optional(words, at))
        || before(words, place, Gap::Sentence)
            .take(OPTIONAL_REACH.0)
            .any(|at| marks_optional(words, at))
}

/// Whether the word at `at` makes something a plus.
pub(crate) fn marks_optional(words: &[Word<'_>], at: usize) -> bool {
    let word = words[at].folded;
    OPTIONAL.contains(&word)
        || word == "plus" && at > 0 && BEFORE_PLUS.contains(&words[at - 1].folded)
        || word == "pre" && at > 0 && words[at - 1].folded == "een"
}

/// Whether the word makes something required.
pub(crate) fn marks_required(word: &str) -> bool {
    REQUIRED.contains(&word)
}

/// The CEFR level that a word such as "courant" stands for.
pub(crate) fn cefr_of_word(word: &str) -> Option<Cefr> {
    lookup(CEFR_WORDS, word)
}

fn lookup<L: Copy>(table: &[(L, &[&str])], word: &str) -> Option<L> {
    table
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(level, _)| *level)
}
