//! `OpenDocument` text (ISO/IEC 26300-1, §§ 5, 6 and 9).

use super::Body;
use super::package::Package;
use super::xml::{Element, Go, Visit, visit};
use crate::document::Unreadable;

/// The part that holds the text.
pub(super) const MAIN: &str = "content.xml";
/// Holds the page headers and footers.
const STYLES: &str = "styles.xml";
const MANIFEST: &str = "META-INF/manifest.xml";
const MEDIA_TYPE: &str = "mimetype";
/// More spaces than this in a row say nothing more.
const MAX_SPACES: usize = 8;

/// Whether an archive of `OpenDocument` holds a text, and not a spreadsheet.
pub(super) fn is_text(package: &mut Package<'_>) -> Result<bool, Unreadable> {
    if !package.has(MEDIA_TYPE) {
        return Ok(true);
    }
    let media_type = package.part(MEDIA_TYPE)?;
    Ok(media_type.starts_with(b"application/vnd.oasis.opendocument.text"))
}

/// Reads the body, then what the page styles hold.
pub(super) fn read(package: &mut Package<'_>, body: &mut Body) -> Result<(), Unreadable> {
    if package.has(MANIFEST) {
        let manifest = package.part(MANIFEST)?;
        let mut encryption = Encryption { found: false };
        visit(&manifest, body.max_depth, &mut encryption)?;
        if encryption.found {
            return Err(Unreadable::Encrypted);
        }
    }
    for name in [MAIN, STYLES] {
        if package.has(name) {
            let xml = package.part(name)?;
            let max_depth = body.max_depth;
            visit(
                &xml,
                max_depth,
                &mut Odt {
                    body,
                    paragraphs: 0,
                },
            )?;
        }
    }
    Ok(())
}

/// Looks for parts that are encrypted.
struct Encryption {
    found: bool,
}

impl Visit for Encryption {
    fn open(&mut self, name: &str, _: &Element<'_>) -> Go {
        self.found |= name == "encryption-data";
        Go::Into
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

struct Odt<'a> {
    body: &'a mut Body,
    /// Paragraphs around the present place; between paragraphs there is only white space.
    paragraphs: usize,
}

impl Visit for Odt<'_> {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Go {
        let flow = &mut self.body.flow;
        match name {
            // Deleted text, comments, and the number formats of styles.
            "tracked-changes" | "annotation" | "number-style" | "date-style" => return Go::Over,
            "p" | "h" => {
                // The first paragraph of a list item goes on after its mark.
                if flow.line() != "- " {
                    flow.end_line();
                }
                self.paragraphs += 1;
            }
            "tab" => flow.text("\t"),
            "line-break" => flow.break_line(),
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse().ok());
                flow.text(&" ".repeat(count.unwrap_or(1).min(MAX_SPACES)));
            }
            "list-item" => flow.item(),
            "table-row" => flow.open_row(),
            "table-cell" => flow.open_cell(),
            "image" | "object" => self.body.has_pictures = true,
            _ => {}
        }
        Go::Into
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.body.flow.break_line();
                self.paragraphs = self.paragraphs.saturating_sub(1);
            }
            "table-row" => self.body.flow.close_row(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.paragraphs > 0 {
            self.body.flow.text(&text.replace(['\n', '\r', '\t'], " "));
        }
    }
}
