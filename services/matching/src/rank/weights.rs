//! What counts how much. The one place with numbers of taste: each with its reason, so that a
//! worker, a candidate or an auditor can read why a score is what it is.
//!
//! | criterion    | of 1000 | unknown | why |
//! |--------------|---------|---------|-----|
//! | skills       | 400     | 150 ‰   | What a person can do decides, not the title they had; a record names a third of what a person can do, so that a blank counts half of that third. |
//! | occupation   | 300     | 200 ‰   | Having done or wishing for the work is the best single sign that both sides will stay. |
//! | languages    | 110     | 400 ‰   | Asked for with a reason and soon learned on the job; people here mostly speak some French. |
//! | place        | 80      | 500 ‰   | Travel decides in practice, and a known commune is mostly within reach. |
//! | licences     | 60      | 400 ‰   | Needed or not; it can be acquired. |
//! | availability | 50      | 500 ‰   | Most people can start when asked, and dates are negotiated. |
//!
//! A criterion on which the offer says nothing does not count: its points go to the others in
//! proportion. "Unknown" is the share that a blank keeps: about half of what those who filled it in
//! usually get, so that an unfinished profile is neither punished nor rewarded. What is known
//! counts from there upwards for skills and occupations (a sign is never worse than a blank), and
//! from nothing upwards for what can be measured and fall short.
//!
//! Nationality, residence status, work authorisation, origin, health, belief, age and sex are not
//! inputs. Months of experience and forms of employment are not either: offers do not say how much
//! of the first they want, and the second is for the two to talk about.

/// How a criterion counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// Points of 1000 where the offer says something on every criterion.
    pub points: u32,
    /// The share that a blank keeps, in thousandths.
    pub unknown: u32,
}

/// Occupations wished for and done.
pub const OCCUPATION: Weight = Weight {
    points: 300,
    unknown: 200,
};
/// Skills.
pub const SKILL: Weight = Weight {
    points: 400,
    unknown: 150,
};
/// Languages.
pub const LANGUAGE: Weight = Weight {
    points: 110,
    unknown: 400,
};
/// Driving licences.
pub const LICENCE: Weight = Weight {
    points: 60,
    unknown: 400,
};
/// Distance between home and work against what the candidate can travel.
pub const PLACE: Weight = Weight {
    points: 80,
    unknown: 500,
};
/// First day of work against the first day on which the candidate can start.
pub const AVAILABILITY: Weight = Weight {
    points: 50,
    unknown: 500,
};

/// Of an occupation: wished for and done; only done; only wished for. Someone who did it but does
/// not wish for it counts a little more than someone who wishes for what they have not done.
pub const WISHED_AND_DONE: u32 = 1000;
/// See [`WISHED_AND_DONE`].
pub const DONE: u32 = 850;
/// See [`WISHED_AND_DONE`].
pub const WISHED: u32 = 750;

/// How much evidence counts, from declared (and unsaid) to certified. A slider alone is most of
/// the way: the scheme is there to find competences without papers.
pub const EVIDENCE: [u32; 6] = [700, 700, 800, 900, 950, 1000];

/// How much a held level counts by how many levels it falls short of the asked one (0 to 3).
pub const LEVEL_SHORT: [u32; 4] = [1000, 700, 400, 200];
/// A held skill whose level nobody has stated: more than one level short, less than there.
pub const LEVEL_UNKNOWN: u32 = 750;
/// The level that is taken where the offer does not say one: works alone.
pub const USUAL_LEVEL: u32 = 3;

/// How much a language counts by how many CEFR levels it falls short.
pub const CEFR_SHORT: [u32; 4] = [1000, 650, 300, 100];
/// The CEFR level that is taken where the offer does not say one: B1, independent use (Council of
/// Europe, CEFR global scale). Counted from A1 = 1.
pub const USUAL_CEFR: u32 = 3;
/// A language that is required against one that is an asset.
pub const LANGUAGE_REQUIRED: u32 = 3;
/// See [`LANGUAGE_REQUIRED`].
pub const LANGUAGE_ASSET: u32 = 1;

/// Beyond what a candidate can travel, the share falls to nothing at this multiple (in tenths).
pub const REACH_TENTHS: u32 = 15;
/// A distance that is taken as travelled without asking, where mobility is not known.
pub const NEAR_KM: u32 = 5;
/// Days after the wanted start by which a candidate's first day no longer counts.
pub const LATE_DAYS: u32 = 60;

/// A candidate is put on a shortlist from this much in common with the offer on: thousandths of
/// what full signs of every wanted occupation and skill would add to blanks. One declared skill of
/// ten passes, so that nobody is left out who brings something; someone with no occupation and no
/// skill in common is not "ranked" by where they live.
pub const IN_COMMON: u32 = 20;
