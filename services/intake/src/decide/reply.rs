//! Mails that belong to a case.

use relais_domain::{Error, ErrorCode};
use relais_proto::relay::{JoinMailRequest, Thread};
use relais_reading::correction::{self, Reply};
use relais_reading::{self as reading, Confidence, Provenance, SenderCheck};
use relais_runtime::door::from_status;
use tracing::info;

use super::Decider;
use super::correction::corrected;
use super::judge::{Read, apart};
use crate::mailbox::{Mail, Outcome};
use crate::use_cases::Viewer;

/// Characters of the sender's words that go with the case.
const WORDS_CHARS: usize = 4_000;

impl Decider {
    /// Joins a mail to its case. What a confirmed sender corrects in words is changed; whatever
    /// else it says, and whatever anybody else says, the SPOC reads.
    pub(super) async fn join(&self, mail: &Mail, read: Read, thread: Thread) -> Result<(), Error> {
        let day = self.day_of(mail);
        let (read, said) = apart(move || {
            let said = correction::read(&read.mail, day);
            (read.mail, said)
        })
        .await?;
        let is_confirmed = thread.sender_known && !is_forged(&read);
        let is_about_one = !thread.closed && thread.other_case_refs.is_empty();
        let corrected = if is_confirmed && is_about_one {
            self.correct(&thread, &said).await?
        } else {
            false
        };
        let request = JoinMailRequest {
            mail_id: mail.id.to_string(),
            case_ref: thread.case_ref,
            sender_known: is_confirmed,
            intent: intent(&said).to_owned(),
            corrected,
            message_id: mail.message_id.clone(),
            words: own_words(&read),
            received_at: mail.received_at.as_microsecond(),
        };
        let joined = self.threads.clone().join_mail(request).await;
        joined.map_err(|status| from_status(&status))?;
        self.note(mail, Outcome::Reply).await
    }

    /// Changes the offer as the reply asks. Says whether everything that it asks for was done.
    async fn correct(&self, thread: &Thread, said: &Reply) -> Result<bool, Error> {
        if said.changes.is_empty() || said.closing.is_some() {
            return Ok(false);
        }
        let known = self
            .intake
            .visible_offer(Viewer::Everything, &thread.offer_id);
        let known = match known.await {
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(false),
            known => known?,
        };
        let (content, is_all) = corrected(&known.content, said);
        let Ok(content) = self.intake.cleaned(&content) else {
            return Ok(false);
        };
        // The offer may be over by now, or another have changed it: then a person sees to it.
        match self.intake.amend(&known, content, known.version).await {
            Ok(Ok(_)) => {
                info!(offer = thread.offer_id, is_all, "offer corrected by mail");
                Ok(is_all)
            }
            Ok(Err(_)) => Err(Error::unavailable("the offer is being changed by another")),
            Err(error) if error.code() == ErrorCode::Conflict => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Whether the receiving server found that the mail is not what it says, or it has no one sender.
fn is_forged(mail: &reading::Mail) -> bool {
    let check = mail.from.one().map(|from| mail.auth.sender(from.domain()));
    check.is_none_or(|check| check == SenderCheck::Failed)
}

/// What a reply is for, as the relay names it.
fn intent(said: &Reply) -> &'static str {
    let is_sure = said
        .changes
        .iter()
        .any(|change| change.confidence > Confidence::Low);
    if said.closing.is_some() {
        "no_longer_open"
    } else if is_sure {
        "correction"
    } else if said.is_confirmation && !said.needs_a_person() {
        "confirmation"
    } else {
        "message"
    }
}

fn own_words(mail: &reading::Mail) -> String {
    let own = mail.body.of_kind(Provenance::Own);
    own.chars().take(WORDS_CHARS).collect()
}
