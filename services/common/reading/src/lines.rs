//! The lines of a text, each with where it stands.

use std::ops::Range;

/// A line, without its line feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub text: &'a str,
    pub start: usize,
}

impl Line<'_> {
    /// Where the line stands, in bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The lines of the stretch of `text` that `range` names.
pub(crate) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Line<'_>> {
    let mut start = range.start;
    text[range].split('\n').map(move |text| {
        let line = Line { text, start };
        start += text.len() + 1;
        line
    })
}

/// Lower case without accents, for comparing words; as many characters as the text has.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// A letter as words are compared.
pub(crate) fn fold(c: char) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'à' | 'â' | 'ä' | 'á' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        '’' | 'ʼ' | '‘' | '`' => '\'',
        '\u{A0}' | '\u{202F}' | '\u{2009}' => ' ',
        '–' | '—' | '‑' | '‐' => '-',
        other => other,
    }
}
