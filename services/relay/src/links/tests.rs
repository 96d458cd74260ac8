//! What a click does, and what it never does.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::SignedDuration;
use relais_domain::case::{ContractType, EmployerReply, RepliedBy};
use relais_domain::ids::MessageId;
use relais_domain::{Clock as _, Error};
use relais_messages::Language;
use relais_messages::page::Action;
use relais_store::Store;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::{LinkMaker, Recorded, ReplySink, Said, Target, routes, use_up};
use crate::outgoing::tests::world::{AMINA, World, nomination, offer};

const FORM: &str = "application/x-www-form-urlencoded";

/// Takes replies in as the relay does, without a case.
#[derive(Clone)]
struct Sink {
    store: Store,
    now: jiff::Timestamp,
    said: Arc<Mutex<Vec<Said>>>,
    refuses: bool,
}

impl ReplySink for Sink {
    async fn record(&self, said: Said) -> Result<Recorded, Error> {
        if self.refuses {
            return Err(Error::conflict("the case is closed"));
        }
        let (link, now) = (said.link, self.now);
        let write = self
            .store
            .write(move |tx| Box::pin(async move { Ok(use_up(tx, link, now).await?) }));
        if !write.await? {
            return Ok(Recorded::Before);
        }
        self.said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(said);
        Ok(Recorded::Now)
    }
}

struct Door {
    world: World,
    sink: Sink,
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

impl Door {
    async fn open() -> Self {
        Self::with(false).await
    }

    async fn with(refuses: bool) -> Self {
        let world = World::new().await;
        let store = world.store.clone();
        let sink = Sink {
            store,
            now: world.clock.now(),
            said: Arc::default(),
            refuses,
        };
        let router = routes(Arc::new(sink.clone()), &world.courier());
        Self {
            world,
            sink,
            router,
        }
    }

    /// The path of a link in a mail that is sent now.
    fn link(&self, action: Action) -> String {
        let whole = matches!(action, Action::NoLongerOpen | Action::StillOpen);
        let target = Target {
            offer: offer(),
            nomination: (!whole).then(|| nomination(AMINA)),
            action,
            language: Language::Fr,
        };
        let maker = LinkMaker {
            signer: &self.world.signer,
            base_url: "",
            message: MessageId(Uuid::from_u128(77)),
            now: self.world.clock.now(),
        };
        maker.url(&target).expect("short enough")
    }

    async fn get(&self, path: &str, accept: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, accept);
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, FORM);
        self.ask(
            request
                .body(Body::from(form.to_owned()))
                .expect("a request"),
        )
        .await
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        let body = String::from_utf8(bytes.to_vec()).expect("text");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    fn said(&self) -> Vec<Said> {
        self.sink
            .said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[tokio::test]
async fn opening_a_link_says_what_it_will_do_and_changes_nothing() {
    let door = Door::open().await;
    let page = door.get(&door.link(Action::Interview), "text/html").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "Rencontrer cette personne",
        "Amina Diallo",
        "<form method=\"post\">",
    ] {
        assert!(page.body.contains(part), "no {part:?} in {}", page.body);
    }
    assert!(
        page.body.contains("Maçon·ne &lt;coffreur&gt;"),
        "{}",
        page.body
    );
    assert!(door.said().is_empty());
}

#[tokio::test]
async fn confirming_records_once_however_often_it_is_pressed() {
    let door = Door::open().await;
    let link = door.link(Action::Interview);
    let first = door.post(&link, "message=Mardi+%C3%A0+10h+%3F").await;
    assert!(first.body.contains("C’est enregistré"), "{}", first.body);
    let second = door.post(&link, "").await;
    assert_eq!(second.status, StatusCode::OK);
    assert!(second.body.contains("déjà enregistré"), "{}", second.body);
    let said = door.said();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].offer, offer());
    assert_eq!(said[0].reply.nomination, Some(nomination(AMINA)));
    assert_eq!(said[0].reply.reply, EmployerReply::Interview);
    assert_eq!(said[0].reply.by, RepliedBy::Link);
    assert_eq!(said[0].message.as_deref(), Some("Mardi à 10h ?"));
}

#[tokio::test]
async fn a_hiring_needs_a_contract_and_a_start() {
    let door = Door::open().await;
    let link = door.link(Action::Hired);
    for form in [
        "",
        "contract=permanent",
        "contract=permanent&starts_on=tomorrow",
        "contract=x",
    ] {
        let page = door.post(&link, form).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(page.body.contains("role=\"alert\""), "{}", page.body);
    }
    assert!(door.said().is_empty());
    let done = door
        .post(&link, "contract=permanent&starts_on=2026-06-01&message=")
        .await;
    assert_eq!(done.status, StatusCode::OK);
    let expected = EmployerReply::Hired {
        contract: ContractType::Permanent,
        starts_on: jiff::civil::date(2026, 6, 1),
    };
    assert_eq!(
        (door.said()[0].reply.reply, &door.said()[0].message),
        (expected, &None)
    );
}

