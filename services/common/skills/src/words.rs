//! The words of a field as recognition sees them: without the marks that only say that the offer
//! is open to every gender.

use std::ops::Range;

use crate::normalise::{Gap, Token, Tokens};

/// A folded word with its place in the field.
#[derive(Debug, Clone)]
pub(crate) struct Word<'t> {
    pub folded: &'t str,
    pub span: Range<usize>,
    pub gap: Gap,
}

/// Endings glued to a word to name the other gender: `vendeur(se)`, `aide-soignant·e`.
const GENDER_ENDINGS: &[&str] = &[
    "e", "es", "s", "se", "ses", "euse", "euses", "teuse", "trice", "trices", "rice", "rices",
    "ne", "nes", "enne", "ennes", "ienne", "iennes", "re", "ere", "eres", "iere", "ieres", "ve",
    "ves", "ive", "ives", "le", "elle", "te", "ante", "ente", "esse", "in", "innen", "ster", "r",
    "fe", "fes",
];

/// Markers written without separators.
const MARKERS: &[&str] = &[
    "hf", "fh", "hfx", "fhx", "mv", "vm", "mvx", "vmx", "mfx", "mwd", "mwx", "wmd", "mfd",
];

/// The words of `tokens` without gender marks.
pub(crate) fn words(tokens: &Tokens) -> Vec<Word<'_>> {
    let list = tokens.list();
    let mut words: Vec<Word<'_>> = Vec::with_capacity(list.len());
    let mut carried = Gap::Joined;
    let mut at = 0;
    while let Some(token) = list.get(at) {
        let dropped = marker(tokens, &list[at..]);
        let dropped = if dropped == 0 && is_gender_ending(tokens, token, words.last()) {
            1
        } else {
            dropped
        };
        if dropped > 0 {
            let gaps = list[at..at + dropped].iter().map(|token| token.gap);
            carried = gaps.fold(carried, Gap::max);
            at += dropped;
            continue;
        }
        let gap = token.gap.max(carried);
        words.push(Word {
            folded: tokens.word(token),
            span: token.span.clone(),
            gap,
        });
        carried = Gap::Joined;
        at += 1;
    }
    words
}

fn is_gender_ending(tokens: &Tokens, token: &Token, before: Option<&Word<'_>>) -> bool {
    (token.gap == Gap::Joined || token.gap == Gap::Space && token.bracketed)
        && before.is_some_and(|word| word.folded.len() > 3 && word.folded.is_ascii())
        && GENDER_ENDINGS.contains(&tokens.word(token))
}

/// How many tokens at the start of `list` are a marker such as `H/F`, `m/w/d` or `(M/V/X)`.
fn marker(tokens: &Tokens, list: &[Token]) -> usize {
    if MARKERS.contains(&tokens.word(&list[0])) {
        return 1;
    }
    let pair = list.len() > 1 && list[1].gap <= Gap::Space;
    let pair = pair.then(|| (tokens.word(&list[0]), tokens.word(&list[1])));
    match pair {
        Some(("homme", "femme") | ("femme", "homme")) => 2,
        Some(("h" | "f", "f" | "h") | ("m", "v" | "w" | "f") | ("v" | "w" | "f", "m")) => {
            let more = list[2..].iter().take(2).take_while(|token| {
                token.gap == Gap::Joined && matches!(tokens.word(token), "x" | "d" | "n" | "i")
            });
            2 + more.count()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let tokens = Tokens::of(text);
        words(&tokens)
            .iter()
            .map(|word| word.folded)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn markers_of_gender_are_dropped() {
        assert_eq!(
            read("Vendeur (H/F/X) en boulangerie"),
            "vendeur en boulangerie"
        );
        assert_eq!(read("Kok (m/v/x)"), "kok");
        assert_eq!(read("Maler m/w/d in Eupen"), "maler in eupen");
        assert_eq!(read("Soudeur H / F - HF"), "soudeur");
        assert_eq!(read("Magasinier Homme/Femme"), "magasinier");
    }

    #[test]
    fn glued_endings_are_dropped() {
        assert_eq!(
            read("Employé(e) administratif(-ve)"),
            "employe administratif"
        );
        assert_eq!(read("développeur·euse web"), "developpeur web");
        assert_eq!(read("assistant (e) de vente"), "assistant de vente");
        assert_eq!(read("un poste e commerce"), "un poste e commerce");
    }
}
