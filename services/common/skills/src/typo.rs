//! Finds the known word that a misspelt one stands for, at a cost that does not grow with the
//! number of known words: both sides are filed under what remains after deleting letters
//! (symmetric deletion, on the first letters only).

use std::collections::HashSet;

use crate::quick::QuickMap;

/// Only so many first letters are filed.
const PREFIX: usize = 7;
/// Words with fewer letters must be right.
const ONE_EDIT_FROM: usize = 5;
/// Words with fewer letters may have one wrong letter only.
const TWO_EDITS_FROM: usize = 9;
/// Longer words are not names of skills.
const MAX_LETTERS: usize = 32;

/// The edits that a word of so many letters is forgiven.
fn allowed(letters: usize) -> usize {
    match letters {
        TWO_EDITS_FROM.. => 2,
        ONE_EDIT_FROM.. => 1,
        _ => 0,
    }
}

/// Known words, filed for lookup by misspelt ones.
#[derive(Debug, Default)]
pub(crate) struct TypoIndex {
    words: Vec<String>,
    filed: QuickMap<u64, Vec<u32>>,
    right: HashSet<&'static str>,
}

impl TypoIndex {
    /// Files `words`; the words in `right` are never taken for misspelt ones.
    pub fn new(words: Vec<String>, right: HashSet<&'static str>) -> Self {
        let mut index = Self {
            words: Vec::new(),
            filed: QuickMap::default(),
            right,
        };
        for word in words.into_iter().filter(|word| is_fixable(word)) {
            let at = u32::try_from(index.words.len()).unwrap_or(u32::MAX);
            for key in keys(&word, allowed(word.len())) {
                index.filed.entry(key).or_default().push(at);
            }
            index.words.push(word);
        }
        index
    }

    /// The known word closest to `word`, when it is close enough and `word` is no right word.
    pub fn fix(&self, word: &str) -> Option<&str> {
        let edits = allowed(word.len());
        if edits == 0 || !is_fixable(word) || self.right.contains(word) {
            return None;
        }
        let mut best: Option<(usize, u32)> = None;
        for key in keys(word, edits) {
            for &at in self.filed.get(&key).into_iter().flatten() {
                let known = self.words[at as usize].as_str();
                let most = edits.min(allowed(known.len()));
                if known.len().abs_diff(word.len()) > most {
                    continue;
                }
                let distance = strsim::osa_distance(known, word);
                if distance <= most && best.is_none_or(|best| (distance, at) < best) {
                    best = Some((distance, at));
                }
            }
        }
        best.map(|(_, at)| self.words[at as usize].as_str())
    }
}

fn is_fixable(word: &str) -> bool {
    (ONE_EDIT_FROM - 1..=MAX_LETTERS).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The keys under which a word of ASCII letters is filed: its prefix with up to `edits` letters
/// left out.
fn keys(word: &str, edits: usize) -> Vec<u64> {
    let prefix = &word.as_bytes()[..word.len().min(PREFIX)];
    let mut keys = vec![key(prefix, [usize::MAX; 2])];
    if edits > 0 {
        keys.extend((0..prefix.len()).map(|gone| key(prefix, [gone, usize::MAX])));
    }
    if edits > 1 {
        for first in 0..prefix.len() {
            keys.extend((first + 1..prefix.len()).map(|second| key(prefix, [first, second])));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The letters that remain, packed five bits each: at most 35 bits.
fn key(prefix: &[u8], gone: [usize; 2]) -> u64 {
    let left = prefix
        .iter()
        .enumerate()
        .filter(|(at, _)| !gone.contains(at));
    left.fold(0, |key, (_, letter)| {
        key << 5 | u64::from(letter - b'a' + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> TypoIndex {
        let words = ["graphiste", "vendeur", "soudeur", "commis"]
            .map(str::to_owned)
            .to_vec();
        TypoIndex::new(words, HashSet::from(["comment"]))
    }

    #[test]
    fn a_wrong_letter_is_forgiven_from_five_letters_on() {
        assert_eq!(index().fix("vandeur"), Some("vendeur"));
        assert_eq!(index().fix("venduer"), Some("vendeur"));
        assert_eq!(index().fix("commi"), Some("commis"));
        assert_eq!(index().fix("vandeir"), None);
    }

    #[test]
    fn two_wrong_letters_are_forgiven_from_nine_letters_on() {
        assert_eq!(index().fix("grafhisste"), Some("graphiste"));
        assert_eq!(index().fix("grafhissta"), None);
    }

    #[test]
    fn a_right_word_is_not_taken_for_a_wrong_one() {
        let right = TypoIndex::new(vec!["vendeur".to_owned()], HashSet::from(["vendeux"]));
        assert_eq!(right.fix("vendeux"), None);
    }
}
