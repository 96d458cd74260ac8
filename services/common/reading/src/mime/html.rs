//! The words of an HTML mail, line by line.
//!
//! Cells of a table row share a line, parted by tabs; what is quoted begins with `> `; a signature
//! that the mail program marked begins with `-- `; what is hidden is left out.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Bytes of HTML that are read.
const MAX_HTML: usize = 2 * 1024 * 1024;
/// Quotes within quotes that are told apart.
const MAX_QUOTE_DEPTH: usize = 5;

/// Elements that begin and end a line.
const BLOCKS: [&str; 25] = [
    "p",
    "div",
    "br",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "blockquote",
    "section",
    "article",
    "header",
    "footer",
    "address",
    "pre",
    "dl",
    "dt",
    "dd",
];
/// Elements that stand apart from what comes before and after.
const PARAGRAPHS: [&str; 11] = [
    "p", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
];
/// Elements whose content is not for reading.
const UNREAD: [&str; 6] = ["script", "style", "head", "title", "template", "noscript"];
/// Elements without content.
const VOID: [&str; 8] = ["br", "img", "hr", "meta", "link", "input", "col", "wbr"];
/// Classes by which mail programs mark the sender's signature.
const SIGNATURES: [&str; 3] = [
    "gmail_signature",
    "moz-signature",
    "ms-outlook-mobile-signature",
];

/// The text of an HTML document. Never fails: HTML may be anything.
pub(super) fn text(html: &str) -> String {
    let cut = (0..=MAX_HTML.min(html.len()))
        .rev()
        .find(|at| html.is_char_boundary(*at))
        .unwrap_or(0);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html[..cut]));
    let tokenizer = Tokenizer::new(Writer::default(), TokenizerOpts::default());
    // The tokenizer pauses at the end of each script; what follows is still to be read.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().out
}

#[derive(Default)]
struct Writer(RefCell<State>);

#[derive(Default)]
struct State {
    out: String,
    /// The element being passed over, and how many of its name are open.
    unread: Option<(String, usize)>,
    quotes: usize,
    /// A space is due before the next word.
    space: bool,
    /// Line breaks are due before the next word.
    breaks: usize,
    /// A tab is due before the next word: a further cell of the row began.
    tab: bool,
    /// Cells of the row so far.
    cells: usize,
    list_item: bool,
}

impl TokenSink for Writer {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) => state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if self.passes_over(name, tag) || name == "br" && tag.kind == TagKind::EndTag {
            return;
        }
        match (name, tag.kind) {
            ("td" | "th", TagKind::StartTag) => self.begin_cell(),
            ("td" | "th", TagKind::EndTag) => self.breaks = self.breaks.min(1),
            ("tr", kind) => {
                self.tab = false;
                self.cells = if kind == TagKind::StartTag {
                    0
                } else {
                    self.cells
                };
            }
            ("blockquote", TagKind::StartTag) => self.quotes += 1,
            ("blockquote", TagKind::EndTag) => self.quotes = self.quotes.saturating_sub(1),
            ("li", TagKind::StartTag) => self.list_item = true,
            _ => {}
        }
        // What opens a cell is no line of its own.
        if !self.tab {
            self.breaks = match name {
                "br" => (self.breaks + 1).min(2),
                _ if PARAGRAPHS.contains(&name) => 2,
                _ if BLOCKS.contains(&name) => self.breaks.max(1),
                _ => self.breaks,
            };
        }
        if tag.kind == TagKind::StartTag && is_signature(tag) {
            self.line("-- ");
        }
    }

    fn begin_cell(&mut self) {
        if self.cells > 0 {
            self.tab = true;
            self.breaks = 0;
        }
        self.cells += 1;
    }

    /// Whether a tag belongs to something that is not read, also as its beginning or end.
    fn passes_over(&mut self, name: &str, tag: &Tag) -> bool {
        let opens = tag.kind == TagKind::StartTag && !tag.self_closing && !VOID.contains(&name);
        if let Some((unread, open)) = &mut self.unread {
            if unread == name {
                match tag.kind {
                    TagKind::StartTag => *open += usize::from(opens),
                    TagKind::EndTag => *open -= 1,
                }
                if *open == 0 {
                    self.unread = None;
                }
            }
            return true;
        }
        if opens && (UNREAD.contains(&name) || is_hidden(tag)) {
            self.unread = Some((name.to_owned(), 1));
            return true;
        }
        false
    }

    fn text(&mut self, text: &str) {
        if self.unread.is_some() {
            return;
        }
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            self.space |= at > 0;
            if !word.is_empty() {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &str) {
        if self.tab && !self.out.is_empty() {
            self.out.push('\t');
        } else if self.breaks > 0 || self.out.is_empty() {
            self.begin_line();
        } else if self.space {
            self.out.push(' ');
        }
        (self.space, self.tab, self.breaks) = (false, false, 0);
        self.out.push_str(word);
    }

    fn begin_line(&mut self) {
        let breaks = if self.out.is_empty() { 0 } else { self.breaks };
        for _ in 0..breaks {
            self.out.push('\n');
        }
        for _ in 0..self.quotes.min(MAX_QUOTE_DEPTH) {
            self.out.push_str("> ");
        }
        if std::mem::take(&mut self.list_item) {
            self.out.push_str("- ");
        }
    }

    fn line(&mut self, line: &str) {
        self.breaks = 1;
        self.begin_line();
        self.out.push_str(line);
        self.breaks = 1;
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    let mut attributes = tag.attrs.iter();
    let found = attributes.find(|attribute| &*attribute.name.local == name)?;
    Some(&found.value)
}

fn is_hidden(tag: &Tag) -> bool {
    attribute(tag, "style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_lowercase().contains("display:none")
    })
}

fn is_signature(tag: &Tag) -> bool {
    ["class", "id"].into_iter().any(|name| {
        let value = attribute(tag, name).unwrap_or_default();
        value
            .split_whitespace()
            .any(|class| SIGNATURES.contains(&class))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_table_is_a_line() {
        let html = "<table><tr><td><p>Fonction</p></td><td><p>Maçon</p></td></tr>\
                    <tr><td>Lieu</td><td>Herstal</td></tr></table>";
        assert_eq!(text(html), "Fonction\tMaçon\nLieu\tHerstal");
    }

    #[test]
    fn what_is_hidden_or_acts_is_left_out() {
        let html = "<head><title>x</title></head><div style='display: none'>pre<div>header</div></div>\
                    <p>Bonjour<script>var a = '<p>';</script> à tous</p>";
        assert_eq!(text(html), "Bonjour à tous");
    }

    #[test]
    fn quotes_and_signatures_are_marked() {
        let html = "<div>Oui</div><div class=\"gmail_signature\">Luc</div>\
                    <blockquote>Vrai&nbsp;?<blockquote>Non</blockquote></blockquote>";
        assert_eq!(text(html), "Oui\n-- \nLuc\n> Vrai ?\n> > Non");
    }

    #[test]
    fn deep_nesting_costs_nothing() {
        let html = "<div>".repeat(100_000) + "fin";
        assert_eq!(text(&html), "fin");
    }
}
