//! How close two skills are, and how much of one occupation serves in another.

use std::collections::HashMap;

use crate::taxonomy::{NeededSkill, Occupation, Skill};

/// Who holds a part of a wider skill mostly satisfies a demand for the wider one.
const PART_FOR_WHOLE: f32 = 0.85;
/// Who holds a wider skill satisfies a demand for its only part this far; with more parts, less.
const WHOLE_FOR_PART: f32 = 0.6;
/// Below this, two skills are taken to have nothing in common.
const FLOOR: f32 = 0.2;
/// Below this, nothing of an occupation serves in another.
const OCCUPATION_FLOOR: f32 = 0.1;
/// Steps of a path between two skills.
const MAX_STEPS: usize = 3;
/// A skill that serves only in some posts of an occupation is held by some who practised it.
const OPTIONAL_HELD: f32 = 0.6;
/// What a skill that serves only in some posts counts for, where an essential one counts for 1.
const OPTIONAL_NEEDED: f32 = 0.3;
/// The share of shared skills in the closeness of occupations; the rest comes from ISCO.
const SKILLS_SHARE: f32 = 0.65;

type Near = Vec<(String, f32)>;

/// For each concept the others that partly stand in for it, closest first.
#[derive(Debug)]
pub(crate) struct Distances {
    skills: Vec<Near>,
    occupations: Vec<Near>,
}

impl Distances {
    /// Computes the distances; references that lead nowhere are left out.
    pub fn of(skills: &[Skill], occupations: &[Occupation]) -> Self {
        let graph = SkillGraph::of(skills);
        let nearest: Vec<Vec<(usize, f32)>> = (0..skills.len())
            .map(|wanted| graph.nearest(wanted))
            .collect();
        let occupations = near_occupations(occupations, &graph.positions, &nearest);
        let named = |list: &Vec<(usize, f32)>| {
            list.iter()
                .map(|&(at, closeness)| (skills[at].id.clone(), closeness))
                .collect()
        };
        Self {
            skills: nearest.iter().map(named).collect(),
            occupations,
        }
    }

    /// The skills that partly satisfy a demand for the one at `wanted`.
    pub fn skills(&self, wanted: usize) -> &[(String, f32)] {
        &self.skills[wanted]
    }

    /// The occupations from which a person moves into the one at `wanted`.
    pub fn occupations(&self, wanted: usize) -> &[(String, f32)] {
        &self.occupations[wanted]
    }
}

/// For each skill the skills that satisfy it in one step, and how far.
struct SkillGraph<'a> {
    positions: HashMap<&'a str, usize>,
    satisfied_by: Vec<Vec<(usize, f32)>>,
}

impl<'a> SkillGraph<'a> {
    fn of(skills: &'a [Skill]) -> Self {
        let positions: HashMap<_, _> = skills
            .iter()
            .enumerate()
            .map(|(at, skill)| (skill.id.as_str(), at))
            .collect();
        let broader = |skill: &Skill| {
            skill
                .broader
                .as_deref()
                .and_then(|id| positions.get(id).copied())
        };
        let mut parts = vec![0_u16; skills.len()];
        for whole in skills.iter().filter_map(broader) {
            parts[whole] += 1;
        }
        let mut satisfied_by = vec![Vec::new(); skills.len()];
        for (at, skill) in skills.iter().enumerate() {
            if let Some(whole) = broader(skill) {
                satisfied_by[whole].push((at, PART_FOR_WHOLE));
                let known = WHOLE_FOR_PART / f32::from(parts[whole]).sqrt();
                satisfied_by[at].push((whole, known.max(FLOOR)));
            }
            for related in &skill.related {
                if let Some(&other) = positions.get(related.skill.as_str()) {
                    satisfied_by[at].push((other, related.closeness));
                    satisfied_by[other].push((at, related.closeness));
                }
            }
        }
        Self {
            positions,
            satisfied_by,
        }
    }

    /// The best product of steps from every skill to `wanted`, closest first, without itself.
    fn nearest(&self, wanted: usize) -> Vec<(usize, f32)> {
        let mut best: HashMap<usize, f32> = HashMap::from([(wanted, 1.0)]);
        let mut reached = vec![(wanted, 1.0_f32)];
        for _ in 0..MAX_STEPS {
            let mut next = Vec::new();
            for (at, so_far) in reached {
                for &(held, step) in &self.satisfied_by[at] {
                    let closeness = so_far * step;
                    let known = best.get(&held).copied().unwrap_or(0.0);
                    if closeness >= FLOOR && closeness > known {
                        best.insert(held, closeness);
                        next.push((held, closeness));
                    }
                }
            }
            reached = next;
        }
        best.remove(&wanted);
        sorted(best.into_iter().collect())
    }
}

fn sorted(mut list: Vec<(usize, f32)>) -> Vec<(usize, f32)> {
    list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    list
}

fn near_occupations(
    occupations: &[Occupation],
    positions: &HashMap<&str, usize>,
    nearest: &[Vec<(usize, f32)>],
) -> Vec<Near> {
    let known = |needs: &[NeededSkill]| -> Vec<usize> {
        needs
            .iter()
            .filter_map(|need| positions.get(need.skill.as_str()).copied())
            .collect()
    };
    let brought: Vec<HashMap<usize, f32>> = occupations
        .iter()
        .map(|held| {
            let essential = known(&held.essential).into_iter().map(|at| (at, 1.0));
            let optional = known(&held.optional)
                .into_iter()
                .map(|at| (at, OPTIONAL_HELD));
            optional.chain(essential).collect()
        })
        .collect();
    occupations
        .iter()
        .enumerate()
        .map(|(at, wanted)| {
            let essential = known(&wanted.essential).into_iter().map(|at| (at, 1.0));
            let optional = known(&wanted.optional)
                .into_iter()
                .map(|at| (at, OPTIONAL_NEEDED));
            let needed: Vec<(usize, f32)> = essential.chain(optional).collect();
            let closeness = |(other, held): (usize, &Occupation)| {
                let shared = covered(&needed, &brought[other], nearest);
                let kin = isco_closeness(&held.isco, &wanted.isco);
                (other, SKILLS_SHARE * shared + (1.0 - SKILLS_SHARE) * kin)
            };
            let others = occupations
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at);
            let near = others
                .map(closeness)
                .filter(|(_, closeness)| *closeness >= OCCUPATION_FLOOR);
            let near = sorted(near.collect()).into_iter();
            near.map(|(other, closeness)| (occupations[other].id.clone(), closeness))
                .collect()
        })
        .collect()
}

/// The weighted mean, over the needed skills, of the best that the held skills offer.
fn covered(
    needed: &[(usize, f32)],
    held: &HashMap<usize, f32>,
    nearest: &[Vec<(usize, f32)>],
) -> f32 {
    let best = |wanted: usize| {
        let same = held.get(&wanted).copied().unwrap_or(0.0);
        let near = nearest[wanted].iter();
        near.filter_map(|(at, closeness)| held.get(at).map(|share| share * closeness))
            .fold(same, f32::max)
    };
    let total: f32 = needed.iter().map(|(_, weight)| weight).sum();
    let brought: f32 = needed
        .iter()
        .map(|&(wanted, weight)| weight * best(wanted))
        .sum();
    if total > 0.0 { brought / total } else { 0.0 }
}

/// Closeness by the digits that two ISCO-08 groups share: unit, minor, sub-major, major group.
fn isco_closeness(a: &str, b: &str) -> f32 {
    match a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count() {
        0 => 0.0,
        1 => 0.15,
        2 => 0.4,
        3 => 0.7,
        _ => 1.0,
    }
}
