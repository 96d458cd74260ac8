//! Whom a mail is from and for, and what goes on top of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Recipients of one mail. RFC 5321 asks for a hundred.
pub(super) const MAX_RECIPIENTS: usize = 100;
/// The longest address: RFC 5321 allows 256 bytes with its brackets.
const MAX_ADDRESS_BYTES: usize = 254;

/// Whom a mail is from and for.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    /// Empty for a bounce.
    pub(super) sender: String,
    pub(super) recipients: Vec<String>,
}

/// Whether an address can stand in a header and in an answer as it is.
pub(super) fn is_sound(address: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && !"<> ".contains(c);
    address.len() <= MAX_ADDRESS_BYTES && address.chars().all(is_plain)
}

impl Envelope {
    /// The mail, for one recipient at least, with what the last server on its way adds (RFC 5321, §4.4).
    pub(super) fn stamp(&self, mail: &[u8], at: Timestamp) -> Vec<u8> {
        let date = jiff::fmt::rfc2822::to_string(&at.to_zoned(TimeZone::UTC));
        let date = date.unwrap_or_else(|_| at.to_string());
        let recipients = self.recipients.join("\r\nDelivered-To: ");
        let top = format!(
            "Return-Path: <{}>\r\nDelivered-To: {recipients}\r\n\
             Received: by relais with LMTP; {date}\r\n",
            self.sender
        );
        [top.as_bytes(), mail].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_goes_on_top_of_the_mail() {
        let envelope = Envelope {
            sender: String::new(),
            recipients: vec!["offres+x@relais.example".to_owned()],
        };
        let stamped = envelope.stamp(b"Subject: x\r\n\r\n", Timestamp::UNIX_EPOCH);
        let expected = "Return-Path: <>\r\nDelivered-To: offres+x@relais.example\r\n\
                        Received: by relais with LMTP; Thu, 1 Jan 1970 00:00:00 +0000\r\n\
                        Subject: x\r\n\r\n";
        assert_eq!(String::from_utf8_lossy(&stamped), expected);
    }

    #[test]
    fn an_address_cannot_smuggle_a_header_in() {
        assert!(is_sound("Jean.Dupont+offre@bâtir.example"));
        assert!(!is_sound("a@b\r\nBcc: c@d"));
        assert!(!is_sound(&"a".repeat(255)));
    }
}
