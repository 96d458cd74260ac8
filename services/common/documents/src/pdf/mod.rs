//! PDF: what a page's drawing instructions write, put back into lines.

mod glyphs;
mod lines;

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};

use crate::document::{Document, Note, Unreadable};
use crate::flow::Flow;
use crate::kind::Kind;
use crate::limits::Limits;

use glyphs::PageContent;

/// Reads a PDF. One that only restricts what may be done with it, and opens without a password,
/// is read.
///
/// # Errors
/// [`Unreadable`].
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Unreadable> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unreadable::Encrypted,
        LoadPdfError::Invalid => Unreadable::broken("no pages can be found in it"),
    })?;
    let pages = pdf.pages();
    let mut flow = Flow::new(limits.text_bytes);
    let mut seen = Seen::default();
    for page in pages.iter().take(limits.pages) {
        if flow.is_full() {
            break;
        }
        let content = glyphs::page(&pdf, page, limits.text_bytes);
        seen.add(&content);
        lines::write(content.marks, &mut flow);
        flow.break_line();
    }
    let (text, mut notes) = flow.finish();
    if text.is_empty() && seen.drawn_pages > 0 {
        return Err(Unreadable::Scanned);
    }
    notes.extend(seen.notes());
    if pages.len() > limits.pages {
        let count = pages.len() - limits.pages;
        notes.push(Note::PagesLeftOut { count });
    }
    Ok(Document {
        kind: Kind::Pdf,
        text,
        pages: Some(pages.len()),
        notes,
    })
}

/// What the pages show.
#[derive(Default)]
struct Seen {
    drawn_pages: usize,
    pages_without_text: usize,
    unknown_letters: usize,
}

impl Seen {
    fn add(&mut self, page: &PageContent) {
        self.drawn_pages += usize::from(page.is_drawn);
        self.pages_without_text += usize::from(page.has_picture && page.marks.is_empty());
        self.unknown_letters += page.unknown_letters;
    }

    fn notes(&self) -> impl Iterator<Item = Note> {
        let pages = self.pages_without_text;
        let letters = self.unknown_letters;
        let pages = (pages > 0).then_some(Note::PagesWithoutText { count: pages });
        let letters = (letters > 0).then_some(Note::UnknownLetters { count: letters });
        pages.into_iter().chain(letters)
    }
}
