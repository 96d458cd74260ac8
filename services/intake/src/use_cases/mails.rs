//! Mails that a person looks at, and what was understood of those that brought offers.

use prost::Message as _;
use relais_domain::clock::to_micros;
use relais_domain::ids::{EmployerId, MailId};
use relais_domain::{Error, FieldError};
use relais_proto::events::MailOrigin;
use relais_proto::intake::{
    ListMailsRequest, ListMailsResponse, Mail as ToldMail, MailWords, OfferContent,
    UnderstoodOffer, UnderstoodOfferResponse,
};
use relais_store::Tx;

use super::submit::{Receipt, place_all};
use super::{employer_id, offer_id};
use crate::Intake;
use crate::decide::{Sender, employer_of, words};
use crate::mailbox::{Mail, Mails, Outcome};
use crate::offer::Channel;
use crate::store::mail_offers;

/// The states that may be asked for.
const STATES: [&str; 5] = ["attention", "new", "offer", "reply", "ignored"];
/// Mails of a page when no number is asked for, and at most.
const USUAL_PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1_000;
/// Why a person has set a mail aside.
const BY_A_PERSON: &str = "by_a_person";
/// The source of the identifiers of offers that came by mail.
const SOURCE: &str = "mail";

/// An id that somebody gives; what is no id names nothing.
fn mail_id(text: &str) -> Result<MailId, Error> {
    text.parse().map_err(|_| Error::not_found("mail"))
}

impl Intake {
    /// What was understood of the mail that an offer came by, while that is kept.
    ///
    /// # Errors
    /// `Internal` where it cannot be read; those of the store.
    pub(crate) async fn understood_offer(
        &self,
        id: &str,
    ) -> Result<UnderstoodOfferResponse, Error> {
        let id = offer_id(id)?;
        let mut connection = self.inner.store.read().await?;
        let Some((mail, Some(sealed))) = mail_offers::understood(&mut connection, id).await? else {
            return Ok(UnderstoodOfferResponse::default());
        };
        let mail = mail.parse().map_err(Error::internal)?;
        let bytes = self.mails().unseal(mail, &sealed)?;
        let understood = UnderstoodOffer::decode(bytes.as_slice()).map_err(Error::internal)?;
        Ok(UnderstoodOfferResponse {
            understood: Some(understood),
        })
    }

    /// Mails in one state, oldest first.
    ///
    /// # Errors
    /// `InvalidInput` for a state, limit or token that there is not; those of the store.
    pub(crate) async fn list_mails(
        &self,
        request: &ListMailsRequest,
    ) -> Result<ListMailsResponse, Error> {
        let state = match request.state.as_str() {
            "" => STATES[0],
            state => STATES
                .into_iter()
                .find(|known| *known == state)
                .ok_or_else(|| {
                    let remedy = format!("give one of {}", STATES.join(", "));
                    Error::invalid_field("/state", "is not that of a mail", remedy)
                })?,
        };
        if request.limit > LARGEST_PAGE {
            let remedy = format!("give 1 to {LARGEST_PAGE}, and ask for the next page");
            let message = format!("is {}", request.limit);
            return Err(Error::invalid_field("/limit", message, remedy));
        }
        let after = match request.page_token.as_str() {
            "" => None,
            token => Some(token.parse().map_err(|_| {
                let remedy = "give next_page_token as it was returned, or nothing";
                Error::invalid_field("/page_token", "is not that of a page", remedy)
            })?),
        };
        let limit = if request.limit == 0 {
            USUAL_PAGE
        } else {
            request.limit
        };
        let found = self.mails().in_state(state, after, limit).await?;
        let is_full = found.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let last = found.last().filter(|_| is_full);
        Ok(ListMailsResponse {
            next_page_token: last.map_or_else(String::new, |mail| mail.id.to_string()),
            mails: found
                .iter()
                .map(|mail| told(mail, None, Vec::new()))
                .collect(),
        })
    }

