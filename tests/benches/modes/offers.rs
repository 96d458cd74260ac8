//! Offers through the doors of a site, until their shortlists stand in the log.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use prost::Message as _;
use relais_events::kafka::{KafkaLog, published};
use relais_events::{Cursors, EventLog as _, EventRecord, topics};
use relais_proto::events::ShortlistComputed;
use relais_proto::intake::intake_client::IntakeClient;
use relais_proto::intake::{OfferContent, PostalAddress, SubmitOfferRequest};
use relais_runtime::Role;
use relais_runtime::peer::Peer;
use relais_store::{Reader, args};
use relais_tests::cluster::{Alone, Cluster};
use relais_tests::sandbox::Doors;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::figures::{bytes, line, per_second, rate, spread};

/// Offers of each client, one after the other, of which the latency is taken.
const SAMPLES: usize = 200;
/// Offers at full speed, and how many a client has under way.
const BURST: usize = 5_000;
const UNDER_WAY: usize = 16;
const CLIENTS: [usize; 2] = [1, 4];
/// How long an effect may take.
const PATIENCE: Duration = Duration::from_mins(5);
/// Events read at once.
const PAGE: u32 = 500;
/// How often the publisher's backlog is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// When each offer's shortlist was read in the log.
type Seen = Arc<Mutex<BTreeMap<String, Instant>>>;

/// What is measured.
pub struct Site {
    doors: Doors,
    seen: Seen,
    /// The databases with the events of its services.
    databases: Vec<Reader>,
    /// Whether events wait there to be published.
    publishes: bool,
    _reading: JoinSet<()>,
}

/// What was measured, by the number of clients.
#[derive(Default)]
pub struct Measured {
    offers: Vec<f64>,
    to_shortlist: Vec<f64>,
}

impl Site {
    /// A site of one process.
    pub async fn of_one(site: &Alone) -> Self {
        let open = async || Reader::open(site.data()).await.expect("the data");
        let (seen, mut reading) = (Seen::default(), JoinSet::new());
        reading.spawn(follow_table(open().await, seen.clone()));
        Self {
            doors: site.doors.clone(),
            seen,
            databases: vec![open().await],
            publishes: false,
            _reading: reading,
        }
    }

    /// A site of many processes.
    pub async fn of_many(site: &Cluster) -> Self {
        let log = KafkaLog::look(site.kafka()).await.expect("the log");
        let (seen, mut reading) = (Seen::default(), JoinSet::new());
        reading.spawn(follow_topic(log, seen.clone()));
        let mut databases = Vec::new();
        for role in Role::ALL {
            let reader = Reader::open(site.database(role)).await;
            databases.push(reader.expect("the database"));
        }
        Self {
            doors: site.doors.clone(),
            seen,
            databases,
            publishes: true,
            _reading: reading,
        }
    }

