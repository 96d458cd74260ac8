//! Offers open, amend and end cases.

use async_trait::async_trait;
use relais_domain::Error;
use relais_domain::case::{Case, Command, Opening, RuleRef, Warning};
use relais_domain::clock::from_micros;
use relais_domain::ids::OfferId;
use relais_events::{EventRecord, Handler, UnknownType};
use relais_proto::events::{
    MailOrigin, OfferAmended, OfferMissed, OfferReappeared, OfferSubmitted, OfferWithdrawn, Rule,
};
use relais_store::Tx;

use super::{payload, perform};
use crate::outgoing::{self, Means, Outgoing, Purpose, Recipient};
use crate::record::Company;
use crate::service::Relay;
use crate::store::{self, StoredCase};

pub(super) struct Offers(pub(super) Relay);

#[async_trait]
impl Handler for Offers {
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        match record.kind.as_str() {
            "relais.offer.submitted.v1" => self.submitted(tx, record).await,
            "relais.offer.amended.v1" => self.amended(tx, record).await,
            "relais.offer.withdrawn.v1" => self.withdrawn(tx, record).await,
            "relais.offer.missed.v1" => self.missed(tx, record).await,
            "relais.offer.reappeared.v1" => reappeared(tx, record).await,
            _ => Err(UnknownType::of(record).into()),
        }
    }

    async fn committed(&self, _records: &[EventRecord]) {
        self.0.wake();
    }
}

impl Offers {
    /// Opens the case with exactly what the employer was told at receipt.
    async fn submitted(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let offer: OfferSubmitted = payload(record)?;
        let (webhook, mail) = (offer.webhook, company(offer.mail.as_ref())?);
        let (case, opened) = Case::open(opening(offer)?);
        let recorder = self.0.recorder(self.0.now(), record.traceparent.clone());
        recorder
            .open(tx, &StoredCase { case, webhook }, &opened, mail)
            .await?;
        Ok(())
    }

    async fn amended(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let offer: OfferAmended = payload(record)?;
        let stored = load(tx, &offer.offer_id).await?;
        let (command, at) = (
            Command::Amend {
                version: offer.version,
            },
            from_micros(offer.amended_at)?,
        );
        perform(&self.0, tx, record, &stored, command, at).await
    }

    async fn withdrawn(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let offer: OfferWithdrawn = payload(record)?;
        let stored = load(tx, &offer.offer_id).await?;
        let at = from_micros(offer.withdrawn_at)?;
        perform(&self.0, tx, record, &stored, Command::Withdraw, at).await
    }

    /// Asks the employer whether an offer that left its feed is still open. The case goes on.
    async fn missed(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let missed: OfferMissed = payload(record)?;
        let stored = load(tx, &missed.offer_id).await?;
        if stored.case.closed.is_some() {
            return Ok(());
        }
        let question = Outgoing {
            offer: stored.case.opening.offer,
            purpose: Purpose::Vanished,
            recipient: Recipient::Employer,
            means: Means::Mail,
            case_version: missed.question.into(),
            nomination: None,
            detail: None,
        };
        let recorder = self.0.recorder(self.0.now(), record.traceparent.clone());
        recorder.queue(tx, question).await
    }
}

/// What waits to be asked about an offer that is in its feed again is not asked.
async fn reappeared(tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
    let offer: OfferReappeared = payload(record)?;
    let offer = offer.offer_id.parse().map_err(Error::internal)?;
    outgoing::call_off(tx, offer, Purpose::Vanished, "reappeared").await?;
    Ok(())
}

/// The topic keeps the order of each offer, so the case is there.
async fn load(tx: &mut Tx, offer: &str) -> Result<StoredCase, Error> {
    let offer: OfferId = offer.parse().map_err(Error::internal)?;
    let found = store::load_stored(tx, offer).await?;
    found.ok_or_else(|| Error::not_found("case"))
}

/// The mail that an offer shares with others; `None` where it came alone.
fn company(mail: Option<&MailOrigin>) -> Result<Option<Company>, Error> {
    let Some(mail) = mail.filter(|mail| mail.count > 1) else {
        return Ok(None);
    };
    Ok(Some(Company {
        mail: mail.mail_id.parse().map_err(Error::internal)?,
        place: mail.index,
        count: mail.count,
    }))
}

fn opening(offer: OfferSubmitted) -> Result<Opening, Error> {
    let rule: Rule = offer
        .rule
        .ok_or_else(|| Error::internal("an offer without a rule"))?;
    let warnings = Warning::ALL.iter().zip(offer.warn_at);
    Ok(Opening {
        offer: offer.offer_id.parse().map_err(Error::internal)?,
        reference: offer.case_ref.parse().map_err(Error::internal)?,
        employer: offer.employer_id.parse().map_err(Error::internal)?,
        received_at: from_micros(offer.received_at)?,
        rule: RuleRef {
            id: rule.id,
            version: rule.version,
        },
        due_at: from_micros(offer.due_at)?,
        warnings: warnings
            .map(|(share, at)| Ok((*share, from_micros(at)?)))
            .collect::<Result<_, Error>>()?,
    })
}
