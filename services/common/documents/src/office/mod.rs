//! DOCX and ODT: archives of XML.

mod docx;
mod odt;
mod package;
mod xml;

use crate::document::{Document, Note, Unreadable};
use crate::flow::Flow;
use crate::kind::Kind;
use crate::limits::Limits;

use package::Package;

/// Reads an archive that holds a text document.
///
/// # Errors
/// [`Unreadable`]; archives of other things are unsupported.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Unreadable> {
    let mut package = Package::open(bytes, limits)?;
    let mut body = Body::new(limits);
    let kind = if package.has(docx::MAIN) {
        docx::read(&mut package, &mut body)?;
        Kind::Docx
    } else if package.has(odt::MAIN) && odt::is_text(&mut package)? {
        odt::read(&mut package, &mut body)?;
        Kind::Odt
    } else {
        return Err(Unreadable::Unsupported(Kind::Archive));
    };
    let (text, notes) = body.flow.finish();
    if text.is_empty() && body.has_pictures {
        return Err(Unreadable::Scanned);
    }
    Ok(document(kind, text, notes))
}

fn document(kind: Kind, text: String, notes: Vec<Note>) -> Document {
    Document {
        kind,
        text,
        pages: None,
        notes,
    }
}

/// What is being read out of the parts of a document.
struct Body {
    flow: Flow,
    has_pictures: bool,
    max_depth: usize,
}

impl Body {
    fn new(limits: &Limits) -> Self {
        Self {
            flow: Flow::new(limits.text_bytes),
            has_pictures: false,
            max_depth: limits.depth,
        }
    }
}
