//! By what the candidates for an offer are found: each sign with the points that the ranker gives
//! for it above a blank.

use crate::index::{Query, STRENGTHS, Sign, Term};
use crate::rank::{GRADES, Grade, Wanted, how, occupation_points, part_of, skill_points, weights};
use crate::vocabulary::Vocabulary;

/// The query for an offer. Its gains are the [`in_common`](crate::rank::Score::in_common) of the
/// ranker.
pub(super) fn query(wanted: &Wanted, vocabulary: &Vocabulary) -> Query {
    let occupations = (!wanted.occupations.is_empty()).then(|| occupations(wanted, vocabulary));
    let skills = wanted.skills.iter().map(|skill| {
        let blank = part_of(skill.possible, weights::SKILL.unknown);
        let signs = vocabulary
            .skills
            .signs_of(skill.skill)
            .map(|(held, closeness)| {
                let gains = gains(GRADES, |grade| {
                    skill_points(skill, closeness, Grade::from_number(grade)).saturating_sub(blank)
                });
                Sign {
                    term: Term::Skill(held),
                    gains,
                }
            });
        signs.collect()
    });
    Query {
        parts: occupations.into_iter().chain(skills).collect(),
    }
}

fn occupations(wanted: &Wanted, vocabulary: &Vocabulary) -> Vec<Sign> {
    let possible = wanted.occupation_possible;
    let blank = part_of(possible, weights::OCCUPATION.unknown);
    let mut signs = Vec::new();
    for name in &wanted.occupations {
        for (held, closeness) in vocabulary.occupations.signs_of(name.occupation) {
            let gains = gains(3, |at| {
                let strength = at + 1;
                let how = how(strength & 2 != 0, strength & 1 != 0);
                occupation_points(possible, closeness, how, name.weight).saturating_sub(blank)
            });
            signs.push(Sign {
                term: Term::Occupation(held),
                gains,
            });
        }
    }
    signs
}

/// The gains of the first `count` strengths.
fn gains(count: usize, of: impl Fn(u32) -> u32) -> [u16; STRENGTHS] {
    let mut gains = [0; STRENGTHS];
    for (at, gain) in (0..).zip(gains.iter_mut().take(count)) {
        *gain = u16::try_from(of(at)).unwrap_or(u16::MAX);
    }
    gains
}