#[tokio::test]
async fn a_refusal_needs_a_reason_and_a_message_has_a_limit() {
    let door = Door::open().await;
    let link = door.link(Action::Refused);
    assert_eq!(door.post(&link, "").await.status, StatusCode::BAD_REQUEST);
    let long = format!("reason=skills&message={}", "x".repeat(2001));
    let page = door.post(&link, &long).await;
    assert!(page.body.contains("2000 signes au plus"), "{}", page.body);
    assert!(door.said().is_empty());
    assert_eq!(
        door.post(&link, "reason=skills").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_form_larger_than_any_that_a_page_sends_is_refused() {
    let door = Door::open().await;
    let flood = format!("reason=skills&message={}", "x".repeat(1 << 20));
    let page = door.post(&door.link(Action::Refused), &flood).await;
    assert!(page.status.is_client_error() || page.status.is_server_error());
    assert!(door.said().is_empty());
}

#[tokio::test]
async fn an_offer_is_said_to_be_no_longer_open_without_naming_anybody() {
    let door = Door::open().await;
    let link = door.link(Action::NoLongerOpen);
    let page = door.get(&link, "text/html").await;
    assert!(!page.body.contains("Amina"), "{}", page.body);
    door.post(&link, "").await;
    assert_eq!(door.said()[0].reply.nomination, None);
}

#[tokio::test]
async fn an_offer_is_said_to_be_still_open() {
    let door = Door::open().await;
    let link = door.link(Action::StillOpen);
    let page = door.get(&link, "text/html").await;
    assert!(page.body.contains("toujours ouverte"), "{}", page.body);
    door.post(&link, "").await;
    assert_eq!(door.said()[0].reply.reply, EmployerReply::StillOpen);
    assert_eq!(door.said()[0].reply.nomination, None);
}

#[tokio::test]
async fn an_expired_link_says_what_to_do() {
    let door = Door::open().await;
    let link = door.link(Action::Interested);
    door.world.later(SignedDuration::from_hours(60 * 24));
    for answer in [
        door.get(&link, "text/html").await,
        door.post(&link, "").await,
    ] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(answer.body.contains("Ce lien a expiré"), "{}", answer.body);
    }
    assert!(door.said().is_empty());
}

#[tokio::test]
async fn a_link_that_was_changed_or_cut_does_nothing() {
    let door = Door::open().await;
    let link = door.link(Action::Interested);
    let mut changed = link.clone();
    let last = changed.pop().expect("a token");
    changed.push(if last == 'A' { 'B' } else { 'A' });
    let cut = link[..link.len() / 2].to_owned();
    for broken in [
        changed,
        cut,
        "/r/x".to_owned(),
        format!("/r/{}", "A".repeat(5000)),
    ] {
        let answer = door.post(&broken, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{broken}");
        assert!(answer.body.contains("incomplet"), "{}", answer.body);
    }
    assert!(door.said().is_empty());
}

#[tokio::test]
async fn what_the_case_no_longer_allows_is_explained() {
    let door = Door::with(true).await;
    let page = door.post(&door.link(Action::Interested), "").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.body.contains("Ce n’est plus possible"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_link_about_an_erased_person_shows_nothing_of_them() {
    let door = Door::open().await;
    door.world.peers.know().shareable.clear();
    let page = door.get(&door.link(Action::Interested), "text/html").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.body.contains("Amina"), "{}", page.body);
}

#[tokio::test]
async fn programs_are_answered_in_json() {
    let door = Door::open().await;
    let link = door.link(Action::Interview);
    let shown = door.get(&link, "application/json").await;
    let shown: serde_json::Value = serde_json::from_str(&shown.body).expect("JSON");
    assert_eq!(
        (&shown["action"], &shown["person"]),
        (&"interview".into(), &"Amina Diallo".into())
    );
    let post = |body: &'static str| {
        Request::post(&link)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .expect("a request")
    };
    let done = door.ask(post(r#"{"message":"Mardi"}"#)).await;
    assert_eq!(done.body, r#"{"status":"recorded"}"#);
    assert_eq!(
        door.ask(post("{}")).await.body,
        r#"{"status":"recorded_before"}"#
    );
    let broken = door.ask(post("[")).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert_eq!(door.said()[0].message.as_deref(), Some("Mardi"));
}

#[tokio::test]
async fn every_answer_keeps_the_link_to_itself() {
    let door = Door::open().await;
    let link = door.link(Action::Interview);
    let answers = [
        door.get(&link, "text/html").await,
        door.get(&link, "application/json").await,
        door.post(&link, "").await,
        door.get("/r/x", "text/html").await,
    ];
    for answer in answers {
        let header = |name| {
            answer
                .headers
                .get(name)
                .and_then(|it| it.to_str().ok())
                .unwrap_or("")
        };
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
    }
}

/// The path of the page that corrects the offer.
fn correction(door: &Door) -> String {
    let maker = LinkMaker {
        signer: &door.world.signer,
        base_url: "",
        message: MessageId(Uuid::from_u128(77)),
        now: door.world.clock.now(),
    };
    maker
        .correction(offer(), Language::Fr)
        .expect("short enough")
}

#[tokio::test]
async fn the_page_that_corrects_an_offer_shows_what_it_says() {
    let door = Door::open().await;
    let page = door.get(&correction(&door), "text/html").await;
    assert_eq!(page.status, StatusCode::OK);
    let title = "name=\"title\" value=\"Maçon·ne &lt;coffreur&gt;\" required";
    assert!(page.body.contains(title), "{}", page.body);
    assert!(
        page.body.contains("name=\"version\" value=\"0\""),
        "{}",
        page.body
    );
    assert!(
        door.world.peers.know().corrections.is_empty(),
        "looking changes nothing"
    );
}

#[tokio::test]
async fn a_correction_goes_to_intake_with_the_version_that_was_seen() {
    let door = Door::open().await;
    let form = "version=0&title=Coffreur&postal_code=4040&locality=Herstal&openings=3";
    let answer = door.post(&correction(&door), form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let asked = door.world.peers.know().corrections.clone();
    let content = asked[0].content.as_ref().expect("a content");
    assert_eq!(asked[0].offer_id, offer().to_string());
    assert_eq!(
        (content.title.as_str(), content.total_job_openings),
        ("Coffreur", 3)
    );
    assert_eq!(
        content.identifier, "job-7",
        "what the form does not show stays"
    );
}

#[tokio::test]
async fn whoever_corrects_what_was_changed_meanwhile_sees_what_it_says_now() {
    let door = Door::open().await;
    if let Some(offer) = &mut door.world.peers.know().correspondence.offer {
        offer.version = 4;
    }
    let answer = door
        .post(&correction(&door), "version=3&title=Coffreur")
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(
        answer.body.contains("changée entre-temps"),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("name=\"version\" value=\"4\""),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_correction_without_a_title_is_asked_again_and_keeps_the_rest() {
    let door = Door::open().await;
    let answer = door
        .post(&correction(&door), "version=0&title=&locality=Herstal")
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer.body.contains("À revoir : Fonction."),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("value=\"Herstal\""), "{}", answer.body);
}

#[tokio::test]
async fn what_is_asked_and_paid_is_corrected_in_words() {
    let door = Door::open().await;
    let page = door.get(&correction(&door), "text/html").await;
    assert!(
        page.body
            .contains("name=\"languages\" value=\"français B1\""),
        "{}",
        page.body
    );
    let form = "version=0&title=Coffreur&languages=n%C3%A9erlandais+A2&licences=B%2C+CE&pay_min=15%2C50&pay_unit=HOUR";
    let answer = door.post(&correction(&door), form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let sent = door.world.peers.know().corrections.clone();
    let content = sent[0].content.clone().expect("a content");
    let asked = content.asked.expect("said anew");
    assert_eq!(
        (
            asked.languages[0].code.as_str(),
            asked.languages[0].cefr.as_str()
        ),
        ("nl", "A2")
    );
    assert_eq!(asked.licences, ["B", "CE"]);
    assert_eq!(content.base_salary.map(|it| it.min_cents), Some(1_550));
}

#[tokio::test]
async fn what_cannot_be_understood_is_named_with_its_remedy() {
    let door = Door::open().await;
    let form = "version=0&title=Coffreur&languages=klingon&pay_min=15";
    let answer = door.post(&correction(&door), form).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    for told in [
        "À revoir : Langue, Salaire.",
        "A1 à C2",
        "la période",
        "klingon",
    ] {
        assert!(answer.body.contains(told), "{told}: {}", answer.body);
    }
    assert!(door.world.peers.know().corrections.is_empty());
}

#[tokio::test]
async fn a_link_for_one_page_opens_no_other() {
    let door = Door::open().await;
    let reply = door.link(Action::NoLongerOpen).replace("/r/", "/c/");
    let correct = correction(&door).replace("/c/", "/r/");
    for path in [reply, correct] {
        assert_eq!(
            door.get(&path, "text/html").await.status,
            StatusCode::NOT_FOUND
        );
    }
}
