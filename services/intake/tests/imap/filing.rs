//! Mails are filed once they are decided on.

use relais_intake::mailbox::Outcome;

use crate::dovecot::{Dovecot, opened};
use crate::site::{Site, mail, until};

async fn are_filed(server: &Dovecot, user: &str, folder: &str, count: usize) {
    until(&format!("{count} mails lie in {folder}"), async || {
        (server.files(user, folder).len() == count).then_some(())
    })
    .await;
}

/// A mail of each kind ends in its folder, and the inbox is empty.
async fn every_mail_finds_its_folder(user: &str) {
    let server = Dovecot::start();
    let outcomes = [
        ("Relais/offers", Outcome::Offer),
        ("Relais/replies", Outcome::Reply),
        ("Relais/ignored", Outcome::Ignored("auto_reply".to_owned())),
        ("Relais/attention", Outcome::Attention("scanned".to_owned())),
    ];
    for (folder, _) in &outcomes {
        server.put(user, &folder.replace('/', "-"), &mail(folder));
    }
    let site = Site::watching(server.mailbox(user)).await;
    let mails = site.once_waiting(outcomes.len()).await;
    for (mail, (_, outcome)) in mails.iter().zip(&outcomes) {
        site.decide(mail.id, outcome.clone()).await;
    }
    for (folder, _) in &outcomes {
        are_filed(&server, user, folder, 1).await;
    }
    are_filed(&server, user, "INBOX", 0).await;
}

#[tokio::test]
async fn every_mail_is_moved_to_its_folder_which_is_made() {
    every_mail_finds_its_folder("offres").await;
}

#[tokio::test]
async fn every_mail_is_copied_and_expunged_where_the_server_cannot_move() {
    every_mail_finds_its_folder("plain").await;
}

#[tokio::test]
async fn where_a_quota_is_full_mails_are_taken_and_filed_later() {
    let mut server = Dovecot::start();
    server.put("full", "1", &mail("macon"));
    server.put("full", "2", &mail("soudeur"));
    let mut site = Site::watching(server.mailbox("full")).await;
    let mails = site.once_waiting(2).await;
    site.decide(mails[0].id, Outcome::Offer).await;
    // It goes on taking mails.
    server.put("full", "3", &mail("carreleur"));
    site.once_waiting(2).await;
    are_filed(&server, "full", "INBOX", 3).await;
    site.stop().await;
    server.change_users(|users| users.replace("messages=1", "messages=100"));
    server.restart();
    site.start().await;
    are_filed(&server, "full", "Relais/offers", 1).await;
}

#[tokio::test]
async fn a_mail_that_somebody_took_away_needs_no_filing() {
    let server = Dovecot::start();
    server.put("offres", "1", &mail("macon"));
    server.put("offres", "2", &mail("soudeur"));
    let site = Site::watching(server.mailbox("offres")).await;
    let mails = site.once_waiting(2).await;
    let mut other = opened(&server, "offres").await;
    let keys = other.list().await.expect("two mails");
    let trash = relais_intake::mailbox::Shelf::Ignored;
    other.file(&keys[0], trash).await.expect("moved");
    for mail in mails {
        site.decide(mail.id, Outcome::Offer).await;
    }
    are_filed(&server, "offres", "Relais/offers", 1).await;
    are_filed(&server, "offres", "INBOX", 0).await;
}
