//! Signed links, for buttons in mails that work without an account.
//!
//! A token is base64url of: version (1 byte), expiry (8 bytes, microseconds since 1970, big
//! endian), nonce (8 bytes), action and subject (each one byte of length and its text), and the
//! HMAC-SHA256 of all that (32 bytes).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

const VERSION: u8 = 1;
const SIGNATURE_BYTES: usize = 32;

/// The longest text of an action or a subject, in bytes.
const MAX_TEXT_BYTES: usize = 128;

/// The longest token that is looked at: every field at its longest, in base64.
const MAX_TOKEN_CHARS: usize = (1 + 8 + 8 + 2 * (1 + MAX_TEXT_BYTES) + SIGNATURE_BYTES) * 4 / 3 + 1;

/// What a link allows its holder to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkClaims {
    /// What the link is about: the reference of a case or an id; 128 bytes at most.
    pub subject: String,
    /// What it allows, as in `nominate`; 128 bytes at most.
    pub action: String,
    /// From when on it no longer works; kept to the microsecond.
    pub expires_at: Timestamp,
    /// A random number, so that a link can be used up and two links never look alike.
    pub nonce: u64,
}

/// Why a link does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It is not a token of ours: cut off, or of another version.
    #[error("the link is incomplete: copy all of it")]
    Malformed,
    /// It was changed, or signed with another key.
    #[error("the link is not valid")]
    BadSignature,
    /// Its time is over.
    #[error("the link has expired")]
    Expired,
    /// The subject or action to sign is longer than a link can hold.
    #[error("the subject or action has more than {MAX_TEXT_BYTES} bytes")]
    TooLong,
}

/// Signs links and verifies them.
#[derive(Clone)]
pub struct LinkSigner {
    mac: Hmac<Sha256>,
}

impl LinkSigner {
    /// A signer with the given secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        // HMAC fills a shorter key up with zeros (RFC 2104).
        let mut key = [0; 64];
        key[..32].copy_from_slice(secret);
        Self {
            mac: Hmac::new(&key.into()),
        }
    }

    /// A tag for `content` that nobody else can make: for things other than links, which `purpose`
    /// tells apart from each other. It begins with a letter, as no link does.
    pub fn tag(&self, purpose: &str, content: &[u8]) -> [u8; SIGNATURE_BYTES] {
        let mac = self.mac.clone().chain_update(purpose).chain_update([0]);
        mac.chain_update(content).finalize().into_bytes().into()
    }

    /// The token for a link, of letters, digits, `-` and `_`.
    ///
    /// # Errors
    /// [`LinkError::TooLong`] when the subject or the action is.
    pub fn sign(&self, claims: &LinkClaims) -> Result<String, LinkError> {
        let mut bytes = vec![VERSION];
        bytes.extend(claims.expires_at.as_microsecond().to_be_bytes());
        bytes.extend(claims.nonce.to_be_bytes());
        for text in [&claims.action, &claims.subject] {
            let length = u8::try_from(text.len()).map_err(|_| LinkError::TooLong)?;
            if text.len() > MAX_TEXT_BYTES {
                return Err(LinkError::TooLong);
            }
            bytes.push(length);
            bytes.extend(text.as_bytes());
        }
        let signature = self
            .mac
            .clone()
            .chain_update(&bytes)
            .finalize()
            .into_bytes();
        bytes.extend(signature);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What the token allows, if it is ours and its time is not over.
    ///
    /// # Errors
    /// Why it does not work. Nothing in it is believed before its signature is verified.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<LinkClaims, LinkError> {
        if token.len() > MAX_TOKEN_CHARS {
            return Err(LinkError::Malformed);
        }
        let bytes = URL_SAFE_NO_PAD
            .decode(token)
            .map_err(|_| LinkError::Malformed)?;
        let (content, signature) = bytes
            .split_last_chunk::<SIGNATURE_BYTES>()
            .ok_or(LinkError::Malformed)?;
        if content.first() != Some(&VERSION) {
            return Err(LinkError::Malformed);
        }
        let mac = self.mac.clone().chain_update(content);
        mac.verify(signature.into())
            .map_err(|_| LinkError::BadSignature)?;
        let claims = parse(content).ok_or(LinkError::Malformed)?;
        if claims.expires_at <= now {
            return Err(LinkError::Expired);
        }
        Ok(claims)
    }
}

