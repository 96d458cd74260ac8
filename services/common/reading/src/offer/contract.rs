//! Which contract is offered, and whether for the whole week.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use relais_domain::offer::Contract;

use crate::pattern::{group, pattern};
use crate::said::{Confidence, Said};

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};
use super::values::WorkTime;

const CONTRACTS: [(Contract, &str); 12] = [
    (
        Contract::Permanent,
        r"cdi|(?:duree|contrat|travail) indeterminee?|contrat fixe|engagement fixe|vast contract|vaste? (?:werk|job|baan|betrekking|aanwerving)|contract vast|onbepaalde (?:duur|tijd)|fest(?:er|e|en) (?:vertrag|stelle|anstellung)|unbefristet\w*|festanstellung|permanent(?: contract| position)?|open-ended",
    ),
    (
        Contract::FixedTerm,
        r"cdd|(?:duree|contrat) determinee?|bepaalde (?:duur|tijd)|saisonni(?:er|ere)s?|seizoens(?:arbeid|contract)|saisonarbeit|befristet\w*|fixed[ -]term|tijdelijke? (?:contract|werk|job)|temporary (?:contract|until|position|post|cover|for)",
    ),
    (
        Contract::Interim,
        r"interim(?:aires?)?|uitzend\w*|zeitarbeit\w*|leiharbeit\w*|agency work|via (?:une )?agence",
    ),
    (
        Contract::Replacement,
        r"(?:contrat de |en |un )?remplacement|vervanging(?:scontract)?|ersatzvertrag|ersatz fur|vertretung\w*|maternity cover",
    ),
    (
        Contract::Pfi,
        r"pfi|plan (?:de )?formation[ -]insertion|ibo|individuele beroepsopleiding",
    ),
    (
        Contract::Art60,
        r"art(?:icles?|ikel|\.)?\s*60(?:\s*§?\s*7)?",
    ),
    (Contract::Art61, r"art(?:icles?|ikel|\.)?\s*61"),
    (
        Contract::Internship,
        r"(?:contrat|convention|offre) de stage|stage (?:de|d'|remunere|non remunere|en entreprise)|internship|stageplaats|stageplek|praktikum|praktikant\w*",
    ),
    (
        Contract::Apprenticeship,
        r"(?:en |contrat d'|formation en )?alternance|apprentis?|apprentissage|ifapme|cefa|duaal leren|leercontract|lehrling|lehrstelle|ausbildungsplatz|apprenticeship",
    ),
    (
        Contract::Student,
        r"etudiante?s?|students?|job etudiant|jobstudente?n?|(?:als|of|voor) studente?n?|studentenjobs?|student job|ferienjob|werkstudent\w*",
    ),
    (Contract::Flexi, r"flexi(?:-? ?jobs?(?:ber)?)?"),
    (
        Contract::Freelance,
        r"freelances?|(?:statut|sous statut|comme|en tant qu'|en|d')\s*independante?|als zelfstandige|freiberuflich\w*|self-employed",
    ),
];

static PATTERNS: LazyLock<Vec<(Contract, Regex)>> = LazyLock::new(|| {
    CONTRACTS
        .iter()
        .map(|(contract, words)| (*contract, pattern(&format!(r"\b(?:{words})\b"))))
        .collect()
});
/// Words after which a contract is a hope, not the offer.
static PROSPECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:puis|ensuite|vue|suivie?s?|possibilite|possibilites|perspectives?|evolu\w+|deboucher?|debouchant|en vue|transform\w+|option|vers un|kans op|uitzicht op|mogelijkheid|daarna|nadien|aussicht auf|moglichkeit|anschliessend|danach|followed by|leading to|view to|possibility)[^.;\n]{0,40}$",
    )
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(vaste?|fixe|fest|onbepaalde?|indeterminee?|definitif)|(?:tijdelijke?|bepaalde?|determinee?|temporaire|temporar))\b",
    )
});
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\d{1,2} (?:mois|maand(?:en)?|monate?|months?|semaines?|weken|wochen|weeks)\b")
});
static FULL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:temps[ -](?:plein|complet)|tps[ -]plein|plein[ -]temps|full[ -]?time|voltijd\w*|vollzeit\w*|ganztags\w*|vte|etp|tp (?:3[6-9]|40)\s?h?|(?:3[5-9]|40)\s?h?/(?:3[5-9]|40)e?)\b|\b100 ?% ?(?:of|ou|oder|or|/)|(?:regime|occupation|pensum|tewerkstelling\w*|beschaftigung\w*)[^.;\n]{0,12}\b100 ?%|^100 ?%",
    )
});
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:temps[ -](?:partiel|reduit)|tps[ -]partiel|(?:mi|demi)-?[ -]?t(?:em)?ps|part[ -]?time|half[ -]?time|deeltijd\w*|halftijd\w*|teilzeit\w*|halbtags\w*|halbe stelle|(?:4/5|[1-4]/5)(?:emes?|de|e)?(?: t(?:em)?ps)?|(?:1/2|3/4)(?:e|de)? ?(?:t(?:em)?ps|tijds?|zeit|time)|(?:trois[ -]quarts?|quatre[ -]cinquiemes?)(?: de)? temps|(?:1[5-9]|2\d|3[0-4])(?:[.,]\d{1,2})?\s?h?/(?:3[5-9]|40)e?)\b|[½¾] ?t(?:em)?ps|\b[1-9]\d ?%|\b[1-4] ?(?:jours|dagen|tage|days|nuits|nachten|nachte|nights) ?(?:/|par|per|pro|a|la|by|in der|)\s?(?:sem|week|woche)",
    )
});