    /// Waits for the shortlist of an offer.
    async fn shortlist(&self, offer: &str) -> Instant {
        let began = Instant::now();
        loop {
            let seen = self
                .seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(offer);
            if let Some(at) = seen {
                return at;
            }
            assert!(began.elapsed() < PATIENCE, "no shortlist for {offer}");
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    }

    /// How many events its services have appended.
    async fn events(&self) -> usize {
        let mut events = 0;
        for reader in &self.databases {
            let mut connection = reader.read().await.expect("a connection");
            let row = connection.fetch_one("SELECT COUNT(*) FROM events", args![]);
            let count: i64 = row.await.and_then(|row| row.get(0)).expect("a count");
            events += usize::try_from(count).expect("a count");
        }
        events
    }

    /// Where each publisher is, and the last event that it has to send.
    async fn positions(&self) -> Vec<(i64, i64)> {
        let mut positions = Vec::new();
        for reader in &self.databases {
            let mut connection = reader.read().await.expect("a connection");
            let position = published(&mut connection).await.expect("its position");
            let last = connection.last_seq().await.expect("the last event");
            positions.push((position, last));
        }
        positions
    }
}

/// Measures a site with one client and with four.
pub async fn measure(site: Site) -> Measured {
    let cast = site.doors.cast().await.expect("everybody");
    let mut measured = Measured::default();
    let site = Arc::new(site);
    for clients in CLIENTS {
        let mut micros = one_by_one(&site, &cast.employer.peer, clients).await;
        let what = format!("offer accepted to shortlist in the log, {clients} clients");
        measured.to_shortlist.push(spread(&what, &mut micros));
    }
    for clients in CLIENTS {
        let offers = burst(&site, &cast.employer.peer, clients).await;
        measured.offers.push(offers);
    }
    measured
}

/// Measures how long a cluster takes to rank among the candidates that it has, with one client.
pub async fn rank(cluster: &Cluster) {
    let topic = topics::SHORTLISTS.name;
    let before = cluster.topic_bytes(topic).expect("the topic's folder");
    let site = Arc::new(Site::of_many(cluster).await);
    let cast = site.doors.cast().await.expect("everybody");
    let mut micros = one_by_one(&site, &cast.employer.peer, 1).await;
    spread("offer accepted to shortlist in the log", &mut micros);
    let after = cluster.topic_bytes(topic).expect("the topic's folder");
    bytes("its rankings in the topic", after - before, SAMPLES);
}

/// Each client sends the next offer when the last has its shortlist.
async fn one_by_one(site: &Arc<Site>, employer: &Peer, clients: usize) -> Vec<u64> {
    let mut tasks = JoinSet::new();
    for client in 0..clients {
        let (site, mut intake) = (site.clone(), IntakeClient::new(employer.clone()));
        tasks.spawn(async move {
            let mut micros = Vec::with_capacity(SAMPLES);
            for number in 0..SAMPLES {
                let request = offer(&format!("one-{clients}-{client}-{number}"), number);
                let reply = intake.submit_offer(request).await.expect("it is accepted");
                let accepted = Instant::now();
                let seen = site.shortlist(&reply.into_inner().offer_id).await;
                let took = seen.saturating_duration_since(accepted).as_micros();
                micros.push(u64::try_from(took).unwrap_or(u64::MAX));
            }
            micros
        });
    }
    tasks.join_all().await.concat()
}

/// Clients send as fast as they can; returns the offers accepted per second.
async fn burst(site: &Arc<Site>, employer: &Peer, clients: usize) -> f64 {
    let (stop, before) = (CancellationToken::new(), site.events().await);
    let lags = tokio::spawn(lags(site.clone(), stop.clone()));
    let (began, mut tasks) = (Instant::now(), JoinSet::new());
    let each = BURST / (clients * UNDER_WAY);
    for task in 0..clients * UNDER_WAY {
        let mut intake = IntakeClient::new(employer.clone());
        tasks.spawn(async move {
            let mut accepted = Vec::with_capacity(each);
            for number in 0..each {
                let request = offer(&format!("burst-{clients}-{task}-{number}"), number);
                let reply = intake.submit_offer(request).await.expect("it is accepted");
                accepted.push(reply.into_inner().offer_id);
            }
            accepted
        });
    }
    let accepted = tasks.join_all().await.concat();
    let offers = per_second(accepted.len(), began.elapsed());
    rate(
        &format!("offers accepted, {clients} clients of {UNDER_WAY}"),
        offers,
    );
    let mut last = began;
    for offer in &accepted {
        last = last.max(site.shortlist(offer).await);
    }
    let took = last.duration_since(began);
    let events = site.events().await - before;
    rate(
        "  offers until the last has its shortlist",
        per_second(accepted.len(), took),
    );
    rate("  events appended meanwhile", per_second(events, took));
    stop.cancel();
    let mut lags = lags.await.expect("the looks end well");
    if site.publishes {
        spread("  wait of the oldest event not published yet", &mut lags);
    }
    offers
}

/// How long the oldest event has waited that a publisher has not sent, at each look, in microseconds.
async fn lags(site: Arc<Site>, stop: CancellationToken) -> Vec<u64> {
    let mut lags = Vec::new();
    // By publisher, what was the last event at each look since that is not all published.
    let mut looks: Vec<VecDeque<(Instant, i64)>> = Vec::new();
    while site.publishes && !stop.is_cancelled() {
        let (now, positions) = (Instant::now(), site.positions().await);
        looks.resize_with(positions.len(), VecDeque::new);
        let mut oldest = Duration::ZERO;
        for (looks, (position, last)) in looks.iter_mut().zip(positions) {
            looks.push_back((now, last));
            while looks.front().is_some_and(|(_, last)| *last <= position) {
                looks.pop_front();
            }
            let waits = looks.front().map(|(seen, _)| now.duration_since(*seen));
            oldest = oldest.max(waits.unwrap_or_default());
        }
        lags.push(u64::try_from(oldest.as_micros()).unwrap_or(u64::MAX));
        tokio::time::sleep(LOOK_EVERY).await;
    }
    lags
}

fn offer(identifier: &str, number: usize) -> SubmitOfferRequest {
    let titles = [
        "Maçon (H/F/X)",
        "Soudeur (H/F/X)",
        "Cariste (H/F/X)",
        "Cuisinier (H/F/X)",
    ];
    let content = OfferContent {
        identifier: identifier.to_owned(),
        title: titles[number % titles.len()].to_owned(),
        description: "Travail en équipe, du lundi au vendredi, à Herstal ou chez nos clients. \
                      Permis B souhaité, français suffisant pour suivre les consignes."
            .to_owned(),
        job_location: vec![PostalAddress {
            postal_code: "4040".to_owned(),
            ..PostalAddress::default()
        }],
        ..OfferContent::default()
    };
    SubmitOfferRequest {
        content: Some(content),
    }
}

fn note(seen: &Seen, record: &EventRecord) {
    let shortlist = ShortlistComputed::decode(record.payload.as_slice()).expect("a shortlist");
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.insert(shortlist.offer_id, Instant::now());
}

/// Reads the log in the database as it grows.
async fn follow_table(reader: Reader, seen: Seen) {
    let mut after = 0;
    loop {
        let mut connection = reader.read().await.expect("a connection");
        let events = connection
            .events_after(topics::SHORTLISTS.name, after, PAGE)
            .await;
        let events = events.expect("the events");
        drop(connection);
        for record in &events {
            note(&seen, record);
            after = record.offset;
        }
        if events.is_empty() {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    }
}

/// Reads the log on Kafka as it grows.
async fn follow_topic(log: KafkaLog, seen: Seen) {
    let mut reader = log
        .follow(topics::SHORTLISTS, Cursors::new())
        .await
        .expect("the topic");
    loop {
        let batch = reader.next(PAGE as usize).await.expect("the log goes on");
        batch.records.iter().for_each(|record| note(&seen, record));
    }
}

/// Prints how the second compares to the first.
pub fn compare(embedded: &Measured, shared: &Measured) {
    println!("\n== what PostgreSQL and Kafka add: the cluster's figure as a part of the other");
    for (at, clients) in CLIENTS.into_iter().enumerate() {
        let ratio = |of: fn(&Measured) -> &Vec<f64>| of(shared)[at] / of(embedded)[at];
        let (offers, latency) = (ratio(|it| &it.offers), ratio(|it| &it.to_shortlist));
        line(
            &format!("offers per second, {clients} clients"),
            &format!("{offers:>10.2}"),
        );
        line(
            &format!("offer to shortlist, p50, {clients} clients"),
            &format!("{latency:>10.2}"),
        );
    }
}
