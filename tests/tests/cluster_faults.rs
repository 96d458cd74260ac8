//! A cluster under a steady flow of offers and answers, while everything that it consists of fails
//! in turn; a checker then weighs what callers were told against what was left behind.
//!
//! `RELAIS_TEST_FAULT_SEED` draws another order, `RELAIS_TEST_FAULT_SECONDS` says how long faults
//! follow each other: for each to happen once it takes five minutes. `RELAIS_TEST_FAULTS`
//! names the kinds that happen, like `Killed,Rewound`. `RELAIS_TEST_NEXT_BINARY` names another build,
//! which is rolled out and back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::Entropy;
use relais_domain::entropy::random;
use relais_domain::ids::{CaseRef, EmployerId, OfferId};
use relais_proto::events::{OfferSubmitted, Rule};
use relais_runtime::{Random, Role};
use relais_store::{NewEvent, topics};
use relais_tests::cluster::Cluster;
use relais_tests::cluster::checker::check;
use relais_tests::cluster::faults;
use relais_tests::cluster::flow::Flow;
use relais_tests::sandbox::{Cast, Doors};

/// How long the flow goes on between faults.
const BETWEEN: Duration = Duration::from_secs(2);
/// When the offers that come with each fault fall due, in seconds.
const DUE_IN: [u64; 3] = [4, 8, 12];
/// How long faults follow each other unless somebody says otherwise, in seconds.
const SECONDS: u64 = 60;
/// The order in which they do.
const SEED: u64 = 62_063;

