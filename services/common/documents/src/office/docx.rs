//! Office Open XML text (ECMA-376, part 1, §17).

use super::Body;
use super::package::Package;
use super::xml::{Element, Go, Visit, visit};
use crate::document::Unreadable;

/// The part that makes an archive a DOCX.
pub(super) const MAIN: &str = "word/document.xml";

/// Reads the page headers, the body, then the footers.
pub(super) fn read(package: &mut Package<'_>, body: &mut Body) -> Result<(), Unreadable> {
    let names = package.names();
    // As `word/header1.xml`; `word/_rels/header1.xml.rels` is another thing.
    let of = |start: &str| -> Vec<String> {
        let is_it = |name: &&String| name.starts_with(start);
        names.iter().filter(is_it).cloned().collect()
    };
    let parts = [of("word/header"), vec![MAIN.to_owned()], of("word/footer")];
    for name in parts.into_iter().flatten() {
        let xml = package.part(&name)?;
        let max_depth = body.max_depth;
        visit(
            &xml,
            max_depth,
            &mut Docx {
                body,
                in_text: false,
            },
        )?;
    }
    Ok(())
}

struct Docx<'a> {
    body: &'a mut Body,
    /// Whether what stands between tags is text; elsewhere it is white space or field codes.
    in_text: bool,
}

impl Visit for Docx<'_> {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Go {
        let flow = &mut self.body.flow;
        match name {
            // Deleted text; and what programs that know newer things show instead of this.
            "del" | "moveFrom" | "Fallback" => return Go::Over,
            // A text box stands in the midst of a paragraph.
            "p" | "tbl" => flow.end_line(),
            "t" => self.in_text = true,
            "tab" if element.attribute("val").is_none() => flow.text("\t"),
            "br" | "cr" => flow.break_line(),
            "noBreakHyphen" => flow.text("-"),
            "numPr" => flow.item(),
            "tr" => flow.open_row(),
            "tc" => flow.open_cell(),
            "drawing" | "pict" | "object" => self.body.has_pictures = true,
            _ => {}
        }
        Go::Into
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.body.flow.break_line(),
            "t" => self.in_text = false,
            "tr" => self.body.flow.close_row(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.body.flow.text(&text.replace(['\n', '\r'], " "));
        }
    }
}
