//! What becomes of mails: offers, replies, nothing, or something for a person.

use std::fs;
use std::time::Duration;

use relais_intake::mailbox::{Mail, Outcome};
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::mails_client::MailsClient;
use relais_proto::intake::{
    AddEmployerRequest, ConfirmEmployerRequest, GetMailRequest, IgnoreMailRequest,
    ListAllOffersRequest, ListEmployersRequest, ListMailsRequest, Offer, OfferContent,
    TurnIntoOfferRequest, UnderstoodOfferRequest,
};
use relais_proto::relay::Thread;
use relais_runtime::config::{DropFolder, Mailbox};
use relais_runtime::peer::Peer;
use tempfile::TempDir;

use crate::relay::{OUR_MAIL, Relay};
use crate::site::{Site, until};

pub const OFFER: &str = "Bonjour,\r\n\r\nNous cherchons un maçon (H/F/X) à Herstal, CDI, 38 h/semaine, \
    à partir du 1er juin 2026.\r\n\r\nBien à vous,\r\nAnne Dubois\r\n";

/// A site that decides on what is put into its drop folder.
struct Deciding {
    site: Site,
    relay: Relay,
    folder: TempDir,
}

impl Deciding {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let relay = Relay::default();
        let mailbox = Mailbox::Folder(DropFolder {
            path: folder.path().to_owned(),
            poll: Duration::from_millis(20),
        });
        let site = Site::deciding(relay.peer(), |config| {
            "mx.relais.example".clone_into(&mut config.mails.authserv_id);
            config.mailboxes.insert("offres".to_owned(), mailbox);
        });
        Self {
            site: site.await,
            relay,
            folder,
        }
    }

    fn put(&self, name: &str, text: &str) {
        let draft = self.folder.path().join(format!(".{name}"));
        fs::write(&draft, text).expect("written");
        fs::rename(draft, self.folder.path().join(format!("{name}.eml"))).expect("renamed");
    }

    /// Puts a mail in and waits until it is decided on.
    async fn decided(&self, name: &str, text: &str) -> Mail {
        self.put(name, text);
        self.once_decided(name).await
    }

    async fn once_decided(&self, name: &str) -> Mail {
        let id = format!("{name}@batir.example");
        until("the mail is decided on", async || {
            let mut all = Vec::new();
            for state in ["offer", "reply", "ignored", "attention"] {
                let request = ListMailsRequest {
                    state: state.to_owned(),
                    ..ListMailsRequest::default()
                };
                let listed = self.mails().list_mails(request).await.expect("a list");
                all.extend(listed.into_inner().mails);
            }
            for mail in all {
                let id_of = mail.mail_id.parse().expect("an id");
                let found = self
                    .site
                    .mails()
                    .find(id_of)
                    .await
                    .expect("the store answers");
                if let Some(found) = found.filter(|found| found.message_id == id) {
                    return Some(found);
                }
            }
            None
        })
        .await
    }

    fn peer(&self) -> Peer {
        self.site.service()
    }

    fn mails(&self) -> MailsClient<Peer> {
        MailsClient::new(self.peer())
    }

    fn employers(&self) -> EmployersClient<Peer> {
        EmployersClient::new(self.peer())
    }

    async fn offers(&self) -> Vec<Offer> {
        let mut employers = self.employers();
        let all = employers.list_all_offers(ListAllOffersRequest::default());
        all.await.expect("a list").into_inner().offers
    }

    async fn add_employer(&self, name: &str, email: &str) -> String {
        let request = AddEmployerRequest {
            name: name.to_owned(),
            email: email.to_owned(),
            ..AddEmployerRequest::default()
        };
        let added = self.employers().add_employer(request).await.expect("added");
        added
            .into_inner()
            .employer
            .expect("an employer")
            .employer_id
    }
}

/// A mail of Anne Dubois with these further headers and this text.
pub fn mail(name: &str, headers: &str, text: &str) -> String {
    let now = jiff::Timestamp::now();
    let date =
        jiff::fmt::rfc2822::to_string(&now.to_zoned(jiff::tz::TimeZone::UTC)).expect("a date");
    format!(
        "From: Anne Dubois <anne@batir.example>\r\nTo: offres@relais.example\r\nDate: {date}\r\n\
         Subject: {name}\r\nMessage-ID: <{name}@batir.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n{headers}\r\n{text}"
    )
}

fn attention(reason: &str) -> Outcome {
    Outcome::Attention(reason.to_owned())
}

fn ignored(reason: &str) -> Outcome {
    Outcome::Ignored(reason.to_owned())
}

