//! Clients that send offers and changes, and those who wait for their effects.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use relais_proto::intake::intake_client::IntakeClient;
use relais_proto::intake::{OfferContent, PostalAddress, SubmitOfferRequest};
use relais_proto::matching::matching_client::MatchingClient;
use relais_proto::matching::{ExplainRequest, GetIndexRequest, GetIndexResponse};
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{AddSkillEvidenceRequest, ListCandidatesRequest, SkillEvidence};
use relais_proto::relay::GetFiguresRequest;
use relais_proto::relay::relay_client::RelayClient;
use relais_store::Reader;
use serde_json::json;

use crate::population::{Cast, title};
use crate::site::{PATIENCE, Site};

/// A text as long as that of a usual ad.
const DESCRIPTION: &str = "Au sein d'une équipe de huit personnes, vous prenez en charge les travaux \
    courants du poste, préparez le matériel, respectez les consignes de sécurité et rendez compte à \
    votre responsable. Vous travaillez du lundi au vendredi, à Herstal ou chez nos clients de la \
    région liégeoise. Une première expérience est un atout; une formation sur place est prévue. \
    Vous lisez un plan ou une fiche de travail et parlez assez de français pour suivre les consignes. \
    Permis B souhaité. Nous offrons un contrat à durée indéterminée après une période d'essai, des \
    chèques-repas et le remboursement des déplacements.";

/// How long the site may take to work off a backlog.
const BACKLOG: Duration = Duration::from_mins(15);

fn content(run: &str, number: usize) -> OfferContent {
    OfferContent {
        identifier: format!("{run}-{number}"),
        title: title(number),
        description: DESCRIPTION.to_owned(),
        job_location: vec![PostalAddress {
            postal_code: "4040".to_owned(),
            ..Default::default()
        }],
        ..OfferContent::default()
    }
}

/// Runs `clients` tasks that share `count` numbers, and tells how long they took.
async fn shared<F>(count: usize, clients: usize, work: impl Fn(Arc<AtomicUsize>) -> F) -> Duration
where
    F: Future<Output = ()> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| tokio::spawn(work(next.clone())))
        .collect();
    for task in tasks {
        task.await.expect("a client ends well");
    }
    assert!(next.load(Ordering::Relaxed) >= count);
    began.elapsed()
}

/// Single offers over gRPC.
pub async fn grpc(site: &Site, cast: &Cast, count: usize, clients: usize) -> Duration {
    let key = cast.employer.clone();
    shared(count, clients, |next| {
        let mut client = IntakeClient::new(site.peer(&key));
        async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                let request = SubmitOfferRequest {
                    content: Some(content("grpc", number)),
                };
                client
                    .submit_offer(request)
                    .await
                    .expect("the offer is accepted");
            }
        }
    })
    .await
}

/// Single offers over REST.
pub async fn rest(site: &Site, cast: &Cast, count: usize, clients: usize) -> Duration {
    let http = reqwest::Client::new();
    let url = format!("http://{}/v1/offers", site.http);
    shared(count, clients, |next| {
        let (http, url, key) = (http.clone(), url.clone(), cast.employer.clone());
        async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                let offer = json!({
                    "@type": "JobPosting",
                    "identifier": format!("rest-{number}"),
                    "title": title(number),
                    "description": DESCRIPTION,
                    "jobLocation": { "address": { "postalCode": "4040" } },
                });
                let sent = http.post(&url).bearer_auth(&key).json(&offer).send().await;
                assert_eq!(sent.expect("a reply").status(), 201);
            }
        }
    })
    .await
}

/// Many offers in one stream.
pub async fn bulk(site: &Site, cast: &Cast, count: usize) -> Duration {
    let mut client = IntakeClient::new(site.peer(&cast.employer));
    let requests = (0..count).map(|number| SubmitOfferRequest {
        content: Some(content("bulk", number)),
    });
    let began = Instant::now();
    let reply = client.submit_offers(futures::stream::iter(requests)).await;
    let reply = reply.expect("the stream is taken").into_inner();
    assert_eq!(usize::try_from(reply.accepted).expect("a count"), count);
    began.elapsed()
}

/// From the reply to an offer until its shortlist is in the log, one after the other.
pub async fn to_shortlist(site: &Site, cast: &Cast, samples: usize) -> Histogram<u64> {
    let reader = Reader::open(&site.data).await.expect("the data");
    let mut log = reader.read().await.expect("a connection");
    let topic = relais_store::topics::SHORTLISTS.name;
    let mut client = IntakeClient::new(site.peer(&cast.employer));
    let mut histogram = Histogram::new_with_bounds(1, 3_600_000_000, 3).expect("three digits");
    for number in 0..samples {
        let before = log.last_offset(topic).await.expect("an offset");
        let request = SubmitOfferRequest {
            content: Some(content("latency", number)),
        };
        client
            .submit_offer(request)
            .await
            .expect("the offer is accepted");
        let began = Instant::now();
        while log.last_offset(topic).await.expect("an offset") == before {
            assert!(began.elapsed() < PATIENCE, "no shortlist");
            tokio::time::sleep(Duration::from_micros(100)).await;
        }
        record(&mut histogram, began.elapsed());
    }
    histogram
}

