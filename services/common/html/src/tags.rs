//! What the tags of HTML say about its words.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use crate::Text;
use crate::page::Page;

/// Bytes of an address that mail can be sent to, or that can be called.
const MAX_ADDRESS: usize = 254;
/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Classes and ids by which mail programs mark the sender's signature.
const SIGNATURES: [&str; 3] = [
    "gmail_signature",
    "moz-signature",
    "ms-outlook-mobile-signature",
];

/// Follows the tags and writes the words onto a page.
pub(crate) struct Reader(RefCell<State>);

struct State {
    page: Page,
    /// The element being passed over, and how many of its name are open.
    unread: Option<(String, usize)>,
    /// Elements inside each other that keep their white space.
    preformatted: usize,
    /// Where the link that is open leads, if that is a way to reach somebody.
    contact: Option<String>,
}

impl Reader {
    pub fn new(max_bytes: usize) -> Self {
        Self(RefCell::new(State {
            page: Page::new(max_bytes),
            unread: None,
            preformatted: 0,
            contact: None,
        }))
    }

    pub fn finish(self) -> Text {
        self.0.into_inner().page.finish()
    }
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if state.unread.is_none() => state.characters(&text),
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn characters(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.page.preformatted(text);
        } else {
            self.page.text(text);
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        if self.passes_over(name, tag) {
            return TokenSinkResult::Continue;
        }
        match tag.kind {
            TagKind::StartTag => {
                if let Some(raw) = raw(name).filter(|_| !tag.self_closing) {
                    self.unread = Some((name.to_owned(), 1));
                    return TokenSinkResult::RawData(raw);
                }
                self.start(name, tag);
            }
            TagKind::EndTag => self.end(name),
        }
        TokenSinkResult::Continue
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
        let is_unread = opens && (matches!(name, "template" | "noscript") || is_hidden(tag));
        if is_unread {
            self.unread = Some((name.to_owned(), 1));
        }
        is_unread
    }

    fn start(&mut self, name: &str, tag: &Tag) {
        match name {
            "br" => self.page.break_line(),
            "li" => self.page.open_item(),
            "tr" => self.page.open_row(),
            "td" | "th" => self.page.open_cell(),
            "blockquote" => self.page.open_quote(),
            "pre" => {
                self.page.end_line();
                self.preformatted += 1;
            }
            "a" => self.contact = contact(tag),
            _ => self.stand_apart(name),
        }
        if is_signature(tag) {
            self.page.line("-- ");
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "tr" => self.page.close_row(),
            "td" | "th" => self.page.close_cell(),
            "blockquote" => self.page.close_quote(),
            "pre" => {
                self.page.end_line();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "a" => self.end_link(),
            "li" => self.page.end_line(),
            "br" => {}
            _ => self.stand_apart(name),
        }
    }

    fn stand_apart(&mut self, name: &str) {
        if is_paragraph(name) {
            self.page.end_paragraph();
        } else if is_block(name) {
            self.page.end_line();
        }
    }

    /// Writes the address behind a link that shows something else.
    fn end_link(&mut self) {
        if let Some(contact) = self.contact.take()
            && !self.page.last_line().contains(&contact)
        {
            self.page.text(&format!(" <{contact}>"));
        }
    }
}

/// How the content of an element that is no markup ends.
fn raw(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "noframes" | "iframe" | "noembed" | "xmp" => Some(RawKind::Rawtext),
        "title" | "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// The address of a link by which somebody can be reached.
fn contact(tag: &Tag) -> Option<String> {
    let (scheme, rest) = attribute(tag, "href")?.split_once(':')?;
    let address = rest.split('?').next().unwrap_or_default().trim();
    let reaches = ["mailto", "tel"]
        .iter()
        .any(|it| scheme.trim().eq_ignore_ascii_case(it));
    (reaches && !address.is_empty() && address.len() <= MAX_ADDRESS).then(|| address.to_owned())
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

/// Elements that stand apart from what comes before and after.
fn is_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "table" | "ul" | "ol" | "dl" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr"
    )
}

/// Elements that stand on lines of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "head"
            | "header"
            | "html"
            | "legend"
            | "main"
            | "nav"
            | "option"
            | "section"
            | "summary"
            | "tbody"
            | "tfoot"
            | "thead"
    )
}
