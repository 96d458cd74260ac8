//! Records of candidates: what goes in, what is refused, and versions.

use relais_domain::ErrorCode;
use relais_proto::profiles::{
    Availability, Candidate, Diploma, GetCandidateRequest, Language, ListCandidatesRequest,
    Occupation, WorkAuthorisation,
};

use crate::support::{World, done, fact, named, pointers, refused};

#[tokio::test]
async fn a_record_is_tidied_and_read_back_as_it_was_answered() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("  Amina \u{202e}", "El\u{0}\tIdrissi");
    candidate.licences = vec!["c + e".to_owned(), "b".to_owned(), "B".to_owned()];
    candidate.commune_ins = 62_063;
    candidate.languages = vec![Language {
        code: "FR".to_owned(),
        speaking: "b2".to_owned(),
        ..Language::default()
    }];
    candidate.availability = Some(Availability {
        from: "2026-07-01".to_owned(),
        employment_types: vec!["full-time".to_owned()],
        ..Availability::default()
    });
    candidate.occupations = vec![Occupation {
        occupation: "Maçon".to_owned(),
        months: 24,
        ..Occupation::default()
    }];
    candidate.skills = vec![fact("maçonnerie", "", 3)];

    let put = worker.put(candidate).await;

    let person = put.person.clone().expect("a person");
    assert_eq!(
        (person.given_name.as_str(), person.family_name.as_str()),
        ("Amina", "El Idrissi")
    );
    assert_eq!(person.language, "fr");
    assert_eq!(put.licences, ["B", "CE"]);
    assert_eq!(put.languages[0].code, "fr");
    assert_eq!(put.languages[0].speaking, "B2");
    assert_eq!(
        put.availability
            .clone()
            .expect("availability")
            .employment_types,
        ["FULL_TIME"]
    );
    assert_eq!(put.occupations[0].occupation, "bricklayer");
    assert!(put.occupations[0].done, "months of experience say so");
    assert_eq!(
        (put.skills[0].skill.as_str(), put.skills[0].kind.as_str()),
        ("masonry", "declared")
    );
    assert_eq!(
        (put.version, put.organisation_id.clone()),
        (1, worker.organisation_id.clone())
    );
    let get = GetCandidateRequest {
        candidate_id: put.candidate_id.clone(),
    };
    assert_eq!(done(worker.candidates.get_candidate(get).await), put);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("", "");
    let person = candidate.person.get_or_insert_default();
    person.email = "amina at example".to_owned();
    person.phone = "call me".to_owned();
    person.language = "xx".to_owned();
    candidate.languages = vec![Language {
        code: "xx".to_owned(),
        reading: "B7".to_owned(),
        ..Language::default()
    }];
    candidate.work_authorisation = Some(WorkAuthorisation {
        mention: "unlimited".to_owned(),
        valid_until: "31/12/2026".to_owned(),
        ..WorkAuthorisation::default()
    });
    candidate.availability = Some(Availability {
        from: "2026-07-01".to_owned(),
        until: "2026-06-30".to_owned(),
        ..Availability::default()
    });
    candidate.commune_ins = 1;
    candidate.licences = vec!["Z".to_owned()];
    candidate.occupations = vec![Occupation::default()];
    candidate.diplomas = vec![Diploma {
        year: "1850".to_owned(),
        ..Diploma::default()
    }];
    candidate.skills = vec![fact("masonry", "felt", 9)];

    let (code, error) = refused(worker.try_put(candidate).await);

    assert_eq!(code, ErrorCode::InvalidInput);
    assert_eq!(
        pointers(&error),
        [
            "/person/family_name",
            "/person/email",
            "/person/phone",
            "/person/language",
            "/languages/0/code",
            "/languages/0/reading",
            "/work_authorisation/valid_until",
            "/work_authorisation/checked_on",
            "/availability/until",
            "/commune_ins",
            "/licences/0",
            "/occupations/0/occupation",
            "/occupations/0",
            "/diplomas/0/title",
            "/diplomas/0/year",
            "/skills/0/kind",
            "/skills/0/level",
        ]
    );
    assert!(error.fields().iter().all(|field| !field.remedy.is_empty()));
}

#[tokio::test]
async fn an_unknown_skill_is_refused_with_what_may_have_been_meant() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.skills = vec![fact("maconerie", "declared", 2)];
    let (_, error) = refused(worker.try_put(candidate).await);
    assert_eq!(pointers(&error), ["/skills/0/skill"]);
    assert!(error.fields()[0].remedy.contains("masonry"), "{error}");
}

