//! What the relay follows: offers, rankings and candidates.

mod candidates;
mod offers;
mod shortlists;

use std::sync::Arc;

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::{Command, Refusal};
use relais_events::{Consumer, EventLog, EventRecord, Handler, Repair, Topic, topics};
use relais_store::Tx;

use crate::record::Enclosed;
use crate::service::Relay;
use crate::store::StoredCase;

/// The name of the relay's cursors.
const CONSUMER: &str = "relay";

/// The consumers, each with the name of its task.
pub(crate) fn consumers(relay: &Relay, log: &Arc<dyn EventLog>) -> [(&'static str, Consumer); 3] {
    let consumer = |(topic, handler): (Topic, Arc<dyn Handler>)| Consumer {
        name: CONSUMER,
        topic,
        after: None,
        store: relay.store().in_background(),
        log: log.clone(),
        handler,
    };
    let [offers, shortlists, candidates] = handlers(relay);
    // A ranking may come by before its offer, which was in the log before it.
    let shortlists = Consumer {
        after: Some(topics::OFFERS),
        ..consumer(shortlists)
    };
    [
        ("relay.offers", consumer(offers)),
        ("relay.shortlists", shortlists),
        ("relay.candidates", consumer(candidates)),
    ]
}

/// What is done with the records of each topic.
fn handlers(relay: &Relay) -> [(Topic, Arc<dyn Handler>); 3] {
    [
        (topics::OFFERS, Arc::new(offers::Offers(relay.clone()))),
        (
            topics::SHORTLISTS,
            Arc::new(shortlists::Shortlists(relay.clone())),
        ),
        (
            topics::CANDIDATES,
            Arc::new(candidates::Candidates(relay.clone())),
        ),
    ]
}

/// The records that could not be taken in.
pub(crate) fn repair(relay: &Relay) -> Repair {
    Repair::new(CONSUMER, relay.store().clone(), handlers(relay))
}

/// Does to a case what an event asks for that happened at `at`. A case that is over stays so.
async fn perform(
    relay: &Relay,
    tx: &mut Tx,
    record: &EventRecord,
    stored: &StoredCase,
    command: Command,
    at: Timestamp,
) -> Result<(), Error> {
    let calendar = relay.calendars().of(&stored.case.opening.rule);
    let events = match stored.case.decide(command, at, calendar) {
        Err(Refusal::Closed) => return Ok(()),
        decided => decided?,
    };
    let recorder = relay.recorder(relay.now(), record.traceparent.clone());
    let changed = recorder
        .change(tx, stored, &events, at, &Enclosed::default())
        .await?;
    changed
        .map(|_| ())
        .ok_or_else(|| Error::conflict("the case has changed meanwhile"))
}

/// Reads the payload of an event.
fn payload<M: prost::Message + Default>(record: &EventRecord) -> Result<M, Error> {
    M::decode(record.payload.as_slice()).map_err(Error::internal)
}
