//! Employers, their keys, webhooks and correspondence.

use axum::http::StatusCode;
use jiff::SignedDuration;
use relais_proto::intake::{
    AddEmployerRequest, ApplicationContact, GetCorrespondenceRequest, GetEmployerRequest,
    ListEmployersRequest, OfferContent, RevokeKeysRequest, RotateKeyRequest, SetWebhookRequest,
};
use tonic::Code;

use crate::fixture::{Employer, Fixture, offer, submit};

async fn is_let_in(fixture: &Fixture, employer: &Employer) -> bool {
    fixture.get(employer, "/v1/offers").await.status == StatusCode::OK
}

#[tokio::test]
async fn an_employer_is_kept_as_it_was_added() {
    let fixture = Fixture::start().await;
    let request = AddEmployerRequest {
        name: " Trasis \u{202E}SA ".to_owned(),
        email: "rh@trasis.example".to_owned(),
        language: String::new(),
        bce_number: "0202.239.951".to_owned(),
    };
    let added = fixture
        .operators()
        .add_employer(request)
        .await
        .expect("is added")
        .into_inner();
    let employer = added.employer.expect("an employer");
    assert_eq!(
        (employer.name.as_str(), employer.language.as_str()),
        ("Trasis SA", "fr")
    );
    assert_eq!(employer.bce_number, "0202239951");
    let get = GetEmployerRequest {
        employer_id: employer.employer_id.clone(),
    };
    let found = fixture
        .operators()
        .get_employer(get)
        .await
        .expect("is there")
        .into_inner();
    assert_eq!(found, employer);
    let list = fixture
        .operators()
        .list_employers(ListEmployersRequest::default())
        .await;
    assert_eq!(list.expect("a list").into_inner().employers, [employer]);
}

#[tokio::test]
async fn every_wrong_field_of_an_employer_is_told() {
    let fixture = Fixture::start().await;
    let request = AddEmployerRequest {
        name: String::new(),
        email: "rh".to_owned(),
        language: "it".to_owned(),
        bce_number: "1".to_owned(),
    };
    let status = fixture
        .operators()
        .add_employer(request)
        .await
        .expect_err("is wrong");
    let error = relais_runtime::door::from_status(&status);
    let mut pointers: Vec<&str> = error
        .fields()
        .iter()
        .map(|field| field.pointer.as_str())
        .collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/bce_number", "/email", "/language", "/name"]);
}

#[tokio::test]
async fn a_rotated_key_holds_for_its_grace_and_no_longer() {
    let fixture = Fixture::start().await;
    let old = fixture.employer("Trasis").await;
    assert!(is_let_in(&fixture, &old).await);
    let request = RotateKeyRequest {
        employer_id: old.id.clone(),
        grace_seconds: 3_600,
    };
    let rotated = fixture
        .operators()
        .rotate_key(request)
        .await
        .expect("a key")
        .into_inner();
    let new = Employer {
        id: old.id.clone(),
        key: rotated.api_key.parse().expect("a key"),
    };
    assert!(is_let_in(&fixture, &old).await && is_let_in(&fixture, &new).await);
    fixture.clock.advance(SignedDuration::from_hours(1));
    assert!(!is_let_in(&fixture, &old).await);
    assert!(is_let_in(&fixture, &new).await);
}

#[tokio::test]
async fn a_key_rotated_without_grace_ends_at_once_and_grace_is_never_prolonged() {
    let fixture = Fixture::start().await;
    let first = fixture.employer("Trasis").await;
    let rotate = |grace_seconds| RotateKeyRequest {
        employer_id: first.id.clone(),
        grace_seconds,
    };
    fixture
        .operators()
        .rotate_key(rotate(60))
        .await
        .expect("a key");
    fixture
        .operators()
        .rotate_key(rotate(3_600))
        .await
        .expect("a key");
    fixture.clock.advance(SignedDuration::from_secs(60));
    assert!(!is_let_in(&fixture, &first).await);
    let second = fixture.employer("Other").await;
    assert!(is_let_in(&fixture, &second).await);
    let request = RotateKeyRequest {
        employer_id: second.id.clone(),
        grace_seconds: 0,
    };
    fixture
        .operators()
        .rotate_key(request)
        .await
        .expect("a key");
    assert!(!is_let_in(&fixture, &second).await);
}