    /// One mail with its words.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn mail(&self, id: &str) -> Result<ToldMail, Error> {
        let id = mail_id(id)?;
        let mail = self.mails().find(id).await?;
        let mail = mail.ok_or_else(|| Error::not_found("mail"))?;
        let mut connection = self.inner.store.read().await?;
        let offers = mail_offers::of_mail(&mut connection, id).await?;
        drop(connection);
        Ok(told(&mail, self.words_of(id).await?, offers))
    }

    async fn words_of(&self, id: MailId) -> Result<Option<MailWords>, Error> {
        let Some(original) = self.mails().original(id).await? else {
            return Ok(None);
        };
        let config = self.inner.config.clone();
        let read = tokio::task::spawn_blocking(move || words(&original, &config));
        // What made us fail is shown without its words.
        Ok(read.await.unwrap_or_default())
    }

    /// Sets a mail that needs attention aside.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` where it needs none; those of the store.
    pub(crate) async fn ignore_mail(&self, id: &str) -> Result<ToldMail, Error> {
        let mail = mail_id(id)?;
        let ignored = Outcome::Ignored(BY_A_PERSON.to_owned());
        let write = self
            .inner
            .store
            .write(move |tx| Box::pin(async move { Mails::settle(tx, mail, &ignored).await }));
        let is_done = write.await?;
        let told = self.mail(id).await?;
        let was_done = told.state == "ignored" && told.reason == BY_A_PERSON;
        if !is_done && !was_done {
            return Err(needs_none(&told.state));
        }
        self.mails().announce();
        Ok(told)
    }

    /// Turns a mail that needs attention into an offer. Without an employer it is that of the
    /// sender, who is made known where nobody knows them.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` where it needs no attention; `InvalidInput` with every wrong field;
    /// those of the store.
    pub(crate) async fn turn_into_offer(
        &self,
        id: &str,
        employer: &str,
        mut content: OfferContent,
    ) -> Result<Receipt, Error> {
        let mail = mail_id(id)?;
        let found = self.mails().find(mail).await?;
        let found = found.ok_or_else(|| Error::not_found("mail"))?;
        SOURCE.clone_into(&mut content.source);
        content.identifier = format!("{mail}-0");
        let words = self.words_of(mail).await?.unwrap_or_default();
        let contact = content.application_contact.get_or_insert_default();
        if contact.email.is_empty() {
            contact.email.clone_from(&words.sender);
        }
        let content = self.cleaned(&content)?;
        let whose = self.whose(employer, &words, &content.language).await?;
        let placeholder = EmployerId::new(found.received_at, self.random());
        let received = self.received_at(found.received_at)?;
        let mut offer = self.new_offer(placeholder, Channel::Mail, content, received);
        offer.mail = Some(MailOrigin {
            mail_id: mail.to_string(),
            index: 0,
            count: 1,
        });
        let entropy = self.inner.entropy.clone();
        let write = self.inner.store.write(move |tx: &mut Tx| {
            Box::pin(async move {
                if !Mails::settle(tx, mail, &Outcome::Offer).await? {
                    return Err(needs_none("decided on already"));
                }
                offer.employer = match whose {
                    Whose::Known(employer) => employer,
                    Whose::Of(sender) => sender.settle(tx).await?,
                };
                let placed = place_all(tx, vec![offer], &entropy).await?;
                for receipt in placed.iter().flatten() {
                    mail_offers::insert(tx, &receipt.offer_id, mail, None).await?;
                }
                Ok(placed)
            })
        });
        let mut placed = write.await?;
        self.tell_all(Channel::Mail, &placed);
        self.mails().announce();
        let placed = placed.pop();
        Ok(placed.ok_or_else(|| Error::internal("an offer was placed nowhere"))??)
    }

    /// Whose an offer is that a person makes of a mail.
    async fn whose(
        &self,
        employer: &str,
        words: &MailWords,
        language: &str,
    ) -> Result<Whose, Error> {
        if !employer.is_empty() {
            let id = employer_id(employer)?;
            self.employer(employer).await?;
            return Ok(Whose::Known(id));
        }
        let now = self.inner.clock.now();
        let id = EmployerId::new(now, self.random());
        let language = if language.is_empty() { "fr" } else { language };
        let sender = Sender::new(
            &words.sender,
            &words.sender_name,
            language,
            id,
            to_micros(now),
        );
        let is_forged = words.sender_check == "failed";
        let mut connection = self.inner.store.read().await?;
        let known = employer_of(&mut connection, &sender.address).await?;
        if !sender.is_reachable() || is_forged && known.is_some() {
            return Err(Error::invalid(vec![FieldError::new(
                "/employer_id",
                "cannot be told from the sender of this mail",
                "name the employer, or add one first",
            )]));
        }
        Ok(Whose::Of(Box::new(sender)))
    }
}

/// Whose an offer is.
enum Whose {
    Known(EmployerId),
    Of(Box<Sender>),
}

fn needs_none(state: &str) -> Error {
    Error::conflict(format!("the mail needs no attention: it is {state}"))
}

fn told(mail: &Mail, words: Option<MailWords>, offer_ids: Vec<String>) -> ToldMail {
    let state = mail.outcome.as_ref().map(Outcome::state);
    let (state, reason) = state.unwrap_or(("new", None));
    ToldMail {
        mail_id: mail.id.to_string(),
        mailbox: mail.mailbox.clone(),
        state: state.to_owned(),
        reason: reason.unwrap_or_default().to_owned(),
        received_at: to_micros(mail.received_at),
        bytes: mail.size,
        words,
        offer_ids,
    }
}
