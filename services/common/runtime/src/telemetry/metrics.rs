//! The figures that say whether the relay keeps its promise.

use std::sync::OnceLock;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter};

/// The figures of this process. They go to the collector where one is configured.
#[derive(Debug)]
pub struct Metrics {
    offers_accepted: Counter<u64>,
    shortlist_seconds: Histogram<f64>,
    answers: Counter<u64>,
    urgent_case_seconds: Gauge<i64>,
    outbox_pending: Gauge<u64>,
    consumer_lag: Gauge<u64>,
    dead_letters: Counter<u64>,
}

/// The figures of this process; made at the first call, which must come after
/// [`init`](super::init).
pub fn metrics() -> &'static Metrics {
    static METRICS: OnceLock<Metrics> = OnceLock::new();
    METRICS.get_or_init(|| Metrics::new(&opentelemetry::global::meter("relais")))
}

impl Metrics {
    fn new(meter: &Meter) -> Self {
        Self {
            offers_accepted: meter
                .u64_counter("relais.offers.accepted")
                .with_description("Offers taken in, by channel")
                .build(),
            shortlist_seconds: meter
                .f64_histogram("relais.shortlist.duration")
                .with_description("Time to rank candidates for one offer")
                .with_unit("s")
                .with_boundaries(vec![0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0])
                .build(),
            answers: meter
                .u64_counter("relais.answers")
                .with_description("Answers to employers, in time or late")
                .build(),
            urgent_case_seconds: meter
                .i64_gauge("relais.cases.most_urgent.working_time_left")
                .with_description("Working time left for the open case that is due first")
                .with_unit("s")
                .build(),
            outbox_pending: meter
                .u64_gauge("relais.outbox.pending")
                .with_description("Mails and webhooks that wait to be sent")
                .build(),
            consumer_lag: meter
                .u64_gauge("relais.consumer.lag")
                .with_description("Events that a consumer has still to read")
                .build(),
            dead_letters: meter
                .u64_counter("relais.dead_letters")
                .with_description("Messages given up after their last attempt")
                .build(),
        }
    }

    /// An offer was taken in by the channel, as in `rest`.
    pub fn offer_accepted(&self, channel: &'static str) {
        self.offers_accepted
            .add(1, &[KeyValue::new("channel", channel)]);
    }

    /// A shortlist was made in the given time.
    pub fn shortlist_made(&self, took: Duration) {
        self.shortlist_seconds.record(took.as_secs_f64(), &[]);
    }

    /// An employer got an answer, in time or late.
    pub fn answered(&self, in_time: bool) {
        self.answers.add(1, &[KeyValue::new("in_time", in_time)]);
    }

    /// The working time left for the open case that is due first; negative when it is late.
    pub fn most_urgent_case(&self, working_seconds_left: i64) {
        self.urgent_case_seconds.record(working_seconds_left, &[]);
    }

    /// Messages of the kind (`mail`, `webhook`) that wait to be sent.
    pub fn outbox_pending(&self, kind: &'static str, messages: u64) {
        self.outbox_pending
            .record(messages, &[KeyValue::new("kind", kind)]);
    }

    /// Events that the consumer has still to read.
    pub fn consumer_lag(&self, consumer: &'static str, events: u64) {
        self.consumer_lag
            .record(events, &[KeyValue::new("consumer", consumer)]);
    }

    /// A message of the kind was given up.
    pub fn dead_letter(&self, kind: &'static str) {
        self.dead_letters.add(1, &[KeyValue::new("kind", kind)]);
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::metrics::MeterProvider as _;
    use opentelemetry_sdk::metrics::data::{
        AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics, SumDataPoint,
    };
    use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};

    use super::*;

    #[test]
    fn offers_are_counted_by_channel() {
        let exporter = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(exporter.clone()).build();
        let provider = SdkMeterProvider::builder().with_reader(reader).build();
        let metrics = Metrics::new(&provider.meter("test"));
        for channel in ["rest", "mail", "rest"] {
            metrics.offer_accepted(channel);
        }
        provider.force_flush().expect("flushed");

        let exported = exporter.get_finished_metrics().expect("exported");
        let metric = exported
            .iter()
            .flat_map(ResourceMetrics::scope_metrics)
            .flat_map(ScopeMetrics::metrics)
            .find(|metric| metric.name() == "relais.offers.accepted")
            .expect("the counter");
        let AggregatedMetrics::U64(MetricData::Sum(sum)) = metric.data() else {
            panic!("a counter is a sum of whole numbers");
        };
        let mut counts: Vec<u64> = sum.data_points().map(SumDataPoint::value).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 2]);
    }
}