/// Memory that must be free for three brokers beside all services.
const ENOUGH_KB: u64 = 6_000_000;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// An offer that falls due in the run, as intake would tell of it.
fn urgent(due_in: Duration, entropy: &dyn Entropy) -> (String, NewEvent) {
    let now = Timestamp::now();
    let offer = OfferId::new(now, random(entropy)).to_string();
    let submitted = OfferSubmitted {
        offer_id: offer.clone(),
        case_ref: CaseRef::new(random(entropy)).to_string(),
        employer_id: EmployerId::new(now, random(entropy)).to_string(),
        received_at: now.as_microsecond(),
        due_at: (now + due_in).as_microsecond(),
        rule: Some(Rule {
            id: "A".to_owned(),
            version: 1,
        }),
        ..OfferSubmitted::default()
    };
    let event = NewEvent {
        topic: topics::OFFERS,
        stream: offer.clone(),
        kind: "relais.offer.submitted.v1",
        source: "relais/intake",
        time: now,
        traceparent: None,
        payload: submitted.encode_to_vec(),
    };
    (offer, event)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_every_offer_has_one_case_one_acknowledgement_and_one_answer() {
    let seed = number("RELAIS_TEST_FAULT_SEED").unwrap_or(SEED);
    let length = Duration::from_secs(number("RELAIS_TEST_FAULT_SECONDS").unwrap_or(SECONDS));
    println!("RELAIS_TEST_FAULT_SEED={seed}");
    let entropy = Random::from_seed(seed);
    let kinds = std::env::var("RELAIS_TEST_FAULTS").unwrap_or_default();
    let kinds: Vec<String> = kinds.split_terminator(',').map(str::to_owned).collect();
    let another = std::env::var_os("RELAIS_TEST_NEXT_BINARY").map(Into::into);

    let brokers = brokers();
    println!("{brokers} brokers");
    let mut cluster = Cluster::start_alone("", brokers)
        .await
        .expect("every service is ready");
    let cast = Arc::new(cluster.doors.cast().await.expect("everybody"));
    let flow = Flow::start(&cluster.doors, cast).await.expect("a flow");
    let (mut looks, mut due) = (Vec::new(), Vec::new());
    let began = Instant::now();
    let mut faults = Vec::new();
    while began.elapsed() < length {
        if faults.is_empty() {
            faults = faults::all(another.clone(), &kinds, brokers, &entropy);
        }
        if let Some(fault) = faults.pop() {
            for seconds in DUE_IN {
                let (offer, event) = urgent(Duration::from_secs(seconds), &entropy);
                let appended = cluster.append(Role::Intake, event).await;
                appended.expect("the databases are there");
                due.push(offer);
            }
            tokio::time::sleep(BETWEEN).await;
            println!("{:?}: {fault:?}, {} calls", began.elapsed(), flow.calls());
            let told = cluster.suffer(&fault).await;
            looks.extend(told.unwrap_or_else(|error| panic!("{fault:?}: {error:#}")));
        }
    }
    let calls = flow.end().await;
    // The evidence is not read in one moment: nothing may fall due meanwhile.
    tokio::time::sleep(Duration::from_secs(DUE_IN[2])).await;
    cluster.settled().await.expect("the databases answer");
    let mut evidence = cluster.evidence().await.expect("what was left behind");
    evidence.calls = calls;
    evidence.looks = looks;
    evidence.urgent = due;
    check(&evidence).must_hold();
}

/// Three where memory allows.
fn brokers() -> usize {
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let available = memory.lines().find_map(|line| {
        let rest = line.strip_prefix("MemAvailable:")?;
        rest.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    if available > Some(ENOUGH_KB) { 3 } else { 1 }
}

/// What changes of a person, one after the other.
const LEVELS: [&str; 4] = ["A1", "A2", "B1", "B2"];

/// Changes the same person, again and again until it is done: one of the instances stands still.
async fn change(doors: &Doors, cast: &Cast, level: &str) {
    let line =
        format!("N-1,Omar,Vandezande,,,fr,Liège,maçon,maçonnerie:3,fr:{level},yes:written,name\n");
    loop {
        let importing = doors.import(&cast.other_worker, &line);
        if let Ok(Ok(())) = tokio::time::timeout(Duration::from_secs(5), importing).await {
            return;
        }
    }
}

/// If both published now, each would send what is new.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publisher_that_slept_past_its_tenure_publishes_no_more() {
    let mut cluster = Cluster::start_alone("", 1)
        .await
        .expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");
    let slept = cluster.oversleep("profiles", "profiles-2").await;
    slept.expect("the other one publishes");
    cluster.go_on("profiles").expect("it stands still");
    for number in 0..40 {
        change(&cluster.doors, &cast, LEVELS[number % 4]).await;
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    cluster.settled().await.expect("the databases answer");
    let evidence = cluster.evidence().await.expect("what was left behind");
    check(&evidence).must_hold();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_publisher_sends_after_its_tenure_does_not_stand_last() {
    let mut cluster = Cluster::start_alone("", 1)
        .await
        .expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");
    let levels = AtomicUsize::new(0);
    let change = async |doors: &Doors| {
        let number = levels.fetch_add(1, Ordering::Relaxed);
        change(doors, &cast, LEVELS[number % 4]).await;
    };
    for [late, successor] in [["profiles", "profiles-2"], ["profiles-2", "profiles"]] {
        let sent = cluster.send_late(late, successor, &change).await;
        sent.expect("it was sent late");
        // The first one wakes and finds its tenure over; the second is gone before it can.
        if late == "profiles" {
            cluster.go_on(late).expect("it stands still");
            // If both published now, each would send all of these.
            for _ in 0..12 {
                change(&cluster.doors).await;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        } else {
            cluster.kill(late).expect("it stands still");
        }
        cluster.settled().await.expect("the databases answer");
        let evidence = cluster.evidence().await.expect("what was left behind");
        let candidates = evidence.records.iter();
        let candidates = candidates.filter(|record| record.topic == topics::CANDIDATES.name);
        let seqs: Vec<i64> = candidates.map(|record| record.seq).collect();
        assert!(
            seqs.windows(2).any(|two| two[1] < two[0]),
            "{late} has sent nothing late: {seqs:?}"
        );
        check(&evidence).must_hold();
    }
}
