//! XML of office documents: elements and text, nothing that reaches outside.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::document::{Bound, Unreadable};
use crate::plain::decode;

/// What a format does with elements and text. Names are local, without their prefix: the prefixes
/// are the same in all programs that write these formats, and the local names alone tell enough.
pub(super) trait Visit {
    /// An element begins. Says whether to go into it.
    fn open(&mut self, name: &str, element: &Element<'_>) -> Go;
    /// An element that was gone into ends.
    fn close(&mut self, name: &str);
    /// Text between tags.
    fn text(&mut self, text: &str);
}

/// Whether to go into an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// Its content is visited.
    Into,
    /// Its content is passed over.
    Over,
}

/// An element with its attributes.
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    /// The value of the attribute of this local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut known = attributes.with_checks(false).flatten();
        let found = known.find(|it| it.key.local_name().into_inner() == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }
}

/// Visits a part from its start to its end.
///
/// # Errors
/// Broken XML; elements nested too deep; a document type, by which entities are defined and files
/// are reached, and which no word processor writes.
pub(super) fn visit(
    xml: &[u8],
    max_depth: usize,
    visitor: &mut impl Visit,
) -> Result<(), Unreadable> {
    let (xml, _) = decode(xml, None);
    let mut reader = Reader::from_str(&xml);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    // The depth of the element that is passed over.
    let mut over: Option<usize> = None;
    loop {
        match reader.read_event().map_err(Unreadable::broken)? {
            Event::Start(element) => {
                depth += 1;
                if depth > max_depth {
                    return Err(Unreadable::TooLarge(Bound::Depth));
                }
                if over.is_none() && open(&element, visitor) == Go::Over {
                    over = Some(depth);
                }
            }
            Event::End(element) => {
                if over.is_none() {
                    visitor.close(element.local_name().as_ref());
                } else if over == Some(depth) {
                    over = None;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) if over.is_none() => visitor.text(&text),
            Event::CData(text) if over.is_none() => visitor.text(&text),
            Event::GeneralRef(entity) if over.is_none() => visitor.text(&character(&entity)?),
            Event::DocType(_) => return Err(Unreadable::broken("it has a document type")),
            Event::Eof if depth > 0 => return Err(Unreadable::broken("it ends too early")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn open(element: &BytesStart<'_>, visitor: &mut impl Visit) -> Go {
    visitor.open(element.local_name().as_ref(), &Element(element))
}

/// The character that a reference stands for: a number, or one of the five names of XML.
fn character(entity: &BytesRef<'_>) -> Result<String, Unreadable> {
    if let Some(character) = entity.resolve_char_ref().map_err(Unreadable::broken)? {
        return Ok(character.to_string());
    }
    let known = quick_xml::escape::resolve_xml_entity(entity);
    let known = known.ok_or_else(|| Unreadable::broken("it names an entity of its own"))?;
    Ok(known.to_owned())
}