/// From the reply to a change until an explanation shows it, one after the other.
pub async fn to_rankable(site: &Site, cast: &Cast, samples: usize) -> Histogram<u64> {
    let mut profiles = ProfilesClient::new(cast.worker.clone());
    let mut matching = MatchingClient::new(cast.worker.clone());
    let request = SubmitOfferRequest {
        content: Some(OfferContent {
            skills: vec!["Photoshop".to_owned()],
            ..content("change", 0)
        }),
    };
    let offer = IntakeClient::new(site.peer(&cast.employer))
        .submit_offer(request)
        .await;
    let offer_id = offer.expect("the offer is accepted").into_inner().offer_id;
    let request = ListCandidatesRequest {
        limit: 50,
        ..Default::default()
    };
    let listed = profiles
        .list_candidates(request)
        .await
        .expect("candidates")
        .into_inner();
    let mut histogram = Histogram::new_with_bounds(1, 3_600_000_000, 3).expect("three digits");
    for number in 0..samples {
        let candidate = &listed.candidates[number % listed.candidates.len()];
        let version =
            candidate.version + u64::try_from(number / listed.candidates.len()).expect("small");
        let fact = SkillEvidence {
            skill: "Photoshop".to_owned(),
            kind: "declared".to_owned(),
            level: Some(u32::try_from(1 + number % 4).expect("small")),
            ..SkillEvidence::default()
        };
        let request = AddSkillEvidenceRequest {
            candidate_id: candidate.candidate_id.clone(),
            version,
            evidence: vec![fact],
        };
        profiles
            .add_skill_evidence(request)
            .await
            .expect("the fact is taken");
        let began = Instant::now();
        let seen = profiles_offset(site).await;
        while index(&mut matching)
            .await
            .offsets
            .get("relais.candidates")
            .is_none_or(|at| *at < seen)
        {
            assert!(began.elapsed() < PATIENCE, "the change is not seen");
        }
        let request = ExplainRequest {
            offer_id: offer_id.clone(),
            candidate_id: candidate.candidate_id.clone(),
        };
        matching.explain(request).await.expect("an explanation");
        record(&mut histogram, began.elapsed());
    }
    histogram
}

async fn profiles_offset(site: &Site) -> i64 {
    let reader = Reader::open(&site.data).await.expect("the data");
    let mut log = reader.read().await.expect("a connection");
    log.last_offset(relais_store::topics::CANDIDATES.name)
        .await
        .expect("an offset")
}

async fn index(matching: &mut MatchingClient<relais_runtime::peer::Peer>) -> GetIndexResponse {
    matching
        .get_index(GetIndexRequest {})
        .await
        .expect("the index")
        .into_inner()
}

/// Waits until every candidate can be ranked.
pub async fn until_indexed(_site: &Site, cast: &Cast, candidates: usize) {
    let mut matching = MatchingClient::new(cast.spoc.clone());
    let began = Instant::now();
    while index(&mut matching).await.candidates < u64::try_from(candidates).expect("a count") {
        assert!(began.elapsed() < BACKLOG, "the index does not get on");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Waits until every offer has its case and its shortlist.
pub async fn until_idle(site: &Site, cast: &Cast) -> Duration {
    let reader = Reader::open(&site.data).await.expect("the data");
    let mut log = reader.read().await.expect("a connection");
    let began = Instant::now();
    let end = log
        .last_offset(relais_store::topics::OFFERS.name)
        .await
        .expect("an offset");
    let mut shortlisted = 0;
    while shortlisted < end || !relayed(&mut log, end).await {
        assert!(began.elapsed() < BACKLOG, "the backlog is not worked off");
        tokio::time::sleep(Duration::from_millis(20)).await;
        shortlisted = log
            .cursor("matching", relais_store::topics::OFFERS.name, 0)
            .await
            .expect("a cursor")
            .offset;
    }
    let figures = RelayClient::new(cast.spoc.clone())
        .get_figures(GetFiguresRequest {})
        .await;
    figures.expect("figures");
    began.elapsed()
}

async fn relayed(log: &mut relais_store::Connection, end: i64) -> bool {
    let offers = relais_store::topics::OFFERS.name;
    let shortlists = relais_store::topics::SHORTLISTS.name;
    let last = log.last_offset(shortlists).await.expect("an offset");
    log.cursor("relay", offers, 0)
        .await
        .expect("a cursor")
        .offset
        >= end
        && log
            .cursor("relay", shortlists, 0)
            .await
            .expect("a cursor")
            .offset
            >= last
}

/// Stops the site as an operator does, and leaves it stopped.
pub async fn restart_cleanly(site: &mut Site) {
    site.terminate().await;
}

fn record(histogram: &mut Histogram<u64>, took: Duration) {
    histogram.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
}
