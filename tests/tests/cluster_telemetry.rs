//! What a collector learns of services in processes of their own: one trace from the employer's
//! call through Kafka to the mails that follow from it, and how far each lies behind.

use std::collections::BTreeSet;

use relais_tests::cluster::Cluster;
use relais_tests::collector::{Collector, Span};
use relais_tests::sandbox::posting;

/// What is done for an offer, with the service that does it.
const STEPS: [(&str, &str); 6] = [
    ("relais-intake", "POST /v1/offers"),
    (
        "relais-matching",
        "matching takes in relais.offer.submitted.v1",
    ),
    (
        "relais-relay",
        "relay takes in relais.shortlist.computed.v1",
    ),
    ("relais-relay", "relay sends mail"),
    (
        "relais-profiles",
        "POST /relais.profiles.v1.Directory/ListOrganisations",
    ),
    ("relais-intake", "intake takes in relais.case.diffused.v1"),
];

fn has(trace: &[Span], (service, name): (&str, &str)) -> bool {
    let mut spans = trace.iter();
    spans.any(|span| span.service == service && span.name == name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_runs_through_kafka_and_every_service() {
    let collector = Collector::start().await.expect("a collector");
    let section = format!(
        "[telemetry]\notlp_endpoint = {:?}\nmetrics_every = \"1s\"\n",
        collector.endpoint()
    );
    let cluster = Cluster::start_with(&section).await;
    let cluster = cluster.expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");
    let rest = &cast.employer.rest;
    let posting = posting("2026-17");
    let receipt = cluster
        .doors
        .until("a receipt", async || Ok(rest.submit(&posting).await.ok()))
        .await
        .expect("a receipt");
    let case = receipt["case_ref"].as_str().expect("a reference");
    let mail = cluster.mail_to(&cast.employer.email, case).await;
    mail.expect("the acknowledgement");

    // Each process sends its spans in its own time.
    let waited = cluster.doors.until("every step", async || {
        let trace = collector.trace_of(STEPS[0].1);
        let is_whole = STEPS.iter().all(|step| has(&trace, *step));
        Ok(is_whole.then_some(trace))
    });
    let trace = waited.await.unwrap_or_else(|_| {
        panic!(
            "not every step of {STEPS:?} in {:#?}",
            collector.trace_of(STEPS[0].1)
        )
    });
    let services: BTreeSet<&str> = trace.iter().map(|span| span.service.as_str()).collect();
    assert_eq!(services.len(), 4, "{services:?}");

    let waited = cluster.doors.until("figures of every service", async || {
        let lags = collector.figures("relais.consumer.lag");
        let all_read = lags.iter().all(|lag| lag.value == 0.0);
        let consumers: BTreeSet<_> = lags.iter().map(|lag| &lag.attributes["consumer"]).collect();
        let published = collector.figures("relais.publisher.oldest_unpublished");
        let publishers: BTreeSet<_> = published
            .iter()
            .map(|it| &it.attributes["service"])
            .collect();
        let all_told = consumers.len() == 6 && publishers.len() == 4;
        Ok((all_read && all_told).then_some(()))
    });
    waited.await.expect("the figures");
    assert!(!collector.figures("relais.shortlist.delay").is_empty());
}
