//! Facts as numbers of 32 bits, as a column of the index keeps them: four bits say what a number
//! is about, the others hold it.

use super::facts::{Day, Facts, Grade, HeldLanguage, HeldOccupation, HeldSkill};
use super::licences;

const SKILL: u32 = 1;
const OCCUPATION: u32 = 2;
const LANGUAGE: u32 = 3;
const LICENCES: u32 = 4;
const PLACE: u32 = 5;
const MOBILITY: u32 = 6;
const FROM: u32 = 7;
const UNTIL: u32 = 8;

const BODY: u32 = 0x0FFF_FFFF;

fn word(tag: u32, body: u32) -> u32 {
    tag << 28 | body.min(BODY)
}

/// The low sixteen bits.
fn low(bits: u32) -> u16 {
    u16::try_from(bits & 0xFFFF).unwrap_or(0)
}

impl Facts {
    /// The facts as words.
    pub fn words(&self) -> Vec<u32> {
        let skills = self
            .skills
            .iter()
            .map(|held| word(SKILL, u32::from(held.skill) << 8 | held.grade.number()));
        let occupations = self.occupations.iter().map(|held| {
            let how = u32::from(held.wished) << 1 | u32::from(held.done);
            word(OCCUPATION, u32::from(held.occupation) << 2 | how)
        });
        let languages = self.languages.iter().map(|held| {
            let levels = held
                .levels
                .iter()
                .fold(0, |bits, level| bits << 3 | u32::from(*level & 7));
            word(
                LANGUAGE,
                u32::from(u16::from_be_bytes(held.code)) << 12 | levels,
            )
        });
        let some = |tag, value: Option<u32>| value.map(|value| word(tag, value));
        let known = |tag, value: u32| (value > 0).then(|| word(tag, value));
        skills
            .chain(occupations)
            .chain(languages)
            .chain(some(LICENCES, self.licences.map(licences::Set::bits)))
            .chain(known(PLACE, self.place_ins))
            .chain(known(MOBILITY, self.mobility_km))
            .chain(some(FROM, self.from))
            .chain(some(UNTIL, self.until))
            .collect()
    }

    /// Reads the facts that the words hold, in place of those that are here.
    pub fn read(&mut self, words: impl Iterator<Item = u32>) {
        self.clear();
        for word in words {
            let body = word & BODY;
            match word >> 28 {
                SKILL => self.skills.push(HeldSkill {
                    skill: low(body >> 8),
                    grade: Grade::from_number(body & 0xFF),
                }),
                OCCUPATION => self.occupations.push(HeldOccupation {
                    occupation: low(body >> 2),
                    wished: body & 2 != 0,
                    done: body & 1 != 0,
                }),
                LANGUAGE => self.languages.push(language(body)),
                LICENCES => self.licences = Some(licences::Set::from_bits(body)),
                PLACE => self.place_ins = body,
                MOBILITY => self.mobility_km = body,
                FROM => self.from = Some(Day::from(body)),
                UNTIL => self.until = Some(Day::from(body)),
                // Words of another version are never read: the index is rebuilt with the format.
                _ => {}
            }
        }
    }
}

fn language(body: u32) -> HeldLanguage {
    let level = |at: u32| u8::try_from(body >> (3 * at) & 7).unwrap_or(0);
    HeldLanguage {
        code: low(body >> 12).to_be_bytes(),
        levels: [level(3), level(2), level(1), level(0)],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;
    use crate::vocabulary::Vocabulary;

    proptest! {
        #[test]
        fn facts_survive_being_kept_as_words(candidate in samples::candidate()) {
            let facts = Facts::of(&candidate, Vocabulary::builtin());
            let mut read = Facts { place_ins: 1, ..Facts::default() };
            read.read(facts.words().into_iter());
            prop_assert_eq!(read, facts);
        }
    }
}