#[tokio::test]
async fn revoked_keys_end_at_once() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    assert!(is_let_in(&fixture, &employer).await);
    let request = RevokeKeysRequest {
        employer_id: employer.id.clone(),
    };
    let revoked = fixture
        .operators()
        .revoke_keys(request)
        .await
        .expect("are revoked");
    assert_eq!(revoked.into_inner().revoked, 1);
    assert!(!is_let_in(&fixture, &employer).await);
}

#[tokio::test]
async fn nothing_is_done_to_an_employer_who_is_not_there() {
    let fixture = Fixture::start().await;
    for employer_id in ["0198c0de-7a50-7000-8000-00805f9b34fb", "x"] {
        let employer_id = employer_id.to_owned();
        let get = GetEmployerRequest {
            employer_id: employer_id.clone(),
        };
        let missing = fixture
            .operators()
            .get_employer(get)
            .await
            .expect_err("nobody");
        assert_eq!(missing.code(), Code::NotFound);
        let rotate = RotateKeyRequest {
            employer_id: employer_id.clone(),
            grace_seconds: 0,
        };
        let missing = fixture
            .operators()
            .rotate_key(rotate)
            .await
            .expect_err("nobody");
        assert_eq!(missing.code(), Code::NotFound);
        let url = "https://trasis.example/".to_owned();
        let webhook = SetWebhookRequest { employer_id, url };
        let missing = fixture
            .operators()
            .set_webhook(webhook)
            .await
            .expect_err("nobody");
        assert_eq!(missing.code(), Code::NotFound);
    }
}

#[tokio::test]
async fn a_webhook_has_a_secret_of_its_own_and_can_be_ended() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let set = |url: &str| SetWebhookRequest {
        employer_id: employer.id.clone(),
        url: url.to_owned(),
    };
    let secret = fixture
        .operators()
        .set_webhook(set("https://trasis.example/hook"))
        .await;
    let secret = secret.expect("is set").into_inner().secret;
    assert!(secret.starts_with("whsec_") && secret.len() > 40);
    let private = fixture
        .operators()
        .set_webhook(set("https://10.0.0.1/hook"))
        .await;
    assert_eq!(
        private.expect_err("is private").code(),
        Code::InvalidArgument
    );
    let ended = fixture
        .operators()
        .set_webhook(set(""))
        .await
        .expect("is ended")
        .into_inner();
    assert!(ended.secret.is_empty());
    let get = GetEmployerRequest {
        employer_id: employer.id.clone(),
    };
    let found = fixture
        .operators()
        .get_employer(get)
        .await
        .expect("is there")
        .into_inner();
    assert!(found.webhook_url.is_empty());
}

#[tokio::test]
async fn the_relay_writes_to_the_contact_of_the_offer_or_else_to_the_employer() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let set = SetWebhookRequest {
        employer_id: employer.id.clone(),
        url: "https://trasis.example/hook".to_owned(),
    };
    let secret = fixture
        .operators()
        .set_webhook(set)
        .await
        .expect("is set")
        .into_inner()
        .secret;
    let with_contact = OfferContent {
        language: "nl".to_owned(),
        application_contact: Some(ApplicationContact {
            name: "An Peeters".to_owned(),
            email: "an@trasis.example".to_owned(),
            ..ApplicationContact::default()
        }),
        ..offer("1", "Kok")
    };
    let mut found = Vec::new();
    for content in [with_contact, offer("2", "Cook")] {
        let answer = fixture
            .grpc(&employer.key)
            .submit_offer(submit(content))
            .await;
        let offer_id = answer.expect("is taken in").into_inner().offer_id;
        let request = GetCorrespondenceRequest { offer_id };
        let letter = fixture.operators().get_correspondence(request).await;
        found.push(letter.expect("is told").into_inner());
    }
    assert_eq!(
        (found[0].email.as_str(), found[0].language.as_str()),
        ("an@trasis.example", "nl")
    );
    assert_eq!(found[0].contact_name, "An Peeters");
    assert_eq!(
        (found[1].email.as_str(), found[1].language.as_str()),
        ("rh@trasis.example", "fr")
    );
    assert_eq!(found[1].employer_name, "Trasis");
    assert_eq!(found[1].webhook_secret, secret);
}
