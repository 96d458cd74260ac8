//! Mails come in.

use relais_runtime::config::Mailbox;

use crate::dovecot::{Dovecot, MAX_BYTES};
use crate::site::{Site, mail};

#[tokio::test]
async fn a_mail_that_lies_there_is_taken_as_it_is() {
    let server = Dovecot::start();
    server.put("offres", "1", &mail("macon"));
    let site = Site::watching(server.mailbox("offres")).await;
    let mails = site.once_waiting(1).await;
    assert_eq!(mails[0].message_id, "macon@batir.example");
    assert_eq!(site.original(mails[0].id).await, mail("macon"));
}

#[tokio::test]
async fn a_mail_that_comes_while_the_server_is_watched_is_taken_at_once() {
    let server = Dovecot::start();
    let site = Site::with(|config| {
        let mut imap = server.imap("offres");
        // Nothing but news from the server can wake it.
        imap.poll = std::time::Duration::from_hours(1);
        config
            .mailboxes
            .insert("offres".to_owned(), Mailbox::Imap(imap));
    })
    .await;
    server.put("offres", "1", &mail("macon"));
    site.once_waiting(1).await;
    server.put("offres", "2", &mail("soudeur"));
    site.once_waiting(2).await;
}

#[tokio::test]
async fn a_server_that_does_not_tell_of_mails_is_asked() {
    let server = Dovecot::start();
    let site = Site::watching(server.mailbox("plain")).await;
    for (count, subject) in [(1, "macon"), (2, "soudeur")] {
        server.put("plain", subject, &mail(subject));
        site.once_waiting(count).await;
    }
}

#[tokio::test]
async fn a_mail_that_somebody_has_read_already_is_taken_all_the_same() {
    let server = Dovecot::start();
    server.put("offres", "1", &mail("macon"));
    let inbox = server.maildir("offres", "INBOX");
    std::fs::rename(inbox.join("new/1"), inbox.join("cur/1:2,SR")).expect("read");
    let site = Site::watching(server.mailbox("offres")).await;
    site.once_waiting(1).await;
}

#[tokio::test]
async fn of_a_mail_that_is_too_large_the_header_is_taken() {
    let server = Dovecot::start();
    let large = mail("macon") + &"un maçon\r\n".repeat(300_000);
    assert!(large.len() > MAX_BYTES);
    server.put("offres", "1", &large);
    server.put("offres", "2", &mail("soudeur"));
    let site = Site::with(|config| {
        config.mails.max_bytes = MAX_BYTES;
        config
            .mailboxes
            .insert("offres".to_owned(), server.mailbox("offres"));
    })
    .await;
    let mails = site.once_waiting(2).await;
    let large_one = mails
        .iter()
        .find(|mail| mail.header_only)
        .expect("the large one");
    assert_eq!(large_one.size, large.len() as u64);
    assert!(site.original(large_one.id).await.len() < MAX_BYTES);
}
