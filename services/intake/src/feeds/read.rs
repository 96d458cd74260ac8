//! Which format a feed is in, and its reader.

use std::io::{Cursor, Read};

use super::item::{Broken, Rules, Sink};
use super::{csv, postings, text::Utf8, xml};

/// Bytes by which a format is known.
const HEAD: u64 = 1_024;

/// The format of a feed as it turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Lines of a table.
    Csv,
    /// `source/job`.
    Indeed,
    /// `workzag-jobs/position`.
    Personio,
    /// `rss/channel/item`.
    Rss,
    /// A document of `JobPosting`s.
    JobPosting,
    /// A web page with `JobPosting`s.
    Page,
    /// Addresses of pages.
    Sitemap,
    /// Addresses of sitemaps.
    SitemapIndex,
}

impl Kind {
    /// The name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Indeed => "indeed",
            Self::Personio => "personio",
            Self::Rss => "rss",
            Self::JobPosting => "jobposting",
            Self::Page => "page",
            Self::Sitemap | Self::SitemapIndex => "sitemap",
        }
    }
}

/// What a sender says of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Nothing: its first bytes tell.
    Auto,
    /// CSV.
    Csv,
    /// XML, whose root tells which.
    Xml,
    /// JSON-LD.
    Json,
    /// A web page.
    Page,
}

impl Format {
    /// Every format by the name that operators give it.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("auto", Self::Auto),
        ("csv", Self::Csv),
        ("xml", Self::Xml),
        ("jsonld", Self::Json),
        ("html", Self::Page),
    ];

    /// The name of a format.
    pub fn as_str(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, format)| *format == self);
        named.map_or("", |(name, _)| name)
    }

    /// The format that a content type names.
    pub fn of_content_type(essence: &str) -> Option<Self> {
        match essence.to_ascii_lowercase().as_str() {
            "text/csv" => Some(Self::Csv),
            "application/xml" | "text/xml" | "application/rss+xml" => Some(Self::Xml),
            "application/ld+json" | "application/json" => Some(Self::Json),
            "text/html" | "application/xhtml+xml" => Some(Self::Page),
            _ => None,
        }
    }
}

/// What was read besides the items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The format.
    pub kind: Kind,
    /// Columns that are not known and were passed over.
    pub unknown_columns: Vec<String>,
    /// The addresses that a sitemap lists.
    pub links: Vec<String>,
}

impl Outcome {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            unknown_columns: Vec::new(),
            links: Vec::new(),
        }
    }
}

/// Reads a feed and hands each item on. `charset` is what its sender says, where it says one.
///
/// # Errors
/// [`Broken`] where it could not be read to its end.
pub(crate) fn read(
    format: Format,
    charset: Option<&str>,
    input: impl Read,
    rules: &Rules,
    sink: &mut Sink<'_>,
) -> Result<Outcome, Broken> {
    let mut input = Utf8::new(input, charset);
    let mut head = Vec::new();
    // What breaks off here breaks off again for the reader, which tells what came before.
    let _ = input.by_ref().take(HEAD).read_to_end(&mut head);
    let format = match format {
        Format::Auto => looks_like(&head),
        named => named,
    };
    let input = Cursor::new(head).chain(input);
    match format {
        Format::Auto | Format::Csv => Ok(Outcome {
            unknown_columns: csv::read(input, rules, sink)?,
            ..Outcome::of(Kind::Csv)
        }),
        Format::Xml => {
            let document = xml::read(input, rules, sink)?;
            Ok(Outcome {
                links: document.links,
                ..Outcome::of(document.kind)
            })
        }
        Format::Json => {
            postings::read_json(input, rules, sink)?;
            Ok(Outcome::of(Kind::JobPosting))
        }
        Format::Page => match postings::read_page(input, rules, sink)? {
            0 => Err(Broken::empty("the page has no JobPosting in JSON-LD")),
            _ => Ok(Outcome::of(Kind::Page)),
        },
    }
}

fn looks_like(head: &[u8]) -> Format {
    let head = String::from_utf8_lossy(head).to_lowercase();
    let head = head.trim_start();
    let is_page = ["<!doctype html", "<html", "<head", "<!--"];
    match head.chars().next() {
        Some('{' | '[') => Format::Json,
        Some('<') if is_page.iter().any(|start| head.starts_with(start)) => Format::Page,
        Some('<') => Format::Xml,
        _ => Format::Csv,
    }
}
