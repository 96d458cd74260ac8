//! What the fields of an offer gave, each concept once, and what of it holds.

use std::collections::{HashMap, HashSet};

use crate::found::Found;
use crate::languages::FoundLanguage;
use crate::licences::FoundLicence;
use crate::phrases::Ground;

/// The most that one mention of a common word weighs where the occupation does not call for it,
/// and of a general label where it does.
const LONE: u8 = 45;

/// A skill found at one place.
#[derive(Debug)]
pub(crate) struct Mention {
    pub found: Found,
    pub ground: Ground,
}

/// A skill found at one place or more.
#[derive(Debug)]
struct Written {
    best: Found,
    ground: Ground,
    times: usize,
}

/// What the fields gave so far, each concept once.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub occupations: HashMap<String, Found>,
    pub skills: WrittenSkills,
    pub languages: Vec<FoundLanguage>,
    pub licences: Vec<FoundLicence>,
}

impl Gathered {
    pub fn occupation(&mut self, found: Found) {
        if let Some(known) = self.occupations.get_mut(&found.id) {
            keep_best(known, found);
        } else {
            self.occupations.insert(found.id.clone(), found);
        }
    }

    pub fn language(&mut self, found: FoundLanguage) {
        match self
            .languages
            .iter_mut()
            .find(|known| known.code == found.code)
        {
            Some(known) => known.cefr = known.cefr.or(found.cefr),
            None => self.languages.push(found),
        }
    }

    pub fn licence(&mut self, found: FoundLicence) {
        match self
            .licences
            .iter_mut()
            .find(|known| known.code == found.code)
        {
            Some(known) => known.required |= found.required,
            None => self.licences.push(found),
        }
    }
}

/// The skills written in the offer, each once.
#[derive(Debug, Default)]
pub(crate) struct WrittenSkills(HashMap<String, Written>);

impl WrittenSkills {
    pub fn add(&mut self, mention: Mention) {
        let Mention { found, ground } = mention;
        if let Some(known) = self.0.get_mut(&found.id) {
            keep_best(&mut known.best, found);
            known.ground = known.ground.max(ground);
            known.times += 1;
        } else {
            let written = Written {
                best: found,
                ground,
                times: 1,
            };
            self.0.insert(written.best.id.clone(), written);
        }
    }

    /// The skills that hold beside those that the occupations call for: general labels say
    /// nothing by themselves, and one mention of a common word says little.
    pub fn held(self, called_for: &HashSet<&str>) -> HashMap<String, Found> {
        let held = self.0.into_iter().filter_map(|(id, written)| {
            let Written {
                mut best,
                ground,
                times,
            } = written;
            let called_for = called_for.contains(id.as_str());
            match ground {
                Ground::General if !called_for => return None,
                // A general label in its trade says as little as a common word outside it.
                Ground::General if times == 1 => best.weight = best.weight.min(LONE),
                Ground::Common if times == 1 && !called_for => {
                    best.weight = best.weight.min(LONE);
                }
                Ground::General | Ground::Common | Ground::Firm => {}
            }
            Some((id, best))
        });
        held.collect()
    }
}

/// Keeps the weightier of two finds of a concept, and whichever level was said.
fn keep_best(known: &mut Found, mut found: Found) {
    let level = known.level.or(found.level);
    if found.weight > known.weight {
        std::mem::swap(known, &mut found);
    }
    known.level = level;
}
