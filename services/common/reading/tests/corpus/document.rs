//! Attachments of the corpus: texts that are made into real documents and read back from them.

#[path = "../../../documents/tests/documents/make/office.rs"]
mod office;
#[path = "../../../documents/tests/documents/make/pdf.rs"]
mod pdf;

use relais_documents::{Hint, Limits};

/// Points from one character to the next, about.
const ADVANCE: u16 = 6;
/// What parts two columns of a table that a program printed.
const GAP: &str = "   ";
/// A page of which nothing but a picture is seen.
const PICTURE: &[u8] = b"q 595 0 0 842 0 0 cm /I1 Do Q";

/// What an attachment is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: the text is as a document was read before.
    Text,
    /// A PDF; one of an empty text was scanned.
    Pdf,
    /// What Word writes.
    Docx,
    /// What `LibreOffice` writes.
    Odt,
}

/// Every kind.
pub const KINDS: [Kind; 4] = [Kind::Text, Kind::Pdf, Kind::Docx, Kind::Odt];

impl Kind {
    /// What stands before `txt` in the name of its file.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Pdf => "pdf.",
            Self::Docx => "docx.",
            Self::Odt => "odt.",
        }
    }

    /// The text as it is read from such a document; why there is none, as a code.
    pub fn read_back(self, text: &str) -> Result<String, String> {
        let bytes = match self {
            Self::Text => return Ok(text.to_owned()),
            Self::Pdf if text.trim().is_empty() => pdf::pdf(&[PICTURE.to_vec()]),
            Self::Pdf if text.contains(GAP) => pdf::pdf(&[page(text)]),
            Self::Pdf => pdf::pdf(&[pdf::lines(&text.lines().collect::<Vec<_>>())]),
            Self::Docx => {
                let paragraphs = text.lines().map(|line| office::paragraph(&escaped(line)));
                office::docx(&paragraphs.collect::<String>())
            }
            Self::Odt => {
                let paragraph = |line| format!("<text:p>{}</text:p>", escaped(line));
                office::odt(&text.lines().map(paragraph).collect::<String>())
            }
        };
        let document = relais_documents::read(&bytes, &Hint::default(), &Limits::default());
        document
            .map(|document| document.text)
            .map_err(|error| format!("{error:?}"))
    }
}

/// A page as programs print it: what stands apart on a line stands apart on the page.
fn page(text: &str) -> Vec<u8> {
    let mut placed = Vec::new();
    let mut bottom: u16 = 800;
    for line in text.lines() {
        bottom -= 14;
        let mut at = 0;
        for piece in line.split(GAP) {
            let indent = piece.len() - piece.trim_start().len();
            if !piece.trim().is_empty() {
                let column = u16::try_from(at + indent).expect("a short line");
                placed.push((40 + ADVANCE * column, bottom, piece.trim()));
            }
            at += piece.chars().count() + GAP.len();
        }
    }
    let placed: Vec<pdf::Words<'_>> = placed
        .into_iter()
        .map(|(left, bottom, words)| (f32::from(left), f32::from(bottom), words))
        .collect();
    pdf::words(&placed)
}

fn escaped(line: &str) -> String {
    line.replace('&', "&amp;").replace('<', "&lt;")
}
