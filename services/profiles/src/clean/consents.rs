//! What a candidate agreed to.

use relais_proto::profiles::Consents;

use super::text::{at_most, choice, line};
use super::{Problems, Setting};

/// How a consent may be taken.
const MEANS: [&str; 4] = ["in_person", "phone", "message", "written"];
/// What may be shared with an employer.
const SHARES: [&str; 6] = ["name", "phone", "email", "skills", "languages", "licences"];

const MAX_TAKEN_BY: usize = 200;

/// Tidies consents. A consent that is given says by which means; who took it and when are the
/// caller and now unless said.
pub(crate) fn consents(
    consents: &mut Consents,
    setting: &Setting,
    pointer: &str,
    problems: &mut Problems,
) {
    if let Some(matching) = &mut consents.matching {
        let at = |field: &str| format!("{pointer}/matching/{field}");
        choice(&mut matching.means, &MEANS, &at("means"), problems);
        if matching.given && matching.means.is_empty() {
            problems.add(
                at("means"),
                "is missing",
                format!("say how the consent was taken: {}", MEANS.join(", ")),
            );
        }
        line(
            &mut matching.taken_by,
            MAX_TAKEN_BY,
            &at("taken_by"),
            problems,
        );
        if matching.taken_by.is_empty() {
            matching.taken_by.clone_from(&setting.caller);
        }
        let now = setting.now.as_microsecond();
        if matching.at == 0 {
            matching.at = now;
        } else if !(0..=now).contains(&matching.at) {
            problems.add(
                at("at"),
                "is not a past instant",
                "give microseconds since 1970 UTC, or 0 for now",
            );
        }
    }
    let shares = format!("{pointer}/share");
    at_most(&mut consents.share, 2 * SHARES.len(), &shares, problems);
    for (at, share) in consents.share.iter_mut().enumerate() {
        choice(share, &SHARES, &format!("{shares}/{at}"), problems);
    }
    consents.share.retain(|share| !share.is_empty());
    consents.share.sort_unstable();
    consents.share.dedup();
}
