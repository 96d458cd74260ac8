//! Mails that begin something: their offers, each a case of its own.

use relais_domain::Error;
use relais_domain::clock::to_micros;
use relais_domain::ids::EmployerId;
use relais_messages::Language;
use relais_proto::events::MailOrigin;
use relais_proto::intake::UnderstoodOffer;
use relais_reading::kind::Kind;
use relais_reading::offer::{self, Attachment};
use relais_reading::{self as reading, SenderCheck};
use relais_skills::{OfferText, Recogniser};
use relais_store::Tx;

use super::contents::{Correspondent, content};
use super::judge::{Read, apart};
use super::understood::{Texts, understood};
use super::{Decider, Sender, reason};
use crate::mailbox::{Mail, Mails, Outcome};
use crate::offer::{Channel, NewOffer};
use crate::store::mail_offers;
use crate::use_cases::{Placed, place_all};

/// A mail with the texts of its files and the offers in both.
struct Offered {
    mail: reading::Mail,
    attachments: Vec<Attachment>,
    offers: Vec<offer::Offer>,
}

/// An offer that is ready to be written, and what was understood of it, sealed.
type Ready = (NewOffer, Vec<u8>);

impl Decider {
    /// Takes the offers of a mail in, all together with the decision on it.
    pub(super) async fn take_offers(&self, mail: &Mail, read: Read) -> Result<(), Error> {
        let attachments = self.texts(&read.mail).await?;
        let day = self.day_of(mail);
        let (read_mail, is_generated) = (read.mail, read.sorted.kind == Kind::Generated);
        let offered = apart(move || Offered {
            offers: offer::read(&read_mail, &attachments, day),
            mail: read_mail,
            attachments,
        })
        .await?;
        let attention = |reason: &str| Outcome::Attention(reason.to_owned());
        if offered.offers.is_empty() {
            let outcome = if is_generated {
                Outcome::Ignored(reason::GENERATED.to_owned())
            } else {
                attention(&why_none(&offered))
            };
            return self.note(mail, outcome).await;
        }
        let sender = match self.sender(mail, &offered) {
            Ok(sender) => sender,
            Err(reason) => return self.note(mail, attention(reason)).await,
        };
        match self.ready(mail, &offered, &sender)? {
            Some(ready) => self.write(mail, sender, ready).await,
            None => self.note(mail, attention(reason::UNFIT_OFFER)).await,
        }
    }

    /// Who the employer is, unless that is for a person to say. A mail that was not sent in the
    /// name of its sender never counts as that sender's, nor is it answered: the answer would
    /// reach somebody who wrote nothing.
    fn sender(&self, mail: &Mail, offered: &Offered) -> Result<Sender, &'static str> {
        let from = offered.mail.from.one().ok_or(reason::SENDER_UNCLEAR)?;
        if offered.mail.auth.sender(from.domain()) == SenderCheck::Failed {
            return Err(reason::SENDER_FAILED);
        }
        let id = EmployerId::new(self.mails().clock().now(), self.intake.random());
        let language = language_of(&offered.offers);
        let made_at = to_micros(mail.received_at);
        Some(Sender::new(
            &from.address,
            &from.name,
            language.code(),
            id,
            made_at,
        ))
        .filter(Sender::is_reachable)
        .ok_or(reason::SENDER_UNCLEAR)
    }

    /// The offers as they are written; `None` where one breaks a rule that all offers keep.
    fn ready(
        &self,
        mail: &Mail,
        offered: &Offered,
        sender: &Sender,
    ) -> Result<Option<Vec<Ready>>, Error> {
        let language = language_of(&offered.offers);
        let answers_to = offered.mail.reply_to.as_ref().or(offered.mail.from.one());
        let to = Correspondent {
            address: answers_to.map_or(sender.address.as_str(), |it| it.address.as_str()),
            name: offered.mail.from.one().map_or("", |it| it.name.as_str()),
            language: language.code(),
        };
        let texts = Texts::new(&offered.mail, &offered.attachments);
        let count = u32::try_from(offered.offers.len()).unwrap_or(u32::MAX);
        let mut ready = Vec::with_capacity(offered.offers.len());
        for (index, said) in (0..).zip(&offered.offers) {
            let content = content(said, identifier(mail, index), &to);
            let Ok(content) = self.intake.cleaned(&content) else {
                return Ok(None);
            };
            let newcomer = sender
                .newcomer
                .employer_id
                .parse()
                .map_err(Error::internal)?;
            let received = self.intake.received_at(mail.received_at)?;
            let mut new = self
                .intake
                .new_offer(newcomer, Channel::Mail, content, received);
            new.mail = Some(MailOrigin {
                mail_id: mail.id.to_string(),
                index,
                count,
            });
            let understood = UnderstoodOffer {
                mail_id: mail.id.to_string(),
                message_id: mail.message_id.clone(),
                ..understood(said, &texts, language)
            };
            let bytes = prost::Message::encode_to_vec(&understood);
            ready.push((new, self.mails().seal(mail.id, &bytes)?));
        }
        Ok(Some(ready))
    }

    /// Writes employer, offers and decision together; nothing where another has decided before.
    async fn write(&self, mail: &Mail, sender: Sender, ready: Vec<Ready>) -> Result<(), Error> {
        let id = mail.id;
        let entropy = self.intake.inner.entropy.clone();
        let write = self.intake.inner.store.write(move |tx: &mut Tx| {
            Box::pin(async move {
                if !Mails::decide(tx, id, &Outcome::Offer).await? {
                    return Ok(None);
                }
                let employer = sender.settle(tx).await?;
                let (mut offers, mut understood) = (Vec::new(), Vec::new());
                for (offer, sealed) in ready {
                    offers.push(NewOffer { employer, ..offer });
                    understood.push(sealed);
                }
                let placed: Vec<Placed> = place_all(tx, offers, &entropy).await?;
                for (one, sealed) in placed.iter().zip(understood) {
                    if let Ok(receipt) = one {
                        mail_offers::insert(tx, &receipt.offer_id, id, Some(sealed)).await?;
                    }
                }
                Ok(Some(placed))
            })
        });
        if let Some(placed) = write.await? {
            self.intake.tell_all(Channel::Mail, &placed);
            self.announce(mail, &Outcome::Offer);
        }
        Ok(())
    }
}

/// The identifier of the offer with this place in a mail.
pub(super) fn identifier(mail: &Mail, index: u32) -> String {
    format!("{}-{index}", mail.id)
}

/// The language in which most of the first offer is written.
fn language_of(offers: &[offer::Offer]) -> Language {
    fn text(said: Option<&reading::Said<String>>) -> &str {
        said.map_or("", |it| it.value.as_str())
    }
    let recognised = offers.first().and_then(|first| {
        let text = OfferText {
            title: text(first.title.as_ref()),
            description: text(first.description.as_ref()),
            ..OfferText::default()
        };
        Recogniser::builtin().recognise(&text).language_of_text
    });
    Language::first_of(recognised.map(relais_skills::Language::code))
}

/// Why a mail holds no offer that can be read.
fn why_none(offered: &Offered) -> String {
    let mut texts = offered.attachments.iter().map(|file| &file.text);
    let unreadable = texts.find_map(|text| text.as_ref().err());
    reason::of_silence(&offered.mail.notes, unreadable.map(String::as_str))
}
