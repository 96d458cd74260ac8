//! From a mailbox to offers, and back to the folders of the mailbox.

use relais_proto::intake::ListAllOffersRequest;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::relay::Thread;

use crate::dovecot::{Dovecot, deliver};
use crate::relay::{OUR_MAIL, Relay};
use crate::site::{Site, mail, until};

#[tokio::test]
async fn mails_are_decided_on_and_filed_where_they_belong() {
    let server = Dovecot::start();
    let relay = Relay::default();
    let site = Site::deciding(relay.peer(), |config| {
        let mailbox = server.mailbox("offres");
        config.mailboxes.insert("offres".to_owned(), mailbox);
    })
    .await;
    let offer = recent("macon", "");
    deliver(server.lmtp(), "offres@relais.example", offer.as_bytes());
    let offer = until("there is an offer", async || {
        let mut employers = EmployersClient::new(site.service());
        let all = employers.list_all_offers(ListAllOffersRequest::default());
        all.await.expect("a list").into_inner().offers.pop()
    })
    .await;
    relay.knows(Thread {
        case_ref: offer.case_ref,
        offer_id: offer.offer_id,
        sender_known: true,
        ..Thread::default()
    });
    let answer = format!("In-Reply-To: <{OUR_MAIL}>\r\n");
    server.put("offres", "2", &recent("reponse", &answer));
    let bulk = "List-Unsubscribe: <https://news.example>\r\n";
    server.put("offres", "3", &recent("nouvelles", bulk));
    for folder in ["offers", "replies", "ignored"] {
        until(&format!("one lies in {folder}"), async || {
            let files = server.files("offres", &format!("Relais/{folder}"));
            (files.len() == 1).then_some(())
        })
        .await;
    }
    assert!(relay.bounces().is_empty());
    relay.set_away(false);
    assert_eq!(relay.joined().len(), 1);
}

/// A mail with these further headers that offers work.
fn recent(subject: &str, headers: &str) -> String {
    let offer = "Nous cherchons un maçon à Herstal, CDI, 38 h/semaine.";
    let text = mail(subject).replace("un maçon pour Herstal.", offer);
    format!("{headers}{text}")
}
