//! What a link carries: the offer, the nomination, what it lets its holder say, and the language
//! of the mail that it stood in. All of it is opaque to whoever reads the address.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use relais_domain::ids::{MessageId, NominationId, OfferId};
use relais_messages::Language;
use relais_messages::page::Action;
use relais_runtime::signed::{LinkClaims, LinkError, LinkSigner};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// How long a link works after the mail was sent: 60 days.
const LIFE: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What a link is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    /// The offer.
    pub(crate) offer: OfferId,
    /// The nomination, where it is about one.
    pub(crate) nomination: Option<NominationId>,
    /// What its holder may say.
    pub(crate) action: Action,
    /// The language of the page.
    pub(crate) language: Language,
}

impl Target {
    /// What a verified link is about; `None` where it is a link for something else.
    pub(crate) fn of(claims: &LinkClaims) -> Option<Self> {
        let action = ACTIONS.iter().find(|(_, code)| *code == claims.action)?.0;
        let (language, ids) = claims.subject.split_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(ids).ok()?;
        let (offer, rest) = bytes.split_first_chunk::<16>()?;
        let nomination = match rest {
            [] => None,
            rest => Some(NominationId(Uuid::from_slice(rest).ok()?)),
        };
        let whole_offer = matches!(action, Action::NoLongerOpen | Action::StillOpen);
        (whole_offer == nomination.is_none()).then_some(Self {
            offer: OfferId(Uuid::from_bytes(*offer)),
            nomination,
            action,
            language: Language::parse(language)?,
        })
    }

    fn subject(&self) -> String {
        let mut bytes = self.offer.0.as_bytes().to_vec();
        bytes.extend(self.nomination.iter().flat_map(|id| *id.0.as_bytes()));
        format!("{}.{}", self.language, URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// The words for actions in links and in the payloads of webhooks.
const ACTIONS: [(Action, &str); 6] = [
    (Action::Interested, "interested"),
    (Action::Interview, "interview"),
    (Action::Hired, "hired"),
    (Action::Refused, "refused"),
    (Action::NoLongerOpen, "no_longer_open"),
    (Action::StillOpen, "still_open"),
];

/// The word for an action.
pub(crate) fn action_code(action: Action) -> &'static str {
    ACTIONS
        .iter()
        .find(|(other, _)| *other == action)
        .map_or("", |(_, code)| code)
}

/// Makes the links of one message.
pub(crate) struct LinkMaker<'a> {
    /// Signs them.
    pub(crate) signer: &'a LinkSigner,
    /// What they begin with, without a slash at the end.
    pub(crate) base_url: &'a str,
    /// The message that they stand in.
    pub(crate) message: MessageId,
    /// When it is sent.
    pub(crate) now: Timestamp,
}

/// The word for the page on which an offer is corrected.
const CORRECT: &str = "correct";

/// The offer and the language that a verified link to such a page is about; `None` where it is a
/// link for something else.
pub(super) fn correction_of(claims: &LinkClaims) -> Option<(OfferId, Language)> {
    let (language, offer) = claims.subject.split_once('.')?;
    if claims.action != CORRECT {
        return None;
    }
    Some((offer.parse().ok()?, Language::parse(language)?))
}

impl LinkMaker<'_> {
    /// The address of the page on which an offer is corrected. It works until it expires, as often
    /// as it is opened.
    pub(crate) fn correction(
        &self,
        offer: OfferId,
        language: Language,
    ) -> Result<String, LinkError> {
        let subject = format!("{language}.{offer}");
        let token = self.sign(subject, CORRECT)?;
        Ok(format!("{}/c/{token}", self.base_url))
    }

    /// The address of a link. Repeats of a message have the same links as far as use goes: a link
    /// that was used in one copy is used in all.
    pub(crate) fn url(&self, target: &Target) -> Result<String, LinkError> {
        let token = self.sign(target.subject(), action_code(target.action))?;
        Ok(format!("{}/r/{token}", self.base_url))
    }

    fn sign(&self, subject: String, action: &str) -> Result<String, LinkError> {
        let mut hash = Sha256::new();
        hash.update(self.message.0.as_bytes());
        hash.update(&subject);
        hash.update(action);
        let digest: [u8; 32] = hash.finalize().into();
        let mut nonce = [0; 8];
        nonce.copy_from_slice(&digest[..8]);
        self.signer.sign(&LinkClaims {
            subject,
            action: action.to_owned(),
            expires_at: self.now.saturating_add(LIFE).unwrap_or(Timestamp::MAX),
            nonce: u64::from_be_bytes(nonce),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn target(offer: u128, nomination: Option<u128>, action: Action) -> Target {
        Target {
            offer: OfferId(Uuid::from_u128(offer)),
            nomination: nomination.map(|id| NominationId(Uuid::from_u128(id))),
            action,
            language: Language::De,
        }
    }

    fn token(message: u128, target: &Target) -> String {
        let maker = LinkMaker {
            signer: &LinkSigner::new(&[3; 32]),
            base_url: "https://relais.example",
            message: MessageId(Uuid::from_u128(message)),
            now: Timestamp::UNIX_EPOCH,
        };
        let url = maker.url(target).expect("short enough");
        url.strip_prefix("https://relais.example/r/")
            .expect("the base")
            .to_owned()
    }

    fn claims(token: &str) -> LinkClaims {
        LinkSigner::new(&[3; 32])
            .verify(token, Timestamp::UNIX_EPOCH)
            .expect("ours")
    }

    proptest! {
        #[test]
        fn every_link_tells_what_it_is_about(offer: u128, nomination: u128, index in 0_usize..4) {
            let target = target(offer, Some(nomination), ACTIONS[index].0);
            prop_assert_eq!(Target::of(&claims(&token(1, &target))), Some(target));
        }
    }

    #[test]
    fn a_link_about_the_whole_offer_names_no_nomination() {
        let whole = target(1, None, Action::NoLongerOpen);
        assert_eq!(Target::of(&claims(&token(1, &whole))), Some(whole));
        let odd = target(1, None, Action::Hired);
        assert_eq!(Target::of(&claims(&token(1, &odd))), None);
    }

    #[test]
    fn the_copies_of_one_message_share_their_links_and_other_messages_do_not() {
        let target = target(1, Some(2), Action::Interview);
        let nonce = |message| claims(&token(message, &target)).nonce;
        assert_eq!(nonce(1), nonce(1));
        assert_ne!(nonce(1), nonce(2));
    }
}
