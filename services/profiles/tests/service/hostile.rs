//! Input that nobody means well.

use proptest::prelude::*;
use relais_profiles::import_file;
use relais_proto::profiles::{
    Candidate, Diploma, GetCandidateRequest, Language, Occupation, Person,
};

use crate::support::{World, done, fact};

const NAUGHTY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/data/hostile/naughty-strings.json"
);

fn everywhere(text: &str) -> Candidate {
    let text = || text.to_owned();
    Candidate {
        person: Some(Person {
            given_name: text(),
            family_name: "Exemple".to_owned(),
            email: text(),
            phone: text(),
            language: text(),
            external_id: text(),
        }),
        licences: vec![text()],
        languages: vec![Language {
            code: text(),
            ..Language::default()
        }],
        diplomas: vec![Diploma {
            title: text(),
            ..Diploma::default()
        }],
        occupations: vec![Occupation {
            occupation: text(),
            ..Occupation::default()
        }],
        skills: vec![fact(&text(), &text(), None)],
        ..Candidate::default()
    }
}

/// Only where a text is free, so that most of them go in.
fn in_names(text: &str) -> Candidate {
    let Candidate {
        person, diplomas, ..
    } = everywhere(text);
    let person = person.map(|person| Person {
        given_name: person.given_name,
        family_name: person.family_name,
        external_id: person.external_id,
        ..Person::default()
    });
    Candidate {
        person,
        diplomas,
        ..Candidate::default()
    }
}

fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[tokio::test]
async fn naughty_strings_are_tidied_or_refused_and_never_crash() {
    let Ok(json) = std::fs::read_to_string(NAUGHTY) else {
        eprintln!("skipped: no naughty strings at {NAUGHTY}");
        return;
    };
    let strings: Vec<String> = serde_json::from_str(&json).expect("a list of strings");
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut stored = 0;
    for text in &strings {
        worker
            .try_put(everywhere(text))
            .await
            .expect_err("a text that is no skill");
        let Ok(put) = worker.try_put(in_names(text)).await else {
            continue;
        };
        stored += 1;
        let candidate_id = put.into_inner().candidate_id;
        let get = GetCandidateRequest { candidate_id };
        let candidate = done(worker.candidates.get_candidate(get).await);
        let person = candidate.person.expect("a person");
        let title = candidate.diplomas.into_iter().map(|diploma| diploma.title);
        let kept: String = [person.given_name, person.external_id]
            .into_iter()
            .chain(title)
            .collect();
        assert!(!kept.chars().any(is_unwanted), "{kept:?}");
    }
    assert!(stored > strings.len() / 3, "most are harmless: {stored}");
}

#[test]
fn any_bytes_are_imported_or_refused_without_a_panic() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let world = runtime.block_on(World::new());
    let worker = runtime.block_on(world.worker());
    let header = prop_oneof![
        Just("family_name,external_id,skills,languages,commune,consent_matching\n"),
        Just("given_name;occupations_done;occupations_wished;share;mobility_km;work_mention\n"),
        Just(""),
    ];
    let byte = prop_oneof![
        prop::sample::select(b",;:|/\"\n\r\0\xef\xbb\xbf\xffA12".to_vec()),
        any::<u8>(),
    ];
    let file = (header, prop::collection::vec(byte, 0..120));
    let mut runner = proptest::test_runner::TestRunner::default();
    let outcome = runner.run(&file, |(header, body)| {
        let file = [header.as_bytes(), &body].concat();
        let report = runtime.block_on(import_file(&mut worker.candidates.clone(), "", &*file));
        if let Ok(report) = report {
            prop_assert_eq!(
                report.lines,
                report.accepted + report.updated + report.refused
            );
        }
        Ok(())
    });
    outcome.expect("never a panic");
}
