//! What an offer of work says, in codes.

use serde::{Deserialize, Serialize};

/// A kind of contract, as the region knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// Without an end: CDI, onbepaalde duur, unbefristet.
    Permanent,
    /// With an end: CDD, bepaalde duur, befristet.
    FixedTerm,
    /// Through an agency: intérim, uitzendarbeid, Zeitarbeit.
    Interim,
    /// In place of someone who is away.
    Replacement,
    /// Plan Formation-Insertion of the Forem.
    Pfi,
    /// Article 60, § 7 of the law on public welfare centres (8 July 1976).
    Art60,
    /// Article 61 of the same law.
    Art61,
    /// A stage, unpaid or in training.
    Internship,
    /// Alternance: IFAPME, CEFA, duales Lernen.
    Apprenticeship,
    /// A student's job.
    Student,
    /// A flexi-job (law of 16 November 2015).
    Flexi,
    /// No employment: self-employed.
    Freelance,
}

/// The time that a pay is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}
