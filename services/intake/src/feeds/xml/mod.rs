//! Feeds in XML, told apart by their root: Indeed, Personio, RSS, and sitemaps.
//!
//! Only elements and texts are read. A document that declares a DTD is refused, so that there are
//! no entities to expand and nothing outside to fetch.

mod formats;
mod tree;

use std::io::Read;

use self::tree::{Element, Tree};
use super::draft::Draft;
use super::item::{Broken, Rules, Sink, Step, hand_on};
use super::read::Kind;

/// Addresses that are taken from one sitemap.
const MAX_LINKS: usize = 10_000;

/// What an XML document was.
pub(super) struct Document {
    /// Its format.
    pub kind: Kind,
    /// The addresses that a sitemap lists.
    pub links: Vec<String>,
}

/// Reads a document and hands each of its items on.
///
/// # Errors
/// [`Broken`] where it is not well-formed, or its root is that of no format we know.
pub(super) fn read(
    input: impl Read,
    rules: &Rules,
    sink: &mut Sink<'_>,
) -> Result<Document, Broken> {
    let mut tree = Tree::new(input, rules.item_bytes);
    let root = tree.root()?;
    let (kind, item) = match root.as_str() {
        "source" => (Kind::Indeed, "job"),
        "workzag-jobs" => (Kind::Personio, "position"),
        "rss" | "rdf" => (Kind::Rss, "item"),
        "urlset" => (Kind::Sitemap, "url"),
        "sitemapindex" => (Kind::SitemapIndex, "sitemap"),
        other => return Err(unknown_root(other)),
    };
    let mut links = Vec::new();
    while let Some((line, element)) = tree.next(item)? {
        let draft = match kind {
            Kind::Sitemap | Kind::SitemapIndex => {
                if links.len() < MAX_LINKS {
                    links.extend(element.child("loc").map(Element::text));
                }
                continue;
            }
            Kind::Indeed => drafted(&element, formats::INDEED),
            Kind::Personio => formats::personio(&element),
            _ => drafted(&element, formats::RSS),
        };
        if hand_on(sink, draft.finish(rules, line)) == Step::Stop {
            break;
        }
    }
    Ok(Document { kind, links })
}

fn unknown_root(name: &str) -> Broken {
    let shown: String = name.chars().take(40).collect();
    let known = "<source> (Indeed), <workzag-jobs> (Personio), <rss>, <urlset>, <sitemapindex>";
    Broken::at(
        1,
        format!("its root is <{shown}>, which is none of {known}"),
    )
}

/// The texts of an item's elements in the fields that a table gives them.
fn drafted(item: &Element, table: formats::Table) -> Draft {
    let mut draft = Draft::of_feed();
    for (name, field) in table {
        for element in item.children.iter().filter(|it| it.local == *name) {
            draft.put(*field, &element.name, &element.text());
        }
    }
    draft
}
