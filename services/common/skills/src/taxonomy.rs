//! The reference of skills and occupations, and lookups in it.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::distance::Distances;
use crate::labels::Labels;
use crate::load;
use crate::normalise::normalise;

/// What sort of thing a skill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SkillKind {
    /// Something that a person can do.
    Competence,
    /// Something that a person knows.
    Knowledge,
    /// A program, a machine or a programming language that a person can use.
    Tool,
    /// A way of working that serves in every job.
    Transversal,
    /// A title that somebody delivers after a test or a course, such as VCA.
    Certificate,
}

/// Another skill that partly stands in for this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The slug of the other skill.
    pub skill: String,
    /// How far one stands in for the other, above 0 and below 1.
    pub closeness: f32,
}

/// A skill of the reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Skill {
    /// Stable slug, such as `community-management`.
    pub id: String,
    /// The ESCO concept that means the same, where there is one.
    pub esco_uri: Option<String>,
    /// What sort of thing it is.
    pub kind: SkillKind,
    /// Its names.
    pub labels: Labels,
    /// The slug of the wider skill of which this is a part.
    pub broader: Option<String>,
    /// Skills that transfer, as the data lists them (each pair once).
    pub related: Vec<Related>,
}

/// A skill that an occupation asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededSkill {
    /// The slug of the skill.
    pub skill: String,
    /// The level that is usual in the occupation, 0 (none) to 4 (expert), where it is known.
    pub level: Option<u8>,
}

/// An occupation of the reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Occupation {
    /// Stable slug, such as `community-manager`.
    pub id: String,
    /// The ESCO concept that means the same, where there is one.
    pub esco_uri: Option<String>,
    /// The unit group of ISCO-08: four digits.
    pub isco: String,
    /// Its names.
    pub labels: Labels,
    /// Skills without which the work cannot be done.
    pub essential: Vec<NeededSkill>,
    /// Skills that serve in some posts.
    pub optional: Vec<NeededSkill>,
}

/// The reference of skills and occupations.
#[derive(Debug)]
pub struct Taxonomy {
    version: String,
    skills: Index<Skill>,
    occupations: Index<Occupation>,
    distances: Distances,
}

static BUILTIN: LazyLock<Taxonomy> =
    LazyLock::new(|| load::builtin().expect("the embedded reference is checked by the tests"));

impl Taxonomy {
    /// The reference that is built into the program, read once.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    pub(crate) fn new(version: String, skills: Vec<Skill>, occupations: Vec<Occupation>) -> Self {
        let distances = Distances::of(&skills, &occupations);
        Self {
            version,
            skills: Index::new(skills),
            occupations: Index::new(occupations),
            distances,
        }
    }

    /// The version of the reference, such as "2026.1".
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The skill with this slug.
    pub fn skill(&self, id: &str) -> Option<&Skill> {
        self.skills.get(id)
    }

    /// The occupation with this slug.
    pub fn occupation(&self, id: &str) -> Option<&Occupation> {
        self.occupations.get(id)
    }

    /// The skill that `text` names: a slug, an ESCO URI, or a label in any language.
    pub fn resolve_skill(&self, text: &str) -> Option<&Skill> {
        self.skills.resolve(text)
    }

    /// The occupation that `text` names: a slug, an ESCO URI, or a label in any language.
    pub fn resolve_occupation(&self, text: &str) -> Option<&Occupation> {
        self.occupations.resolve(text)
    }

    /// Every skill, in the order of the data.
    pub fn skills(&self) -> impl Iterator<Item = &Skill> {
        self.skills.list.iter()
    }

    /// Every occupation, in the order of the data.
    pub fn occupations(&self) -> impl Iterator<Item = &Occupation> {
        self.occupations.list.iter()
    }

    /// How far the skill `held` satisfies a demand for `wanted`: 1.0 the same, 0.0 nothing in
    /// common or an unknown slug. A part of a wider skill says more about the whole than the whole
    /// says about a part; related skills count alike in both directions.
    pub fn closeness(&self, held: &str, wanted: &str) -> f32 {
        if held == wanted {
            return if self.skills.position(held).is_some() {
                1.0
            } else {
                0.0
            };
        }
        find(self.nearest(wanted), held)
    }

    /// The other skills that partly satisfy a demand for `wanted`, closest first.
    pub fn nearest(&self, wanted: &str) -> &[(String, f32)] {
        self.skills
            .position(wanted)
            .map_or(&[], |at| self.distances.skills(at))
    }

    /// How much of the occupation `wanted` a person brings who practised `held`: 1.0 the same, 0.0
    /// nothing or an unknown slug. Drawn from the skills they share and from their ISCO groups.
    pub fn occupation_closeness(&self, held: &str, wanted: &str) -> f32 {
        if held == wanted {
            return if self.occupations.position(held).is_some() {
                1.0
            } else {
                0.0
            };
        }
        find(self.nearest_occupations(wanted), held)
    }

    /// The other occupations from which a person moves most easily into `wanted`, closest first.
    pub fn nearest_occupations(&self, wanted: &str) -> &[(String, f32)] {
        self.occupations
            .position(wanted)
            .map_or(&[], |at| self.distances.occupations(at))
    }
}

fn find(list: &[(String, f32)], id: &str) -> f32 {
    list.iter()
        .find(|(other, _)| other == id)
        .map_or(0.0, |(_, closeness)| *closeness)
}

/// What skills and occupations have in common.
pub(crate) trait Concept {
    fn id(&self) -> &str;
    fn esco_uri(&self) -> Option<&str>;
    fn labels(&self) -> &Labels;
}

impl Concept for Skill {
    fn id(&self) -> &str {
        &self.id
    }
    fn esco_uri(&self) -> Option<&str> {
        self.esco_uri.as_deref()
    }
    fn labels(&self) -> &Labels {
        &self.labels
    }
}

impl Concept for Occupation {
    fn id(&self) -> &str {
        &self.id
    }
    fn esco_uri(&self) -> Option<&str> {
        self.esco_uri.as_deref()
    }
    fn labels(&self) -> &Labels {
        &self.labels
    }
}

/// Concepts of one kind, found by slug, ESCO URI or normalised label.
#[derive(Debug)]
struct Index<T> {
    list: Vec<T>,
    by_key: HashMap<String, usize>,
    by_label: HashMap<String, usize>,
}

impl<T: Concept> Index<T> {
    fn new(list: Vec<T>) -> Self {
        let mut by_key = HashMap::new();
        let mut by_label = HashMap::new();
        for (at, concept) in list.iter().enumerate() {
            by_key.insert(concept.id().to_owned(), at);
            by_key.extend(concept.esco_uri().map(|uri| (uri.to_owned(), at)));
            let labels = crate::Language::ALL
                .into_iter()
                .flat_map(|l| concept.labels().all(l));
            by_label.extend(labels.map(|label| (normalise(label), at)));
        }
        Self {
            list,
            by_key,
            by_label,
        }
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.by_key.get(id).copied()
    }

    fn get(&self, id: &str) -> Option<&T> {
        self.position(id)
            .map(|at| &self.list[at])
            .filter(|concept| concept.id() == id)
    }

    fn resolve(&self, text: &str) -> Option<&T> {
        let text = text.trim();
        let at = self
            .position(text)
            .or_else(|| self.by_label.get(&normalise(text)).copied())?;
        Some(&self.list[at])
    }
}
