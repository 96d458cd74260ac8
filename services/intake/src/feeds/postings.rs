//! `JobPosting`s in JSON-LD: a document of them, or what stands in a web page.

use std::cell::RefCell;
use std::io::Read;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use relais_domain::Error;
use relais_domain::text::one_line;
use relais_runtime::door::{JsonLimits, parse_json};
use serde_json::Value;

use super::draft::of_url;
use super::item::{Broken, Item, Rules, Sink, Step, TooMuch, hand_on, wrong};
use crate::content::{self, MAX_IDENTIFIER_CHARS};
use crate::jobposting::{self, Document, Posting, is_job_posting};

/// Scripts with JSON-LD in one page.
const MAX_SCRIPTS: usize = 100;

/// Reads a JSON document and hands its postings on.
///
/// # Errors
/// [`Broken`] where it is not JSON within the limits, or holds no posting.
pub(super) fn read_json(
    input: impl Read,
    rules: &Rules,
    sink: &mut Sink<'_>,
) -> Result<(), Broken> {
    let text = whole(input, rules)?;
    let value = parse_json(text.as_bytes(), limits(rules)).map_err(|error| broken(&error))?;
    let document = Document::of(&value).map_err(|error| broken(&error))?;
    let postings = match document {
        Document::One(posting) => vec![posting],
        Document::Many(postings) => postings,
    };
    for posting in &postings {
        if hand_on(sink, item(posting, rules, None)) == Step::Stop {
            break;
        }
    }
    Ok(())
}

/// Reads a web page and hands on the postings in its scripts of JSON-LD. Returns how many there
/// were.
///
/// # Errors
/// [`Broken`] where the page is too large.
pub(super) fn read_page(
    input: impl Read,
    rules: &Rules,
    sink: &mut Sink<'_>,
) -> Result<usize, Broken> {
    let text = whole(input, rules)?;
    let mut found = 0;
    for script in scripts(&text) {
        // Breaks of lines inside texts are no JSON, but pages have them.
        let script: String = script
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let Ok(value) = parse_json(script.as_bytes(), limits(rules)) else {
            continue;
        };
        let postings = of_page(&value);
        let page = rules.page.as_deref().filter(|_| postings.len() == 1);
        for posting in &postings {
            found += 1;
            if hand_on(sink, item(posting, rules, page)) == Step::Stop {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

fn limits(rules: &Rules) -> JsonLimits {
    JsonLimits {
        bytes: rules.document_bytes,
        depth: rules.json_depth,
    }
}

fn whole(input: impl Read, rules: &Rules) -> Result<String, Broken> {
    let limit = u64::try_from(rules.document_bytes).unwrap_or(u64::MAX);
    let mut text = String::new();
    let read = input
        .take(limit.saturating_add(1))
        .read_to_string(&mut text)
        .map_err(|error| Broken::off(0, &error))?;
    if read > rules.document_bytes {
        return Err(Broken::at(0, TooMuch::InAll(limit).to_string()));
    }
    Ok(text)
}

fn broken(error: &Error) -> Broken {
    let reason = error.fields().first().map(|field| {
        let at = if field.pointer.is_empty() {
            "it"
        } else {
            &field.pointer
        };
        format!("{at} {}", field.message)
    });
    Broken::at(0, reason.unwrap_or_else(|| error.message().to_owned()))
}

/// The postings among the things that a page tells of: one, in a list, or in a graph.
fn of_page(value: &Value) -> Vec<Posting<'_>> {
    let all = match Document::of(value) {
        Ok(Document::One(posting)) => vec![posting],
        Ok(Document::Many(postings)) => postings,
        Err(_) => Vec::new(),
    };
    let is_posting = |posting: &Posting<'_>| posting.value.get("@type").is_some_and(is_job_posting);
    all.into_iter().filter(is_posting).collect()
}

/// A posting as an item. One without an identifier goes by its address, or by that of its page.
fn item(posting: &Posting<'_>, rules: &Rules, page: Option<&str>) -> Item {
    let mut content = jobposting::read(posting, rules.max_skills);
    if let Ok(content) = &mut content {
        if !jobposting::names_source(posting) {
            content.source.clone_from(&rules.source);
        }
        if content.identifier.is_empty() {
            let url = posting.value.get("url").and_then(Value::as_str);
            content.identifier = url.or(page).map(of_url).unwrap_or_default();
        }
        if content.identifier.is_empty() {
            return Item {
                line: 0,
                identifier: String::new(),
                content: Err(missing_identifier(posting)),
            };
        }
    }
    let identifier = match &content {
        Ok(content) => content.identifier.clone(),
        Err(_) => identifier_of(posting.value),
    };
    Item {
        line: 0,
        identifier,
        content: content.map_err(|error| wrong(&error)),
    }
}

fn missing_identifier(posting: &Posting<'_>) -> Vec<relais_domain::FieldError> {
    let mut found = content::Findings::default();
    let remedy = "give each offer an identifier or a url that it keeps";
    found.wrong(
        format!("{}/identifier", posting.pointer),
        "is missing",
        remedy,
    );
    found
        .or(())
        .map_or_else(|error| wrong(&error), |()| Vec::new())
}

/// What a posting that is wrong calls itself, for the report.
fn identifier_of(posting: &Value) -> String {
    let identifier = posting.get("identifier");
    let value = identifier.and_then(|it| it.get("value")).or(identifier);
    let text = match value {
        Some(Value::String(text)) => one_line(text),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    text.chars().take(MAX_IDENTIFIER_CHARS).collect()
}

/// The texts of a page's scripts of JSON-LD. Only tags are told apart, no tree is built, so that
/// a page cannot nest too deep.
fn scripts(page: &str) -> Vec<String> {
    let tokenizer = Tokenizer::new(Scripts::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    // The sink never hands a script over to be run, so that this ends with the input.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.found.into_inner()
}

#[derive(Default)]
struct Scripts {
    /// The script that is being read.
    open: RefCell<Option<String>>,
    found: RefCell<Vec<String>>,
}

impl Scripts {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        if let Some(script) = self.open.take() {
            let mut found = self.found.borrow_mut();
            if found.len() < MAX_SCRIPTS {
                found.push(script);
            }
        }
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        match &*tag.name {
            "script" => {
                if is_json_ld(tag) {
                    self.open.replace(Some(String::new()));
                }
                TokenSinkResult::RawData(RawKind::ScriptData)
            }
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl TokenSink for Scripts {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) => {
                if let Some(script) = &mut *self.open.borrow_mut() {
                    script.push_str(&text);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn is_json_ld(tag: &Tag) -> bool {
    let mut attributes = tag.attrs.iter();
    let kind = attributes.find(|attribute| &*attribute.name.local == "type");
    kind.is_some_and(|kind| {
        let essence = kind.value.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/ld+json")
    })
}
