//! HTML as a reader sees it. Only its tags are followed, no tree is built: the work is linear in
//! the bytes and depth costs nothing.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::document::Document;
use crate::flow::Flow;
use crate::kind::{Hint, Kind};
use crate::limits::Limits;
use crate::plain::decode;

/// A page names its charset within this many bytes.
const CHARSET_WITHIN: usize = 1_024;

/// Reads a web page or the HTML part of a mail.
pub(crate) fn read(bytes: &[u8], hint: &Hint, limits: &Limits) -> Document {
    let named = hint.charset().map(str::to_owned);
    let named = named.or_else(|| charset_inside(bytes));
    let (html, mut notes) = decode(bytes, named.as_deref());
    let (text, cut) = flow(&html, limits.text_bytes).finish();
    notes.extend(cut);
    Document {
        kind: Kind::Html,
        text,
        pages: None,
        notes,
    }
}

/// The charset that a `meta` element names.
fn charset_inside(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(CHARSET_WITHIN)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let (_, after) = start.split_once("charset=")?;
    let name = after.trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
    Some(name[..end.unwrap_or(name.len())].to_owned())
}

fn flow(html: &str, max_bytes: usize) -> Flow {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let reader = Tokenizer::new(Reader::new(max_bytes), TokenizerOpts::default());
    // Scripts make the tokenizer pause; it goes on after them.
    while !input.is_empty() {
        let _ = reader.feed(&input);
    }
    reader.end();
    reader.sink.state.into_inner().flow
}

/// Turns tags and characters into flowing text.
struct Reader {
    state: RefCell<State>,
}

struct State {
    flow: Flow,
    /// The element whose content is not shown, until it ends.
    unseen: Option<String>,
    /// Elements inside each other that keep their white space.
    preformatted: usize,
    /// Where the link that is open leads, if that is a way to reach somebody.
    contact: Option<String>,
    /// For each table around the present place whether a row is open; HTML allows to leave the
    /// ends of rows out.
    tables: Vec<bool>,
}

