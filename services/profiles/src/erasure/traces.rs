//! The byte sequences by which a person can be told in a file.

use std::io::{self, Read};

use aho_corasick::AhoCorasick;
use prost::Message as _;
use relais_domain::Error;
use relais_proto::profiles::{Candidate, Person};

/// Shorter values stand in files by chance.
const SHORTEST: usize = 6;

/// What is looked for. Only what tells one person: a first name alone is anybody's, so the name
/// is sought in full.
#[derive(Debug)]
pub(crate) struct Traces {
    values: AhoCorasick,
}

impl Traces {
    /// The traces of a candidate as they were stored.
    ///
    /// # Errors
    /// `Internal` where the search cannot be built.
    pub fn of(candidate: &Candidate) -> Result<Self, Error> {
        let person = candidate.person.clone().unwrap_or_default();
        let mut values = vec![
            stored_name(&person),
            format!("{} {}", person.given_name, person.family_name).into_bytes(),
            person.email.clone().into_bytes(),
            person.phone.clone().into_bytes(),
        ];
        if !person.external_id.is_empty() {
            values.push(stored_external_id(
                &candidate.organisation_id,
                &person.external_id,
            ));
        }
        let is_mononym = person.given_name.is_empty() || person.family_name.is_empty();
        if is_mononym {
            // "Aminata " is found in every "Aminata Diallo".
            values.remove(1);
        }
        values.retain(|value| value.len() >= SHORTEST);
        let values = AhoCorasick::new(values).map_err(Error::internal)?;
        Ok(Self { values })
    }

    /// How many traces there are.
    pub fn len(&self) -> usize {
        self.values.patterns_len()
    }

    /// How often each trace stands in what `reader` gives.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn count_in(&self, reader: impl Read) -> io::Result<Vec<u64>> {
        let mut counts = vec![0; self.len()];
        for found in self.values.stream_find_iter(reader) {
            counts[found?.pattern().as_usize()] += 1;
        }
        Ok(counts)
    }

    /// Marks the traces that another candidate, who is there, has too: of those nobody can tell
    /// whose they are.
    pub fn mark_shared(&self, other: &Candidate, shared: &mut [bool]) {
        let person = other.person.clone().unwrap_or_default();
        let external_id = stored_external_id(&other.organisation_id, &person.external_id);
        let name = format!("{} {}", person.given_name, person.family_name);
        let values = [other.encode_to_vec(), external_id, name.into_bytes()];
        for value in &values {
            for found in self.values.find_overlapping_iter(value) {
                shared[found.pattern().as_usize()] = true;
            }
        }
    }
}

/// The name as it stands in the stored message; of somebody with a single name with what follows
/// it there, for a single name is anybody's.
fn stored_name(person: &Person) -> Vec<u8> {
    if person.given_name.is_empty() || person.family_name.is_empty() {
        return person.encode_to_vec();
    }
    let name = Person {
        given_name: person.given_name.clone(),
        family_name: person.family_name.clone(),
        ..Person::default()
    };
    name.encode_to_vec()
}

/// The number that an organisation gave, as rows and index entries hold it.
fn stored_external_id(organisation_id: &str, external_id: &str) -> Vec<u8> {
    format!("{organisation_id}{external_id}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(given_name: &str, family_name: &str, email: &str) -> Candidate {
        let person = Person {
            given_name: given_name.to_owned(),
            family_name: family_name.to_owned(),
            email: email.to_owned(),
            language: "fr".to_owned(),
            ..Person::default()
        };
        Candidate {
            person: Some(person),
            ..Candidate::default()
        }
    }

    fn found(traces: &Traces, bytes: &[u8]) -> u64 {
        traces.count_in(bytes).expect("memory reads").iter().sum()
    }

    #[test]
    fn a_person_is_found_by_name_and_address() {
        let traces = Traces::of(&candidate("Amina", "Exemple", "amina@example.org"));
        let traces = traces.expect("a search");
        let stored = candidate("Amina", "Exemple", "").encode_to_vec();
        assert_eq!(found(&traces, &stored), 1);
        assert_eq!(found(&traces, b"dear Amina Exemple <amina@example.org>"), 2);
    }

    #[test]
    fn somebody_else_of_the_same_first_name_is_not_taken_for_the_person() {
        for family_name in ["Exemple", ""] {
            let traces = Traces::of(&candidate("Aminata", family_name, "")).expect("a search");
            let other = candidate("Aminata", "Autre", "a@example.org").encode_to_vec();
            assert_eq!(found(&traces, &other), 0);
        }
    }

    #[test]
    fn what_two_people_share_is_marked() {
        let traces = Traces::of(&candidate("Amina", "Exemple", "famille@example.org"));
        let traces = traces.expect("a search");
        let mut shared = vec![false; traces.len()];
        traces.mark_shared(
            &candidate("Karim", "Exemple", "famille@example.org"),
            &mut shared,
        );
        assert_eq!(shared.iter().filter(|mark| **mark).count(), 1);
        traces.mark_shared(&candidate("Amina", "Exemple", ""), &mut shared);
        assert!(shared.iter().all(|mark| *mark));
    }
}
