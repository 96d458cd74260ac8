//! The open feed: what employers published, for anybody who wants to spread it.
//!
//! It is read as a snapshot, page by page, and from then on by its changes. A cursor is a place in
//! the order in which offers change; an offer that changes while a snapshot is read comes again
//! with the changes after it, so that none is lost.

use relais_domain::Error;
use relais_domain::ids::OfferId;
use relais_proto::intake::OfferContent;

use crate::Intake;
use crate::store::offers::{self, StoredOffer};

/// Offers of a page when no number is asked for, and at most.
const USUAL_PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1_000;
/// What stands for an address of electronic mail in a published text.
const TAKEN_OUT: &str = "[…]";

/// Where a reader of the open feed stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cursor {
    /// In a snapshot that was begun at the change `from`, after the offer `after`.
    Snapshot { from: i64, after: String },
    /// After the change with this number.
    Changes(i64),
}

/// An offer of the open feed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Published {
    /// It is open.
    Open {
        offer_id: String,
        content: Box<OfferContent>,
    },
    /// It was, and is no longer.
    Removed { offer_id: String },
}

/// A page of the open feed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OpenPage {
    /// The offers on it.
    pub offers: Vec<Published>,
    /// Where the next page is; `None` at the end.
    pub next: Option<Cursor>,
    /// From where to ask for changes, once there is no next page.
    pub since: Cursor,
}

impl Cursor {
    /// The text that stands for it.
    pub fn text(&self) -> String {
        match self {
            Self::Snapshot { from, after } => format!("s{from}-{after}"),
            Self::Changes(after) => format!("c{after}"),
        }
    }

    /// Reads a text that was given out.
    ///
    /// # Errors
    /// `InvalidInput` for any other.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let cursor = match text.split_at_checked(1) {
            Some(("c", after)) => change(after).map(Self::Changes),
            Some(("s", rest)) => rest.split_once('-').and_then(|(from, after)| {
                let after: OfferId = after.parse().ok()?;
                Some(Self::Snapshot {
                    from: change(from)?,
                    after: after.to_string(),
                })
            }),
            _ => None,
        };
        cursor.ok_or_else(|| {
            let remedy = "give since as it was returned, or nothing to begin anew";
            Error::invalid_field("/since", "is not that of this feed", remedy)
        })
    }
}

fn change(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number >= 0)
}

impl Intake {
    /// The number of the last change, which tells whether anything is new.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn last_change(&self) -> Result<i64, Error> {
        let mut connection = self.inner.store.read().await?;
        Ok(offers::last_change(&mut connection).await?)
    }

    /// A page of the open feed: of a snapshot, or of the changes after a cursor.
    ///
    /// # Errors
    /// `InvalidInput` for a limit above 1,000; those of the store.
    pub(crate) async fn open_page(
        &self,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<OpenPage, Error> {
        if limit > LARGEST_PAGE {
            let remedy = format!("give 1 to {LARGEST_PAGE}, and ask for the next page");
            return Err(Error::invalid_field(
                "/limit",
                format!("is {limit}"),
                remedy,
            ));
        }
        let limit = if limit == 0 { USUAL_PAGE } else { limit };
        match cursor {
            None => {
                let from = self.last_change().await?;
                self.snapshot(from, "", limit).await
            }
            Some(Cursor::Snapshot { from, after }) => self.snapshot(from, &after, limit).await,
            Some(Cursor::Changes(after)) => self.changes(after, limit).await,
        }
    }

    async fn snapshot(&self, from: i64, after: &str, limit: u32) -> Result<OpenPage, Error> {
        let mut connection = self.inner.store.read().await?;
        let found = offers::open_after(&mut connection, after, limit).await?;
        let is_full = u32::try_from(found.len()).is_ok_and(|count| count == limit);
        let last = found.last().filter(|_| is_full);
        Ok(OpenPage {
            next: last.map(|offer| Cursor::Snapshot {
                from,
                after: offer.offer_id.clone(),
            }),
            since: Cursor::Changes(from),
            offers: found.into_iter().map(published).collect(),
        })
    }

    async fn changes(&self, after: i64, limit: u32) -> Result<OpenPage, Error> {
        let mut connection = self.inner.store.read().await?;
        let found = offers::changed_after(&mut connection, after, limit).await?;
        let is_full = u32::try_from(found.len()).is_ok_and(|count| count == limit);
        let last = found.last().map_or(after, |(change, _)| *change);
        Ok(OpenPage {
            next: is_full.then_some(Cursor::Changes(last)),
            since: Cursor::Changes(last),
            offers: found
                .into_iter()
                .map(|(_, offer)| published(offer))
                .collect(),
        })
    }
}

fn published(offer: StoredOffer) -> Published {
    if offer.is_over() {
        return Published::Removed {
            offer_id: offer.offer_id,
        };
    }
    Published::Open {
        content: Box::new(without_contacts(offer.content, &offer.offer_id)),
        offer_id: offer.offer_id,
    }
}

/// What may be published: no contact, no address of electronic mail in a text, and our identifier
/// in the place of the employer's own.
fn without_contacts(content: OfferContent, offer_id: &str) -> OfferContent {
    let texts = |texts: Vec<String>| -> Vec<String> {
        texts.iter().map(|text| without_addresses(text)).collect()
    };
    OfferContent {
        source: "relais".to_owned(),
        identifier: offer_id.to_owned(),
        title: without_addresses(&content.title),
        description: without_addresses(&content.description),
        work_hours: without_addresses(&content.work_hours),
        skills: texts(content.skills),
        qualifications: texts(content.qualifications),
        education_requirements: texts(content.education_requirements),
        experience_requirements: texts(content.experience_requirements),
        application_contact: None,
        ..content
    }
}

/// A text with what looks like an address of electronic mail taken out.
fn without_addresses(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let ends = |c: char| c.is_whitespace() || "<>()[]{}\"',;:|".contains(c);
    let mut clean = String::with_capacity(text.len());
    for part in text.split_inclusive(ends) {
        let word = part.trim_end_matches(ends);
        if word.contains('@') {
            clean.push_str(TAKEN_OUT);
            clean.push_str(&part[word.len()..]);
        } else {
            clean.push_str(part);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_taken_out_of_texts() {
        let text = "<p>Écrire à rh@trasis.example, ou mailto:jobs@a.example</p>";
        let clean = "<p>Écrire à […], ou mailto:[…]</p>";
        assert_eq!(without_addresses(text), clean);
    }

    #[test]
    fn a_cursor_is_read_as_it_was_given_out() {
        let after = "0198c0de-7a50-7000-8000-00805f9b34fb".to_owned();
        for cursor in [Cursor::Changes(7), Cursor::Snapshot { from: 7, after }] {
            assert_eq!(Cursor::parse(&cursor.text()).expect("ours"), cursor);
        }
    }

    proptest! {
        #[test]
        fn no_address_is_left_in_any_text(text in "[a-z@<>., ]{0,60}") {
            prop_assert!(!without_addresses(&text).contains('@'));
        }

        #[test]
        fn any_text_is_a_cursor_or_refused_without_a_panic(text in "\\PC{0,50}") {
            let _ = Cursor::parse(&text);
        }
    }
}
