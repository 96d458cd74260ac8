//! Mail addresses, as headers give them.

use mail_parser::{HeaderName, Message};
use relais_domain::text::one_line;

use super::MAX_ADDRESSES;

/// The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less its brackets).
const MAX_ADDRESS_BYTES: usize = 254;
/// Characters of a name that are kept.
const MAX_NAME_CHARS: usize = 200;

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The name shown for it, on one line; empty when there is none.
    pub name: String,
    /// The address, its domain in small letters.
    pub address: String,
}

impl Address {
    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.address
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }
}

/// Who a mail says it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// One sender.
    One(Address),
    /// Several addresses, in one header or in several: nobody can be held to be its sender.
    Several(Vec<Address>),
    /// No address that mail could be sent to.
    Nobody,
}

impl From {
    /// The sender, where there is exactly one.
    pub fn one(&self) -> Option<&Address> {
        match self {
            Self::One(address) => Some(address),
            Self::Several(_) | Self::Nobody => None,
        }
    }
}

/// The senders of all `From` headers together.
pub(super) fn from(message: &Message<'_>) -> From {
    let headers = message
        .headers()
        .iter()
        .filter(|header| header.name == HeaderName::From);
    let mut senders: Vec<Address> = Vec::new();
    for header in headers {
        for address in list(header.value().as_address()) {
            if !senders.iter().any(|known| known.address == address.address) {
                senders.push(address);
            }
        }
    }
    match senders.len() {
        0 => From::Nobody,
        1 => From::One(senders.remove(0)),
        _ => From::Several(senders),
    }
}

/// The addresses of a header, at most [`MAX_ADDRESSES`]; what is no address is left out.
pub(super) fn list(header: Option<&mail_parser::Address<'_>>) -> Vec<Address> {
    let Some(header) = header else {
        return Vec::new();
    };
    header
        .iter()
        .filter_map(|found| {
            Some(Address {
                name: one_line(found.name().unwrap_or_default())
                    .chars()
                    .take(MAX_NAME_CHARS)
                    .collect(),
                address: normal(found.address()?)?,
            })
        })
        .take(MAX_ADDRESSES)
        .collect()
}

/// An address with its domain in small letters; `None` for what cannot be one.
pub(crate) fn normal(address: &str) -> Option<String> {
    let address = address.trim().trim_matches(['<', '>']);
    let (local, domain) = address.rsplit_once('@')?;
    let is_sound = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()@".contains(c);
    let sound = address.len() <= MAX_ADDRESS_BYTES
        && !local.is_empty()
        && !domain.is_empty()
        && local.chars().all(is_sound)
        && domain.chars().all(is_sound);
    sound.then(|| format!("{local}@{}", domain.to_lowercase()))
}
