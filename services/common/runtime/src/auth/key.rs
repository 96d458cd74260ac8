//! Keys for the doors: `rel_emp_` and 43 characters that hold 256 random bits.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relais_domain::entropy::{Entropy, random};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Characters of the random part: 32 bytes in base64url.
const SECRET_CHARS: usize = 43;

/// Who a key is made for. It is part of the key's text, so that a leaked one can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// An employer (`emp`).
    Employer,
    /// An insertion worker (`wrk`).
    Worker,
    /// A single point of contact (`spo`).
    Spoc,
    /// A coordinator (`coo`).
    Coordinator,
    /// A part of this system (`svc`).
    Service,
}

impl KeyKind {
    const ALL: [Self; 5] = [
        Self::Employer,
        Self::Worker,
        Self::Spoc,
        Self::Coordinator,
        Self::Service,
    ];

    /// The three letters that stand for the kind.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Employer => "emp",
            Self::Worker => "wrk",
            Self::Spoc => "spo",
            Self::Coordinator => "coo",
            Self::Service => "svc",
        }
    }
}

/// A key in full. Only its [`KeyHash`] is ever stored.
#[derive(Clone)]
pub struct ApiKey {
    kind: KeyKind,
    secret: [u8; 32],
}

impl ApiKey {
    /// A new key out of the given source of randomness.
    pub fn generate(kind: KeyKind, entropy: &dyn Entropy) -> Self {
        Self {
            kind,
            secret: random(entropy),
        }
    }

    /// Who the key is made for.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The text that the holder sends along, to be shown to them once.
    pub fn expose(&self) -> String {
        format!(
            "rel_{}_{}",
            self.kind.code(),
            URL_SAFE_NO_PAD.encode(self.secret)
        )
    }

    /// What is kept of the key. With 256 random bits there is nothing to guess, so a fast hash
    /// without salt is enough.
    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(self.expose()).into())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey(rel_{}_hidden)", self.kind.code())
    }
}

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It does not begin as every key does.
    #[error("a key begins with rel_ and its kind, like rel_emp_")]
    Prefix,
    /// Its kind is not known.
    #[error("the kind of the key is unknown: it is emp, wrk, spo, coo or svc")]
    Kind,
    /// The rest is too short, too long or has other characters.
    #[error("a key has 43 letters, digits, - or _ after its kind: copy all of it")]
    Secret,
}

impl FromStr for ApiKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix("rel_").ok_or(KeyError::Prefix)?;
        let (code, secret) = rest.split_once('_').ok_or(KeyError::Prefix)?;
        let kind = KeyKind::ALL.into_iter().find(|kind| kind.code() == code);
        let kind = kind.ok_or(KeyError::Kind)?;
        if secret.len() != SECRET_CHARS {
            return Err(KeyError::Secret);
        }
        let secret = URL_SAFE_NO_PAD
            .decode(secret)
            .map_err(|_| KeyError::Secret)?;
        let secret = secret.try_into().map_err(|_| KeyError::Secret)?;
        Ok(Self { kind, secret })
    }
}

/// The SHA-256 hash of a key's text: what is stored and looked up. Comparing two takes the same
/// time wherever they differ.
#[derive(Clone, Copy, Eq)]
pub struct KeyHash(pub [u8; 32]);

impl PartialEq for KeyHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Hash for KeyHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, ..] = self.0;
        write!(f, "KeyHash({a:02x}{b:02x}…)")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::Random;

    pub(crate) fn key(kind: KeyKind, seed: u64) -> ApiKey {
        ApiKey::generate(kind, &Random::from_seed(seed))
    }

    proptest! {
        #[test]
        fn a_key_survives_being_written_and_read(seed: u64, kind in 0_usize..5) {
            let key = key(KeyKind::ALL[kind], seed);
            let read: ApiKey = key.expose().parse().expect("a key as it was given out");
            prop_assert_eq!(read.kind(), key.kind());
            prop_assert_eq!(read.hash(), key.hash());
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "(rel_)?(emp_)?.{0,50}") {
            if let Ok(key) = text.parse::<ApiKey>() {
                prop_assert_eq!(key.expose(), text);
            }
        }
    }

    #[test]
    fn a_key_has_its_kind_and_43_characters() {
        let text = key(KeyKind::Employer, 1).expose();
        assert!(text.starts_with("rel_emp_"));
        assert_eq!(text.len(), "rel_emp_".len() + 43);
    }

    #[test]
    fn a_key_printed_for_debugging_shows_nothing_of_itself() {
        assert_eq!(
            format!("{:?}", key(KeyKind::Spoc, 1)),
            "ApiKey(rel_spo_hidden)"
        );
    }

    #[test]
    fn what_is_wrong_with_a_text_is_told_apart() {
        let error = |text: &str| text.parse::<ApiKey>().expect_err("not a key");
        assert_eq!(error("Bearer"), KeyError::Prefix);
        assert_eq!(error("rel_xyz_abc"), KeyError::Kind);
        assert_eq!(error("rel_emp_abc"), KeyError::Secret);
    }
}
