//! What a candidate's record may hold: every field is tidied, and everything that is wrong with a
//! request is said at once.

mod consents;
mod facts;
mod languages;
mod national_number;
mod person;
mod problems;
mod text;
mod vocabulary;
mod work;

use jiff::Timestamp;
use jiff::civil::Date;
use relais_domain::Error;
use relais_proto::profiles::Candidate;

pub(crate) use consents::consents;
pub(crate) use facts::facts;
pub(crate) use person::language;
pub(crate) use problems::Problems;
pub(crate) use text::{email, line};
pub(crate) use vocabulary::{occupation, skill};

/// The zone in which a day begins for the scheme.
const ZONE: &str = "Europe/Brussels";

/// What the rules look at besides the record itself.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// The present instant.
    pub now: Timestamp,
    /// The present day in Brussels.
    pub today: Date,
    /// Who is noted where the request names nobody.
    pub caller: String,
}

impl Setting {
    /// The setting of a request by `caller` at `now`.
    ///
    /// # Errors
    /// `Internal` where the bundled time zones lack Brussels.
    pub fn new(now: Timestamp, caller: &str) -> Result<Self, Error> {
        let zoned = now.in_tz(ZONE).map_err(Error::internal)?;
        Ok(Self {
            now,
            today: zoned.date(),
            caller: caller.to_owned(),
        })
    }
}

/// Tidies a whole record but its skill facts, and notes what is wrong with it.
pub(crate) fn candidate(candidate: &mut Candidate, setting: &Setting, problems: &mut Problems) {
    person::person(candidate.person.get_or_insert_default(), problems);
    languages::languages(&mut candidate.languages, problems);
    if let Some(authorisation) = &mut candidate.work_authorisation {
        work::authorisation(authorisation, setting, problems);
    }
    if let Some(availability) = &mut candidate.availability {
        work::availability(availability, problems);
    }
    work::place(candidate, problems);
    work::licences(&mut candidate.licences, problems);
    work::occupations(&mut candidate.occupations, problems);
    work::diplomas(&mut candidate.diplomas, setting, problems);
    if let Some(given) = &mut candidate.consents {
        consents(given, setting, "/consents", problems);
    }
}
