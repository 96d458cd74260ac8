//! Why a command is refused.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::Error;

/// Why a case does not do what it was asked. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Over is over.
    #[error("the case is closed")]
    Closed,
    /// The employer has the whole answer already.
    #[error("the employer has been answered already")]
    AlreadyAnswered,
    /// The employer cannot reply to an answer that was not given.
    #[error("the employer has not been answered yet")]
    NotAnswered,
    /// The clock stands still already.
    #[error("the case is paused already")]
    AlreadyPaused,
    /// The clock runs.
    #[error("the case is not paused")]
    NotPaused,
    /// The clock stopped with the answer.
    #[error("the clock no longer runs: there is nothing to pause")]
    ClockStopped,
    /// The candidate is put forward for this offer already.
    #[error("the candidate is nominated for this offer already")]
    AlreadyNominated,
    /// The consent is older than the offer.
    #[error("the consent is older than the offer: ask the candidate about this offer")]
    ConsentBeforeOffer,
    /// The consent lies in the future.
    #[error("the consent lies in the future")]
    ConsentInFuture,
    /// There is no such nomination in this case.
    #[error("no such nomination in this case")]
    UnknownNomination,
    /// The nomination is not in a state that allows it.
    #[error("the nomination is {0}")]
    NominationState(&'static str),
    /// An answer that proposes nobody.
    #[error("name at least one nomination, or answer `none` with a reason")]
    NothingProposed,
    /// A partial answer that promises the past.
    #[error("the date for the rest must lie in the future")]
    FurtherDateInPast,
    /// `none` must say what would unlock it.
    #[error("say what would unlock an answer with candidates (`nothing` is one choice)")]
    NothingUnlocks,
    /// The reply must name a candidate.
    #[error("say which candidate the reply is about")]
    ReplyNeedsNomination,
    /// Accompaniment follows a hiring only.
    #[error("the candidate has not been hired")]
    NotHired,
    /// The follow-up is not due yet, or has been recorded.
    #[error("the follow-up is not open")]
    FollowUpNotOpen,
    /// Employers still wait for something.
    #[error("the employer has not been answered: answer, or let the offer be withdrawn")]
    CloseBeforeAnswer,
    /// The follow-ups of a hiring would lie past the last day that there is.
    #[error("the first day of work, {0}, is too far away")]
    StartsTooFarAway(Date),
    /// The calendar cannot count there.
    #[error("the working-time calendar cannot count from {0}")]
    Calendar(Timestamp),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::UnknownNomination => Error::not_found("nomination in this case"),
            Refusal::ConsentBeforeOffer | Refusal::ConsentInFuture => Error::invalid_field(
                "/consent/at",
                message,
                "give the instant of the consent for this offer",
            ),
            Refusal::NothingProposed => {
                Error::invalid_field("/nominations", message, "name one nomination or more")
            }
            Refusal::FurtherDateInPast => {
                Error::invalid_field("/further_by", message, "give a later instant")
            }
            Refusal::NothingUnlocks => {
                Error::invalid_field("/none/unlock", message, "give one or more")
            }
            Refusal::ReplyNeedsNomination => {
                Error::invalid_field("/nomination", message, "give the nomination's id")
            }
            Refusal::StartsTooFarAway(_) => {
                Error::invalid_field("/starts_on", message, "give the day as YYYY-MM-DD")
            }
            Refusal::Calendar(_) => Error::internal(message),
            _ => Error::conflict(message),
        }
    }
}
