//! One sentence of a reply.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::offer::{Facts, Passage, facts};
use crate::pattern::{Folded, group, pattern};
use crate::said::{Confidence, Said, Span};

use super::{Change, Closing};

/// Bytes of a sentence that is read; nobody corrects in longer ones.
const MAX_SENTENCE: usize = 2_000;
/// Words of a sentence that is only polite.
const MAX_COURTESY_WORDS: usize = 10;

static END: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\d)]{2,}([.!?]+)(?:\s|$)|\n"));
/// What is denied, up to what is said instead.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\b(?:(?:et|en|und|and)\s+)?(?:non pas|pas|non|niet|nicht|not|au lieu d[eu]?|a la place d[eu]?|plutot que|in plaats van|statt|anstatt|instead of|rather than|no longer)\b[^,.;!?\n)]*?)(?:\b(?:mais|maar|sondern|but|c'est|het is)\b|[,;!?\n)]|\.\s|\.?$)",
    )
});
/// That something asked before is not needed.
static DROPS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:pas|plus|non|aucun|aucune|niet|geen|nicht|keine?n?|no|not)\s+(?:\w+\s+){0,2}?(?:besoin|necessaires?|requise?s?|exigee?s?|obligatoires?|indispensables?|nodig|vereist|verplicht|notig|notwendig|erforderlich|needed|required|necessary|mandatory)\b|\b(?:plus|pas) (?:besoin )?(?:de|d'|du) (?:permis|francais|neerlandais|anglais|allemand)|\bgeen (?:rijbewijs|frans|nederlands)|\bkeine?n? (?:fuhrerschein|deutsch)|\bno (?:driving licence|french|english)",
    )
});
static NEGATIVE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:pas|plus|non|aucune?|niet|geen|nicht|keine?n?|no|not)\b"));
static STILL_OPEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:pas (?:encore )?(?:ete )?(?:pourvue?|attribuee?)|toujours (?:ouverte?|vacante?|d'actualite|libre)|nog (?:steeds|altijd)|nog niet|noch (?:nicht|offen|frei)|not (?:yet )?(?:been )?filled|still open)\b",
    )
});
static FILLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:poste|place|fonction|offre|emploi|c)\b.{0,20}\b(?:pourvue?|attribuee?|occupee?|prise?)|deja (?:pourvue?|prise?)|pourvue?s?|(?:avons|ai|a) (?:deja |enfin |finalement )?(?:trouve|engage|recrute)\b.{0,40}|ingevuld|(?:hebben|heb) (?:al |reeds |ondertussen )?iemand (?:gevonden|aangenomen|aangeworven)|(?:stelle|platz|sie|bereits|schon|inzwischen)\b.{0,20}\b(?:besetzt|vergeben)|besetzt|(?:haben|habe) (?:schon |bereits |inzwischen )?jemanden (?:gefunden|eingestellt)|(?:position|job|vacancy|role|post|it)\b.{0,20}\bfilled|(?:have |'ve )?(?:already )?found (?:someone|somebody)|(?:have |'ve )hired)\b",
    )
});
static WITHDRAWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:plus|pas) (?:d'actualite|disponible|vacante?|ouverte?|valable|a pourvoir)|(?:n'avons|n'ai|ai|avons) plus besoin|ne (?:cherchons|recherchons|cherche|recherche) plus|annul(?:er|ons|e|ee|ez)\b.{0,20}\b(?:offre|demande|poste)|(?:offre|demande|poste)\b.{0,20}\bannulee?|retir(?:er|ons|e|ez)\b.{0,20}\b(?:offre|annonce|poste)|clotur(?:er|ez|ons)\b.{0,20}\b(?:offre|dossier)|niet (?:meer|langer) (?:beschikbaar|nodig|actueel|open|vacant|van toepassing)|zoeken niemand meer|(?:vacature|aanvraag)\b.{0,20}\b(?:ingetrokken|geannuleerd|gesloten)|nicht mehr (?:aktuell|frei|offen|verfugbar|zu vergeben|gebraucht)|suchen (?:niemanden|nicht) mehr|(?:stelle|angebot)\b.{0,20}\bzuruckgezogen|no longer (?:open|available|needed|looking|required|valid)|withdraw\w*|cancel\w*\b.{0,20}\b(?:offer|request|job|position))\b",
    )
});
static CONFIRMS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:c'est (?:tout a fait )?(?:correct|exact|bon|juste|parfait|en ordre)|tout est (?:correct|bon|exact|juste|en ordre)|rien a (?:changer|corriger|ajouter)|c'est bien (?:ca|cela)|(?:alles |dat |het )?klopt|alles (?:is )?(?:correct|juist|in orde)|niets te wijzigen|(?:das |alles )?stimmt|alles richtig|passt so|(?:all|that's|everything is|looks) (?:correct|good|right|fine)|nothing to change|je confirme|wij bevestigen|ik bevestig|wir bestatigen|i confirm)\b",
    )
});
static COURTESY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:bonjour|bonsoir|chere?s?|madame|monsieur|merci|ok|okay|d'accord|parfait|super|bien recu|bien note|note|petite?s? (?:corrections?|precisions?|remarques?|erreurs?)|juste une|une (?:petite )?(?:correction|precision|erreur)|corrections?|precisions?|voici|attention|oups|il y a une (?:petite )?erreur|salut|hello|hi|hey|dear|thanks?|thank you|many thanks|just (?:one|a)|small|one (?:small )?correction|beste|dag|geachte|goedemorgen|hallo|bedankt|dank|kleine|nog (?:een|een kleine)|er staat een|guten|sehr geehrte|liebe|lieber|danke|vielen dank|noch eine|eine kleine|tres bien|entendu|bonne|belle|excellent|a bientot|tot |bis )",
    )
});
static HEDGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:je (?:crois|pense)|peut-etre|sans doute|probablement|a confirmer|a voir|normalement|en principe|ik denk|misschien|waarschijnlijk|nog te bevestigen|ich glaube|ich denke|vielleicht|wahrscheinlich|maybe|perhaps|probably|i think|to be confirmed|not sure|pas sur|pas certain|niet zeker|nicht sicher)\b",
    )
});