#[tokio::test]
async fn an_offer_is_taken_in_with_what_was_understood_and_the_words_that_say_it() {
    let here = Deciding::start().await;
    let employer = here.add_employer("Bâtir SRL", "rh@batir.example").await;
    let decided = here.decided("macon", &mail("macon", "", OFFER)).await;
    assert_eq!(decided.outcome, Some(Outcome::Offer));
    let offer = here.offers().await.remove(0);
    assert_eq!(
        (offer.channel.as_str(), offer.employer_id),
        ("mail", employer)
    );
    let content = offer.content.expect("content");
    assert_eq!(content.title, "maçon");
    assert_eq!(content.job_location[0].address_locality, "Herstal");
    assert_eq!(content.job_start_date, "2026-06-01");
    assert_eq!(
        content.application_contact.expect("a contact").email,
        "anne@batir.example"
    );
    let request = UnderstoodOfferRequest {
        offer_id: offer.offer_id,
    };
    let understood = here
        .mails()
        .understood_offer(request)
        .await
        .expect("an answer");
    let understood = understood
        .into_inner()
        .understood
        .expect("what was understood");
    assert_eq!(understood.message_id, "macon@batir.example");
    let place = understood.fields.iter().find(|field| field.name == "place");
    let place = place.expect("a place");
    assert_eq!(
        (place.value.as_str(), place.part.as_str()),
        ("Herstal", "body")
    );
    assert!(place.quote.contains("Herstal"), "{place:?}");
}

#[tokio::test]
async fn several_offers_of_one_mail_become_several_that_know_of_each_other() {
    let here = Deciding::start().await;
    let text = "Bonjour,\r\n\r\nNous avons deux postes :\r\n\r\n1. Maçon\r\nLieu : Herstal\r\n\
        Contrat : CDI\r\n\r\n2. Soudeur\r\nLieu : Seraing\r\nContrat : CDD\r\n\r\nBien à vous\r\n";
    here.decided("deux", &mail("deux", "", text)).await;
    let offers = here.offers().await;
    assert_eq!(offers.len(), 2);
    assert_eq!(offers[0].employer_id, offers[1].employer_id);
    assert_ne!(offers[0].case_ref, offers[1].case_ref);
}

#[tokio::test]
async fn a_sender_whom_nobody_knows_becomes_an_employer_to_be_confirmed() {
    let here = Deciding::start().await;
    here.decided("macon", &mail("macon", "", OFFER)).await;
    here.decided(
        "encore",
        &mail("encore", "", &OFFER.replace("maçon", "soudeur")),
    )
    .await;
    let unconfirmed = ListEmployersRequest { unconfirmed: true };
    let listed = here
        .employers()
        .list_employers(unconfirmed)
        .await
        .expect("a list");
    let employers = listed.into_inner().employers;
    assert_eq!(employers.len(), 1, "one for both mails");
    assert_eq!(employers[0].name, "Anne Dubois");
    let request = ConfirmEmployerRequest {
        employer_id: employers[0].employer_id.clone(),
        name: "Bâtir SRL".to_owned(),
    };
    let confirmed = here
        .employers()
        .confirm_employer(request)
        .await
        .expect("confirmed");
    let confirmed = confirmed.into_inner();
    assert_eq!(
        (confirmed.name.as_str(), confirmed.unconfirmed),
        ("Bâtir SRL", false)
    );
    let listed = here
        .employers()
        .list_employers(unconfirmed)
        .await
        .expect("a list");
    assert!(listed.into_inner().employers.is_empty());
}

#[tokio::test]
async fn a_mail_that_was_not_sent_in_the_name_of_its_sender_is_for_a_person() {
    let here = Deciding::start().await;
    here.add_employer("Bâtir SRL", "anne@batir.example").await;
    let failed =
        "Authentication-Results: mx.relais.example; dmarc=fail header.from=batir.example\r\n";
    let decided = here.decided("macon", &mail("macon", failed, OFFER)).await;
    assert_eq!(decided.outcome, Some(attention("sender_failed")));
    assert!(here.offers().await.is_empty());
}

#[tokio::test]
async fn mails_that_nobody_wrote_open_nothing() {
    let here = Deciding::start().await;
    let cases = [
        (
            "absence",
            "Auto-Submitted: auto-replied\r\n",
            "out_of_office",
            "Je suis absente.\r\n",
        ),
        (
            "lettre",
            "List-Unsubscribe: <https://news.example>\r\n",
            "newsletter",
            OFFER,
        ),
        ("pub", "X-Spam-Flag: YES\r\n", "spam", OFFER),
    ];
    for (name, headers, reason, text) in cases {
        let decided = here.decided(name, &mail(name, headers, text)).await;
        assert_eq!(decided.outcome, Some(ignored(reason)));
    }
    assert!(here.offers().await.is_empty());
}

/// A report that our mail about the known case did not arrive.
pub fn bounce() -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: offres@relais.example\r\nSubject: Undelivered\r\n\
         Message-ID: <bounce@batir.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n\
         Not delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; gone@batir.example\r\n\
         Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Message-ID: <{OUR_MAIL}>\r\n\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn a_bounce_is_told_to_the_relay() {
    let here = Deciding::start().await;
    let decided = here.decided("bounce", &bounce()).await;
    assert_eq!(decided.outcome, Some(ignored("bounce")));
    let told = here.relay.bounces().remove(0);
    assert_eq!((told.message_id.as_str(), told.permanent), (OUR_MAIL, true));
    assert_eq!(told.address, "gone@batir.example");
}

