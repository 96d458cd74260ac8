//! The queue of outgoing messages, for SPOCs and the command line.

use relais_domain::Error;
use relais_domain::clock::to_micros;
use relais_domain::ids::{MessageId, OfferId};
use relais_proto::relay as proto;

use crate::access::Actor;
use crate::input;
use crate::outgoing::{self, Queued};
use crate::service::Relay;
use crate::store;

/// Messages in one answer, when the caller does not say.
const DEFAULT_LIMIT: u32 = 100;
/// Messages in one answer or request at most.
const MAX_LIMIT: u32 = 1000;

impl Relay {
    /// The messages of an offer, oldest first.
    pub(crate) async fn list_messages(
        &self,
        actor: Actor,
        request: proto::ListMessagesRequest,
    ) -> Result<proto::ListMessagesResponse, Error> {
        actor.keeps_the_queue()?;
        let offer: OfferId = input::id("/offer_id", &request.offer_id)?;
        let mut connection = self.store().read().await?;
        let messages = outgoing::messages_of(&mut connection, offer, within(request.limit)).await?;
        Ok(listed(&messages))
    }

    /// Messages that were given up, oldest first.
    pub(crate) async fn list_dead_letters(
        &self,
        actor: Actor,
        request: proto::ListDeadLettersRequest,
    ) -> Result<proto::ListMessagesResponse, Error> {
        actor.keeps_the_queue()?;
        let mut connection = self.store().read().await?;
        let messages = outgoing::dead_letters(&mut connection, within(request.limit)).await?;
        Ok(listed(&messages))
    }

    /// Sends messages that were given up again: those named, or all.
    pub(crate) async fn replay_dead_letters(
        &self,
        actor: Actor,
        request: proto::ReplayDeadLettersRequest,
    ) -> Result<proto::ReplayDeadLettersResponse, Error> {
        actor.keeps_the_queue()?;
        let ids = message_ids(&request.message_ids)?;
        let now = self.now();
        let replayed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    Ok(match ids.as_slice() {
                        [] => outgoing::replay_all(tx, now).await?,
                        ids => {
                            // Who names a message believes that it arrives this time.
                            for id in ids {
                                store::lift(tx, *id).await?;
                            }
                            outgoing::replay(tx, now, ids).await?
                        }
                    })
                })
            })
            .await?;
        self.wake_courier();
        Ok(proto::ReplayDeadLettersResponse { replayed })
    }
}

fn within(limit: u32) -> u32 {
    match limit {
        0 => DEFAULT_LIMIT,
        limit => limit.min(MAX_LIMIT),
    }
}

fn message_ids(texts: &[String]) -> Result<Vec<MessageId>, Error> {
    if texts.len() > within(MAX_LIMIT) as usize {
        let remedy = format!("give at most {MAX_LIMIT}");
        return Err(Error::invalid_field("/message_ids", "are too many", remedy));
    }
    let ids = texts.iter().enumerate();
    ids.map(|(at, id)| input::id(&format!("/message_ids/{at}"), id))
        .collect()
}

fn listed(messages: &[Queued]) -> proto::ListMessagesResponse {
    proto::ListMessagesResponse {
        messages: messages.iter().map(message).collect(),
    }
}

fn message(queued: &Queued) -> proto::Message {
    let waits = queued.state == outgoing::State::Pending;
    proto::Message {
        message_id: queued.id.to_string(),
        offer_id: queued.message.offer.to_string(),
        kind: queued.message.means.code().to_owned(),
        purpose: queued.message.purpose.code().to_owned(),
        state: queued.state.code().to_owned(),
        attempts: queued.attempts,
        created_at: to_micros(queued.created_at),
        sent_at: queued.sent_at.map_or(0, to_micros),
        next_attempt_at: if waits {
            to_micros(queued.next_attempt_at)
        } else {
            0
        },
        last_error: queued.last_error.clone().unwrap_or_default(),
    }
}
