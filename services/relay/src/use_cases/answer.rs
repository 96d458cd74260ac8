//! The SPOC speaks to the employer: stops the clock with a reason, answers, ends the case.

use relais_domain::Error;
use relais_domain::case::{
    AnswerKind, Command, NoneReason, PauseReason, ProposedAnswer, Unlock, WhyNone,
};
use relais_domain::ids::NominationId;
use relais_proto::relay as proto;
use relais_runtime::telemetry::metrics;

use crate::access::Actor;
use crate::input;
use crate::service::{Deed, Relay};
use crate::store::NoteKind;

/// Nominations in one answer.
const MAX_NOMINATIONS: usize = 50;

impl Relay {
    /// Stops the clock. The employer is told why.
    pub(crate) async fn pause(
        &self,
        actor: Actor,
        request: proto::PauseRequest,
    ) -> Result<proto::Case, Error> {
        let by = actor.spoc()?;
        let offer = self.find(&request.case).await?;
        let reason: PauseReason = input::code("/reason", &request.reason)?;
        let note = self.note(NoteKind::Pause, input::text("/message", &request.message)?);
        let command = Command::Pause {
            reason,
            note: note.as_ref().map(|note| note.id),
            by,
        };
        let case = self
            .perform(offer, |_| Ok(Deed::with_note(command, note)))
            .await?;
        self.show(actor, &case).await
    }

    /// Lets the clock run again.
    pub(crate) async fn resume(
        &self,
        actor: Actor,
        request: proto::ResumeRequest,
    ) -> Result<proto::Case, Error> {
        let by = actor.spoc()?;
        let offer = self.find(&request.case).await?;
        let case = self
            .perform(offer, move |_| Ok(Command::Resume { by }.into()))
            .await?;
        self.show(actor, &case).await
    }

    /// Answers the employer, whole or in part.
    pub(crate) async fn answer(
        &self,
        actor: Actor,
        request: proto::AnswerRequest,
    ) -> Result<proto::Case, Error> {
        let by = actor.spoc()?;
        let offer = self.find(&request.case).await?;
        let given = request.answer.unwrap_or_default();
        let words = input::text("/answer/message", &given.message)?;
        let note = self.note(NoteKind::Answer, words);
        let command = Command::Answer {
            answer: proposed_answer(&given)?,
            note: note.as_ref().map(|note| note.id),
            by,
        };
        let case = self
            .perform(offer, |_| Ok(Deed::with_note(command, note)))
            .await?;
        // The rest that was promised is no other answer.
        if case.first_answer_at == Some(case.last_at) {
            metrics().answered(case.breached_at.is_none());
        }
        self.show(actor, &case).await
    }

    /// Ends a case that has been answered.
    pub(crate) async fn close_case(
        &self,
        actor: Actor,
        request: proto::CloseCaseRequest,
    ) -> Result<proto::Case, Error> {
        let by = actor.spoc()?;
        let offer = self.find(&request.case).await?;
        let case = self
            .perform(offer, move |_| Ok(Command::Close { by }.into()))
            .await?;
        self.show(actor, &case).await
    }
}

fn proposed_answer(given: &proto::Answer) -> Result<ProposedAnswer, Error> {
    match input::code::<AnswerKind>("/answer/kind", &given.kind)? {
        AnswerKind::Proposed => Ok(ProposedAnswer::Proposed(nominations(given)?)),
        AnswerKind::Partial => {
            let further_by = input::instant("/answer/further_by", given.further_by)?;
            let further_by = further_by.ok_or_else(|| {
                let remedy = "say by when the employer hears of the rest";
                Error::invalid_field("/answer/further_by", "is missing", remedy)
            })?;
            Ok(ProposedAnswer::Partial(nominations(given)?, further_by))
        }
        AnswerKind::None => Ok(ProposedAnswer::None(NoneReason {
            why: input::code::<WhyNone>("/answer/why", &given.why)?,
            unlock: unlocks(given)?,
        })),
    }
}

fn nominations(given: &proto::Answer) -> Result<Vec<NominationId>, Error> {
    if given.nomination_ids.len() > MAX_NOMINATIONS {
        let remedy = format!("give at most {MAX_NOMINATIONS}");
        return Err(Error::invalid_field(
            "/answer/nomination_ids",
            "are too many",
            remedy,
        ));
    }
    let ids = given.nomination_ids.iter().enumerate();
    ids.map(|(at, id)| input::id(&format!("/answer/nomination_ids/{at}"), id))
        .collect()
}

fn unlocks(given: &proto::Answer) -> Result<Vec<Unlock>, Error> {
    if given.unlock.len() > Unlock::ALL.len() {
        return Err(Error::invalid_field(
            "/answer/unlock",
            "are too many",
            "give each once",
        ));
    }
    let codes = given.unlock.iter().enumerate();
    codes
        .map(|(at, code)| input::code(&format!("/answer/unlock/{at}"), code))
        .collect()
}
