//! The REST door for mails that need a person.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::SignedDuration;
use relais_domain::ids::MailId;
use relais_intake::mailbox::{Mails, Outcome};
use relais_runtime::Config;
use relais_runtime::auth::ApiKey;
use relais_runtime::config::{DropFolder, Mailbox};
use serde_json::json;
use tempfile::TempDir;

use crate::fixture::{Answer, Fixture, Setup, spoc_key};

/// How often a mail is looked for before it counts as lost.
const LOOKS: usize = 3_000;
const PAUSE: Duration = Duration::from_millis(10);

/// A service with one mail that needs a person.
struct Site {
    fixture: Fixture,
    mail: MailId,
    _folder: TempDir,
}

impl Site {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "From: Anne Dubois <anne@batir.example>\r\nSubject: Question\r\n\
                    Message-ID: <1@batir.example>\r\n\r\nPouvez-vous me rappeler ?\r\n";
        std::fs::write(folder.path().join("1.eml"), text).expect("written");
        let mut config = Config::default();
        let mailbox = Mailbox::Folder(DropFolder {
            path: folder.path().to_owned(),
            poll: Duration::from_secs(1),
        });
        config.mailboxes.insert("depot".to_owned(), mailbox);
        let setup = Setup {
            config,
            ..Setup::default()
        };
        let fixture = Fixture::start_with(setup).await;
        let mail = taken(&fixture).await;
        let outcome = Outcome::Attention("no_offer".to_owned());
        let write = fixture
            .store
            .write(move |tx| Box::pin(async move { Mails::decide(tx, mail, &outcome).await }));
        assert!(write.await.expect("decided"));
        Self {
            fixture,
            mail,
            _folder: folder,
        }
    }

    async fn call(&self, key: &ApiKey, method: &str, path: &str, body: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", key.expose()))
            .header(header::CONTENT_TYPE, "application/ld+json")
            .body(Body::from(body.to_owned()));
        self.fixture.call(request.expect("a request")).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(&spoc_key(), "GET", path, "").await
    }

    /// Does something with the mail.
    async fn post(&self, what: &str, body: &str) -> Answer {
        let path = format!("/v1/mails/{}/{what}", self.mail);
        self.call(&spoc_key(), "POST", &path, body).await
    }
}

/// The mail, once it is taken; the folder is looked at as the clock goes.
async fn taken(fixture: &Fixture) -> MailId {
    for _ in 0..LOOKS {
        let waiting = fixture.mails().waiting(None, 1).await.expect("mails");
        if let Some(mail) = waiting.first() {
            return mail.id;
        }
        fixture.clock.advance(SignedDuration::from_secs(1));
        tokio::time::sleep(PAUSE).await;
    }
    panic!("the mail is never taken")
}

fn posting() -> String {
    json!({"@type": "JobPosting", "title": "Maçon"}).to_string()
}

#[tokio::test]
async fn mails_are_listed_and_shown_with_their_words() {
    let site = Site::start().await;
    let listed = site.get("/v1/mails").await;
    assert_eq!(listed.status, StatusCode::OK);
    assert_eq!(listed.body["mails"][0]["reason"], "no_offer");
    assert_eq!(listed.body["next_page_token"], json!(null));
    let shown = site.get(&format!("/v1/mails/{}", site.mail)).await;
    assert_eq!(shown.body["words"]["sender"], "anne@batir.example");
    assert_eq!(shown.body["words"]["subject"], "Question");
    let none = site.get("/v1/mails?state=offer").await;
    assert_eq!(none.body["mails"], json!([]));
}

#[tokio::test]
async fn a_question_that_makes_no_sense_names_its_field() {
    let site = Site::start().await;
    for (query, pointer) in [
        ("state=lost", "/state"),
        ("limit=1001", "/limit"),
        ("page_token=x", "/page_token"),
    ] {
        let answer = site.get(&format!("/v1/mails?{query}")).await;
        assert!(answer.status.is_client_error(), "{query}: {answer:?}");
        assert!(answer.body.to_string().contains(pointer), "{answer:?}");
    }
    let unknown = site.get("/v1/mails?states=offer").await;
    assert!(unknown.status.is_client_error(), "{unknown:?}");
}

#[tokio::test]
async fn nobody_but_a_spoc_sees_or_does_anything() {
    let site = Site::start().await;
    let employer = site.fixture.employer("Bâtir SRL").await;
    let mail = format!("/v1/mails/{}", site.mail);
    let doors = [
        ("GET", "/v1/mails".to_owned()),
        ("GET", mail.clone()),
        ("POST", format!("{mail}/offer")),
        ("POST", format!("{mail}/ignore")),
    ];
    for (method, path) in doors {
        let as_employer = site.call(&employer.key, method, &path, &posting()).await;
        assert_eq!(as_employer.status, StatusCode::FORBIDDEN, "{path}");
        let request = Request::builder().method(method).uri(&path);
        let without = request.body(Body::empty()).expect("a request");
        let without = site.fixture.call(without).await;
        assert_eq!(without.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let shown = site.get(&mail).await;
    assert_eq!(shown.body["state"], "attention");
}

#[tokio::test]
async fn a_mail_becomes_an_offer_once() {
    let site = Site::start().await;
    let wrong = site.post("offer", "{\"@type\":\"JobPosting\"}").await;
    assert!(wrong.status.is_client_error(), "{wrong:?}");
    let several = site.post("offer", "[]").await;
    assert!(several.status.is_client_error(), "{several:?}");
    let made = site.post("offer", &posting()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let again = site.post("offer", &posting()).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let ignored = site.post("ignore", "").await;
    assert_eq!(ignored.status, StatusCode::CONFLICT);
    let shown = site.get(&format!("/v1/mails/{}", site.mail)).await;
    assert_eq!(shown.body["state"], "offer");
    assert_eq!(shown.body["offer_ids"][0], made.body["offer_id"]);
}

#[tokio::test]
async fn a_mail_that_is_set_aside_stays_so_and_is_harmless_to_set_aside_again() {
    let site = Site::start().await;
    for _ in 0..2 {
        let ignored = site.post("ignore", "").await;
        assert_eq!(ignored.status, StatusCode::OK);
        assert_eq!(ignored.body["reason"], "by_a_person");
    }
    let offer = site.post("offer", &posting()).await;
    assert_eq!(offer.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_mail_that_there_is_not_is_not_found() {
    let site = Site::start().await;
    let nobody = MailId::new(jiff::Timestamp::UNIX_EPOCH, [0; 10]).to_string();
    for id in [nobody.as_str(), "none"] {
        let mail = format!("/v1/mails/{id}");
        assert_eq!(site.get(&mail).await.status, StatusCode::NOT_FOUND);
        for (what, body) in [("offer", posting()), ("ignore", String::new())] {
            let path = format!("{mail}/{what}");
            let answer = site.call(&spoc_key(), "POST", &path, &body).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
