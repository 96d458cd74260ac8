//! The parts of a mail: its words, its files, the report it may be.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use relais_domain::text::{multi_line, one_line};

use super::headers::{clean_id, content_type, ids};
use super::{AttachedFile, MailError, Note, guard};

/// Parts of a mail, those of enclosed mails included.
const MAX_PARTS: usize = 200;
/// Parts within parts.
const MAX_DEPTH: usize = 10;
/// Bytes of text that are read.
const MAX_TEXT: usize = 1024 * 1024;
/// Bytes of an HTML body that are read.
const MAX_HTML: usize = 2 * 1024 * 1024;
/// Recipients of a report that are kept.
const MAX_RECIPIENTS: usize = 100;
/// The line that begins the text of an enclosed mail.
const ENCLOSED: &str = "---------- Forwarded message ----------";

/// A machine's report about a mail (RFC 6522).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    /// Whether a mail arrived (RFC 3464).
    Delivery(DeliveryReport),
    /// Whether a mail was read (RFC 8098).
    Disposition {
        /// The id of the mail that was read.
        original: Option<String>,
    },
}

/// Whether a mail arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DeliveryReport {
    /// The fields of each recipient.
    pub recipients: Vec<RecipientReport>,
    /// The id of the mail that did not arrive.
    pub original: Option<String>,
}

/// What became of a mail for one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RecipientReport {
    pub address: String,
    pub action: String,
    pub status: String,
}

/// What the parts hold together.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub text: String,
    pub files: Vec<AttachedFile>,
    pub notes: Vec<Note>,
    pub report: Option<Report>,
    count: usize,
    has_picture: bool,
}

/// Gathers the parts of a mail.
///
/// # Errors
/// Too many parts, or too deeply nested.
pub(super) fn gather(message: &Message<'_>) -> Result<Parts, MailError> {
    let mut parts = Parts::default();
    parts.message(message, 0)?;
    if parts.text.trim().is_empty() {
        parts.note(Note::NoBody);
        if parts.has_picture {
            parts.note(Note::ImagesOnly);
        }
    }
    Ok(parts)
}

impl Parts {
    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn message(&mut self, message: &Message<'_>, depth: usize) -> Result<(), MailError> {
        self.count += message.parts.len();
        if self.count > MAX_PARTS {
            return Err(MailError::TooManyParts);
        }
        if depth + nesting(message) > MAX_DEPTH {
            return Err(MailError::TooDeep);
        }
        self.body(message);
        for (index, part) in message.parts.iter().enumerate() {
            let is_body = |list: &[u32]| list.iter().any(|id| usize::try_from(*id) == Ok(index));
            if !is_body(&message.text_body) && !is_body(&message.html_body) {
                self.part(part, depth)?;
            } else if let PartType::InlineBinary(_) | PartType::Binary(_) = part.body {
                self.part(part, depth)?;
            }
            if part.is_encoding_problem {
                self.note(Note::CharsetFault);
            }
        }
        Ok(())
    }

