//! The embedded reference is complete and consistent.

use std::collections::{HashMap, HashSet};

use relais_skills::{Labels, Language, Taxonomy, normalise};

fn taxonomy() -> &'static Taxonomy {
    Taxonomy::builtin()
}

#[test]
fn the_reference_covers_enough_skills_and_occupations() {
    assert!(taxonomy().skills().count() >= 300);
    assert!(taxonomy().occupations().count() >= 75);
}

#[test]
fn slugs_are_unique_and_in_kebab_case() {
    let mut seen = HashSet::new();
    let skills = taxonomy().skills().map(|skill| ("skill", &skill.id));
    let occupations = taxonomy()
        .occupations()
        .map(|occupation| ("occupation", &occupation.id));
    for (kind, id) in skills.chain(occupations) {
        assert!(seen.insert((kind, id)), "{kind} {id} stands twice");
        let kebab = id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(kebab, "{id} is not kebab-case");
    }
}

#[test]
fn every_reference_between_concepts_resolves() {
    let known = |id: &str| taxonomy().skill(id).is_some();
    for skill in taxonomy().skills() {
        assert!(
            skill.broader.as_deref().is_none_or(known),
            "{}: broader",
            skill.id
        );
        for related in &skill.related {
            assert!(known(&related.skill), "{}: {}", skill.id, related.skill);
            assert!(
                related.skill != skill.id,
                "{} is related to itself",
                skill.id
            );
            assert!(
                related.closeness > 0.0 && related.closeness < 1.0,
                "{}",
                skill.id
            );
        }
    }
    for occupation in taxonomy().occupations() {
        for need in occupation.essential.iter().chain(&occupation.optional) {
            assert!(known(&need.skill), "{}: {}", occupation.id, need.skill);
            assert!(
                need.level.is_none_or(|level| level <= 4),
                "{}",
                occupation.id
            );
        }
    }
}

#[test]
fn an_occupation_has_essential_skills_listed_once_and_a_unit_group() {
    for occupation in taxonomy().occupations() {
        assert!(!occupation.essential.is_empty(), "{}", occupation.id);
        let needs = occupation.essential.iter().chain(&occupation.optional);
        let mut seen = HashSet::new();
        for need in needs {
            assert!(
                seen.insert(&need.skill),
                "{}: {} stands twice",
                occupation.id,
                need.skill
            );
        }
        let digits = occupation.isco.bytes().all(|byte| byte.is_ascii_digit());
        assert!(occupation.isco.len() == 4 && digits, "{}", occupation.id);
    }
}

#[test]
fn no_skill_is_part_of_itself() {
    for skill in taxonomy().skills() {
        let mut whole = skill.broader.as_deref();
        for _ in 0..10 {
            whole = whole.and_then(|id| taxonomy().skill(id)?.broader.as_deref());
        }
        assert!(
            whole.is_none(),
            "{} has more than ten wider skills",
            skill.id
        );
    }
}

fn check_labels<'a>(concepts: impl Iterator<Item = (&'a str, &'a Labels)>) {
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut clashes = Vec::new();
    for (id, labels) in concepts {
        for language in Language::ALL {
            assert!(!labels.preferred(language).is_empty(), "{id} in {language}");
            for label in labels.all(language) {
                let normal = normalise(label);
                assert!(!normal.is_empty(), "{id}: {label:?} says nothing");
                let owner = owners.entry(normal).or_insert(id);
                if *owner != id {
                    clashes.push(format!("{label:?} names both {owner} and {id}"));
                }
            }
        }
    }
    assert!(clashes.is_empty(), "{}", clashes.join("\n"));
}

#[test]
fn no_label_names_two_skills() {
    check_labels(
        taxonomy()
            .skills()
            .map(|skill| (skill.id.as_str(), &skill.labels)),
    );
}

#[test]
fn no_label_names_two_occupations() {
    check_labels(
        taxonomy()
            .occupations()
            .map(|job| (job.id.as_str(), &job.labels)),
    );
}

#[test]
fn a_concept_resolves_by_slug_uri_and_label() {
    let expected = taxonomy()
        .occupation("community-manager")
        .expect("is in the reference");
    for text in [
        "community-manager",
        "Gestionnaire de communautés",
        "COMMUNITYMANAGER",
    ] {
        assert_eq!(
            taxonomy().resolve_occupation(text),
            Some(expected),
            "{text}"
        );
    }
    let uri = expected.esco_uri.as_deref().expect("is in ESCO");
    assert_eq!(taxonomy().resolve_occupation(uri), Some(expected));
    assert_eq!(taxonomy().resolve_occupation("2432"), None);
    let skill = taxonomy()
        .resolve_skill("chariot élévateur")
        .expect("is a label");
    assert_eq!(skill.id, "forklift");
}

#[test]
fn general_labels_are_labels_and_false_friends_are_in_a_known_language() {
    let mut known = HashSet::new();
    let skills = taxonomy().skills().map(|skill| &skill.labels);
    let occupations = taxonomy().occupations().map(|job| &job.labels);
    for labels in skills.chain(occupations) {
        for language in Language::ALL {
            known.extend(labels.all(language).iter().map(|label| normalise(label)));
        }
    }
    for label in include_str!("../data/general-labels.txt").lines() {
        assert!(known.contains(&normalise(label)), "{label} names nothing");
    }
    let codes = Language::ALL.map(Language::code);
    for line in include_str!("../data/false-friends.csv").lines().skip(1) {
        let (code, expression) = line.split_once(',').expect("a language and an expression");
        assert!(codes.contains(&code), "{line}");
        assert!(normalise(expression).contains(' '), "{line} is one word");
    }
}
