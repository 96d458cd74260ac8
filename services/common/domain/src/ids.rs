//! Typed ids, so that a candidate is never taken for an offer.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, FieldError};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id: UUID version 7, which sorts by the instant it was made at. `random`
            /// holds ten bytes drawn by the caller.
            pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
                Self(uuid_v7(at, random))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                Uuid::parse_str(text).map(Self).map_err(|_| {
                    Error::invalid(vec![FieldError::new(
                        "",
                        concat!("not the id of ", $what),
                        "give the id as it was returned, like 0198c0de-7a50-7000-8000-00805f9b34fb",
                    )])
                })
            }
        }
    };
}

fn uuid_v7(at: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

id!(
    /// An employer: a firm that sends offers.
    EmployerId,
    "an employer"
);
id!(
    /// A job offer. Its case has the same id: one case per offer.
    OfferId,
    "an offer"
);
id!(
    /// A mail that came in.
    MailId,
    "a mail"
);
id!(
    /// An insertion or integration organisation.
    OrganisationId,
    "an organisation"
);
id!(
    /// A person who works with the system: worker, SPOC or coordinator.
    WorkerId,
    "a worker"
);
id!(
    /// A person who looks for work.
    CandidateId,
    "a candidate"
);
id!(
    /// A candidate put forward for an offer.
    NominationId,
    "a nomination"
);
id!(
    /// A feed of an employer's offers.
    FeedId,
    "a feed"
);
id!(
    /// A free text kept in the service that owns it; events carry its id only.
    NoteId,
    "a note"
);
id!(
    /// An event of the log.
    EventId,
    "an event"
);
id!(
    /// An outgoing message: mail or webhook.
    MessageId,
    "a message"
);

/// Crockford's base 32: no I, L, O or U, so that it can be read out over the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The reference of a case as people write and say it: `LG-7K3M-9QXD-2`, 40 random bits and a
/// check character (the value modulo 31, which catches one wrong or two swapped characters).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CaseRef(String);

impl CaseRef {
    /// The reference made of five bytes drawn by the caller.
    pub fn new(random: [u8; 5]) -> Self {
        let value = random
            .iter()
            .fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let digit = |n: u64| char::from(ALPHABET[usize::try_from(n % 32).unwrap_or(0)]);
        let digits: Vec<char> = (0..8).rev().map(|i| digit(value >> (5 * i))).collect();
        let (head, tail): (String, String) =
            (digits[..4].iter().collect(), digits[4..].iter().collect());
        Self(format!("LG-{head}-{tail}-{}", digit(value % 31)))
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CaseRef {
    type Err = Error;

    /// Reads a reference as people type it: any case, with or without hyphens, O for 0, I or L for 1.
    fn from_str(text: &str) -> Result<Self, Error> {
        parse_case_ref(text).ok_or_else(|| {
            Error::invalid_field(
                "",
                "not the reference of a case",
                "give it as it was acknowledged, like LG-7K3M-9QXD-2",
            )
        })
    }
}

fn parse_case_ref(text: &str) -> Option<CaseRef> {
    if text.len() > 40 {
        return None;
    }
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | ' '))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let digits = plain.strip_prefix("LG")?;
    if digits.chars().count() != 9 {
        return None;
    }
    let mut values = digits.chars().map(|c| {
        let c = match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        ALPHABET.iter().position(|a| char::from(*a) == c)
    });
    let mut value: u64 = 0;
    for _ in 0..8 {
        value = value << 5 | u64::try_from(values.next()??).ok()?;
    }
    let bytes = value.to_be_bytes();
    let reference = CaseRef::new([bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]);
    let check = u64::try_from(values.next()??).ok()?;
    (check == value % 31).then_some(reference)
}

impl fmt::Display for CaseRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<CaseRef> for String {
    fn from(reference: CaseRef) -> Self {
        reference.0
    }
}

impl TryFrom<String> for CaseRef {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_case_reference_survives_being_typed_by_hand(random: [u8; 5]) {
            let reference = CaseRef::new(random);
            let typed = reference.as_str().to_lowercase().replace('-', " ").replace('0', "o");
            prop_assert_eq!(typed.parse::<CaseRef>().expect("typed by hand"), reference);
        }

        #[test]
        fn one_wrong_character_is_noticed(random: [u8; 5], at in 0_usize..8, other in 0_usize..32) {
            let right = CaseRef::new(random);
            let mut text: Vec<char> = right.as_str().replace('-', "").chars().collect();
            text[2 + at] = char::from(ALPHABET[other]);
            let text: String = text.into_iter().collect();
            prop_assume!(text != right.as_str().replace('-', ""));
            // 31 values can be reached twice: 32 steps of 5 bits differ by a multiple of 31 only
            // between the digits 0 and Z.
            if let Ok(read) = text.parse::<CaseRef>() {
                let swapped = |c: char| c == '0' || c == 'Z';
                prop_assert!(swapped(char::from(ALPHABET[other])) && read != right);
            }
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in ".{0,60}") {
            let _ = text.parse::<CaseRef>();
            let _ = text.parse::<OfferId>();
        }
    }

    #[test]
    fn ids_sort_by_the_instant_they_were_made_at() {
        let early = OfferId::new(Timestamp::from_second(1_000).expect("in range"), [255; 10]);
        let late = OfferId::new(Timestamp::from_second(1_001).expect("in range"), [0; 10]);
        assert!(early < late);
    }
}