/// A sentence of the sender's own words.
pub(super) struct Sentence<'p> {
    passage: &'p Passage<'p>,
    /// Where it stands in the passage's text.
    range: Range<usize>,
    folded: Folded,
}

impl<'p> Sentence<'p> {
    /// The sentences of a passage that say something.
    pub fn all(passage: &'p Passage<'p>) -> Vec<Self> {
        let mut start = 0;
        let ends: Vec<usize> = END.find_iter(passage.text).map(|end| end.end()).collect();
        let ranges = ends.into_iter().chain([passage.text.len()]).map(|end| {
            let range = start..end;
            start = end;
            range
        });
        let has_words = |range: &Range<usize>| {
            passage.text[range.clone()]
                .chars()
                .any(char::is_alphanumeric)
        };
        ranges
            .filter(has_words)
            .map(|range| Self {
                folded: Folded::of(&passage.text[range.clone()]),
                passage,
                range,
            })
            .collect()
    }

    /// Where the sentence stands in the mail.
    pub fn span(&self) -> Span {
        self.span_of(0..self.range.len())
    }

    fn span_of(&self, range: Range<usize>) -> Span {
        let start = self.passage.start + self.range.start;
        Span {
            part: self.passage.part,
            range: start + range.start..start + range.end,
        }
    }

    pub fn is_question(&self) -> bool {
        self.folded.text.trim_end().ends_with('?')
    }

    pub fn confirms(&self) -> bool {
        CONFIRMS.is_match(&self.folded.text)
    }

    /// Whether the sentence is only polite, or only announces what follows.
    pub fn is_courtesy(&self) -> bool {
        let words = self.folded.text.split_whitespace().count();
        words <= MAX_COURTESY_WORDS && COURTESY.is_match(&self.folded.text)
    }

