//! To SPOCs: what came back by mail.

use relais_domain::case::Stage;
use relais_messages::mail::{self, MailIntent};
use relais_messages::{Composed, Language};

use super::{Matter, given};
use crate::outgoing::Recipient;
use crate::outgoing::setback::Setback;
use crate::store::Intent;

impl Matter<'_> {
    /// Somebody wrote about the case.
    pub(super) async fn mail_joined(&self, language: Language) -> Result<Composed, Setback> {
        let (joined, words) = self.sources().joined_mail(self.told()?).await?;
        let mail = mail::MailJoined {
            sender_known: joined.sender_known,
            intent: match joined.intent {
                Intent::Correction if joined.corrected => MailIntent::Corrected,
                Intent::Correction => MailIntent::Correction,
                Intent::NoLongerOpen => MailIntent::NoLongerOpen,
                Intent::Confirmation => MailIntent::Confirmation,
                Intent::Message => MailIntent::Message,
            },
            is_over: self.case.stage == Stage::Closed,
            words: words.as_deref(),
        };
        Ok(mail.compose(&self.about(language)))
    }

    /// One of our mails came back.
    pub(super) async fn unreachable(&self, language: Language) -> Result<Composed, Setback> {
        let returned = self.sources().message(self.told()?).await?;
        let colleagues = self.sources().colleagues().await?;
        let name = match returned.message.recipient {
            Recipient::Employer => Some(self.correspondence.employer_name.clone()),
            Recipient::Organisation(id) => Some(colleagues.organisation_name(id).to_owned()),
            Recipient::Worker(id) => colleagues.worker(id).map(|it| it.name.clone()),
            Recipient::Candidate(id) => {
                let mut known = self.sources().shareable([id]).await?;
                known.remove(&id).map(|it| it.name)
            }
            Recipient::Spocs => None,
        };
        let mail = mail::Unreachable {
            name: name.as_deref().and_then(given),
            is_employer: returned.message.recipient == Recipient::Employer,
        };
        Ok(mail.compose(&self.about(language)))
    }

    /// The id of what the message tells of.
    fn told<T: std::str::FromStr>(&self) -> Result<T, Setback> {
        let detail = self.queued.message.detail.as_deref();
        detail
            .and_then(|id| id.parse().ok())
            .ok_or_else(|| Setback::Dead("detail".to_owned()))
    }
}