#[tokio::test]
async fn a_national_register_number_is_refused_in_every_free_text() {
    // Made up: its check fits, nobody was born on that day.
    let number = "99.99.99-123.";
    let digits = 999_999_123_u64;
    let number = format!("{number}{:02}", 97 - digits % 97);
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named(&format!("Amina {number}"), &number);
    let person = candidate.person.get_or_insert_default();
    person.email = format!("{number}@example.org");
    person.phone = number.clone();
    person.external_id = number.replace(['.', '-'], "");
    candidate.diplomas = vec![Diploma {
        title: format!("Bachelier ({number})"),
        ..Diploma::default()
    }];
    candidate.skills = vec![fact("masonry", "observed", 2)];
    candidate.skills[0].by = number.clone();
    candidate.work_authorisation = Some(WorkAuthorisation {
        mention: "unlimited".to_owned(),
        checked_on: "2026-05-01".to_owned(),
        checked_by: number.clone(),
        ..WorkAuthorisation::default()
    });
    let (_, error) = refused(worker.try_put(candidate).await);
    assert_eq!(
        pointers(&error),
        [
            "/person/given_name",
            "/person/family_name",
            "/person/email",
            "/person/phone",
            "/person/external_id",
            "/work_authorisation/checked_by",
            "/diplomas/0/title",
            "/skills/0/by",
        ]
    );
    for field in error.fields() {
        assert!(field.remedy.contains("leave it out"));
        assert!(
            !field.message.contains(&number),
            "the number is not repeated"
        );
    }
}

#[tokio::test]
async fn a_change_of_an_old_version_is_refused_naming_the_present_one() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let first = worker.put(named("Amina", "Exemple")).await;
    let second = worker
        .put(Candidate {
            mobility_km: 20,
            ..first.clone()
        })
        .await;
    assert_eq!(second.version, 2);
    let (code, error) = refused(worker.try_put(first).await);
    assert_eq!(code, ErrorCode::Conflict);
    assert!(error.message().contains("version 2"), "{error}");
}

#[tokio::test]
async fn of_two_writers_at_the_same_time_one_wins() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let known = worker.put(named("Amina", "Exemple")).await;
    let mut tasks = Vec::new();
    for km in 1..=8 {
        let mut client = worker.candidates.clone();
        let candidate = Some(Candidate {
            mobility_km: km,
            ..known.clone()
        });
        tasks.push(tokio::spawn(async move {
            let request = relais_proto::profiles::PutCandidateRequest { candidate };
            client.put_candidate(request).await
        }));
    }
    let mut won = Vec::new();
    for task in tasks {
        match task.await.expect("no panic") {
            Ok(candidate) => won.push(candidate.into_inner()),
            lost => assert_eq!(refused(lost).0, ErrorCode::Conflict),
        }
    }
    let [winner] = won.as_slice() else {
        panic!("one winner: {won:?}");
    };
    let get = GetCandidateRequest {
        candidate_id: known.candidate_id,
    };
    assert_eq!(done(worker.candidates.get_candidate(get).await), *winner);
}

#[tokio::test]
async fn an_organisation_uses_its_own_number_once() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.person.get_or_insert_default().external_id = "A-1".to_owned();
    worker.put(candidate.clone()).await;
    let (code, error) = refused(worker.try_put(candidate.clone()).await);
    assert_eq!(
        (code, pointers(&error)),
        (ErrorCode::InvalidInput, vec!["/person/external_id"])
    );
    let mut elsewhere = world.worker().await;
    elsewhere.put(candidate).await;
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut other = world.worker().await;
    let mut put = Vec::new();
    for number in 0..7 {
        let mut candidate = named("Amina", &format!("Exemple {number}"));
        candidate.skills = vec![fact("masonry", "declared", 2)];
        put.push(worker.put(candidate.clone()).await);
        other.put(candidate).await;
        world.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListCandidatesRequest {
            limit: 3,
            page_token,
            ..Default::default()
        };
        let page = done(worker.candidates.list_candidates(request).await);
        assert!(page.candidates.len() <= 3);
        listed.extend(page.candidates);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed, put);
    let everybody = world
        .candidates()
        .list_candidates(ListCandidatesRequest::default())
        .await;
    assert_eq!(done(everybody).candidates.len(), 14);
}
