//! From the bytes of a mail to what follows from it.

use jiff::civil::Date;
use relais_domain::Error;
use relais_proto::intake::MailWords;
use relais_proto::relay::{FindThreadRequest, RecordBounceRequest, Thread};
use relais_reading::kind::{self, FailedDelivery, Kind, Sorted};
use relais_reading::{self as reading, MailError, SenderCheck, thread};
use relais_runtime::Config;
use relais_runtime::door::from_status;

use super::{Decider, reason};
use crate::mailbox::{Mail, Outcome};
use crate::store::mail_offers;

/// Characters of a mail's text that a person is shown.
const SHOWN_CHARS: usize = 20_000;
/// Mails that one answers, of which offers are looked for.
const MAX_ANSWERED: usize = 50;
/// Deliveries of one report that are told to the relay.
const MAX_BOUNCES: usize = 20;

/// A mail that was read, and what kind it is.
pub(super) struct Read {
    pub mail: reading::Mail,
    pub sorted: Sorted,
}

/// Runs what takes long, or might fail badly, where it stops nobody else.
///
/// # Errors
/// `Internal` where it panicked; `Unavailable` where the process ends before it has begun.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| {
        if error.is_cancelled() {
            Error::unavailable("the process is ending").with_source(error)
        } else {
            Error::internal(error)
        }
    })
}

impl Decider {
    /// Finds out what a mail is, and does what follows.
    pub(super) async fn judge(&self, mail: &Mail) -> Result<(), Error> {
        let attention = |reason: &str| Outcome::Attention(reason.to_owned());
        if mail.header_only {
            let too_large = attention(reason::of_mail(MailError::TooLarge));
            return self.note(mail, too_large).await;
        }
        let Some(original) = self.mails().original(mail.id).await? else {
            return self.note(mail, attention(reason::ORIGINAL_GONE)).await;
        };
        let config = self.intake.inner.config.clone();
        let read = match apart(move || read(&original, &config)).await? {
            Ok(read) => read,
            Err(error) => return self.note(mail, attention(reason::of_mail(error))).await,
        };
        if let Kind::Bounce(failed) = &read.sorted.kind {
            self.tell_bounces(mail, failed).await?;
        }
        if let Some(reason) = reason::of_kind(&read.sorted.kind) {
            return self.note(mail, Outcome::Ignored(reason.to_owned())).await;
        }
        match self.thread(&read.mail).await? {
            Some(thread) => self.join(mail, read, thread).await,
            None => self.take_offers(mail, read).await,
        }
    }

    /// The day on which a mail was received, where the work is.
    pub(super) fn day_of(&self, mail: &Mail) -> Date {
        self.intake
            .inner
            .due
            .zone()
            .to_datetime(mail.received_at)
            .date()
    }

    async fn tell_bounces(&self, mail: &Mail, failed: &[FailedDelivery]) -> Result<(), Error> {
        let ours = failed.iter().filter_map(|one| {
            let message_id = one.original_message_id.clone()?;
            Some(RecordBounceRequest {
                mail_id: mail.id.to_string(),
                message_id,
                permanent: one.is_permanent,
                address: one.recipient.clone().unwrap_or_default(),
            })
        });
        for bounce in ours.take(MAX_BOUNCES) {
            let told = self.threads.clone().record_bounce(bounce).await;
            told.map_err(|status| from_status(&status))?;
        }
        Ok(())
    }

    /// The case that a mail belongs to.
    async fn thread(&self, mail: &reading::Mail) -> Result<Option<Thread>, Error> {
        let clues = thread::clues(mail);
        let references = clues.references.iter().map(ToString::to_string);
        let request = FindThreadRequest {
            addresses: clues.addresses,
            offers: self.offers_answered(&clues.message_ids).await?,
            message_ids: clues.message_ids,
            references: references.collect(),
            sender: mail
                .from
                .one()
                .map(|it| it.address.clone())
                .unwrap_or_default(),
        };
        let found = self.threads.clone().find_thread(request).await;
        let found = found.map_err(|status| from_status(&status))?;
        Ok(found.into_inner().thread)
    }

    /// The offers that came in mails which are answered: a colleague may answer what the employer
    /// sent, without any mail of ours.
    async fn offers_answered(&self, message_ids: &[String]) -> Result<Vec<String>, Error> {
        let mut connection = self.intake.inner.store.read().await?;
        for id in message_ids
            .iter()
            .filter(|id| !id.is_empty())
            .take(MAX_ANSWERED)
        {
            let offers = mail_offers::of_message(&mut connection, id).await?;
            if !offers.is_empty() {
                return Ok(offers);
            }
        }
        Ok(Vec::new())
    }
}

fn read(original: &[u8], config: &Config) -> Result<Read, MailError> {
    let mail = reading::Mail::read(original, &config.mails.authserv_id)?;
    let sorted = kind::sort(&mail, &[config.mail.from_address.as_str()]);
    Ok(Read { mail, sorted })
}

/// What a person reads of a mail; `None` where it is beyond reading.
pub(crate) fn words(original: &[u8], config: &Config) -> Option<MailWords> {
    let mail = reading::Mail::read(original, &config.mails.authserv_id).ok()?;
    let check = match mail.from.one().map(|from| mail.auth.sender(from.domain())) {
        Some(SenderCheck::Verified) => "verified",
        Some(SenderCheck::Failed) => "failed",
        Some(SenderCheck::Unknown) | None => "unknown",
    };
    let sender = mail.from.one();
    Some(MailWords {
        sender: sender.map(|it| it.address.clone()).unwrap_or_default(),
        sender_name: sender.map(|it| it.name.clone()).unwrap_or_default(),
        sender_check: check.to_owned(),
        text: mail.body.text.chars().take(SHOWN_CHARS).collect(),
        files: mail.attachments.into_iter().map(|file| file.name).collect(),
        notes: mail
            .notes
            .iter()
            .map(|note| note.code().to_owned())
            .collect(),
        subject: mail.subject,
    })
}
