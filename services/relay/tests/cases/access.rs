//! Who sees what, and who may do what.

use relais_domain::ErrorCode;
use relais_proto::relay::{NominateRequest, ResumeRequest};
use relais_relay::ACTING_WORKER;

use crate::people::{nobody, proposed};
use crate::profiles::{candidate, worker};
use crate::world::{Person, World};

#[tokio::test]
async fn a_worker_does_not_know_of_a_case_before_it_is_diffused() {
    let world = World::new().await;
    let offer = world.submit().await;
    let error = world
        .case(Person::WorkerOf(0), offer)
        .await
        .expect_err("not yet");
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert!(
        world
            .list(Person::WorkerOf(0), 10, "")
            .await
            .expect("a list")
            .cases
            .is_empty()
    );
}

#[tokio::test]
async fn a_worker_sees_nothing_of_another_organisation() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let nominated = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await;
    let id = nominated.expect("a nomination").nomination_id;
    world
        .pass_over(Person::WorkerOf(0), offer, candidate(0, 1), "Malade.")
        .await
        .expect("passed");
    world
        .answer(Person::Spoc, offer, proposed(&[&id]))
        .await
        .expect("an answer");

    let own = world
        .case(Person::WorkerOf(0), offer)
        .await
        .expect("the case");
    assert_eq!(
        (
            own.nominations.len(),
            own.passed_over.len(),
            own.diffusions.len()
        ),
        (1, 1, 1)
    );
    let other = world
        .case(Person::WorkerOf(1), offer)
        .await
        .expect("the case");
    assert_eq!((other.nominations.len(), other.passed_over.len()), (0, 0));
    let answer = other.answer.expect("that there is an answer");
    assert_eq!(
        (answer.nomination_ids.len(), answer.message.as_str()),
        (0, "")
    );
    let listed = world
        .list(Person::WorkerOf(1), 10, "")
        .await
        .expect("a list");
    assert!(listed.cases.iter().all(|case| case.nominations.is_empty()));
}

#[tokio::test]
async fn a_worker_cannot_act_on_another_organisations_candidates() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let foreign = world
        .nominate(Person::WorkerOf(1), offer, candidate(0, 0))
        .await;
    assert_eq!(foreign.expect_err("not theirs").code(), ErrorCode::NotFound);
    let nominated = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await;
    let id = nominated.expect("a nomination").nomination_id;
    world
        .answer(Person::Spoc, offer, proposed(&[&id]))
        .await
        .expect("an answer");
    let foreign = world
        .reply(Person::WorkerOf(1), offer, &id, "refused")
        .await;
    assert_eq!(foreign.expect_err("not theirs").code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_worker_cannot_end_an_offer() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let ended = world
        .reply(Person::WorkerOf(0), offer, "", "no_longer_open")
        .await;
    assert_eq!(
        ended.expect_err("not theirs to say").code(),
        ErrorCode::PermissionDenied
    );
}

#[tokio::test]
async fn only_a_spoc_answers_and_stops_the_clock() {
    let world = World::new().await;
    let offer = world.diffused().await;
    for person in [
        Person::WorkerOf(0),
        Person::Coordinator,
        Person::Employer,
        Person::Service,
    ] {
        let answered = world.answer(person, offer, nobody("")).await;
        assert_eq!(
            answered.expect_err("no SPOC").code(),
            ErrorCode::PermissionDenied
        );
        let paused = world.pause(person, offer).await;
        assert_eq!(
            paused.expect_err("no SPOC").code(),
            ErrorCode::PermissionDenied
        );
    }
}

#[tokio::test]
async fn another_part_of_the_system_acts_for_the_spoc_it_names() {
    let world = World::new().await;
    let offer = world.submit().await;
    world.pause(Person::Spoc, offer).await.expect("a pause");
    let mut request = tonic::Request::new(ResumeRequest {
        case: offer.to_string(),
    });
    let spoc = crate::world::spoc()
        .to_string()
        .parse()
        .expect("a header value");
    request.metadata_mut().insert(ACTING_WORKER, spoc);
    world
        .as_(Person::Service)
        .resume(request)
        .await
        .expect("a resume");
    assert_eq!(world.kinds(offer).await, ["opened", "paused", "resumed"]);
}

#[tokio::test]
async fn a_spoc_nominates_for_a_worker_of_the_candidates_organisation_only() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let request = |of| NominateRequest {
        case: offer.to_string(),
        candidate_id: candidate(0, 0).to_string(),
        consent: Some(relais_proto::relay::Consent {
            means: "in_person".to_owned(),
            ..relais_proto::relay::Consent::default()
        }),
        worker_id: worker(of).to_string(),
    };
    let wrong = world
        .as_(Person::Spoc)
        .nominate(request(1))
        .await
        .expect_err("another's");
    assert_eq!(wrong.code(), tonic::Code::PermissionDenied);
    let right = world
        .as_(Person::Spoc)
        .nominate(request(0))
        .await
        .expect("a nomination");
    let case = right.into_inner().case.expect("the case");
    assert_eq!(case.nominations[0].worker_id, worker(0).to_string());
}

#[tokio::test]
async fn a_coordinator_sees_figures_and_no_case() {
    let world = World::new().await;
    let offer = world.diffused().await;
    world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await
        .expect("a nomination");
    let error = world
        .case(Person::Coordinator, offer)
        .await
        .expect_err("no case");
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    let figures = world.figures(Person::Coordinator).await.expect("figures");
    assert_eq!((figures.cases, figures.open), (1, 1));
    assert_eq!(figures.nominations, 0, "one person would be recognised");
    assert_eq!(
        world
            .figures(Person::Spoc)
            .await
            .expect("figures")
            .nominations,
        1
    );
    assert!(world.figures(Person::WorkerOf(0)).await.is_err());
}

#[tokio::test]
async fn an_employer_has_no_business_here() {
    let world = World::new().await;
    let offer = world.submit().await;
    let error = world
        .case(Person::Employer, offer)
        .await
        .expect_err("intake has it");
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
}

#[tokio::test]
async fn another_part_of_the_system_nominates_for_the_worker_it_acts_for() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let mut request = tonic::Request::new(NominateRequest {
        case: offer.to_string(),
        candidate_id: candidate(0, 0).to_string(),
        consent: Some(relais_proto::relay::Consent {
            means: "written".to_owned(),
            ..relais_proto::relay::Consent::default()
        }),
        worker_id: String::new(),
    });
    let acting = worker(0).to_string().parse().expect("a header value");
    request.metadata_mut().insert(ACTING_WORKER, acting);
    let nominated = world.as_(Person::Service).nominate(request).await;
    let case = nominated
        .expect("a nomination")
        .into_inner()
        .case
        .expect("the case");
    assert_eq!(case.nominations[0].worker_id, worker(0).to_string());
}
