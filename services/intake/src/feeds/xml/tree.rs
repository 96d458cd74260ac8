//! The items of an XML document, one small tree after the other.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::feeds::item::Broken;
use crate::feeds::meter::{AHEAD, Meter};

/// Elements inside each other.
const MAX_DEPTH: usize = 32;
/// Elements of one item.
const MAX_ELEMENTS: usize = 2_000;

/// An element with everything in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name as it is written, with its prefix.
    pub name: String,
    /// Its name without prefix, in small letters.
    pub local: String,
    own: String,
    /// The elements in it, in their order.
    pub children: Vec<Element>,
}

impl Element {
    fn begin(start: &BytesStart<'_>) -> Self {
        Self {
            name: start.name().as_ref().chars().take(80).collect(),
            local: local(start),
            ..Self::default()
        }
    }

    /// The first element of that name in it.
    pub fn child(&self, local: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.local == local)
    }

    /// The text in it and in what it holds.
    pub fn text(&self) -> String {
        let inner = self.children.iter().map(Self::text);
        let parts = std::iter::once(self.own.trim().to_owned()).chain(inner);
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }
}

/// A document that is read item by item.
pub(super) struct Tree<R> {
    reader: Reader<Meter<BufReader<R>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: Read> Tree<R> {
    /// Reads from `input`; an item may have `item_bytes` bytes.
    pub fn new(input: R, item_bytes: usize) -> Self {
        let input = BufReader::with_capacity(AHEAD, input);
        Self {
            reader: Reader::from_reader(Meter::new(input, item_bytes)),
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The name of the root, without prefix and in small letters.
    ///
    /// # Errors
    /// [`Broken`] where there is none.
    pub fn root(&mut self) -> Result<String, Broken> {
        loop {
            match self.event()? {
                Event::Start(start) => {
                    let name = local(&start);
                    self.depth = 1;
                    return Ok(name);
                }
                Event::Empty(start) => return Ok(local(&start)),
                Event::Eof => return Err(Broken::at(0, "it has no element")),
                _ => {}
            }
        }
    }

    /// The next element with this name, wherever it stands, and the line on which it begins.
    ///
    /// # Errors
    /// [`Broken`] where the document is not well-formed or breaks off.
    pub fn next(&mut self, name: &str) -> Result<Option<(u64, Element)>, Broken> {
        loop {
            self.reader.get_mut().begin_part();
            let (depth, line) = (self.depth, self.line());
            let found = match self.event()? {
                Event::Start(start) if local(&start) == name => Element::begin(&start),
                Event::Start(_) if depth >= MAX_DEPTH => return Err(too_deep(line)),
                Event::Start(_) => {
                    self.depth += 1;
                    continue;
                }
                Event::End(_) => {
                    self.depth = depth.saturating_sub(1);
                    continue;
                }
                Event::Eof if depth == 0 => return Ok(None),
                Event::Eof => return Err(Broken::at(line, "it breaks off")),
                _ => continue,
            };
            return Ok(Some((line, self.whole(found, line)?)));
        }
    }

    /// The rest of an element that has begun.
    fn whole(&mut self, element: Element, line: u64) -> Result<Element, Broken> {
        let mut open = vec![element];
        let mut count = 1;
        loop {
            let event = self.event()?;
            let Some(current) = open.last_mut() else {
                return Err(Broken::at(line, "it breaks off"));
            };
            match event {
                Event::Start(start) => {
                    count += 1;
                    if open.len() >= MAX_DEPTH || count > MAX_ELEMENTS {
                        return Err(too_deep(line));
                    }
                    open.push(Element::begin(&start));
                }
                Event::Text(text) => current.own.push_str(&text.xml10_content()),
                Event::CData(text) => current.own.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => current.own.push_str(&resolved(&reference)),
                Event::End(_) => {
                    let done = open.pop().unwrap_or_default();
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                Event::Eof => return Err(Broken::at(line, "it breaks off in an item")),
                _ => {}
            }
        }
    }

    fn line(&mut self) -> u64 {
        self.reader.get_mut().line()
    }

    /// The next event.
    fn event(&mut self) -> Result<Event<'static>, Broken> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        let event = event.map(Event::into_owned);
        let line = self.reader.get_mut().line();
        match event {
            Ok(Event::DocType(_)) => Err(Broken::at(line, "it declares a DTD, which is not read")),
            Ok(event) => Ok(event),
            Err(quick_xml::Error::Io(error)) => Err(Broken::off(line, &error)),
            Err(error) => Err(Broken::at(line, format!("it is not well-formed: {error}"))),
        }
    }
}

fn too_deep(line: u64) -> Broken {
    Broken::at(line, "it has too many elements inside each other")
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_lowercase()
}

/// What a reference stands for: a character by its number, or one of the five that XML names.
/// Others are left as they are written, and so are read as HTML knows them, never expanded here.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.xml10_content();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    }
}
