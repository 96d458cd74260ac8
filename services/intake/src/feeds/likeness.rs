//! By what an offer is known again when its feed gives it another identifier.

use std::collections::{HashMap, VecDeque};

use relais_domain::text::one_line;
use relais_proto::intake::OfferContent;
use sha2::{Digest as _, Sha256};

/// A hash of an offer's title and place of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Likeness(pub [u8; 32]);

impl Likeness {
    /// The likeness of an offer.
    pub fn of(content: &OfferContent) -> Self {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update(one_line(text).to_lowercase());
            hash.update([0]);
        };
        part(&content.title);
        for place in &content.job_location {
            part(&place.postal_code);
            part(&place.address_locality);
            part(&place.street_address);
        }
        Self(hash.finalize().into())
    }
}

/// Pairs what vanished from a feed with what is new in it: the feed gives its offers other
/// identifiers. That is assumed only where most of what was known has vanished, and most of that
/// is there again with the same title and place. `known` is how many there were in all.
pub(crate) fn renamed(
    known: usize,
    vanished: &[Likeness],
    new: &[Likeness],
) -> Vec<(usize, usize)> {
    if vanished.is_empty() || vanished.len() * 2 <= known {
        return Vec::new();
    }
    let mut by_likeness: HashMap<Likeness, VecDeque<usize>> = HashMap::new();
    for (at, likeness) in new.iter().enumerate() {
        by_likeness.entry(*likeness).or_default().push_back(at);
    }
    let mut pairs = Vec::new();
    for (at, likeness) in vanished.iter().enumerate() {
        let alike = by_likeness.get_mut(likeness);
        pairs.extend(alike.and_then(VecDeque::pop_front).map(|found| (at, found)));
    }
    if pairs.len() * 2 > vanished.len() {
        pairs
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use relais_proto::intake::PostalAddress;

    use super::*;

    fn likeness(name: u8) -> Likeness {
        Likeness([name; 32])
    }

    fn likenesses(names: &[u8]) -> Vec<Likeness> {
        names.iter().copied().map(likeness).collect()
    }

    #[test]
    fn a_feed_that_numbers_anew_is_known_again() {
        let pairs = renamed(3, &likenesses(&[1, 2, 3]), &likenesses(&[3, 1, 2, 9]));
        assert_eq!(pairs, [(0, 1), (1, 2), (2, 0)]);
    }

    #[test]
    fn a_few_that_vanish_are_not_taken_for_others() {
        assert!(renamed(10, &likenesses(&[1, 2]), &likenesses(&[1, 2])).is_empty());
        assert!(renamed(3, &likenesses(&[1, 2, 3]), &likenesses(&[1, 8, 9])).is_empty());
    }

    #[test]
    fn the_same_job_elsewhere_is_not_alike() {
        let at = |title: &str, place: &str| {
            Likeness::of(&OfferContent {
                title: title.to_owned(),
                job_location: vec![PostalAddress {
                    address_locality: place.to_owned(),
                    ..PostalAddress::default()
                }],
                ..OfferContent::default()
            })
        };
        assert_eq!(at("Maçon", "Ans"), at(" MAÇON ", "ans"));
        assert_ne!(at("Maçon", "Ans"), at("Maçon", "Huy"));
    }

    proptest! {
        #[test]
        fn nothing_is_paired_twice_and_pairs_are_alike(
            vanished in prop::collection::vec(0_u8..4, 0..12),
            new in prop::collection::vec(0_u8..4, 0..12),
            others in 0_usize..4,
        ) {
            let pairs = renamed(vanished.len() + others, &likenesses(&vanished), &likenesses(&new));
            for (was, is) in &pairs {
                prop_assert_eq!(vanished[*was], new[*is]);
            }
            let once: HashSet<usize> = pairs.iter().map(|(_, is)| *is).collect();
            prop_assert_eq!(once.len(), pairs.len());
        }
    }
}
