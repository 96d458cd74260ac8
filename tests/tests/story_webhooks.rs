//! An employer whose own system takes webhooks, and is out of order for days.

use std::time::Duration;

use jiff::SignedDuration;
use relais_proto::intake::SetWebhookRequest;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::relay::outbox_client::OutboxClient;
use relais_proto::relay::{ListDeadLettersRequest, Message, ReplayDeadLettersRequest};
use relais_tests::hook::{Call, Hook};
use relais_tests::sandbox::{Cast, Sandbox, posting};
use reqwest::StatusCode;
use standardwebhooks::Webhook;

async fn listening(sandbox: &Sandbox, cast: &Cast, hook: &Hook) -> Webhook {
    let request = SetWebhookRequest {
        employer_id: cast.employer.id.clone(),
        url: hook.url(),
    };
    let mut employers = EmployersClient::new(sandbox.node().peer());
    let set = employers.set_webhook(request).await.expect("a webhook");
    Webhook::new(&set.into_inner().secret).expect("a secret as the specification has it")
}

async fn dead(cast: &Cast) -> Vec<Message> {
    let mut outbox = OutboxClient::new(cast.spoc.peer.clone());
    let listed = outbox
        .list_dead_letters(ListDeadLettersRequest { limit: 10 })
        .await;
    listed.expect("the dead letters").into_inner().messages
}

/// What every call must be: signed for this employer, and free of names and scores.
fn is_genuine(webhook: &Webhook, call: &Call) {
    let body = std::str::from_utf8(&call.body).expect("JSON is UTF-8");
    assert!(!body.contains("score") && !body.contains("Amina"), "{body}");
    let signed = call.headers.contains_key("webhook-signature");
    assert!(signed && call.headers.contains_key("webhook-timestamp"));
    // The verifier looks at the machine's own clock too, which this story's does not follow.
    let timestamp = call.headers["webhook-timestamp"]
        .to_str()
        .expect("a number");
    let at = timestamp.parse().expect("a number");
    let expected = webhook
        .sign(&call.id(), at, &call.body)
        .expect("a signature");
    let given = call.headers["webhook-signature"].to_str().expect("a text");
    assert!(given.split(' ').any(|one| one == expected), "{given}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_signed_and_comes_with_every_change() {
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let hook = Hook::start(StatusCode::NO_CONTENT).await.expect("a system");
    let webhook = listening(&sandbox, &cast, &hook).await;
    let receipt = cast.employer.rest.submit(&posting("hook")).await;
    let case = receipt.expect("a receipt")["case_ref"].clone();
    let call = sandbox
        .until("a call", async || Ok(hook.calls().into_iter().next()))
        .await
        .expect("the system is called");
    is_genuine(&webhook, &call);
    let body = String::from_utf8_lossy(&call.body).into_owned();
    assert!(body.contains(case.as_str().expect("a reference")), "{body}");
    sandbox.finish().await.expect("nothing is left undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_system_out_of_order_gets_its_webhooks_later_under_the_same_id() {
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let hook = Hook::start(StatusCode::INTERNAL_SERVER_ERROR)
        .await
        .expect("a system");
    let webhook = listening(&sandbox, &cast, &hook).await;
    cast.employer
        .rest
        .submit(&posting("out"))
        .await
        .expect("a receipt");

    let given_up = sandbox
        .until("the last attempt", async || {
            let attempts = hook.calls().len();
            // What came of the last one is written down by then.
            tokio::time::sleep(Duration::from_millis(500)).await;
            let letters = dead(&cast).await;
            if letters.is_empty() && attempts > 0 && attempts == hook.calls().len() {
                // Whole days, so that the next attempt is always due.
                sandbox.pass(SignedDuration::from_hours(25));
            }
            Ok(letters.into_iter().find(|letter| letter.kind == "webhook"))
        })
        .await
        .expect("it is given up and kept");
    let calls = hook.calls();
    assert_eq!(u32::try_from(calls.len()).expect("few"), given_up.attempts);
    assert!(calls.len() >= 5, "{} attempts", calls.len());
    assert!(calls.iter().all(|call| call.id() == calls[0].id()));

    hook.answer_with(StatusCode::OK);
    let mut outbox = OutboxClient::new(cast.spoc.peer.clone());
    let replay = ReplayDeadLettersRequest {
        message_ids: vec![given_up.message_id],
    };
    let replayed = outbox.replay_dead_letters(replay).await.expect("a replay");
    assert_eq!(replayed.into_inner().replayed, 1);
    sandbox
        .until("the call to come through", async || {
            Ok((hook.calls().len() > calls.len()).then_some(()))
        })
        .await
        .expect("it is sent again");
    let last = hook.calls().pop().expect("the last call");
    assert_eq!(last.id(), calls[0].id());
    is_genuine(&webhook, &last);
    sandbox
        .until("no dead letter to be left", async || {
            Ok(dead(&cast).await.is_empty().then_some(()))
        })
        .await
        .expect("all went out");
    sandbox.finish().await.expect("nothing is left undone");
}
