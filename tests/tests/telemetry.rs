//! What a collector learns of a site: one trace from the employer's call to the mails that follow
//! from it.

use std::collections::BTreeSet;
use std::time::Duration;

use relais_runtime::config::Telemetry;
use relais_runtime::telemetry;
use relais_store::Options;
use relais_tests::collector::{Collector, Span};
use relais_tests::sandbox::{Sandbox, posting};

/// What is done for an offer, each on behalf of what was done before it.
const STEPS: [&str; 4] = [
    "POST /v1/offers",
    "matching takes in relais.offer.submitted.v1",
    "relay takes in relais.shortlist.computed.v1",
    "relay sends mail",
];

/// Telemetry is of the whole process, so this is the only test of this program.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_runs_from_the_call_to_the_mails_and_figures_tell_of_the_promise() {
    let collector = Collector::start().await.expect("a collector");
    let guard = telemetry::init(&Telemetry {
        otlp_endpoint: Some(collector.endpoint()),
        log_level: "info".to_owned(),
        ..Telemetry::default()
    });
    let guard = guard.expect("telemetry is on");
    let sandbox = Sandbox::start_with(|_| {}, Options::default()).await;
    let sandbox = sandbox.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let receipt = cast.employer.rest.submit(&posting("2026-17")).await;
    let receipt = receipt.expect("a receipt");
    let case = receipt["case_ref"].as_str().expect("a reference");
    let shown = sandbox.case_when(&cast.worker, case, "the diffusion", |case| {
        !case.diffusions.is_empty()
    });
    shown.await.expect("the offer is shown");
    sandbox.finish().await.expect("nothing is left undone");
    guard.shutdown(Duration::from_secs(30)).await;

    let trace = collector.trace_of(STEPS[0]);
    for pair in STEPS.windows(2) {
        assert!(
            trace.iter().any(|span| span.name == pair[1] && descends(span, pair[0], &trace)),
            "{pair:?} in {trace:?}"
        );
    }
    let without_parent: BTreeSet<&str> = trace
        .iter()
        .filter(|span| !trace.iter().any(|other| other.id == span.parent))
        .map(|span| span.name.as_str())
        .collect();
    assert_eq!(without_parent, BTreeSet::from([STEPS[0]]));
}

/// Whether `span` was made on behalf of one called `ancestor`.
fn descends(span: &Span, ancestor: &str, trace: &[Span]) -> bool {
    let parent = trace.iter().find(|other| other.id == span.parent);
    parent.is_some_and(|parent| parent.name == ancestor || descends(parent, ancestor, trace))
}
