//! Servers that die, renumber and lose what they knew.

use relais_intake::mailbox::{MailKey, Outcome};

use crate::dovecot::{Dovecot, opened};
use crate::site::{Site, mail, until};

#[tokio::test]
async fn a_server_killed_while_it_is_watched_is_found_again() {
    let mut server = Dovecot::start();
    server.put("offres", "1", &mail("macon"));
    let site = Site::watching(server.mailbox("offres")).await;
    site.once_waiting(1).await;
    server.kill();
    server.restart();
    server.put("offres", "2", &mail("soudeur"));
    site.once_waiting(2).await;
}

#[tokio::test]
async fn a_server_that_is_away_at_the_start_is_waited_for() {
    let mut server = Dovecot::start();
    server.stop();
    let site = Site::watching(server.mailbox("offres")).await;
    server.put("offres", "1", &mail("macon"));
    server.restart();
    site.once_waiting(1).await;
}

#[tokio::test]
async fn a_server_that_numbers_anew_brings_no_mail_twice_and_files_it_all_the_same() {
    let mut server = Dovecot::start();
    server.put("offres", "1", &mail("macon"));
    let mut site = Site::watching(server.mailbox("offres")).await;
    let before = site.once_waiting(1).await;
    site.stop().await;
    server.stop();
    server.renumber("offres");
    server.restart();
    server.put("offres", "2", &mail("soudeur"));
    site.start().await;
    let after = site.once_waiting(2).await;
    assert_eq!(after[0], before[0]);
    site.decide(before[0].id, Outcome::Offer).await;
    until("it is filed", async || {
        (server.files("offres", "Relais/offers").len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn flags_that_are_lost_bring_no_mail_twice() {
    let mut server = Dovecot::start();
    server.put("offres", "1", &mail("macon"));
    let inbox = server.maildir("offres", "INBOX");
    std::fs::rename(inbox.join("new/1"), inbox.join("cur/1:2,FS")).expect("read");
    let site = Site::watching(server.mailbox("offres")).await;
    site.once_waiting(1).await;
    server.stop();
    std::fs::rename(inbox.join("cur/1:2,FS"), inbox.join("new/1")).expect("as new");
    server.restart();
    server.put("offres", "2", &mail("soudeur"));
    site.once_waiting(2).await;
}

#[tokio::test]
async fn a_mail_expunged_between_listing_and_fetching_is_passed_over() {
    let server = Dovecot::start();
    for subject in ["macon", "soudeur", "carreleur"] {
        server.put("offres", subject, &mail(subject));
    }
    let mut mailbox = opened(&server, "offres").await;
    let keys = mailbox.list().await.expect("three mails");
    let mut other = opened(&server, "offres").await;
    other.list().await.expect("the same");
    let shelf = relais_intake::mailbox::Shelf::Ignored;
    other.file(&keys[1], shelf).await.expect("moved");
    let wanted: Vec<&MailKey> = keys.iter().collect();
    let portion = mailbox.fetch(&wanted).await.expect("no failure");
    assert_eq!(portion.asked, 3);
    let fetched: Vec<&MailKey> = portion.mails.iter().map(|(key, _)| key).collect();
    assert_eq!(fetched, [&keys[0], &keys[2]]);
    assert_eq!(mailbox.list().await.expect("two mails").len(), 2);
}
