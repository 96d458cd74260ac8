//! Which case a mail belongs to.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use relais_domain::ids::{CaseRef, OfferId};

use crate::mime::{Mail, SenderCheck};
use crate::provenance::Provenance;

/// References to cases that are looked up in one mail.
const MAX_REFERENCES: usize = 10;

static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bLG[-‐‑ ]?[0-9A-Z]{4}[-‐‑ ]?[0-9A-Z]{4}[-‐‑ ]?[0-9A-Z]\b")
        .expect("the pattern is a constant")
});

/// What the caller knows of cases and the mails about them.
pub trait Known {
    /// The case with this reply address.
    fn case_of_address(&self, address: &str) -> Option<OfferId>;
    /// The case that the mail with this id, without angle brackets, was about.
    fn case_of_message(&self, message_id: &str) -> Option<OfferId>;
    /// The case with this reference.
    fn case_of_reference(&self, reference: &CaseRef) -> Option<OfferId>;
    /// Whether this address belongs to the employer of the case.
    fn is_sender_of(&self, case: OfferId, address: &str) -> bool;
}

/// What in a mail may lead to its case: what a caller looks up before [`find`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clues {
    /// The addresses that it was sent and delivered to.
    pub addresses: Vec<String>,
    /// The ids of the mails that it answers, the nearest first.
    pub message_ids: Vec<String>,
    /// References in its subject and its sender's own words, with a valid check character.
    pub references: Vec<CaseRef>,
}

/// How a mail was joined to its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// It was sent to the case's own address.
    ReplyAddress,
    /// It answers a mail about the case.
    Message,
    /// It names the case's reference.
    Reference,
}

/// The case of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The case.
    pub case: OfferId,
    /// How it was found.
    pub link: Link,
    /// Whether the sender is known for that case and nothing speaks against it being them. What
    /// an unconfirmed sender writes is shown to the SPOC and changes nothing by itself.
    pub is_confirmed: bool,
}

/// The clues of a mail.
pub fn clues(mail: &Mail) -> Clues {
    let addressed = mail
        .to
        .iter()
        .chain(&mail.cc)
        .map(|address| &address.address);
    let addresses: BTreeSet<&String> = addressed.chain(&mail.delivered_to).collect();
    let mut message_ids = mail.in_reply_to.clone();
    for id in mail.references.iter().rev() {
        if !message_ids.contains(id) {
            message_ids.push(id.clone());
        }
    }
    let own = mail
        .body
        .ranges(&[Provenance::Own])
        .map(|range| &mail.body.text[range]);
    let texts = std::iter::once(mail.subject.as_str()).chain(own);
    let mut references = Vec::new();
    for found in texts
        .flat_map(|text| REFERENCE.find_iter(text))
        .take(MAX_REFERENCES)
    {
        let plain = found.as_str().replace(['‐', '‑'], "-");
        if let Ok(reference) = plain.parse()
            && !references.contains(&reference)
        {
            references.push(reference);
        }
    }
    Clues {
        addresses: addresses.into_iter().cloned().collect(),
        message_ids,
        references,
    }
}

/// The case that a mail belongs to, by the strongest clue that leads to one: the address it was
/// sent to, the mail it answers, the reference it names. `None` if it begins something new.
pub fn find(mail: &Mail, known: &impl Known) -> Option<Joined> {
    let clues = clues(mail);
    let (case, link) = by_clues(&clues, known)?;
    let is_confirmed = mail.from.one().is_some_and(|from| {
        mail.auth.sender(from.domain()) != SenderCheck::Failed
            && known.is_sender_of(case, &from.address)
    });
    Some(Joined {
        case,
        link,
        is_confirmed,
    })
}

fn by_clues(clues: &Clues, known: &impl Known) -> Option<(OfferId, Link)> {
    let mut addresses = clues.addresses.iter();
    let mut messages = clues.message_ids.iter();
    let mut references = clues.references.iter();
    addresses
        .find_map(|address| Some((known.case_of_address(address)?, Link::ReplyAddress)))
        .or_else(|| messages.find_map(|id| Some((known.case_of_message(id)?, Link::Message))))
        .or_else(|| references.find_map(|r| Some((known.case_of_reference(r)?, Link::Reference))))
}

#[cfg(test)]
mod tests;
