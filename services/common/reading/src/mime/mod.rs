//! A mail, parsed under limits.

mod address;
mod auth;
mod guard;
mod headers;
mod parts;

use jiff::Timestamp;
use mail_parser::MessageParser;
use thiserror::Error;

use crate::provenance::Body;

pub use address::{Address, From};
pub use auth::{Auth, SenderCheck, Verdict};
pub use guard::MAX_BYTES;
pub(crate) use headers::Headers;
pub(crate) use parts::{RecipientReport, Report};

/// Addresses of one header that are kept.
const MAX_ADDRESSES: usize = 200;

/// Why the bytes could not be read as a mail. Always the sender's doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MailError {
    /// More than [`MAX_BYTES`], or too many lines.
    #[error("the mail is too large")]
    TooLarge,
    /// Headers beyond the limits.
    #[error("the mail's headers are too long")]
    HeadersTooLong,
    /// More parts than a mail of people has.
    #[error("the mail has too many parts")]
    TooManyParts,
    /// Parts within parts, too deeply.
    #[error("the mail is nested too deeply")]
    TooDeep,
    /// No header at all.
    #[error("this is not a mail")]
    NotAMail,
}

/// Something about a mail that its reader should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// Its content is in Microsoft's own format (`winmail.dat`), which is not read.
    Winmail,
    /// It holds a calendar invitation or an answer to one.
    Calendar,
    /// It holds pictures and no words.
    ImagesOnly,
    /// It is encrypted.
    Encrypted,
    /// Some characters could not be decoded.
    CharsetFault,
    /// It says nothing: no words in its body.
    NoBody,
    /// It has no subject.
    NoSubject,
    /// Its body was longer than is read; the rest was left out.
    Cut,
}

impl Note {
    /// A stable code, for messages and stored records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Winmail => "winmail",
            Self::Calendar => "calendar",
            Self::ImagesOnly => "images_only",
            Self::Encrypted => "encrypted",
            Self::CharsetFault => "charset_fault",
            Self::NoBody => "no_body",
            Self::NoSubject => "no_subject",
            Self::Cut => "cut",
        }
    }
}

/// A file that a mail carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its name as the mail gives it, without folders; may be empty.
    pub name: String,
    /// The media type that the mail declares, as `application/pdf`.
    pub media_type: String,
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
    /// Whether it is a picture shown within the text, such as a logo.
    pub is_inline: bool,
}

/// A mail.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Who it says it is from.
    pub from: From,
    /// Where it wants answers sent, when elsewhere.
    pub reply_to: Option<Address>,
    /// To whom it was written.
    pub to: Vec<Address>,
    /// Who got a copy.
    pub cc: Vec<Address>,
    /// The addresses that the receiving server delivered it to.
    pub delivered_to: Vec<String>,
    /// The subject, on one line; empty when there is none.
    pub subject: String,
    /// Its own id, without angle brackets.
    pub message_id: Option<String>,
    /// The ids of the mails that it answers.
    pub in_reply_to: Vec<String>,
    /// The ids of the mails of its thread.
    pub references: Vec<String>,
    /// When it says it was written.
    pub date: Option<Timestamp>,
    /// What the receiving server found about its sender.
    pub auth: Auth,
    /// Its words, and whose they are.
    pub body: Body,
    /// The files it carries.
    pub attachments: Vec<AttachedFile>,
    /// What its reader should know.
    pub notes: Vec<Note>,
    pub(crate) headers: Headers,
    pub(crate) report: Option<Report>,
}

impl Mail {
    /// Reads a mail as it was received. Only results recorded by the server named
    /// `trusted_authserv_id` count as its sender's authentication (RFC 8601, section 5).
    ///
    /// # Errors
    /// [`MailError`] if the bytes break a limit or are no mail; a mail with faults is read as far
    /// as it goes.
    pub fn read(raw: &[u8], trusted_authserv_id: &str) -> Result<Self, MailError> {
        let guarded = guard::guarded(raw)?;
        let message = MessageParser::default()
            .parse(guarded.as_ref())
            .filter(|message| message.headers().iter().any(|h| !h.name().is_empty()))
            .ok_or(MailError::NotAMail)?;
        let headers = Headers::of(&message);
        let parts = parts::gather(&message)?;
        let subject = headers.subject();
        let mut notes = parts.notes;
        if subject.is_empty() {
            notes.push(Note::NoSubject);
        }
        Ok(Self {
            from: address::from(&message),
            reply_to: address::list(message.reply_to()).into_iter().next(),
            to: address::list(message.to()),
            cc: address::list(message.cc()),
            delivered_to: headers.delivered_to(),
            message_id: headers::ids(message.header("Message-ID")).pop(),
            in_reply_to: headers::ids(message.header("In-Reply-To")),
            references: headers::ids(message.header("References")),
            date: message
                .date()
                .and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()),
            auth: Auth::read(headers.all("authentication-results"), trusted_authserv_id),
            body: Body::of(&parts.text, &subject),
            attachments: parts.files,
            notes,
            report: parts.report,
            subject,
            headers,
        })
    }

    /// Whether its subject says that it passes on another mail.
    pub fn is_forward(&self) -> bool {
        crate::provenance::is_forward_subject(&self.subject)
    }
}
