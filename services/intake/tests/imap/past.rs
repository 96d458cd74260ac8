//! A mailbox that others have used before.

use std::time::{Duration, SystemTime};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use relais_runtime::config::Mailbox;

use crate::dovecot::Dovecot;
use crate::site::{Site, mail};

const DAY: Duration = Duration::from_hours(24);

/// Puts a mail into the inbox that was received so many days ago.
fn put_old(server: &Dovecot, subject: &str, days: u32) {
    let received = SystemTime::now() - DAY * days;
    server.put_received("offres", subject, &mail(subject), received);
}

async fn subjects(site: &Site, count: usize) -> Vec<String> {
    let mails = site.once_waiting(count).await;
    let ids = mails.into_iter().map(|mail| mail.message_id);
    ids.map(|id| id.replace("@batir.example", "")).collect()
}

#[tokio::test]
async fn what_lay_there_for_long_is_left_alone_and_what_comes_later_is_taken_whatever_its_date() {
    let server = Dovecot::start();
    put_old(&server, "ancien", 60);
    put_old(&server, "recent", 20);
    let mut site = Site::watching(server.mailbox("offres")).await;
    assert_eq!(subjects(&site, 1).await, ["recent"]);
    put_old(&server, "remis", 90);
    assert_eq!(subjects(&site, 2).await, ["recent", "remis"]);
    site.stop().await;
    put_old(&server, "en-panne", 45);
    site.start().await;
    assert_eq!(subjects(&site, 3).await, ["recent", "remis", "en-panne"]);
    let left = server.files("offres", "INBOX");
    assert_eq!(left.len(), 4, "nothing is filed before it is decided on");
}

#[tokio::test]
async fn a_day_may_be_given_from_which_on_mails_are_taken() {
    let server = Dovecot::start();
    put_old(&server, "ancien", 90);
    put_old(&server, "moins-ancien", 60);
    let mut imap = server.imap("offres");
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    imap.since = Some(today - 75.days());
    let site = Site::watching(Mailbox::Imap(imap)).await;
    assert_eq!(subjects(&site, 1).await, ["moins-ancien"]);
}

#[tokio::test]
async fn what_was_left_alone_is_left_alone_too_once_the_server_numbers_anew() {
    let mut server = Dovecot::start();
    put_old(&server, "ancien", 60);
    put_old(&server, "recent", 1);
    let mut site = Site::watching(server.mailbox("offres")).await;
    subjects(&site, 1).await;
    site.stop().await;
    server.stop();
    server.renumber("offres");
    server.restart();
    put_old(&server, "nouveau", 0);
    site.start().await;
    assert_eq!(subjects(&site, 2).await, ["recent", "nouveau"]);
}
