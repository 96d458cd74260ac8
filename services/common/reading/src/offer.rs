//! The offers in a mail: in its own words, in what it forwards, in its attachments.
//!
//! Everything is read by rules: labels ("Lieu de travail :"), tables, sentences ("nous cherchons
//! un maçon pour …"), headings. What a rule reads carries the words it comes from and how sure it
//! is; what no rule reads is left unsaid, never guessed.

mod blocks;
mod contact;
mod contract;
mod facts;
mod hours;
mod labels;
mod needs;
mod numbers;
mod passage;
mod place;
mod salary;
mod start;
mod title;
mod values;

use jiff::civil::Date;

use crate::mime::Mail;
use crate::said::{Confidence, Said};
use blocks::Block;

pub(crate) use facts::{Facts, facts, own_passages};
pub(crate) use passage::Passage;
pub use values::{Hours, Licence, Missing, Offer, Place, Salary, Start, WantedLanguage, WorkTime};

/// Offers that one mail may hold.
pub const MAX_OFFERS: usize = 20;

/// The text of an attachment, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its text; an error is a stable code that says why it could not be read.
    pub text: Result<String, String>,
}

/// Reads the offers of a mail. `attachments` are the texts of its files, in any order;
/// `written_on` is the day on which the mail was written, where the work is: "lundi" and
/// "1er décembre" count from it. Empty if the mail offers no work.
pub fn read(mail: &Mail, attachments: &[Attachment], written_on: Date) -> Vec<Offer> {
    let passages = passage::of(mail, attachments);
    if title::is_by_candidate(&passages) {
        return Vec::new();
    }
    let sender = mail.from.one().map_or("", |from| from.name.as_str());
    let mut offers: Vec<Offer> = blocks::split(&passages)
        .into_iter()
        .flat_map(|block| offers(&block, sender, written_on))
        .collect();
    drop_translations(&mut offers);
    offers.truncate(MAX_OFFERS);
    offers
}

/// Leaves out what says the same again in another language.
fn drop_translations(offers: &mut Vec<Offer>) {
    let mut at = 1;
    while at < offers.len() {
        let (before, offer) = (&offers[at - 1], &offers[at]);
        if is_translation(before, offer) {
            offers.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Whether two offers differ in nothing but the words of their titles.
fn is_translation(one: &Offer, other: &Offer) -> bool {
    fn value<T>(said: Option<&Said<T>>) -> Option<&T> {
        said.map(|said| &said.value)
    }
    let words = |offer: &Offer| -> Vec<String> {
        let title = offer.title.as_ref().map_or("", |title| &title.value);
        let words = title.split_whitespace().map(crate::lines::folded);
        words.collect()
    };
    let (first, second) = (words(one), words(other));
    names_its_occupation(one)
        && names_its_occupation(other)
        && value(one.occupation.as_ref()) == value(other.occupation.as_ref())
        && value(one.hours.as_ref()) == value(other.hours.as_ref())
        && one.hours.is_some()
        && value(one.contact_phone.as_ref()) == value(other.contact_phone.as_ref())
        && value(one.place.as_ref()).and_then(|it| it.ins)
            == value(other.place.as_ref()).and_then(|it| it.ins)
        && !first.iter().any(|word| second.contains(word))
}

/// Whether the occupation of an offer was read from its title.
fn names_its_occupation(offer: &Offer) -> bool {
    let span = offer.title.as_ref().map(|title| &title.span);
    offer.occupation.as_ref().map(|occupation| &occupation.span) == span
}

/// The offers of a block: several where one sentence names several occupations.
fn offers(block: &Block<'_>, sender: &str, written_on: Date) -> Vec<Offer> {
    let titles = title::find(block);
    let is_one = titles.len() == 1;
    let offers = titles.into_iter().map(|found| {
        let counted = || {
            let labelled = numbers::openings(block);
            labelled.or_else(|| title::counted(block, &found.title.value))
        };
        let openings = found.openings.or_else(|| is_one.then(counted).flatten());
        let occupation =
            needs::occupation(&found.title.value).map(|slug| found.title.clone().map(|_| slug));
        let contact = contact::find(block, sender);
        Offer {
            // Of several posts, the text may name any.
            occupation: occupation
                .or_else(|| is_one.then(|| needs::occupation_of(block)).flatten()),
            title: Some(found.title),
            description: blocks::description(block),
            place: place::find(block),
            contracts: contract::contracts(block),
            work_time: contract::work_time(block),
            hours: hours::find(block),
            start: start::find(block, written_on),
            languages: needs::languages(block),
            licences: needs::licences(block),
            openings,
            salary: salary::find(block),
            experience_months: numbers::experience(block),
            contact_name: contact.name,
            contact_phone: contact.phone,
            contact_email: contact.email,
        }
    });
    offers.filter(|offer| is_offer(offer, block)).collect()
}

/// Whether enough says that work is offered: a title under a label or in a sentence that seeks
/// somebody needs little else; a title that is only mentioned needs more, in a mail that is about
/// nothing else.
fn is_offer(offer: &Offer, block: &Block<'_>) -> bool {
    let has_start = |start: &Said<Start>| start.confidence > Confidence::Low;
    let facts = usize::from(offer.place.is_some())
        + usize::from(!offer.contracts.is_empty())
        + usize::from(offer.hours.is_some() || offer.work_time.is_some())
        + usize::from(offer.start.as_ref().is_some_and(has_start))
        + usize::from(offer.openings.is_some())
        + usize::from(offer.salary.is_some());
    match offer.title.as_ref().map(|title| title.confidence) {
        Some(Confidence::High | Confidence::Medium) => offer.occupation.is_some() || facts >= 1,
        Some(Confidence::Low) => facts >= 2 && !title::is_other_business(block),
        None => false,
    }
}

/// The words of a value and its span, as most rules find them.
pub(crate) type Found<T> = Option<Said<T>>;
