//! A mailbox that has filled up for years.

use crate::dovecot::Dovecot;
use crate::site::{Site, mail};

const MAILS: u64 = 20_000;
/// Once so many are taken, all caches are warm.
const FIRST: u64 = 4_000;
/// The mails after them have more than twice as many bytes.
const MAX_GROWTH_BYTES: usize = 24 << 20;

/// The resident memory of this process, in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages = statm.split(' ').nth(1).expect("resident pages");
    pages.parse::<usize>().expect("a number") * 4_096
}

#[tokio::test]
async fn twenty_thousand_mails_at_the_first_start_are_taken_with_little_memory() {
    let server = Dovecot::start();
    let filler = "Nous cherchons un maçon pour nos chantiers à Herstal.\r\n".repeat(60);
    for number in 0..MAILS {
        let text = mail(&format!("offre-{number}")) + &filler;
        server.put("offres", &number.to_string(), &text);
    }
    let site = Site::watching(server.mailbox("offres")).await;
    let (mut first, mut peak, mut count) = (0, 0, 0);
    while count < MAILS {
        for _ in 0..20 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            peak = peak.max(resident());
        }
        count = site.mails().count_waiting().await.expect("a number");
        if count <= FIRST {
            first = peak;
        }
    }
    assert!(first > 0, "the first are taken before the others");
    let growth = peak.saturating_sub(first);
    assert!(growth < MAX_GROWTH_BYTES, "{growth} bytes");
}
