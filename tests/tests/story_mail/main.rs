//! By mail alone: an offer in a PDF, a correction in words, a nomination, the answer, the hiring;
//! by each way that mails come in.

mod bad_input;
mod hostile;
mod letters;
mod threads;
mod ways;

use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::mails_client::MailsClient;
use relais_proto::intake::{ListAllOffersRequest, ListMailsRequest, Mail as TakenMail, Offer};
use relais_proto::relay::Answer;
use relais_tests::pdf::pdf;
use relais_tests::sandbox::{Cast, Sandbox};

use letters::{EMPLOYER, address_of, reply, with_pdf};
use ways::{ADDRESS, Way};

async fn offers(sandbox: &Sandbox) -> Vec<Offer> {
    let mut employers = EmployersClient::new(sandbox.inside.clone());
    let all = employers.list_all_offers(ListAllOffersRequest::default());
    all.await.expect("a list").into_inner().offers
}

async fn in_state(sandbox: &Sandbox, state: &str) -> Vec<TakenMail> {
    let request = ListMailsRequest {
        state: state.to_owned(),
        limit: 1_000,
        ..ListMailsRequest::default()
    };
    let mut mails = MailsClient::new(sandbox.inside.clone());
    let listed = mails.list_mails(request);
    listed.await.expect("a list").into_inner().mails
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_by_a_folder() {
    Box::pin(an_offer_in_a_pdf_is_corrected_in_words_answered_and_filled(
        Way::folder(),
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_by_our_own_port() {
    Box::pin(an_offer_in_a_pdf_is_corrected_in_words_answered_and_filled(
        Way::lmtp(),
    ))
    .await;
}

#[cfg(feature = "servers")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_by_a_mailbox_on_a_server() {
    Box::pin(an_offer_in_a_pdf_is_corrected_in_words_answered_and_filled(
        Way::dovecot(),
    ))
    .await;
}

async fn an_offer_in_a_pdf_is_corrected_in_words_answered_and_filled(way: Way) {
    let sandbox = way.site().await;
    let cast = sandbox.cast().await.expect("everybody");
    let offer = taken(&sandbox, &way, &cast).await;
    corrected(&sandbox, &way, &offer).await;
    let nomination = sandbox.nominate(&cast.worker, &offer.case_ref).await;
    let answer = Answer {
        kind: "proposed".to_owned(),
        nomination_ids: vec![nomination.expect("a nomination")],
        message: "Amina connaît bien la brique.".to_owned(),
        ..Answer::default()
    };
    let answered = sandbox.answer(&cast.spoc, &offer.case_ref, answer).await;
    assert!(answered.expect("an answered case").answered_in_time);
    hired_by_link(&sandbox, &cast, &offer.case_ref).await;
    assert_eq!(way.left(), 0, "every mail lies where it belongs");
    sandbox.finish().await.expect("nothing is left undone");
}

async fn taken(sandbox: &Sandbox, way: &Way, cast: &Cast) -> Offer {
    let lines = [
        "Fonction : Macon",
        "Lieu de travail : Herstal",
        "Contrat : CDI",
        "Horaire : 38 h par semaine",
    ];
    way.send("offre", ADDRESS, &with_pdf("offre", &pdf(&lines)));
    way.filed(sandbox, "offer", 1).await;
    let offer = offers(sandbox).await.remove(0);
    assert_eq!(
        (&offer.employer_id, offer.channel.as_str()),
        (&cast.employer.id, "mail")
    );
    let content = offer.content.clone().expect("content");
    assert_eq!(content.title, "Macon");
    assert_eq!(content.job_location[0].address_locality, "Herstal");
    offer
}

/// The acknowledgement shows what was understood, and is answered in words.
async fn corrected(sandbox: &Sandbox, way: &Way, offer: &Offer) {
    let acknowledgement = sandbox.mail_to(EMPLOYER, &offer.case_ref).await;
    let acknowledgement = acknowledgement.expect("the acknowledgement");
    let words = acknowledgement.text();
    for understood in ["Macon", "Herstal", "38"] {
        assert!(words.contains(understood), "{understood} in:\n{words}");
    }
    let answers_to = address_of(&acknowledgement);
    assert!(answers_to.contains("offres+"), "{answers_to}");
    let correction = reply(
        &acknowledgement,
        "Bonjour,\r\n\r\nC'est Seraing, pas Herstal.",
    );
    way.send("re", answers_to.trim_matches(['<', '>']), &correction);
    way.filed(sandbox, "reply", 1).await;
    let now = offers(sandbox).await.remove(0);
    let content = now.content.expect("content");
    assert_eq!(
        (
            now.version,
            content.job_location[0].address_locality.as_str()
        ),
        (2, "Seraing")
    );
}

async fn hired_by_link(sandbox: &Sandbox, cast: &Cast, case: &str) {
    let mail = sandbox
        .mail_to(EMPLOYER, "Amina")
        .await
        .expect("the answer");
    let client = reqwest::Client::new();
    for link in mail.links().iter().filter(|link| link.contains("/r/")) {
        let page = client.get(link).send().await.expect("a page");
        let page = page.text().await.expect("its text");
        if page.contains("name=\"contract\"") {
            let form = "contract=permanent&starts_on=2026-05-11&reason=&message=Bienvenue";
            let posted = client
                .post(link)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form);
            let posted = posted.send().await.expect("an answer");
            assert!(posted.status().is_success());
        }
    }
    let seen = sandbox.case(&cast.spoc, case).await.expect("the case");
    assert_eq!(seen.nominations[0].state, "hired");
}
