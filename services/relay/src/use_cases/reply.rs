//! What employers say to answers, by any door.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::{
    Case, Command, ContractType, EmployerReply, RefusalReason, RepliedBy, Reply,
};
use relais_domain::entropy::random;
use relais_domain::ids::NoteId;
use relais_proto::relay as proto;

use crate::access::Actor;
use crate::input;
use crate::links::{Recorded, ReplySink, Said, use_up};
use crate::service::{Deed, Relay};
use crate::store::{NewNote, NoteKind};

impl Relay {
    /// Writes down what an employer said: to a worker about their own nomination, to a SPOC, or
    /// through another part of this system.
    pub(crate) async fn record_reply(
        &self,
        actor: Actor,
        request: proto::RecordReplyRequest,
    ) -> Result<proto::Case, Error> {
        let offer = self.find(&request.case).await?;
        let nomination = input::optional_id("/nomination_id", &request.nomination_id)?;
        let reply = employer_reply(&request, self.now())?;
        let words = input::text("/message", &request.message)?;
        let by = replied_by(actor)?;
        let note_id = self.note_id();
        let deed = move |case: &Case| {
            match nomination {
                Some(id) => actor.sees_nomination(case, id).map(|_| ())?,
                None => actor.speaks_for_the_whole_offer()?,
            }
            Ok(deed(
                case,
                Reply {
                    nomination,
                    reply,
                    by,
                    note: None,
                },
                words,
                note_id,
            ))
        };
        let case = self.perform(offer, deed).await?;
        self.show(actor, &case).await
    }

    fn note_id(&self) -> NoteId {
        NoteId::new(self.now(), random(self.entropy()))
    }
}

impl ReplySink for Relay {
    async fn record(&self, said: Said) -> Result<Recorded, Error> {
        let relay = self.clone();
        let recorded = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !use_up(tx, said.link, relay.now()).await? {
                        return Ok(Recorded::Before);
                    }
                    let reply = Reply {
                        by: RepliedBy::Link,
                        ..said.reply
                    };
                    let note_id = relay.note_id();
                    let deed = |case: &Case| Ok(deed(case, reply, said.message, note_id));
                    relay.perform_in(tx, said.offer, deed).await?;
                    Ok(Recorded::Now)
                })
            })
            .await?;
        self.wake();
        Ok(recorded)
    }
}

/// A reply together with the employer's own words.
fn deed(case: &Case, reply: Reply, words: Option<String>, note_id: NoteId) -> Deed {
    let about = reply.nomination.and_then(|id| case.nominations.get(&id));
    let note = words.map(|text| NewNote {
        id: note_id,
        kind: NoteKind::Reply,
        candidate: about.map(|nomination| nomination.candidate),
        organisation: None,
        text,
    });
    let reply = Reply {
        note: note.as_ref().map(|note| note.id),
        ..reply
    };
    Deed::with_note(Command::Reply(reply), note)
}

/// Another part of this system that acts for nobody hands on what the employer itself said there.
fn replied_by(actor: Actor) -> Result<RepliedBy, Error> {
    match actor {
        Actor::Service(None) => Ok(RepliedBy::Employer),
        actor => Ok(RepliedBy::Worker {
            id: actor.person()?,
        }),
    }
}

fn employer_reply(
    request: &proto::RecordReplyRequest,
    now: Timestamp,
) -> Result<EmployerReply, Error> {
    match request.reply.as_str() {
        "interested" => Ok(EmployerReply::Interested),
        "interview" => Ok(EmployerReply::Interview),
        "hired" => Ok(EmployerReply::Hired {
            contract: input::code::<ContractType>("/contract", &request.contract)?,
            starts_on: input::day("/starts_on", &request.starts_on, now)?,
        }),
        "refused" => Ok(EmployerReply::Refused {
            reason: input::code::<RefusalReason>("/reason", &request.reason)?,
        }),
        "no_longer_open" => Ok(EmployerReply::NoLongerOpen),
        "still_open" => Ok(EmployerReply::StillOpen),
        other => Err(input::not_one_of("/reply", other, EmployerReply::CODES)),
    }
}
