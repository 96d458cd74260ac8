//! Originals of mails, encrypted at rest by XChaCha20-Poly1305.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use relais_domain::Entropy;
use relais_domain::entropy::random;
use relais_domain::ids::MailId;
use thiserror::Error;

const NONCE_BYTES: usize = 24;

/// Encrypts and decrypts. What was sealed for one mail opens for this mail only.
#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
}

/// Sealed bytes that do not open: another key, another mail, or changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the original of the mail does not open with this installation's key")]
pub struct Unsealable;

impl Sealer {
    /// A sealer with this key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(&Key::from(*key)),
        }
    }

    /// The nonce and the encrypted bytes.
    ///
    /// # Errors
    /// For more bytes than the cipher takes at once (256 GB).
    pub fn seal(
        &self,
        mail: MailId,
        bytes: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, Unsealable> {
        let nonce: [u8; NONCE_BYTES] = random(entropy);
        let payload = Payload {
            msg: bytes,
            aad: mail.0.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        let mut out = nonce.to_vec();
        out.extend(sealed.map_err(|_| Unsealable)?);
        Ok(out)
    }

    /// The bytes as they were.
    ///
    /// # Errors
    /// [`Unsealable`].
    pub fn open(&self, mail: MailId, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (nonce, sealed) = sealed.split_first_chunk().ok_or(Unsealable)?;
        let nonce: &[u8; NONCE_BYTES] = nonce;
        let payload = Payload {
            msg: sealed,
            aad: mail.0.as_bytes(),
        };
        let opened = self.cipher.decrypt(&XNonce::from(*nonce), payload);
        opened.map_err(|_| Unsealable)
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use relais_runtime::Random;

    use super::*;

    fn mail(n: u8) -> MailId {
        MailId::new(Timestamp::UNIX_EPOCH, [n; 10])
    }

    fn sealed() -> (Sealer, Vec<u8>) {
        let sealer = Sealer::new(&[7; 32]);
        let sealed = sealer.seal(mail(1), b"Offre", &Random::from_seed(1));
        (sealer, sealed.expect("a few bytes"))
    }

    #[test]
    fn what_was_sealed_opens_again_and_shows_nothing_before() {
        let (sealer, sealed) = sealed();
        assert!(!sealed.windows(5).any(|window| window == b"Offre"));
        assert_eq!(sealer.open(mail(1), &sealed), Ok(b"Offre".to_vec()));
    }

    #[test]
    fn nothing_opens_for_another_mail_by_another_key_or_once_changed() {
        let (sealer, mut sealed) = sealed();
        assert_eq!(sealer.open(mail(2), &sealed), Err(Unsealable));
        assert_eq!(
            Sealer::new(&[8; 32]).open(mail(1), &sealed),
            Err(Unsealable)
        );
        *sealed.last_mut().expect("bytes") ^= 1;
        assert_eq!(sealer.open(mail(1), &sealed), Err(Unsealable));
        assert_eq!(sealer.open(mail(1), b"short"), Err(Unsealable));
    }
}
