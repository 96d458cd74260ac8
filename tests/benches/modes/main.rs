//! What a cluster adds to a site on one machine, measured side by side: offers and events per
//! second, from offer to shortlist, the lag of publishers, appending to `PostgreSQL`, publishing to
//! Kafka, and how a matching instance makes its index anew.
//!
//! `tests/run bench` starts the servers and runs it; `-- append`, `-- publish`, `-- offers` and
//! `-- bootstrap 1000000` name one part.
#![expect(clippy::expect_used, reason = "a bench says why something must hold")]

mod append;
mod bootstrap;
mod figures;
mod offers;
mod publish;

use relais_tests::cluster::{Alone, Cluster};

/// Candidates with which the index is made anew, where no number is given.
const CANDIDATES: usize = 1_000_000;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = arguments.iter().find_map(|argument| argument.parse().ok());
    let named: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let parts = ["append", "publish", "offers", "bootstrap"];
    let all = !parts.iter().any(|part| named.contains(part));
    println!("{}", figures::machine());
    if all || named.contains(&"append") {
        append::measure().await;
    }
    if all || named.contains(&"publish") {
        publish::measure().await;
    }
    if all || named.contains(&"offers") {
        println!("\n== one machine: SQLite, the log in the database");
        let alone = Alone::start().await.expect("the site is ready");
        let embedded = offers::measure(offers::Site::of_one(&alone).await).await;
        drop(alone);
        println!(
            "\n== cluster: PostgreSQL and Apache Kafka, two instances of matching and of relay"
        );
        let cluster = Cluster::start().await.expect("every service is ready");
        let shared = offers::measure(offers::Site::of_many(&cluster).await).await;
        offers::compare(&embedded, &shared);
    }
    if all || named.contains(&"bootstrap") {
        bootstrap::measure(number.unwrap_or(CANDIDATES)).await;
    }
}
