//! Which case a mail belongs to.

use relais_domain::case::{Case, Stage};
use relais_domain::ids::{CaseRef, OfferId};
use relais_domain::{Error, ErrorCode};
use relais_proto::relay as proto;
use relais_store::Connection;

use crate::access::Actor;
use crate::outgoing::{self, OurMail};
use crate::service::Relay;
use crate::store::{self, Fellow};

/// Addresses and ids of one mail that are looked up.
const MAX_CLUES: usize = 50;
/// References of one mail that are looked up.
const MAX_REFERENCES: usize = 10;
/// Bytes of a Message-ID that is looked up: a line of a mail (RFC 5322, 2.1.1).
pub(super) const MAX_MESSAGE_ID: usize = 998;

/// How a case was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// By the address that it was sent to.
    ReplyAddress,
    /// By the mail that it answers.
    Message,
    /// By the reference that it names.
    Reference,
}

impl Link {
    fn code(self) -> &'static str {
        match self {
            Self::ReplyAddress => "reply_address",
            Self::Message => "message",
            Self::Reference => "reference",
        }
    }
}

/// The case that a mail leads to.
struct Found {
    offer: OfferId,
    link: Link,
    /// The other offers that the mail which it answers told of.
    others: Vec<Fellow>,
}

impl Relay {
    /// The case that a mail belongs to, by the strongest clue that leads to one: the address that
    /// it was sent to, the mail that it answers, the reference that it names.
    pub(crate) async fn find_thread(
        &self,
        actor: Actor,
        request: proto::FindThreadRequest,
    ) -> Result<proto::FindThreadResponse, Error> {
        actor.only_service()?;
        let mut connection = self.store().read().await?;
        let Some(found) = self.follow_clues(&mut connection, &request).await? else {
            return Ok(proto::FindThreadResponse::default());
        };
        let Some(case) = store::load_case(&mut connection, found.offer).await? else {
            return Ok(proto::FindThreadResponse::default());
        };
        drop(connection);
        let thread = proto::Thread {
            case_ref: case.opening.reference.to_string(),
            offer_id: found.offer.to_string(),
            employer_id: case.opening.employer.to_string(),
            sender_known: self.knows_sender(&case, &request.sender).await?,
            link: found.link.code().to_owned(),
            other_case_refs: found
                .others
                .iter()
                .map(|it| it.reference.to_string())
                .collect(),
            closed: case.stage == Stage::Closed,
        };
        Ok(proto::FindThreadResponse {
            thread: Some(thread),
        })
    }

    async fn follow_clues(
        &self,
        connection: &mut Connection,
        request: &proto::FindThreadRequest,
    ) -> Result<Option<Found>, Error> {
        let named = named(connection, &request.references).await?;
        let answered = answered(connection, &request.message_ids).await?;
        let answered = answered.or_else(|| brought(&request.offers));
        let mut addresses = request.addresses.iter().take(MAX_CLUES);
        let addressed = addresses.find_map(|address| self.reply_addresses().offer(address));
        let (offer, link) = match (addressed, answered, named.first()) {
            (Some(offer), _, _) => (offer, Link::ReplyAddress),
            (None, Some(answered), _) => (answered.offer, Link::Message),
            (None, None, Some(offer)) => (*offer, Link::Reference),
            (None, None, None) => return Ok(None),
        };
        // A later mail of ours is about one offer; only the first tells of all in the mail.
        let is_of_one = answered.is_some_and(|it| it.is_of_one) || link == Link::Reference;
        let fellows = if is_of_one {
            Vec::new()
        } else {
            store::offers_of_its_mail(connection, offer).await?
        };
        let meant = fellows
            .iter()
            .filter(|fellow| named.contains(&fellow.offer))
            .map(|fellow| fellow.offer)
            .collect::<Vec<_>>();
        Ok(Some(match meant[..] {
            [one] => Found {
                offer: one,
                link,
                others: Vec::new(),
            },
            _ => Found {
                offer,
                link,
                others: fellows.into_iter().filter(|it| it.offer != offer).collect(),
            },
        }))
    }

    /// Whether an address is the contact of the offer, or its employer's.
    async fn knows_sender(&self, case: &Case, sender: &str) -> Result<bool, Error> {
        if sender.is_empty() {
            return Ok(false);
        }
        let known = self.sources().addresses_of_employer(case).await;
        match known {
            Ok(known) => Ok(known.iter().any(|it| it.eq_ignore_ascii_case(sender))),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The offer that an answered mail was about.
#[derive(Debug, Clone, Copy)]
struct Answered {
    offer: OfferId,
    /// It was about no other.
    is_of_one: bool,
}

/// What a mail that brought offers was about.
fn brought(offers: &[String]) -> Option<Answered> {
    let offer = offers.first()?.parse().ok()?;
    Some(Answered {
        offer,
        is_of_one: false,
    })
}

/// What the nearest mail that is known here was about.
async fn answered(
    connection: &mut Connection,
    message_ids: &[String],
) -> Result<Option<Answered>, Error> {
    for id in message_ids.iter().take(MAX_CLUES) {
        if id.len() > MAX_MESSAGE_ID {
            continue;
        }
        if let Some(ours) = OurMail::parse(id)
            && let Some(queued) = outgoing::find_mail(connection, ours).await?
        {
            return Ok(Some(Answered {
                offer: queued.message.offer,
                is_of_one: matches!(ours, OurMail::Later(_)),
            }));
        }
        if let Some(offer) = store::offer_of_message_id(connection, id).await? {
            return Ok(Some(Answered {
                offer,
                is_of_one: true,
            }));
        }
    }
    Ok(None)
}

/// The offers whose cases are named, in the order of the references.
async fn named(connection: &mut Connection, references: &[String]) -> Result<Vec<OfferId>, Error> {
    let mut offers = Vec::new();
    for text in references.iter().take(MAX_REFERENCES) {
        let Ok(reference) = text.parse::<CaseRef>() else {
            continue;
        };
        offers.extend(store::find_by_reference(connection, reference).await?);
    }
    Ok(offers)
}
