//! The codes that say why a mail is ignored or needs a person.

use relais_documents::Unreadable;
use relais_reading::kind::Kind;
use relais_reading::{MailError, Note};

/// It makes this program fail: our mistake, not the sender's.
pub const FAULT: &str = "fault";
/// Its original is no longer kept.
pub const ORIGINAL_GONE: &str = "original_gone";
/// A mail of ours did not arrive.
pub const BOUNCE: &str = "bounce";
/// A machine wrote it, and it offers no work.
pub const GENERATED: &str = "generated";
/// It offers no work, as far as can be read.
pub const NO_OFFER: &str = "no_offer";
/// An offer in it breaks a limit.
pub const UNFIT_OFFER: &str = "unfit_offer";
/// It has no sender, or more than one.
pub const SENDER_UNCLEAR: &str = "sender_unclear";
/// The receiving server found that it was not sent in the name of its sender.
pub const SENDER_FAILED: &str = "sender_failed";

/// A mail beyond the limits, or none.
pub fn of_mail(error: MailError) -> &'static str {
    match error {
        MailError::TooLarge => "too_large",
        MailError::HeadersTooLong => "headers_too_long",
        MailError::TooManyParts => "too_many_parts",
        MailError::TooDeep => "too_deep",
        MailError::NotAMail => "not_a_mail",
    }
}

/// A document that could not be read.
pub fn of_document(unreadable: &Unreadable) -> &'static str {
    match unreadable {
        Unreadable::Encrypted => "encrypted",
        Unreadable::Scanned => "scanned",
        Unreadable::TooLarge(_) => "document_too_large",
        Unreadable::Broken(_) => "document_broken",
        Unreadable::Unsupported(_) => "document_unsupported",
    }
}

/// A mail that nobody wrote; `None` for one that may hold an offer or a reply.
pub fn of_kind(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Person | Kind::Generated => None,
        Kind::AutoReply => Some("auto_reply"),
        Kind::OutOfOffice => Some("out_of_office"),
        Kind::Bounce(_) => Some(BOUNCE),
        Kind::ReadReceipt(_) => Some("read_receipt"),
        Kind::Newsletter => Some("newsletter"),
        Kind::Spam => Some("spam"),
        Kind::Loop => Some("loop"),
    }
}

/// What in a mail without an offer explains that there is none: the first that holds.
pub fn of_silence(notes: &[Note], unreadable: Option<&str>) -> String {
    let telling = [Note::Encrypted, Note::Winmail];
    let noted = |wanted: &[Note]| {
        let mut found = wanted.iter().filter(|note| notes.contains(note));
        found.next().map(|note| note.code().to_owned())
    };
    noted(&telling)
        .or_else(|| unreadable.map(str::to_owned))
        .or_else(|| noted(&[Note::ImagesOnly, Note::Calendar, Note::NoBody]))
        .unwrap_or_else(|| NO_OFFER.to_owned())
}