impl Reader {
    fn new(max_bytes: usize) -> Self {
        Self {
            state: RefCell::new(State {
                flow: Flow::new(max_bytes),
                unseen: None,
                preformatted: 0,
                contact: None,
                tables: Vec::new(),
            }),
        }
    }
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) if state.unseen.is_none() => state.characters(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn characters(&mut self, text: &str) {
        if self.preformatted > 0 {
            return self.flow.text(text);
        }
        // Line breaks of the source are spaces, and none begins a line.
        let text = text.replace(['\n', '\r', '\t', '\u{c}'], " ");
        let at_start = self.flow.line().is_empty();
        self.flow.text(if at_start {
            text.trim_start_matches(' ')
        } else {
            &text
        });
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        match tag.kind {
            TagKind::EndTag if self.unseen.as_deref() == Some(name) => self.unseen = None,
            _ if self.unseen.is_some() => {}
            TagKind::StartTag => return self.start(name, tag),
            TagKind::EndTag => self.end(name),
        }
        TokenSinkResult::Continue
    }

    fn start(&mut self, name: &str, tag: &Tag) -> TokenSinkResult<()> {
        let raw = match name {
            "script" => Some(RawKind::ScriptData),
            "style" | "noframes" | "iframe" | "noembed" | "xmp" => Some(RawKind::Rawtext),
            "title" | "textarea" => Some(RawKind::Rcdata),
            _ => None,
        };
        if let Some(raw) = raw {
            if !tag.self_closing || name != "script" {
                self.unseen = Some(name.to_owned());
            }
            return TokenSinkResult::RawData(raw);
        }
        match name {
            "br" => self.flow.break_line(),
            "li" => self.flow.item(),
            "table" => {
                self.flow.end_line();
                self.tables.push(false);
            }
            "tr" => self.open_row(),
            "td" | "th" => self.flow.open_cell(),
            "blockquote" => self.flow.open_quote(),
            "pre" => {
                self.flow.end_line();
                self.preformatted += 1;
            }
            "a" => self.contact = contact(tag),
            _ if is_block(name) => self.flow.end_line(),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn end(&mut self, name: &str) {
        match name {
            "tr" => self.close_row(),
            "table" => {
                self.close_row();
                self.flow.end_line();
                self.tables.pop();
            }
            "blockquote" => self.flow.close_quote(),
            "pre" => {
                self.flow.end_line();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "a" => self.end_link(),
            "li" => self.flow.end_line(),
            _ if is_block(name) => self.flow.end_line(),
            _ => {}
        }
    }

    fn open_row(&mut self) {
        self.close_row();
        self.flow.open_row();
        match self.tables.last_mut() {
            Some(is_open) => *is_open = true,
            // A part of a page, cut out of its table.
            None => self.tables.push(true),
        }
    }

    fn close_row(&mut self) {
        if let Some(is_open) = self.tables.last_mut()
            && std::mem::take(is_open)
        {
            self.flow.close_row();
        }
    }

    /// Writes the address behind a link that shows something else.
    fn end_link(&mut self) {
        if let Some(contact) = self.contact.take()
            && !self.flow.line().contains(&contact)
        {
            self.flow.text(&format!(" <{contact}>"));
        }
    }
}

/// The address of a link by which somebody can be reached.
fn contact(tag: &Tag) -> Option<String> {
    let link = tag.attrs.iter().find(|it| &*it.name.local == "href")?;
    let (scheme, rest) = link.value.split_once(':')?;
    let address = rest.split('?').next().unwrap_or_default().trim();
    let reaches = ["mailto", "tel"]
        .iter()
        .any(|it| scheme.trim().eq_ignore_ascii_case(it));
    (reaches && !address.is_empty() && address.len() <= 254).then(|| address.to_owned())
}

/// Elements that stand on lines of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "main"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "section"
            | "summary"
            | "tbody"
            | "tfoot"
            | "thead"
            | "ul"
            | "caption"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        read(html.as_bytes(), &Hint::default(), &Limits::default()).text
    }

    #[test]
    fn blocks_lists_and_entities_read_as_a_person_sees_them() {
        let html = "<h1>Ma&ccedil;on\n (H/F)</h1><p>Lieu&nbsp;: <b>Her</b>stal<br>38 h</p>\
                    <ul><li>permis B<li>fran&#231;ais</ul>";
        assert_eq!(
            text(html),
            "Maçon (H/F)\nLieu : Herstal\n38 h\n- permis B\n- français"
        );
    }

    #[test]
    fn what_is_not_shown_is_not_read() {
        let html = "<head><title>x</title><style>p{color:red}</style></head>\
                    <script>if (a<b) { document.write('<p>non</p>') }</script>\
                    <!-- non --><p>oui</p>";
        assert_eq!(text(html), "oui");
    }

    #[test]
    fn a_table_of_facts_is_read_row_by_row() {
        let html = "<table><tr><th>Fonction</th><td>Soudeur</td></tr>\
                    <tr><td>Lieu<td>Seraing</table><p>Fin";
        assert_eq!(text(html), "Fonction\tSoudeur\nLieu\tSeraing\nFin");
    }

    #[test]
    fn a_mail_laid_out_by_tables_keeps_its_lines() {
        let html = "<table><tr><td><p>Bonjour,</p><p>Voici une offre.</p></td></tr></table>";
        assert_eq!(text(html), "Bonjour,\nVoici une offre.");
    }

    #[test]
    fn a_quotation_is_marked_as_one() {
        let html = "<p>Oui<blockquote>Le 3 mai :<br>Offre</blockquote>Merci";
        assert_eq!(text(html), "Oui\n> Le 3 mai :\n> Offre\nMerci");
    }

    #[test]
    fn the_address_behind_a_link_is_written_out_once() {
        let html = "<a href='mailto:rh@batir.example?subject=x'>Postulez</a> \
                    <a href='mailto:rh@batir.example'>rh@batir.example</a> \
                    <a href='https://batir.example'>site</a>";
        assert_eq!(
            text(html),
            "Postulez <rh@batir.example> rh@batir.example site"
        );
    }

    #[test]
    fn the_charset_that_the_page_names_is_used() {
        let html =
            b"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\">\xE9t\xE9";
        let document = read(html, &Hint::default(), &Limits::default());
        assert_eq!((document.text.as_str(), document.notes.len()), ("été", 0));
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = format!("{}oui", "<div><table><tr><td>".repeat(200_000));
        assert_eq!(text(&deep), "oui");
    }
}