    /// Whether the sentence says that the post is no longer open.
    pub fn closing(&self) -> Option<Said<Closing>> {
        let text = &self.folded.text;
        if STILL_OPEN.is_match(text) {
            return None;
        }
        let withdrawn = WITHDRAWN
            .find(text)
            .map(|found| (found, Closing::Withdrawn));
        let filled = FILLED.find(text).map(|found| (found, Closing::Filled));
        let (found, value) = filled.or(withdrawn)?;
        Some(Said {
            value,
            span: self.span_of(self.folded.original(found.range())),
            confidence: if HEDGED.is_match(text) {
                Confidence::Low
            } else {
                Confidence::High
            },
        })
    }

    /// The changes that the sentence asks for.
    pub fn changes(&self, written_on: Date) -> Vec<Said<Change>> {
        if self.range.len() > MAX_SENTENCE {
            return Vec::new();
        }
        let read = |words: &str| facts(&self.passage.slice(self.range.start, words), written_on);
        let mut changes = if DROPS.is_match(&self.folded.text) {
            let needed =
                read(&self.without(|text, from| NEGATIVE.find_at(text, from).map(|n| n.range())));
            dropped(needed, read(self.words()).experience_months)
        } else {
            changed(read(&self.without(|text, from| {
                Some(group(&DENIED.captures_at(text, from)?, 1))
            })))
        };
        if HEDGED.is_match(&self.folded.text) {
            for change in &mut changes {
                change.confidence = Confidence::Low;
            }
        }
        changes.sort_by_key(|change| change.span.range.start);
        changes
    }

    fn words(&self) -> &str {
        &self.passage.text[self.range.clone()]
    }

    /// The sentence with spaces in place of each stretch that `next` finds from a place on.
    fn without(&self, next: impl Fn(&str, usize) -> Option<Range<usize>>) -> String {
        let mut words = self.words().to_owned();
        let mut from = 0;
        while let Some(found) = next(&self.folded.text, from) {
            from = found.end;
            let range = self.folded.original(found);
            let blank = " ".repeat(range.len());
            words.replace_range(range, &blank);
        }
        words
    }
}

/// What a sentence that says "not needed" does away with.
fn dropped(facts: Facts, experience_months: Option<Said<u32>>) -> Vec<Said<Change>> {
    let languages = facts
        .languages
        .into_iter()
        .map(|said| said.map(|l| Change::NoLanguage(l.code)));
    let licences = facts
        .licences
        .into_iter()
        .map(|said| said.map(|l| Change::NoLicence(l.code)));
    let experience = experience_months.map(|said| said.map(Change::ExperienceMonths));
    languages.chain(licences).chain(experience).collect()
}

/// What a sentence that says how it is changes.
fn changed(facts: Facts) -> Vec<Said<Change>> {
    fn put<T>(changes: &mut Vec<Said<Change>>, said: Option<Said<T>>, change: fn(T) -> Change) {
        changes.extend(said.map(|said| said.map(change)));
    }
    let mut changes = Vec::new();
    put(&mut changes, facts.title, Change::Title);
    put(&mut changes, facts.place, Change::Place);
    put(&mut changes, facts.work_time, Change::WorkTime);
    put(&mut changes, facts.hours, Change::Hours);
    put(&mut changes, facts.start, Change::Start);
    put(&mut changes, facts.openings, Change::Openings);
    put(&mut changes, facts.salary, Change::Salary);
    put(
        &mut changes,
        facts.experience_months,
        Change::ExperienceMonths,
    );
    put(&mut changes, facts.contact_name, Change::ContactName);
    put(&mut changes, facts.contact_phone, Change::ContactPhone);
    put(&mut changes, facts.contact_email, Change::ContactEmail);
    changes.extend(
        facts
            .contracts
            .into_iter()
            .map(|said| said.map(Change::Contract)),
    );
    changes.extend(
        facts
            .languages
            .into_iter()
            .map(|said| said.map(Change::Language)),
    );
    changes.extend(
        facts
            .licences
            .into_iter()
            .map(|said| said.map(Change::Licence)),
    );
    changes
}
