//! The reference taxonomy as numbers: what the ranker and the index compute with.

use std::collections::HashMap;
use std::sync::OnceLock;

use relais_skills::Taxonomy;

/// The number of a skill or occupation: its place in the order of the taxonomy.
pub type ConceptNo = u16;

/// The whole of a share; shares and closeness are counted in thousandths.
pub const WHOLE: u32 = 1000;

/// Below this (thousandths) a near concept says too little to be a sign.
const NEAR_FLOOR: u16 = 300;

/// The concepts of one kind.
#[derive(Debug)]
pub struct Concepts {
    ids: Vec<String>,
    numbers: HashMap<String, ConceptNo>,
    /// Row by wanted concept, column by held concept: closeness in thousandths.
    closeness: Vec<u16>,
    /// For each wanted concept the others that are near enough to count, closest first.
    near: Vec<Vec<(ConceptNo, u16)>>,
}

/// Skills and occupations by number, with how close they are. Made once from a taxonomy; numbers
/// hold for that version only and never leave the process, except into an index that is rebuilt
/// when the version changes.
#[derive(Debug)]
pub struct Vocabulary {
    version: String,
    /// The skills.
    pub skills: Concepts,
    /// The occupations.
    pub occupations: Concepts,
}

impl Vocabulary {
    /// The vocabulary of the taxonomy that is built into the program.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Vocabulary> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::of(Taxonomy::builtin()))
    }

    /// The vocabulary of `taxonomy`.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        Self {
            version: taxonomy.version().to_owned(),
            skills: Concepts::new(
                taxonomy.skills().map(|skill| skill.id.clone()).collect(),
                |wanted| taxonomy.nearest(wanted),
            ),
            occupations: Concepts::new(
                taxonomy
                    .occupations()
                    .map(|occupation| occupation.id.clone())
                    .collect(),
                |wanted| taxonomy.nearest_occupations(wanted),
            ),
        }
    }

    /// The version of the taxonomy.
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl Concepts {
    fn new<'t>(ids: Vec<String>, nearest: impl Fn(&str) -> &'t [(String, f32)]) -> Self {
        let numbers: HashMap<String, ConceptNo> =
            (0..).zip(&ids).map(|(n, id)| (id.clone(), n)).collect();
        let mut closeness = vec![0; ids.len() * ids.len()];
        let mut near = Vec::with_capacity(ids.len());
        for (row, id) in ids.iter().enumerate() {
            let row = row * ids.len();
            let others: Vec<(ConceptNo, u16)> = nearest(id)
                .iter()
                .filter_map(|(other, share)| Some((*numbers.get(other)?, thousandths(*share))))
                .filter(|(_, share)| *share >= NEAR_FLOOR)
                .collect();
            for (other, share) in &others {
                closeness[row + usize::from(*other)] = *share;
            }
            if let Some(own) = numbers.get(id) {
                closeness[row + usize::from(*own)] = 1000;
            }
            near.push(others);
        }
        Self {
            ids,
            numbers,
            closeness,
            near,
        }
    }

    /// The number of a concept; `None` where this version does not have it.
    pub fn number(&self, id: &str) -> Option<ConceptNo> {
        self.numbers.get(id).copied()
    }

    /// The id of a concept; empty for a number of another version.
    pub fn id(&self, number: ConceptNo) -> &str {
        self.ids.get(usize::from(number)).map_or("", String::as_str)
    }

    /// How far `held` satisfies a demand for `wanted`, in thousandths; 0 where it is no sign.
    pub fn closeness(&self, held: ConceptNo, wanted: ConceptNo) -> u32 {
        let at = usize::from(wanted) * self.ids.len() + usize::from(held);
        self.closeness.get(at).copied().map_or(0, u32::from)
    }

    /// The concept itself and the others that count as a sign of it, with their closeness.
    pub fn signs_of(&self, wanted: ConceptNo) -> impl Iterator<Item = (ConceptNo, u32)> + '_ {
        let near = self.near.get(usize::from(wanted)).into_iter().flatten();
        let others = near.map(|(other, share)| (*other, u32::from(*share)));
        std::iter::once((wanted, WHOLE)).chain(others)
    }

    /// Every concept for which `held` is a sign, with the closeness.
    pub fn served_by(&self, held: ConceptNo) -> impl Iterator<Item = (ConceptNo, u32)> + '_ {
        (0..)
            .take(self.ids.len())
            .map(move |wanted| (wanted, self.closeness(held, wanted)))
            .filter(|(_, share)| *share > 0)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "closeness lies between 0 and 1"
)]
fn thousandths(share: f32) -> u16 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_back_to_its_concept_and_every_concept_is_its_own_best_sign() {
        let skills = &Vocabulary::builtin().skills;
        for (id, number) in &skills.numbers {
            assert_eq!(skills.id(*number), id);
            assert_eq!(skills.closeness(*number, *number), WHOLE);
        }
        assert!(!skills.numbers.is_empty());
    }

    #[test]
    fn what_serves_a_demand_and_what_a_skill_serves_are_the_same_relation() {
        let skills = &Vocabulary::builtin().skills;
        let last = ConceptNo::try_from(skills.ids.len()).expect("few skills");
        for wanted in 0..last {
            for (held, share) in skills.signs_of(wanted) {
                assert!(
                    skills
                        .served_by(held)
                        .any(|served| served == (wanted, share))
                );
            }
        }
    }
}
