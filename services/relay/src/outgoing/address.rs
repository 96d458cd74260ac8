//! By what answers are known: the addresses that they are sent to, and the ids of our mails.

use std::sync::Arc;

use relais_domain::ids::{MessageId, OfferId};
use relais_runtime::signed::LinkSigner;
use uuid::Uuid;

/// Tells the tags of reply addresses from others.
const PURPOSE: &str = "reply-address";
/// Characters of the sign of a case: 32 for its offer, 16 for the tag.
const SIGN_CHARS: usize = 48;

/// The addresses to which employers answer about one case. The sign in it is lower-case
/// hexadecimal, since some mail systems change the case of letters.
#[derive(Clone)]
pub(crate) struct ReplyAddresses {
    template: Option<String>,
    signer: Arc<LinkSigner>,
}

impl ReplyAddresses {
    /// Addresses like the configured one, in which `{case}` stands for the sign; none without it.
    pub(crate) fn new(template: Option<String>, signer: Arc<LinkSigner>) -> Self {
        Self { template, signer }
    }

    /// The address for answers about an offer.
    pub(crate) fn of(&self, offer: OfferId) -> Option<String> {
        let template = self.template.as_deref()?;
        Some(template.replace("{case}", &self.sign(offer)))
    }

    /// The offer whose address it is. Addresses of an earlier configuration stay good.
    pub(crate) fn offer(&self, address: &str) -> Option<OfferId> {
        let local = address.split_once('@')?.0;
        let sign = local.get(local.len().checked_sub(SIGN_CHARS)?..)?;
        let offer = OfferId(Uuid::try_parse(sign.get(..32)?).ok()?);
        let is_ours = subtle::ConstantTimeEq::ct_eq(
            self.sign(offer).as_bytes(),
            sign.to_ascii_lowercase().as_bytes(),
        );
        bool::from(is_ours).then_some(offer)
    }

    fn sign(&self, offer: OfferId) -> String {
        let tag = self.signer.tag(PURPOSE, offer.0.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&tag[..8]);
        format!("{}{:016x}", offer.0.simple(), u64::from_be_bytes(first))
    }
}

/// One of our mails, as its Message-ID names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OurMail {
    /// The one that began the thread of an offer.
    First(OfferId),
    /// A later one.
    Later(MessageId),
}

impl OurMail {
    /// Its Message-ID, without angle brackets.
    pub(crate) fn message_id(self, domain: &str) -> String {
        match self {
            Self::First(offer) => format!("offer.{offer}@{domain}"),
            Self::Later(id) => format!("{id}@{domain}"),
        }
    }

    /// Reads a Message-ID, with or without angle brackets. What it names need not exist.
    pub(crate) fn parse(message_id: &str) -> Option<Self> {
        let plain = message_id.trim().trim_start_matches('<');
        let (local, _) = plain.split_once('@')?;
        match local.strip_prefix("offer.") {
            Some(offer) => offer.parse().ok().map(Self::First),
            None => local.parse().ok().map(Self::Later),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn addresses(key: u8) -> ReplyAddresses {
        let template = Some("offres+{case}@relais.example".to_owned());
        ReplyAddresses::new(template, Arc::new(LinkSigner::new(&[key; 32])))
    }

    proptest! {
        #[test]
        fn an_address_leads_to_its_offer_however_it_is_written(id: u128) {
            let offer = OfferId(Uuid::from_u128(id));
            let address = addresses(1).of(offer).expect("one is configured");
            prop_assert_eq!(addresses(1).offer(&address), Some(offer));
            prop_assert_eq!(addresses(1).offer(&address.to_uppercase()), Some(offer));
            let local = address.split_once('@').expect("an address").0;
            prop_assert!(local.len() <= 64, "{local}");
        }

        #[test]
        fn an_address_that_somebody_makes_up_leads_nowhere(id: u128, tag: u64) {
            let offer = OfferId(Uuid::from_u128(id));
            let made_up = format!("offres+{}{tag:016x}@relais.example", offer.0.simple());
            let real = addresses(1).of(offer).expect("one is configured");
            prop_assume!(made_up != real);
            prop_assert_eq!(addresses(1).offer(&made_up), None);
            prop_assert_eq!(addresses(2).offer(&real), None);
        }

        #[test]
        fn anything_is_read_without_a_panic(text in any::<String>()) {
            prop_assert_eq!(addresses(1).offer(&text), None);
            let _ = OurMail::parse(&text);
        }
    }

    #[test]
    fn our_mails_are_known_by_their_ids() {
        for mail in [
            OurMail::First(OfferId(Uuid::from_u128(7))),
            OurMail::Later(MessageId(Uuid::from_u128(8))),
        ] {
            let id = mail.message_id("relais.example");
            assert_eq!(OurMail::parse(&id), Some(mail));
            assert_eq!(OurMail::parse(&format!("<{id}>")), Some(mail));
        }
        assert_eq!(OurMail::parse("CAJ7@mail.example"), None);
    }
}
