//! What a single passage says, as a reply of one sentence does.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::mime::Mail;
use crate::pattern::{group, pattern};
use crate::said::{Confidence, Part};

use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};
use super::{
    Offer, contact, contract, hours, needs, numbers, passage, place, salary, start, title,
};

/// An offer of which only some things are said.
pub(crate) type Facts = Offer;

/// A number of people, as a reply says it.
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|een|twee|drie|vier|vijf|zes|eine?n?|zwei|drei|funf|sechs|one|two|three|four|five)";
    pattern(&format!(
        r"\b(?:il en faut|il (?:nous |m')?en faut|on en (?:cherche|veut)|nous en (?:cherchons|voulons)|en cherchons|en cherche|il y en a|besoin (?:de|d')|c'est pour|het zijn er|we zoeken er|er zijn er|we hebben er|es sind|wir (?:brauchen|suchen)|we need|there are|it's for)\s+(?:plutot |en fait |finalement |eerder |eigentlich |actually )?{number}\b|\b{number}\s+(?:postes?|places?|personnes?|travailleurs|ouvriers|plaatsen|personen|mensen|vacatures|stellen|leute|people|positions?|openings)\b"
    ))
});
/// Words after which an occupation is what the post is.
static IS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:c'est (?:plutot |en fait )?(?:un|une|pour un|pour une)|il s'agit d'une?|het (?:is|gaat om) een|es (?:ist|geht um) eine?n?|it's an?|it is an?|plutot une?|eerder een|eher eine?n?|rather an?)\s+",
    )
});
/// That the sentence says since when, or that a bare date is meant as one.
static HURRIES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:plutot|finalement|en fait|eerder|eigenlijk|eher|rather|actually|c'est|het is|es ist|le)\b",
    )
});

/// The passages of the sender's own words.
pub(crate) fn own_passages(mail: &Mail) -> Vec<Passage<'_>> {
    let mut passages = passage::of(mail, &[]);
    passages.retain(|p| p.part == Part::Body && p.voice == Voice::Text && !p.is_forwarded);
    passages
}

/// What one passage says.
pub(crate) fn facts(passage: &Passage<'_>, written_on: Date) -> Facts {
    let block = Block {
        own: vec![passage],
        shared: Vec::new(),
    };
    let contact = contact::find(&block, "");
    let count = numbers::openings(&block).or_else(|| counted(passage));
    Facts {
        title: titled(passage),
        place: place::find(&block),
        contracts: contract::contracts(&block),
        work_time: contract::work_time(&block),
        hours: hours::find(&block),
        start: start::find(&block, written_on).or_else(|| dated(passage, written_on)),
        languages: needs::languages(&block),
        licences: needs::licences(&block),
        openings: count,
        salary: salary::find(&block),
        experience_months: numbers::experience(&block),
        contact_name: contact
            .name
            .filter(|name| name.confidence > Confidence::Low),
        contact_phone: contact.phone,
        contact_email: contact.email,
        ..Facts::default()
    }
}

fn counted(passage: &Passage<'_>) -> super::Found<u32> {
    let captures = COUNT.captures(&passage.folded.text)?;
    let index = if captures.get(1).is_some() { 1 } else { 2 };
    let place = group(&captures, index);
    let word = &passage.folded.text[place.clone()];
    let count = numbers::number(word).filter(|count| *count > 0)?;
    Some(passage.said(count, place, Confidence::Medium))
}

fn titled(passage: &Passage<'_>) -> super::Found<String> {
    if passage.label == Some(Label::Title) {
        return title::whole(passage, Confidence::High).map(|found| found.title);
    }
    let is = IS.find(&passage.folded.text)?;
    let end = title::phrase_end(&passage.folded.text, is.end());
    let found = title::title(passage, is.end()..end, Confidence::Medium)?.title;
    needs::occupation(&found.value).is_some().then_some(found)
}

/// A day that a short sentence names without saying what for.
fn dated(passage: &Passage<'_>, written_on: Date) -> super::Found<super::Start> {
    let text = &passage.folded.text;
    let is_short = text.split_whitespace().count() <= 8;
    let (day, range) = start::day_in(text, written_on)?;
    (is_short && HURRIES.is_match(text))
        .then(|| passage.said(super::Start::On(day), range, Confidence::Low))
}
