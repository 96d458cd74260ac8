//! What a run has left behind: what its callers were told, and what stands in the databases, the
//! topics and the mail server afterwards.

use std::collections::BTreeMap;

/// How a call ended for its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It was done.
    Ok(T),
    /// It was not done, and the caller knows.
    Refused(String),
    /// The caller does not know.
    Unknown(String),
}

/// What an employer holds in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The offer's id.
    pub offer: String,
    /// The reference of its case.
    pub reference: String,
    /// When its answer is due, in microseconds.
    pub due_at: i64,
}

/// A call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// An offer was submitted under the employer's identifier.
    Submit(String, Outcome<Receipt>),
    /// A candidate was nominated for an offer.
    Nominate(String, Outcome<()>),
    /// The employer was answered about an offer.
    Answer(String, Outcome<()>),
    /// An offer was withdrawn.
    Withdraw(String, Outcome<()>),
}

impl Call {
    /// In one word, whether it was done.
    pub fn told(&self) -> &'static str {
        fn word<T>(outcome: &Outcome<T>) -> &'static str {
            match outcome {
                Outcome::Ok(_) => "ok",
                Outcome::Refused(_) => "refused",
                Outcome::Unknown(_) => "unknown",
            }
        }
        match self {
            Self::Submit(_, outcome) => word(outcome),
            Self::Nominate(_, outcome) | Self::Answer(_, outcome) | Self::Withdraw(_, outcome) => {
                word(outcome)
            }
        }
    }
}

/// An offer as intake has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: String,
    /// The employer's identifier.
    pub identifier: String,
    /// The reference of its case.
    pub reference: String,
    /// When its answer is due, in microseconds.
    pub due_at: i64,
}

/// A case as the relay has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its offer.
    pub offer: String,
    /// Its reference.
    pub reference: String,
    /// Its stage.
    pub stage: String,
    /// How many events have made it.
    pub version: u64,
    /// When its answer is due, in microseconds.
    pub due_at: i64,
    /// When something is to happen by itself, in microseconds.
    pub next_timer_at: Option<i64>,
}

/// An event in the table of the service that told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where it goes.
    pub topic: String,
    /// Whose it is.
    pub stream: String,
    /// Its place in the table.
    pub seq: i64,
    /// Its type.
    pub kind: String,
    /// Of a case: the version that it made.
    pub version: Option<u64>,
}

/// A record in a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub topic: String,
    /// In which partition.
    pub partition: i32,
    /// Where in it.
    pub offset: i64,
    /// Whose it is.
    pub stream: String,
    /// Its place in the table that it came from.
    pub seq: i64,
    /// Its type.
    pub kind: String,
}

/// A message of the relay's queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub offer: String,
    /// What it is.
    pub purpose: String,
    /// Where it stands.
    pub state: String,
}

/// What readiness said when the truth was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Who was asked, and when.
    pub of: String,
    /// Whether it could do its work.
    pub could_work: bool,
    /// Whether it said so.
    pub said_ready: bool,
}

/// All that is known of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The calls, in the order in which they ended.
    pub calls: Vec<Call>,
    /// Offers that no call submitted, which fall due in the run.
    pub urgent: Vec<String>,
    /// Intake's offers.
    pub offers: Vec<Offer>,
    /// The relay's cases.
    pub cases: Vec<Case>,
    /// The events of every service, in the order of their tables.
    pub events: Vec<Event>,
    /// The topics, each partition in its order.
    pub records: Vec<Record>,
    /// How many tenures of publishers there were, by the topic that they tell.
    pub tenures: BTreeMap<String, usize>,
    /// The relay's queue.
    pub messages: Vec<Message>,
    /// The Message-ID of each mail that was taken.
    pub mails: Vec<String>,
    /// What readiness said.
    pub looks: Vec<Look>,
    /// Records that a service has set aside.
    pub set_aside: Vec<String>,
    /// When all this was read, in microseconds.
    pub read_at: i64,
}
