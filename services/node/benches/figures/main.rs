//! The figures of the README, measured on a served site from outside, with the clients on the
//! same machine. Each is printed beside a peer measured in the same run.
//!
//! `cargo bench -p relais` measures with 1,000, 10,000 and 100,000 candidates;
//! `cargo bench -p relais -- 1000` with that many only.
#![expect(clippy::expect_used, reason = "a bench says why something must hold")]

#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/binary/site.rs"]
mod site;

mod load;
mod peers;
mod population;

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use site::Site;

/// Offers sent one by one, by each door.
const SINGLE: usize = 5_000;
/// Offers of the bulk stream.
const BULK: usize = 20_000;
/// Clients at the same time.
const CLIENTS: usize = 64;
/// Offers and changes of which the latency is taken.
const SAMPLES: usize = 500;

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![1_000, 10_000, 100_000]
    } else {
        sizes
    };
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(async {
            println!("{}", machine());
            for size in sizes {
                measure(size).await;
            }
            peers::print(SINGLE).await;
        });
}

async fn measure(candidates: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(folder.path());
    let began = Instant::now();
    let cast = population::settle(&site, candidates);
    println!(
        "\n== {candidates} candidates (imported in {:.1} s)",
        began.elapsed().as_secs_f64()
    );
    let began = Instant::now();
    site.start().await;
    load::until_indexed(&site, &cast, candidates).await;
    line("first start after the import", &seconds(began.elapsed()));
    load::restart_cleanly(&mut site).await;
    let began = Instant::now();
    site.start().await;
    let ready = began.elapsed();
    load::until_indexed(&site, &cast, candidates).await;
    line("cold start to ready", &seconds(ready));
    line(
        "cold start to every candidate rankable",
        &seconds(began.elapsed()),
    );
    line("resident memory after start", &memory(&site));
    spread(
        "offer accepted to shortlist ready",
        &load::to_shortlist(&site, &cast, SAMPLES).await,
    );
    spread(
        "candidate changed to rankable",
        &load::to_rankable(&site, &cast, SAMPLES).await,
    );
    rate(
        "offers over gRPC, 64 clients",
        SINGLE,
        load::grpc(&site, &cast, SINGLE, CLIENTS).await,
    );
    load::until_idle(&site, &cast).await;
    rate(
        "offers over REST, 64 clients",
        SINGLE,
        load::rest(&site, &cast, SINGLE, CLIENTS).await,
    );
    load::until_idle(&site, &cast).await;
    rate(
        "offers in one bulk stream",
        BULK,
        load::bulk(&site, &cast, BULK).await,
    );
    let backlog = load::until_idle(&site, &cast).await;
    line(
        "until each of these had its case and shortlist",
        &seconds(backlog),
    );
    line("resident memory at the end", &memory(&site));
    site.kill();
}

/// The resident memory of the running site, as the system tells it.
fn memory(site: &Site) -> String {
    let status = std::fs::read_to_string(format!("/proc/{}/status", site.id()));
    let status = status.expect("the system tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.expect("its memory").trim().to_owned()
}

fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name\t: "))
        .unwrap_or("?");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("machine: {cores} cores of {model}; clients and site share them")
}

/// One figure.
pub fn line(what: &str, figure: &str) {
    println!("{what:<50} {figure}");
}

/// Things per second.
#[expect(clippy::cast_precision_loss, reason = "a rate is told to three digits")]
pub fn rate(what: &str, count: usize, took: Duration) {
    line(
        what,
        &format!("{:>10.0} /s", count as f64 / took.as_secs_f64()),
    );
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a latency is told to three digits"
)]
fn spread(what: &str, micros: &Histogram<u64>) {
    let millis = |quantile| micros.value_at_quantile(quantile) as f64 / 1000.0;
    let (p50, p99) = (millis(0.5), millis(0.99));
    line(what, &format!("p50 {p50:>7.2} ms  p99 {p99:>7.2} ms"));
}

fn seconds(took: Duration) -> String {
    format!("{:>10.2} s", took.as_secs_f64())
}