impl std::fmt::Debug for LinkSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkSigner(hidden)")
    }
}

fn parse(content: &[u8]) -> Option<LinkClaims> {
    let (_version, rest) = content.split_first()?;
    let (expires_at, rest) = rest.split_first_chunk()?;
    let (nonce, rest) = rest.split_first_chunk()?;
    let (action, rest) = take_text(rest)?;
    let (subject, rest) = take_text(rest)?;
    let expires_at = Timestamp::from_microsecond(i64::from_be_bytes(*expires_at)).ok()?;
    rest.is_empty().then_some(LinkClaims {
        subject,
        action,
        expires_at,
        nonce: u64::from_be_bytes(*nonce),
    })
}

fn take_text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first()?;
    let (text, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((String::from_utf8(text.to_vec()).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn claims() -> LinkClaims {
        LinkClaims {
            subject: "LG-7K3M-9QXD-2".to_owned(),
            action: "nominate".to_owned(),
            expires_at: at(1000),
            nonce: 7,
        }
    }

    fn signer() -> LinkSigner {
        LinkSigner::new(&[1; 32])
    }

    #[test]
    fn a_link_works_until_it_expires() {
        let token = signer().sign(&claims()).expect("short texts");
        assert_eq!(signer().verify(&token, at(999)), Ok(claims()));
        assert_eq!(signer().verify(&token, at(1000)), Err(LinkError::Expired));
    }

    #[test]
    fn a_link_signed_with_another_key_is_refused_even_when_expired() {
        let token = LinkSigner::new(&[2; 32])
            .sign(&claims())
            .expect("short texts");
        assert_eq!(
            signer().verify(&token, at(5000)),
            Err(LinkError::BadSignature)
        );
    }

    #[test]
    fn a_subject_that_is_too_long_is_not_signed() {
        let claims = LinkClaims {
            subject: "x".repeat(129),
            ..claims()
        };
        assert_eq!(signer().sign(&claims), Err(LinkError::TooLong));
    }

    #[test]
    fn the_longest_link_fits_its_limit() {
        let text = "x".repeat(MAX_TEXT_BYTES);
        let claims = LinkClaims {
            subject: text.clone(),
            action: text,
            ..claims()
        };
        let token = signer().sign(&claims).expect("at the limit");
        assert_eq!(signer().verify(&token, at(0)), Ok(claims));
    }

    proptest! {
        #[test]
        fn every_link_survives_being_signed_and_verified(
            subject in "\\PC{0,30}",
            action in "[a-z]{1,20}",
            second in 1_i64..4_000_000_000,
            nonce: u64,
        ) {
            let claims = LinkClaims { subject, action, expires_at: at(second), nonce };
            let token = signer().sign(&claims).expect("short texts");
            prop_assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            prop_assert_eq!(signer().verify(&token, at(0)), Ok(claims));
        }

        #[test]
        fn a_link_with_one_character_changed_is_refused(at_char in 0_usize..100, other in 0_usize..64) {
            const ALPHABET: &[u8] =
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let token = signer().sign(&claims()).expect("short texts");
            let mut changed = token.clone().into_bytes();
            let index = at_char % changed.len();
            changed[index] = ALPHABET[other];
            let changed = String::from_utf8(changed).expect("letters");
            prop_assume!(changed != token);
            prop_assert!(signer().verify(&changed, at(0)).is_err());
        }

        #[test]
        fn any_text_is_refused_without_a_panic(token in "[A-Za-z0-9_-]{0,500}") {
            prop_assert!(signer().verify(&token, at(0)).is_err());
        }
    }
}
