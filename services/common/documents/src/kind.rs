//! What a document is. Its bytes decide; what its sender says only helps where they do not.

use serde::{Deserialize, Serialize};

/// Kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML text, as Word writes it.
    Docx,
    /// `OpenDocument` text, as `LibreOffice` writes it.
    Odt,
    /// A web page, or the HTML part of a mail.
    Html,
    /// Plain text.
    Text,
    /// A picture. It may show text; reading it would take a person.
    Picture,
    /// Rich Text Format. Not read.
    Rtf,
    /// A document of Word 97-2003, or another of that container. Not read.
    LegacyOffice,
    /// An archive, also a spreadsheet or a presentation, which are archives. Not read.
    Archive,
    /// Outlook's `winmail.dat`. Not read.
    Winmail,
    /// Anything else. Not read.
    Unknown,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Odt => "ODT",
            Self::Html => "HTML",
            Self::Text => "text",
            Self::Picture => "picture",
            Self::Rtf => "RTF",
            Self::LegacyOffice => "Office 97-2003",
            Self::Archive => "archive",
            Self::Winmail => "winmail.dat",
            Self::Unknown => "unknown",
        })
    }
}

/// What the sender says about a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// Its media type with parameters, as `text/html; charset=iso-8859-1`.
    pub media_type: Option<String>,
    /// Its file name.
    pub file_name: Option<String>,
}

impl Hint {
    /// A hint that is a media type alone.
    pub fn media_type(media_type: &str) -> Self {
        Self {
            media_type: Some(media_type.to_owned()),
            file_name: None,
        }
    }

    /// The charset that the media type names.
    pub(crate) fn charset(&self) -> Option<&str> {
        let mut parameters = self.media_type.as_deref()?.split(';').skip(1);
        parameters.find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let is_it = name.trim().eq_ignore_ascii_case("charset");
            is_it.then(|| value.trim().trim_matches('"'))
        })
    }

    /// Whether the media type or the end of the file name is one of these.
    fn says(&self, media_types: &[&str], endings: &[&str]) -> bool {
        let essence = self.media_type.as_deref().unwrap_or_default();
        let essence = essence.split(';').next().unwrap_or_default().trim();
        let name = self.file_name.as_deref().unwrap_or_default();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        media_types
            .iter()
            .any(|it| essence.eq_ignore_ascii_case(it))
            || endings.iter().any(|it| ending.eq_ignore_ascii_case(it))
    }
}

/// First bytes of kinds that begin with always the same.
const SIGNATURES: [(&[u8], Kind); 11] = [
    (b"{\\rtf", Kind::Rtf),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::LegacyOffice),
    (b"\x78\x9F\x3E\x22", Kind::Winmail),
    (b"\x89PNG\r\n\x1A\n", Kind::Picture),
    (b"\xFF\xD8\xFF", Kind::Picture),
    (b"GIF8", Kind::Picture),
    (b"II*\0", Kind::Picture),
    (b"MM\0*", Kind::Picture),
    (b"7z\xBC\xAF\x27\x1C", Kind::Archive),
    (b"Rar!", Kind::Archive),
    (b"\x1F\x8B", Kind::Archive),
];

/// Media types of what is no text, whatever its bytes look like.
const NO_TEXTS: [&str; 4] = [
    "application/pdf",
    "application/zip",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
];

/// A PDF may begin with this much of something else.
const PDF_HEADER_WITHIN: usize = 1_024;

/// The kind of a document, where an archive is one until it has been opened.
pub(crate) fn guess(bytes: &[u8], hint: &Hint) -> Kind {
    let start = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    if contains(start, b"%PDF-") {
        return Kind::Pdf;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Archive;
    }
    let signature = SIGNATURES
        .iter()
        .find(|(first, _)| bytes.starts_with(first));
    if let Some((_, kind)) = signature {
        return *kind;
    }
    if start.get(4..8) == Some(b"ftyp") || start.starts_with(b"RIFF") {
        return media(start);
    }
    if hint.says(
        &["text/html", "application/xhtml+xml"],
        &["html", "htm", "xhtml"],
    ) || is_html(start)
    {
        return Kind::Html;
    }
    if hint.says(
        &NO_TEXTS,
        &["pdf", "docx", "doc", "odt", "xlsx", "pptx", "zip"],
    ) {
        return Kind::Unknown;
    }
    let utf16 = start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF");
    if utf16 || !start.contains(&0) {
        return Kind::Text;
    }
    Kind::Unknown
}

/// Containers that hold pictures and films alike.
fn media(start: &[u8]) -> Kind {
    let brand = start.get(8..12).unwrap_or_default();
    if [&b"heic"[..], b"heix", b"mif1", b"avif", b"WEBP"].contains(&brand) {
        return Kind::Picture;
    }
    Kind::Unknown
}

fn is_html(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    text.starts_with("<!doctype html") || text.starts_with("<html")
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether a document of the old container holds an encrypted DOCX.
pub(crate) fn holds_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    contains(bytes, &name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_against_what_the_sender_says() {
        let hint = Hint {
            media_type: Some("application/msword".to_owned()),
            file_name: Some("offre.doc".to_owned()),
        };
        assert_eq!(guess(b"%PDF-1.7\n", &hint), Kind::Pdf);
        assert_eq!(guess(b"\n\n%PDF-1.4", &hint), Kind::Pdf);
        assert_eq!(guess(b"{\\rtf1\\ansi", &hint), Kind::Rtf);
        assert_eq!(
            guess(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..", &hint),
            Kind::LegacyOffice
        );
    }

    #[test]
    fn a_web_page_is_known_by_its_start_or_by_its_type() {
        assert_eq!(guess(b"  <!DOCTYPE html><p>", &Hint::default()), Kind::Html);
        assert_eq!(
            guess(b"<p>Offre", &Hint::media_type("Text/HTML; charset=utf-8")),
            Kind::Html
        );
        assert_eq!(guess(b"<p>Offre", &Hint::default()), Kind::Text);
    }

    #[test]
    fn bytes_that_are_no_text_are_unknown() {
        assert_eq!(
            guess(b"\x01\0\x02\0", &Hint::media_type("text/plain")),
            Kind::Unknown
        );
    }

    #[test]
    fn what_is_said_to_be_a_pdf_and_is_none_is_no_text() {
        let middle = b"0000000016 00000 n\n0000000123 00000 n";
        assert_eq!(
            guess(middle, &Hint::media_type("application/pdf")),
            Kind::Unknown
        );
    }

    #[test]
    fn the_charset_is_read_with_and_without_quotes() {
        let quoted = Hint::media_type("text/plain; format=flowed; Charset=\"ISO-8859-1\"");
        assert_eq!(quoted.charset(), Some("ISO-8859-1"));
        assert_eq!(Hint::media_type("text/plain").charset(), None);
    }
}
