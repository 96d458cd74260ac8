//! Who is let in, and who we let ourselves in to.

use relais_intake::mailbox::MailboxError;
use relais_runtime::config::{ImapLogin, Secret};

use crate::dovecot::{Dovecot, open, opened};

async fn refused(imap: relais_runtime::config::Imap) -> String {
    match open(imap).await {
        Err(MailboxError::Denied(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it opens"),
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_from_a_server_that_is_away() {
    let mut server = Dovecot::start();
    let mut imap = server.imap("offres");
    imap.login = ImapLogin::Password(Secret::new("wrong"));
    let why = refused(imap.clone()).await;
    assert!(why.contains("login was refused"), "{why}");
    server.stop();
    let away = open(imap).await.map(drop);
    assert!(matches!(away, Err(MailboxError::Lost(_))), "{away:?}");
}

#[tokio::test]
async fn a_password_is_read_from_its_file() {
    let server = Dovecot::start();
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "secret\n").expect("written");
    let mut imap = server.imap("offres");
    imap.login = ImapLogin::PasswordFile(file.path().to_owned());
    open(imap).await.expect("the mailbox opens");
}

#[tokio::test]
async fn a_certificate_of_nobodys_is_refused_unless_its_authority_is_named() {
    let server = Dovecot::start();
    let mut imap = server.imap("offres");
    imap.ca_file = None;
    let why = refused(imap).await;
    assert!(why.contains("certificate is not trusted"), "{why}");
    opened(&server, "offres").await;
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let server = Dovecot::start();
    let mut imap = server.imap("offres");
    imap.host = "127.0.0.2".to_owned();
    let why = open(imap).await.map(drop);
    assert!(why.is_err(), "{why:?}");
}

#[tokio::test]
async fn an_inbox_that_is_not_there_is_said_to_be_so() {
    let server = Dovecot::start();
    let mut imap = server.imap("offres");
    imap.inbox = "Offres d'emploi".to_owned();
    let why = refused(imap).await;
    assert!(why.contains("inbox does not open"), "{why}");
}
