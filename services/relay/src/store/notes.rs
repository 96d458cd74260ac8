//! Free texts. Events carry their ids only; the texts stay here and go when a person is erased.

use relais_domain::Error;
use relais_domain::ids::{CandidateId, NoteId, OfferId, OrganisationId};
use relais_store::{Connection, args};

/// What a note is, and so who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// The SPOC's words to the employer, with an answer.
    Answer,
    /// The SPOC's words to the employer, with a pause.
    Pause,
    /// The employer's own words.
    Reply,
    /// Why a worker passed a candidate over: stays inside the organisation.
    PassedOver,
    /// About a step of the accompaniment: stays inside the organisation.
    Step,
    /// About a follow-up: stays inside the organisation.
    FollowUp,
}

impl NoteKind {
    fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Pause => "pause",
            Self::Reply => "reply",
            Self::PassedOver => "passed_over",
            Self::Step => "step",
            Self::FollowUp => "follow_up",
        }
    }
}

/// A note to keep.
#[derive(Debug, Clone)]
pub(crate) struct NewNote {
    /// Its id, which an event carries.
    pub(crate) id: NoteId,
    /// What it is.
    pub(crate) kind: NoteKind,
    /// The person that it is about, where it is about one.
    pub(crate) candidate: Option<CandidateId>,
    /// The organisation that it stays in; `None` where it is meant for or comes from the employer.
    pub(crate) organisation: Option<OrganisationId>,
    /// The words.
    pub(crate) text: String,
}

pub(crate) async fn insert_note(
    connection: &mut Connection,
    offer: OfferId,
    note: &NewNote,
) -> Result<(), Error> {
    connection
        .execute(
            "INSERT INTO relay_notes (id, offer_id, candidate_id, organisation_id, kind, text)
             VALUES ($1, $2, $3, $4, $5, $6)",
            args![
                note.id,
                offer,
                note.candidate,
                note.organisation,
                note.kind.code(),
                note.text.as_str(),
            ],
        )
        .await?;
    Ok(())
}

/// The words of a note; `None` where it went with the person whom it was about.
///
/// # Errors
/// Where the storage fails.
pub async fn note_text(connection: &mut Connection, note: NoteId) -> Result<Option<String>, Error> {
    let row = connection
        .fetch_optional("SELECT text FROM relay_notes WHERE id = $1", args![note])
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// Deletes every note about a candidate, and what was written to and by employers in the cases
/// that name them, which may name them too.
pub(crate) async fn erase_notes(
    connection: &mut Connection,
    candidate: CandidateId,
) -> Result<(), Error> {
    connection
        .execute(
            "DELETE FROM relay_notes WHERE candidate_id = $1
                 OR (kind IN ('answer', 'reply') AND offer_id IN
                     (SELECT offer_id FROM relay_candidates WHERE candidate_id = $1))",
            args![candidate],
        )
        .await?;
    Ok(())
}

/// How many rows still name a candidate outside the cases' own history: 0 once they are erased.
pub(crate) async fn traces_of(
    connection: &mut Connection,
    candidate: CandidateId,
) -> Result<u64, Error> {
    let row = connection
        .fetch_one(
            "SELECT (SELECT COUNT(*) FROM relay_notes WHERE candidate_id = $1)
                  + (SELECT COUNT(*) FROM relay_candidates WHERE candidate_id = $1)",
            args![candidate],
        )
        .await?;
    u64::try_from(row.get::<i64>(0)?).map_err(Error::internal)
}