/// A site with an offer whose case the relay knows.
async fn with_a_case(sender_known: bool) -> Deciding {
    let here = Deciding::start().await;
    here.decided("macon", &mail("macon", "", OFFER)).await;
    let offer = here.offers().await.remove(0);
    here.relay.knows(Thread {
        case_ref: offer.case_ref,
        offer_id: offer.offer_id,
        employer_id: offer.employer_id,
        sender_known,
        link: "message".to_owned(),
        ..Thread::default()
    });
    here
}

pub fn reply(name: &str, text: &str) -> String {
    mail(name, &format!("In-Reply-To: <{OUR_MAIL}>\r\n"), text)
}

#[tokio::test]
async fn a_correction_in_words_changes_the_offer_and_joins_the_case() {
    let here = with_a_case(true).await;
    let decided = here
        .decided("re", &reply("re", "C'est à Seraing, pas Herstal.\r\n"))
        .await;
    assert_eq!(decided.outcome, Some(Outcome::Reply));
    let offer = here.offers().await.remove(0);
    assert_eq!(offer.version, 2);
    assert_eq!(
        offer.content.expect("content").job_location[0].address_locality,
        "Seraing"
    );
    let joined = here.relay.joined().remove(0);
    assert_eq!(
        (joined.intent.as_str(), joined.corrected),
        ("correction", true)
    );
    assert!(joined.words.contains("pas Herstal"));
}

#[tokio::test]
async fn what_an_unconfirmed_sender_writes_changes_nothing() {
    let here = with_a_case(false).await;
    here.decided("re", &reply("re", "C'est à Seraing, pas Herstal.\r\n"))
        .await;
    assert_eq!(here.offers().await[0].version, 1);
    let joined = here.relay.joined().remove(0);
    assert!(!joined.sender_known && !joined.corrected);
}

#[tokio::test]
async fn that_a_post_is_filled_is_told_and_changes_nothing() {
    let here = with_a_case(true).await;
    here.decided(
        "re",
        &reply("re", "Bonjour, le poste est déjà pourvu, merci.\r\n"),
    )
    .await;
    assert_eq!(here.relay.joined()[0].intent, "no_longer_open");
    assert_eq!(here.offers().await[0].version, 1);
}

#[tokio::test]
async fn while_the_relay_is_away_mails_wait_and_nothing_is_lost_or_done_twice() {
    let mut here = with_a_case(true).await;
    here.relay.set_away(true);
    here.put("re", &reply("re", "C'est à Seraing, pas Herstal.\r\n"));
    here.site.once_waiting(1).await;
    here.site.stop().await;
    here.relay.set_away(false);
    here.site.start().await;
    here.once_decided("re").await;
    assert_eq!(here.relay.joined().len(), 1);
    assert_eq!(here.offers().await[0].version, 2);
}

#[tokio::test]
async fn what_holds_no_offer_is_listed_for_a_person_who_turns_it_into_one() {
    let here = Deciding::start().await;
    let text = "Bonjour, pouvez-vous me rappeler au sujet de vos services ?\r\n";
    let decided = here.decided("question", &mail("question", "", text)).await;
    assert_eq!(decided.outcome, Some(attention("no_offer")));
    let listed = here
        .mails()
        .list_mails(ListMailsRequest::default())
        .await
        .expect("a list");
    let listed = listed.into_inner().mails.remove(0);
    let mail_id = listed.mail_id;
    let request = GetMailRequest {
        mail_id: mail_id.clone(),
    };
    let shown = here
        .mails()
        .get_mail(request)
        .await
        .expect("a mail")
        .into_inner();
    let words = shown.words.expect("its words");
    assert_eq!(
        (words.sender.as_str(), words.subject.as_str()),
        ("anne@batir.example", "question")
    );
    let request = TurnIntoOfferRequest {
        mail_id: mail_id.clone(),
        content: Some(OfferContent {
            title: "Maçon".to_owned(),
            ..OfferContent::default()
        }),
        ..TurnIntoOfferRequest::default()
    };
    let turned = here
        .mails()
        .turn_into_offer(request.clone())
        .await
        .expect("an offer");
    assert_eq!(
        here.offers().await[0].offer_id,
        turned.into_inner().offer_id
    );
    let again = here
        .mails()
        .turn_into_offer(request)
        .await
        .expect_err("it is decided");
    assert_eq!(again.code(), tonic::Code::FailedPrecondition);
}

#[tokio::test]
async fn a_person_sets_a_mail_aside() {
    let here = Deciding::start().await;
    let decided = here
        .decided("question", &mail("question", "", "Bonjour !\r\n"))
        .await;
    let request = IgnoreMailRequest {
        mail_id: decided.id.to_string(),
    };
    let ignored = here
        .mails()
        .ignore_mail(request)
        .await
        .expect("ignored")
        .into_inner();
    assert_eq!(
        (ignored.state.as_str(), ignored.reason.as_str()),
        ("ignored", "by_a_person")
    );
}