/// The contracts that an offer names; hopes of a later one are left out.
pub(super) fn contracts(block: &Block<'_>) -> Vec<Said<Contract>> {
    let is_said = |p: &&Passage<'_>| p.voice != Voice::Signature;
    let labelled: Vec<_> = block.labelled(Label::Contract).filter(is_said).collect();
    let found = gather(labelled.iter().copied(), Confidence::High);
    if !found.is_empty() {
        return found;
    }
    if let Some(term) = labelled
        .iter()
        .find_map(|passage| named(passage).or_else(|| term(passage)))
    {
        return vec![term];
    }
    let may_say = |p: &&Passage<'_>| {
        is_said(p)
            && matches!(
                p.label,
                None | Some(
                    Label::Text | Label::Title | Label::Hours | Label::Start | Label::Openings
                )
            )
    };
    let own = gather(
        block.own.iter().copied().filter(may_say),
        Confidence::Medium,
    );
    if own.is_empty() {
        gather(
            block.shared.iter().copied().filter(may_say),
            Confidence::Low,
        )
    } else {
        own
    }
}

/// A contract under its label in a word that says nothing elsewhere: "Contract: vast".
fn named(passage: &Passage<'_>) -> Option<Said<Contract>> {
    let captures = NAMED.captures(&passage.folded.text)?;
    let contract = if captures.get(1).is_some() {
        Contract::Permanent
    } else {
        Contract::FixedTerm
    };
    Some(passage.said(contract, group(&captures, 0), Confidence::High))
}

/// A contract of which nothing but its length is said: "Befristung: 6 Monate".
fn term(passage: &Passage<'_>) -> Option<Said<Contract>> {
    let found = TERM.find(&passage.folded.text)?;
    Some(passage.said(Contract::FixedTerm, found.range(), Confidence::Medium))
}

fn gather<'p>(
    passages: impl Iterator<Item = &'p Passage<'p>>,
    confidence: Confidence,
) -> Vec<Said<Contract>> {
    let mut found: Vec<Said<Contract>> = Vec::new();
    for passage in passages {
        for (contract, range) in contracts_in(&passage.folded.text) {
            if !found.iter().any(|known| known.value == contract) {
                found.push(passage.said(contract, range, confidence));
            }
        }
    }
    found
}

/// The contracts that a text in small letters offers.
pub(crate) fn contracts_in(text: &str) -> Vec<(Contract, Range<usize>)> {
    let mut found = Vec::new();
    for (contract, words) in PATTERNS.iter() {
        let mut offered = words.find_iter(text).filter(|word| {
            let from = text.floor_char_boundary(word.start().saturating_sub(60));
            !PROSPECT.is_match(&text[from..word.start()])
        });
        if let Some(word) = offered.next() {
            found.push((*contract, word.range()));
        }
    }
    found
}

/// Full or part time, as an offer says it.
pub(super) fn work_time(block: &Block<'_>) -> Found<WorkTime> {
    block
        .all()
        .filter(|p| p.voice != Voice::Signature)
        .find_map(|passage| {
            let (time, range) = work_time_in(&passage.folded.text)?;
            Some(passage.said(time, range, Confidence::High))
        })
}

/// Full or part time, as a text in small letters says it.
pub(crate) fn work_time_in(text: &str) -> Option<(WorkTime, Range<usize>)> {
    let part = PART.find(text).map(|found| (WorkTime::Part, found.range()));
    let full = FULL.find(text).map(|found| (WorkTime::Full, found.range()));
    part.into_iter()
        .chain(full)
        .min_by_key(|(_, range)| range.start)
}
