//! Outgoing messages: each is a row first, and a courier sends it.
//!
//! A row holds ids and codes only. What the message says is put together at the moment of sending,
//! so that an erased person never goes out and nothing personal waits in the queue. A message is
//! sent at least once; a repeat carries the same Message-ID or webhook id.

mod address;
mod claim;
mod compose;
mod courier;
mod mail;
mod queue;
mod retry;
mod returned;
mod setback;
mod sources;
#[cfg(test)]
pub(crate) mod tests;
mod webhook;

use std::fmt;
use std::str::FromStr;

use relais_domain::Error;
use relais_domain::case::CaseEvent;
use relais_domain::ids::{CandidateId, NominationId, OfferId, OrganisationId, WorkerId};

pub(crate) use address::{OurMail, ReplyAddresses};
pub(crate) use compose::Composer;
pub use courier::{Courier, OutgoingContext};
pub use queue::{
    Backlog, MIGRATION, Queued, State, TRACE_MIGRATION, backlog, call_off, dead_letters, enqueue,
    messages_of, pending_by_means, replay, replay_all,
};
pub(crate) use queue::{enqueue_for, hasten, waits};
pub(crate) use returned::{find_mail, send_back};
pub(crate) use sources::Sources;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that rows and doors know it by.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = relais_domain::Error;

            fn from_str(code: &str) -> Result<Self, relais_domain::Error> {
                let found = Self::ALL.iter().copied().find(|one| one.code() == code);
                found.ok_or_else(|| relais_domain::Error::internal(concat!("not a ", $what)))
            }
        }
    };
}
pub(crate) use codes;

codes!(
    /// What a message is for.
    Purpose, "purpose of a message" {
        /// To the employer: the offer is here, and when the answer is due.
        Acknowledgement = "acknowledgement",
        /// To the employer: candidates, or why there are none.
        Answer = "answer",
        /// To the employer: the clock stands still, and why.
        Paused = "pause",
        /// To the employer: the clock runs again, and the new due instant.
        Resumed = "resume",
        /// To an organisation: an offer, and how many of its candidates rank.
        Diffusion = "diffusion",
        /// To the SPOCs: a share of the working time is used up.
        Warning = "warning",
        /// To the SPOCs: the due instant passed without an answer.
        Breach = "breach",
        /// To the SPOCs: organisations with ranked candidates have not said anything.
        Silence = "silence",
        /// To the SPOCs: the date promised for the rest of a partial answer has come.
        FurtherDue = "further_due",
        /// To the SPOCs or the worker: what the employer said.
        EmployerReplied = "employer_replied",
        /// To the candidate: not taken for the offer (CCT 38: in writing).
        NotTaken = "not_taken",
        /// To the employer, after a hiring: name a tutor, and what to see to.
        TutorAsked = "tutor",
        /// To the worker: it is time to ask after the person.
        FollowUpDue = "follow_up",
        /// To the employer: the case is over.
        Closed = "closed",
        /// To the employer: the offer is no longer in its feed; is it still open?
        Vanished = "vanished",
        /// To the SPOCs: somebody wrote about the case.
        MailJoined = "mail_joined",
        /// To the SPOCs: one of our mails came back, and nothing goes to its address any more.
        Unreachable = "unreachable",
    }
);

codes!(
    /// How a message travels.
    Means, "means of a message" {
        /// By mail.
        Mail = "mail",
        /// As a signed webhook; skipped where the employer has set none.
        Webhook = "webhook",
    }
);

/// Whom a message is for. Addresses are looked up when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// The contact of the offer, or else of the employer.
    Employer,
    /// An organisation's own address.
    Organisation(OrganisationId),
    /// Every single point of contact.
    Spocs,
    /// One worker.
    Worker(WorkerId),
    /// One candidate.
    Candidate(CandidateId),
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Employer => f.write_str("employer"),
            Self::Spocs => f.write_str("spocs"),
            Self::Organisation(id) => write!(f, "organisation:{id}"),
            Self::Worker(id) => write!(f, "worker:{id}"),
            Self::Candidate(id) => write!(f, "candidate:{id}"),
        }
    }
}

impl FromStr for Recipient {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.split_once(':') {
            None if text == "employer" => Ok(Self::Employer),
            None if text == "spocs" => Ok(Self::Spocs),
            Some(("organisation", id)) => id.parse().map(Self::Organisation),
            Some(("worker", id)) => id.parse().map(Self::Worker),
            Some(("candidate", id)) => id.parse().map(Self::Candidate),
            _ => Err(Error::internal("not a recipient of a message")),
        }
    }
}

/// A message to send: ids and codes, no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The offer, and so the case, that it is about.
    pub offer: OfferId,
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it is for.
    pub recipient: Recipient,
    /// How it travels.
    pub means: Means,
    /// The version of the case that gave rise to it; it tells two pauses of one case apart. For
    /// [`Purpose::Vanished`], [`Purpose::MailJoined`] and [`Purpose::Unreachable`], to which no
    /// change of the case gives rise, the how-manieth it is.
    pub case_version: u64,
    /// The nomination that it is about, where it is about one.
    pub nomination: Option<NominationId>,
    /// The event that it tells of, from [`detail_of`], where the case's present state will not
    /// tell it later: needed for [`Purpose::Answer`], [`Purpose::Paused`], [`Purpose::Warning`],
    /// [`Purpose::Silence`], [`Purpose::EmployerReplied`], [`Purpose::NotTaken`] and
    /// [`Purpose::FollowUpDue`]. For [`Purpose::MailJoined`] the id of the mail, for
    /// [`Purpose::Unreachable`] that of the message that came back.
    pub detail: Option<String>,
}

/// The event in the form that [`Outgoing::detail`] keeps it in: JSON of ids, codes and instants.
pub fn detail_of(event: &CaseEvent) -> Option<String> {
    // Keys are texts and values plain: there is nothing in it that JSON cannot hold.
    serde_json::to_string(event).ok()
}
