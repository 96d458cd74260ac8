//! What runs on after a hiring: the tutor, the steps, the follow-ups.

use relais_domain::Error;
use relais_domain::case::{Case, Command, Milestone, Step};
use relais_domain::entropy::random;
use relais_domain::ids::{NominationId, NoteId};
use relais_proto::relay as proto;

use crate::access::Actor;
use crate::input;
use crate::record::Enclosed;
use crate::service::{Deed, Relay};
use crate::store::{NewNote, NoteKind, Tutor};

impl Relay {
    /// Keeps the tutor whom the employer names.
    pub(crate) async fn name_tutor(
        &self,
        actor: Actor,
        request: proto::NameTutorRequest,
    ) -> Result<proto::Case, Error> {
        let offer = self.find(&request.case).await?;
        let nomination: NominationId = input::id("/nomination_id", &request.nomination_id)?;
        let tutor = Tutor {
            name: input::name("/name", &request.name)?,
            email: input::email("/email", &request.email)?,
        };
        let deed = move |case: &Case| {
            actor.sees_nomination(case, nomination)?;
            let enclosed = Enclosed {
                note: None,
                tutor: Some((nomination, tutor)),
            };
            Ok(Deed {
                command: Command::NameTutor { nomination },
                enclosed,
            })
        };
        let case = self.perform(offer, deed).await?;
        self.show(actor, &case).await
    }

    /// Writes a step of the accompaniment down.
    pub(crate) async fn record_step(
        &self,
        actor: Actor,
        request: proto::RecordStepRequest,
    ) -> Result<proto::Case, Error> {
        let offer = self.find(&request.case).await?;
        let nomination: NominationId = input::id("/nomination_id", &request.nomination_id)?;
        let step: Step = input::code("/step", &request.step)?;
        let on = input::day("/on", &request.on, self.now())?;
        let note = self.note(NoteKind::Step, input::text("/note", &request.note)?);
        let deed = move |case: &Case| {
            let by = actor.accompanies(case, nomination)?;
            let note = note.map(|note| note.about(case, nomination));
            let id = note.as_ref().map(|note| note.id);
            let command = Command::RecordStep {
                nomination,
                step,
                on,
                by,
                note: id,
            };
            Ok(Deed::with_note(command, note))
        };
        let case = self.perform(offer, deed).await?;
        self.show(actor, &case).await
    }

    /// Writes down whether the person is still employed at a milestone.
    pub(crate) async fn record_follow_up(
        &self,
        actor: Actor,
        request: proto::RecordFollowUpRequest,
    ) -> Result<proto::Case, Error> {
        let offer = self.find(&request.case).await?;
        let nomination: NominationId = input::id("/nomination_id", &request.nomination_id)?;
        let milestone: Milestone = input::code("/milestone", &request.milestone)?;
        let employed = request.employed;
        let note = self.note(NoteKind::FollowUp, input::text("/note", &request.note)?);
        let deed = move |case: &Case| {
            let by = actor.accompanies(case, nomination)?;
            let note = note.map(|note| note.about(case, nomination));
            let id = note.as_ref().map(|note| note.id);
            let command = Command::RecordFollowUp {
                nomination,
                milestone,
                employed,
                by,
                note: id,
            };
            Ok(Deed::with_note(command, note))
        };
        let case = self.perform(offer, deed).await?;
        self.show(actor, &case).await
    }

    /// A note with these words, where there are any.
    pub(super) fn note(&self, kind: NoteKind, text: Option<String>) -> Option<NewNote> {
        text.map(|text| NewNote {
            id: NoteId::new(self.now(), random(self.entropy())),
            kind,
            candidate: None,
            organisation: None,
            text,
        })
    }
}

impl NewNote {
    /// The note as one about a nomination: it stays inside its organisation and goes with its
    /// candidate.
    fn about(self, case: &Case, nomination: NominationId) -> Self {
        let nomination = case.nominations.get(&nomination);
        Self {
            candidate: nomination.map(|it| it.candidate),
            organisation: nomination.map(|it| it.organisation),
            ..self
        }
    }
}
