//! What a collector learns of a site: one trace from the employer's call to the mails that follow
//! from it, and whether the promise is kept.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::SignedDuration;
use relais_proto::relay::Answer;
use relais_runtime::config::Telemetry;
use relais_runtime::telemetry;
use relais_tests::collector::{Attributes, Collector, Span};
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
        metrics_every: Duration::from_millis(200),
        ..Telemetry::default()
    });
    let guard = guard.expect("telemetry is on");
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let receipt = cast.employer.rest.submit(&posting("2026-17")).await;
    let receipt = receipt.expect("a receipt");
    let case = receipt["case_ref"].as_str().expect("a reference");
    let shown = sandbox.case_when(&cast.worker, case, "the diffusion", |case| {
        !case.diffusions.is_empty()
    });
    shown.await.expect("the offer is shown");
    figures_of_an_open_case(&sandbox, &collector).await;
    let answer = Answer {
        kind: "none".to_owned(),
        why: "no_profile".to_owned(),
        unlock: vec!["nothing".to_owned()],
        ..Answer::default()
    };
    let answered = sandbox.answer(&cast.spoc, case, answer).await;
    answered.expect("an answered case");
    sandbox.finish().await.expect("nothing is left undone");
    guard.shutdown(Duration::from_secs(30)).await;

    one_trace(&collector);
    let answers = collector.figures("relais.answers");
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].attributes["in_time"], "true");
    assert_eq!(collector.figures("relais.shortlist.delay").len(), 1);
}

/// The offer came two hours ago: 70 of its 72 working hours are left, and everybody has read it.
async fn figures_of_an_open_case(sandbox: &Sandbox, collector: &Collector) {
    sandbox.pass(SignedDuration::from_hours(2));
    let told = |name: &str, of: &[(&str, &str)]| {
        let of = of
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let of: Attributes = of.collect();
        let figures = collector.figures(name).into_iter();
        let mut values = figures.filter(|it| it.attributes == of).map(|it| it.value);
        values.next()
    };
    let readers = [
        ("relay", "relais.offers"),
        ("relay", "relais.shortlists"),
        ("intake", "relais.cases"),
        ("matching", "relais.offers"),
        ("matching.candidates", "relais.candidates"),
    ];
    let settled = sandbox.until("figures that tell of it", async || {
        let left = told("relais.cases.most_urgent.working_time_left", &[]);
        let pending = told("relais.outbox.pending", &[("kind", "mail")]);
        let all_read = readers.iter().all(|(consumer, topic)| {
            let of = [("consumer", *consumer), ("topic", *topic)];
            told("relais.consumer.lag", &of) == Some(0.0)
        });
        let seventy_hours = 70.0 * 3600.0;
        Ok((left == Some(seventy_hours) && pending == Some(0.0) && all_read).then_some(()))
    });
    settled.await.expect("the figures");
}

/// Each step of [`STEPS`] descends from the one before it, and all from the call.
fn one_trace(collector: &Collector) {
    let trace = collector.trace_of(STEPS[0]);
    for pair in STEPS.windows(2) {
        assert!(
            trace
                .iter()
                .any(|span| span.name == pair[1] && descends(span, pair[0], &trace)),
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
