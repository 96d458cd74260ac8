//! One way of reading text, used for labels, offers and queries alike: lower case, accents folded,
//! punctuation turned into word boundaries.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands between a word and the one before it, the strongest separator first found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// No white space: `vendeur/vendeuse`, `aide-soignant`.
    Joined,
    /// White space, also with brackets, dashes or a colon.
    Space,
    /// The end of a part of a sentence: a comma.
    Comma,
    /// The end of a sentence, of a line or of a list item.
    Sentence,
}

/// A word of a text.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Where the folded word stands in [`Tokens::folded`].
    word: Range<usize>,
    /// Where the word stands in the text, in bytes.
    pub span: Range<usize>,
    /// What separates it from the word before it.
    pub gap: Gap,
    /// Whether an opening bracket stands right before it, as in `assistant (e)`.
    pub bracketed: bool,
}

/// A text cut into words.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    folded: String,
    list: Vec<Token>,
}

impl Tokens {
    /// Cuts `text` into words.
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        tokens.folded.reserve(text.len());
        let mut scan = Scan {
            gap: Gap::Sentence,
            dot: false,
            bracketed: false,
            open: false,
        };
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let end = at + c.len_utf8();
            let next = chars.peek().map(|(_, next)| *next);
            tokens.push(&mut scan, c, at..end, next);
        }
        tokens
    }

    fn push(&mut self, scan: &mut Scan, c: char, span: Range<usize>, next: Option<char>) {
        if is_ignorable(c) {
            return;
        }
        let start = self.folded.len();
        if is_suffix_sign(c) && scan.open && self.ends_as_symbol(next) {
            self.folded.push(c);
        } else {
            fold(c, &mut self.folded);
        }
        if self.folded.len() == start {
            scan.separator(c);
            return;
        }
        if scan.open {
            if let Some(token) = self.list.last_mut() {
                token.word.end = self.folded.len();
                token.span.end = span.end;
            }
        } else {
            let word = start..self.folded.len();
            self.list.push(Token {
                word,
                span,
                gap: scan.gap,
                bracketed: scan.bracketed,
            });
            *scan = Scan {
                gap: Gap::Joined,
                dot: false,
                bracketed: false,
                open: true,
            };
        }
    }

    /// Whether a `+` or `#` here belongs to the word, as in `C++` and `C#` but not in `B+E`.
    fn ends_as_symbol(&self, next: Option<char>) -> bool {
        let last = self.folded.chars().next_back();
        last.is_some_and(|c| c.is_alphabetic() || is_suffix_sign(c))
            && next.is_none_or(|c| !c.is_alphanumeric())
    }

    /// The words in the order of the text.
    pub fn list(&self) -> &[Token] {
        &self.list
    }

    /// The folded form of a word of this text.
    pub fn word(&self, token: &Token) -> &str {
        &self.folded[token.word.clone()]
    }

    /// The folded forms of all words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|token| self.word(token))
    }
}

/// What the scan has seen since the last word.
struct Scan {
    gap: Gap,
    dot: bool,
    bracketed: bool,
    open: bool,
}

impl Scan {
    fn separator(&mut self, c: char) {
        self.open = false;
        self.bracketed = c == '(';
        let gap = match c {
            '\n' | '\r' | ';' | '!' | '?' | '•' => Gap::Sentence,
            ',' | '|' => Gap::Comma,
            ':' => Gap::Space,
            _ if c.is_whitespace() && self.dot => Gap::Sentence,
            _ if c.is_whitespace() => Gap::Space,
            _ => Gap::Joined,
        };
        self.dot = c == '.';
        self.gap = self.gap.max(gap);
    }
}

fn is_suffix_sign(c: char) -> bool {
    matches!(c, '+' | '#')
}

/// Characters that neither belong to a word nor end it: accents on their own, soft hyphens, joiners.
fn is_ignorable(c: char) -> bool {
    !c.is_ascii()
        && (is_combining_mark(c)
            || matches!(
                c,
                '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
            ))
}

/// Appends the folded letters and digits of `c`; nothing when it is a separator.
fn fold(c: char, folded: &mut String) {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            folded.push(c.to_ascii_lowercase());
        }
        return;
    }
    for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        match part {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            _ if part.is_alphanumeric() && !is_combining_mark(part) => folded.push(part),
            _ => {}
        }
    }
}

/// The comparable form of a text: lower case, accents folded, ligatures opened, every run of
/// punctuation and white space turned into one space. `C++` and `C#` keep their signs.
///
/// ```
/// assert_eq!(relais_skills::normalise("Main-d’Œuvre  qualifiée"), "main d oeuvre qualifiee");
/// ```
pub fn normalise(text: &str) -> String {
    let tokens = Tokens::of(text);
    let mut normal = String::with_capacity(text.len());
    for word in tokens.words() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(text: &str) -> Vec<Gap> {
        Tokens::of(text)
            .list()
            .iter()
            .map(|token| token.gap)
            .collect()
    }

    #[test]
    fn accents_ligatures_and_case_fold_away() {
        assert_eq!(normalise("Aide-SOIGNANT(E)"), "aide soignant e");
        assert_eq!(normalise("sœur, Straße; ﬁche"), "soeur strasse fiche");
        assert_eq!(normalise("e\u{301}lectricien"), normalise("électricien"));
    }

    #[test]
    fn signs_of_programming_languages_stay() {
        assert_eq!(normalise("C++/C#, B+E et bac+2"), "c++ c# b e et bac 2");
    }

    #[test]
    fn separators_are_ranked() {
        use Gap::{Comma, Joined, Sentence, Space};
        assert_eq!(
            gaps("a/b c, d. e"),
            [Sentence, Joined, Space, Comma, Sentence]
        );
        assert_eq!(gaps("node.js"), [Sentence, Joined]);
    }

    #[test]
    fn spans_point_into_the_original() {
        let text = "Œuvre à l’été";
        let tokens = Tokens::of(text);
        let words: Vec<_> = tokens
            .list()
            .iter()
            .map(|token| &text[token.span.clone()])
            .collect();
        assert_eq!(words, ["Œuvre", "à", "l", "été"]);
    }
}
