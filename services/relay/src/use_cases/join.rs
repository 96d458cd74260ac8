//! Mails that people write about a case.

use relais_domain::Error;
use relais_domain::clock::to_micros;
use relais_domain::entropy::random;
use relais_domain::ids::{MailId, NoteId, OfferId};
use relais_domain::text::multi_line;
use relais_proto::relay as proto;
use relais_store::Tx;

use super::threads::MAX_MESSAGE_ID;
use crate::access::Actor;
use crate::input;
use crate::outgoing::{Means, Outgoing, Purpose, Recipient};
use crate::service::Relay;
use crate::store::{self, Intent, JoinedMail, NewNote, NoteKind};

/// Characters of a mail's own words that are kept here; the mail itself is kept by intake.
const MAX_WORDS: usize = 4000;

impl Relay {
    /// Joins a mail to a case, whatever its stage. What changes by it was changed before; here it
    /// is kept and shown, and the SPOCs are told.
    pub(crate) async fn join_mail(
        &self,
        actor: Actor,
        request: proto::JoinMailRequest,
    ) -> Result<proto::JoinMailResponse, Error> {
        actor.only_service()?;
        let offer = self.find(&request.case_ref).await?;
        let now = self.now();
        let words = words(&request.words);
        let mail = JoinedMail {
            id: input::id("/mail_id", &request.mail_id)?,
            received_at: input::instant("/received_at", request.received_at)?.unwrap_or(now),
            sender_known: request.sender_known,
            intent: intent(&request.intent)?,
            corrected: request.corrected,
            note: words
                .as_ref()
                .map(|_| NoteId::new(now, random(self.entropy()))),
        };
        let message_id =
            Some(request.message_id).filter(|id| !id.is_empty() && id.len() <= MAX_MESSAGE_ID);
        let relay = self.clone();
        let joined = self
            .store()
            .write(move |tx| {
                Box::pin(async move { relay.join_in(tx, offer, mail, words, message_id).await })
            })
            .await?;
        self.wake_courier();
        Ok(proto::JoinMailResponse { before: !joined })
    }

    async fn join_in(
        &self,
        tx: &mut Tx,
        offer: OfferId,
        mail: JoinedMail,
        words: Option<String>,
        message_id: Option<String>,
    ) -> Result<bool, Error> {
        let case = store::load_case(tx, offer).await?;
        case.ok_or_else(|| Error::not_found("case"))?;
        if !store::insert_mail(tx, offer, &mail).await? {
            return Ok(false);
        }
        if let (Some(id), Some(text)) = (mail.note, words) {
            let note = NewNote {
                id,
                kind: NoteKind::Reply,
                candidate: None,
                organisation: None,
                text,
            };
            store::insert_note(tx, offer, &note).await?;
        }
        if let Some(message_id) = message_id {
            store::remember_message_id(tx, &message_id, offer).await?;
        }
        // That all is well needs nobody, if it is the employer who says so.
        if mail.intent != Intent::Confirmation || !mail.sender_known {
            let notice = notice(offer, mail.id, store::mails_of(tx, offer).await?.len());
            self.recorder(self.now(), None).queue(tx, notice).await?;
        }
        Ok(true)
    }

    /// The mails of a case, as SPOCs see them.
    pub(crate) async fn joined_mails(
        &self,
        offer: OfferId,
    ) -> Result<Vec<proto::JoinedMail>, Error> {
        let mails = store::mails_of(&mut self.store().read().await?, offer).await?;
        let shown = mails.into_iter().map(|(mail, words)| proto::JoinedMail {
            mail_id: mail.id.to_string(),
            received_at: to_micros(mail.received_at),
            sender_known: mail.sender_known,
            intent: mail.intent.code().to_owned(),
            corrected: mail.corrected,
            words: words.unwrap_or_default(),
        });
        Ok(shown.collect())
    }
}

fn notice(offer: OfferId, mail: MailId, number: usize) -> Outgoing {
    Outgoing {
        offer,
        purpose: Purpose::MailJoined,
        recipient: Recipient::Spocs,
        means: Means::Mail,
        case_version: u64::try_from(number).unwrap_or(u64::MAX),
        nomination: None,
        detail: Some(mail.to_string()),
    }
}

/// The words as they are kept: a mail is never refused for its length.
fn words(text: &str) -> Option<String> {
    let kept: String = text.chars().take(MAX_WORDS).collect();
    Some(multi_line(&kept)).filter(|words| !words.is_empty())
}

fn intent(code: &str) -> Result<Intent, Error> {
    let known = Intent::ALL.iter().copied().find(|it| it.code() == code);
    known.ok_or_else(|| {
        let codes: Vec<&str> = Intent::ALL.iter().map(|it| it.code()).collect();
        input::not_one_of("/intent", code, &codes)
    })
}
