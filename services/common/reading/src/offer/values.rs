//! What an offer says, in codes and numbers.

use jiff::civil::Date;
use relais_domain::offer::{Contract, Per};
use relais_skills::Cefr;
use serde::{Deserialize, Serialize};

use crate::said::Said;

/// An offer as a mail says it. What is `None` or empty was not said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offer {
    /// The title of the post, without "(H/F/X)".
    pub title: Option<Said<String>>,
    /// The occupation of the reference, as its slug.
    pub occupation: Option<Said<String>>,
    /// What the work is, in the sender's words: all that was written about this offer.
    pub description: Option<Said<String>>,
    /// Where the work is.
    pub place: Option<Said<Place>>,
    /// The contracts offered; several where the employer leaves it open.
    pub contracts: Vec<Said<Contract>>,
    /// Full or part time.
    pub work_time: Option<Said<WorkTime>>,
    /// Hours a week.
    pub hours: Option<Said<Hours>>,
    /// When the work begins.
    pub start: Option<Said<Start>>,
    /// Languages asked.
    pub languages: Vec<Said<WantedLanguage>>,
    /// Driving licences asked.
    pub licences: Vec<Said<Licence>>,
    /// How many people are sought.
    pub openings: Option<Said<u32>>,
    /// Gross pay.
    pub salary: Option<Said<Salary>>,
    /// Experience asked, in months; 0 where none is needed.
    pub experience_months: Option<Said<u32>>,
    /// Whom to speak to.
    pub contact_name: Option<Said<String>>,
    /// Their telephone, in the international form, as `+3242221100`.
    pub contact_phone: Option<Said<String>>,
    /// Their mail address.
    pub contact_email: Option<Said<String>>,
}

impl Offer {
    /// What the relay cannot do without and the mail does not say.
    pub fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        if self.title.is_none() {
            missing.push(Missing::Title);
        }
        if self.place.is_none() {
            missing.push(Missing::Place);
        }
        missing
    }
}

/// Something without which an offer is of little use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// What the work is.
    Title,
    /// Where it is.
    Place,
}

/// Where the work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The INS code of the commune; `None` where the words name none that is known.
    pub ins: Option<u32>,
    /// The place in the sender's words.
    pub text: String,
}

/// Full or part time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkTime {
    /// The whole week.
    Full,
    /// Less.
    Part,
}

/// Working time in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hours {
    /// The least, in minutes.
    pub min_minutes: u32,
    /// The most, in minutes; the same where one number was said.
    pub max_minutes: u32,
}

/// When the work begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// On this day.
    On(Date),
    /// As soon as somebody is found.
    AsSoonAsPossible,
}

/// A language asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedLanguage {
    /// ISO 639-1.
    pub code: String,
    /// The level, where one was said.
    pub cefr: Option<Cefr>,
    /// False where it is called an asset.
    pub is_required: bool,
}

/// A driving licence asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// The category of Directive 2006/126/EC, as `B` or `CE`.
    pub code: String,
    /// False where it is called an asset.
    pub is_required: bool,
}

/// Gross pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Salary {
    /// The least, in cents of a euro.
    pub min_cents: u64,
    /// The most, in cents; the same where one number was said.
    pub max_cents: u64,
    /// For how long.
    pub per: Per,
}
