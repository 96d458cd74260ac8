//! What kind of mail it is: written by a person, or by a machine, and which.
//!
//! Machines say what they are in headers (RFC 3834, RFC 3464, RFC 8098, RFC 2369) or, where they
//! are old, in their subjects.

mod bounce;
mod machine;

use crate::mime::{Mail, Report};

pub use bounce::FailedDelivery;

/// What kind of mail it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A person wrote it, or passed it on: an offer or a reply.
    Person,
    /// A machine answered by itself.
    AutoReply,
    /// The person is away.
    OutOfOffice,
    /// One of our mails did not arrive.
    Bounce(Vec<FailedDelivery>),
    /// One of our mails was opened; the id of that mail, where the receipt tells it.
    ReadReceipt(Option<String>),
    /// Sent to a list of people.
    Newsletter,
    /// A filter before us found it to be spam.
    Spam,
    /// Our own mail, come back.
    Loop,
    /// A machine wrote it, not as an answer: an offer, where an applicant-tracking system sends
    /// these, else nothing for people to read.
    Generated,
}

impl Kind {
    /// Whether an offer or a reply may be read from it.
    pub fn may_be_read(&self) -> bool {
        matches!(self, Self::Person | Self::Generated)
    }
}

/// Why a mail is taken for what it is; [`Reason::code`] names the words that people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Nothing says that a machine wrote it.
    NoSignOfAMachine,
    /// `Auto-Submitted`, or a header that meant the same before it existed.
    AutoSubmitted,
    /// Its subject begins as those of automatic answers do.
    AutomaticSubject,
    /// It is a report about a mail (RFC 6522).
    Report,
    /// It was sent by the mail system itself.
    MailSystem,
    /// `List-…` headers.
    ListHeader,
    /// `Precedence: bulk`, `list` or `junk`.
    Precedence,
    /// The header of a spam filter.
    SpamHeader,
    /// It bears our own address as its sender's.
    OurAddress,
    /// It passed through more servers than any mail does.
    TooManyHops,
}

impl Reason {
    /// A stable code, for messages and stored records.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSignOfAMachine => "no_sign_of_a_machine",
            Self::AutoSubmitted => "auto_submitted",
            Self::AutomaticSubject => "automatic_subject",
            Self::Report => "report",
            Self::MailSystem => "mail_system",
            Self::ListHeader => "list_header",
            Self::Precedence => "precedence",
            Self::SpamHeader => "spam_header",
            Self::OurAddress => "our_address",
            Self::TooManyHops => "too_many_hops",
        }
    }
}

/// A kind and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorted {
    /// What kind of mail it is.
    pub kind: Kind,
    /// Why it is taken for that.
    pub reason: Reason,
}

/// Tells the kind of a mail. `our_addresses` are those that the relay sends from.
pub fn sort(mail: &Mail, our_addresses: &[&str]) -> Sorted {
    let sorted = |kind, reason| Sorted { kind, reason };
    if let Some((failed, reason)) = bounce::read(mail) {
        return sorted(Kind::Bounce(failed), reason);
    }
    if let Some(Report::Disposition { original }) = &mail.report {
        return sorted(Kind::ReadReceipt(original.clone()), Reason::Report);
    }
    let is_ours = |address: &str| {
        our_addresses
            .iter()
            .any(|our| our.eq_ignore_ascii_case(address))
    };
    if mail.from.one().is_some_and(|from| is_ours(&from.address)) {
        return sorted(Kind::Loop, Reason::OurAddress);
    }
    if machine::has_too_many_hops(mail) {
        return sorted(Kind::Loop, Reason::TooManyHops);
    }
    if machine::is_spam(mail) {
        return sorted(Kind::Spam, Reason::SpamHeader);
    }
    if let Some(reason) = machine::answers_by_itself(mail) {
        let kind = if machine::is_away(mail) {
            Kind::OutOfOffice
        } else {
            Kind::AutoReply
        };
        return sorted(kind, reason);
    }
    if let Some(reason) = machine::is_newsletter(mail) {
        return sorted(Kind::Newsletter, reason);
    }
    if machine::is_generated(mail) {
        return sorted(Kind::Generated, Reason::AutoSubmitted);
    }
    sorted(Kind::Person, Reason::NoSignOfAMachine)
}

#[cfg(test)]
mod tests;