    /// The words of the body: the plain form, unless only the HTML form shows a table.
    fn body(&mut self, message: &Message<'_>) {
        let plain: Vec<&str> = message
            .text_bodies()
            .filter_map(|part| match &part.body {
                PartType::Text(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let html: Vec<&str> = message
            .html_bodies()
            .filter_map(|part| match &part.body {
                PartType::Html(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let plain = plain.join("\n");
        let has_table = html
            .iter()
            .any(|html| html.contains("<td") || html.contains("<TD"));
        if plain.trim().is_empty() || has_table && is_alternative(message) {
            for html in html {
                let read = &html[..html.floor_char_boundary(MAX_HTML)];
                self.add_text(&relais_html::text(read, MAX_HTML).text);
            }
        } else {
            self.add_text(&plain);
        }
    }

    fn add_text(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.note(Note::CharsetFault);
        }
        let left = MAX_TEXT.saturating_sub(self.text.len());
        let cut = text.floor_char_boundary(left);
        if cut < text.len() {
            self.note(Note::Cut);
        }
        self.text.push_str(&multi_line(&text[..cut]));
    }

    fn part(&mut self, part: &MessagePart<'_>, depth: usize) -> Result<(), MailError> {
        let media_type = content_type(part.headers()).unwrap_or_default();
        let media_type = guard::undisguised(&media_type);
        let name = file_name(part);
        match media_type.as_str() {
            "message/rfc822" | "message/global" => return self.enclosed(part, depth),
            "message/delivery-status" | "message/global-delivery-status" => {
                let report = delivery(&String::from_utf8_lossy(part.contents()));
                self.report = Some(Report::Delivery(report));
            }
            "message/disposition-notification" => {
                let fields = String::from_utf8_lossy(part.contents()).into_owned();
                let original = field(&fields, "original-message-id").and_then(clean_id);
                self.report = Some(Report::Disposition { original });
            }
            "text/rfc822-headers" => self.returned(part.contents()),
            "text/calendar" | "application/ics" => self.note(Note::Calendar),
            "application/ms-tnef" | "application/vnd.ms-tnef" => self.note(Note::Winmail),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" | "application/pgp-encrypted" => {
                self.note(Note::Encrypted);
            }
            _ if name.eq_ignore_ascii_case("winmail.dat") => self.note(Note::Winmail),
            _ if media_type.starts_with("multipart/") => {}
            _ => self.file(part, name, media_type),
        }
        Ok(())
    }

    fn file(&mut self, part: &MessagePart<'_>, name: String, media_type: String) {
        if matches!(part.body, PartType::Multipart(_)) || part.contents().is_empty() {
            return;
        }
        let is_picture = media_type.starts_with("image/");
        self.has_picture |= is_picture;
        self.files.push(AttachedFile {
            is_inline: is_picture
                && !part
                    .content_disposition()
                    .is_some_and(mail_parser::ContentType::is_attachment),
            name,
            media_type,
            bytes: part.contents().to_vec(),
        });
    }

    /// A mail within the mail: its words follow as forwarded ones, and its files are files.
    fn enclosed(&mut self, part: &MessagePart<'_>, depth: usize) -> Result<(), MailError> {
        self.returned(part.contents());
        if depth + 1 > MAX_DEPTH {
            return Err(MailError::TooDeep);
        }
        let guarded = guard::guarded(part.contents())?;
        let Some(message) = MessageParser::default().parse(guarded.as_ref()) else {
            return Ok(());
        };
        if self.report.is_none() {
            let from = super::address::list(message.from());
            let from = from.first().map_or("", |from| from.address.as_str());
            let subject = one_line(message.subject().unwrap_or_default());
            self.add_text(&format!("{ENCLOSED}\nFrom: {from}\nSubject: {subject}\n"));
            self.text.push('\n');
            return self.message(&message, depth + 1);
        }
        Ok(())
    }

    /// The mail that a delivery report gives back tells its id.
    fn returned(&mut self, bytes: &[u8]) {
        let Some(Report::Delivery(report)) = &mut self.report else {
            return;
        };
        let headers = MessageParser::default().parse_headers(bytes);
        let id = headers.and_then(|message| ids(message.header("Message-ID")).pop());
        report.original = report.original.take().or(id);
    }
}

/// How deeply a mail's parts lie within each other.
fn nesting(message: &Message<'_>) -> usize {
    // A multipart stands before the parts that it holds.
    let mut depths = vec![0_usize; message.parts.len()];
    for (index, part) in message.parts.iter().enumerate() {
        if let PartType::Multipart(children) = &part.body {
            for child in children.iter().filter_map(|id| usize::try_from(*id).ok()) {
                if child > index && child < depths.len() {
                    depths[child] = depths[index] + 1;
                }
            }
        }
    }
    depths.into_iter().max().unwrap_or(0)
}

fn is_alternative(message: &Message<'_>) -> bool {
    message
        .parts
        .iter()
        .any(|part| content_type(part.headers()).as_deref() == Some("multipart/alternative"))
}

/// The name of a file, without folders.
fn file_name(part: &MessagePart<'_>) -> String {
    let name = one_line(part.attachment_name().unwrap_or_default());
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().take(200).collect()
}

/// Reads the fields of a delivery report (RFC 3464, section 2).
fn delivery(fields: &str) -> DeliveryReport {
    let fields = fields.replace("\r\n", "\n");
    let groups = fields.split("\n\n").filter_map(|group| {
        let address = field(group, "original-recipient").or(field(group, "final-recipient"))?;
        let address = address
            .rsplit_once(';')
            .map_or(address, |(_, address)| address);
        Some(RecipientReport {
            address: super::address::normal(address)?,
            action: field(group, "action").unwrap_or_default().to_lowercase(),
            status: field(group, "status").unwrap_or_default().to_owned(),
        })
    });
    DeliveryReport {
        recipients: groups.take(MAX_RECIPIENTS).collect(),
        original: None,
    }
}

fn field<'a>(group: &'a str, name: &str) -> Option<&'a str> {
    group.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim())
    })
}
