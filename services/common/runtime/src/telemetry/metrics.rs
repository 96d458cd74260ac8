//! The figures that say whether the relay keeps its promise.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter, ObservableGauge};

/// The figures of this process. They go to the collector where one is configured.
#[derive(Debug)]
pub struct Metrics {
    offers_accepted: Counter<u64>,
    shortlist_seconds: Histogram<f64>,
    shortlist_delay_seconds: Histogram<f64>,
    answers: Counter<u64>,
    urgent_case: Arc<Mutex<Option<i64>>>,
    /// Observes [`urgent_case`](Self::urgent_case) for as long as it is kept.
    _urgent_case_seconds: ObservableGauge<i64>,
    outbox_pending: Gauge<u64>,
    consumer_lag: Gauge<u64>,
    oldest_unpublished_seconds: Gauge<f64>,
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
        let urgent_case = Arc::new(Mutex::new(None));
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
            shortlist_delay_seconds: meter
                .f64_histogram("relais.shortlist.delay")
                .with_description("Time from an offer, or its amendment, to its shortlist")
                .with_unit("s")
                .with_boundaries(vec![
                    0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 60.0, 600.0,
                ])
                .build(),
            answers: meter
                .u64_counter("relais.answers")
                .with_description("First answers to employers, in time or late")
                .build(),
            _urgent_case_seconds: urgent_case_seconds(meter, &urgent_case),
            urgent_case,
            outbox_pending: meter
                .u64_gauge("relais.outbox.pending")
                .with_description("Mails and webhooks that wait to be sent")
                .build(),
            consumer_lag: meter
                .u64_gauge("relais.consumer.lag")
                .with_description("Events that a consumer has still to read")
                .build(),
            oldest_unpublished_seconds: meter
                .f64_gauge("relais.publisher.oldest_unpublished")
                .with_description("Age of the oldest event that is not in Kafka yet")
                .with_unit("s")
                .build(),
            dead_letters: meter
                .u64_counter("relais.dead_letters")
                .with_description("Messages given up and records set aside")
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

    /// A shortlist is there, so long after the offer that it is for.
    pub fn shortlist_follows(&self, after: Duration) {
        self.shortlist_delay_seconds
            .record(after.as_secs_f64(), &[]);
    }

    /// An employer got the first answer, in time or late.
    pub fn answered(&self, in_time: bool) {
        self.answers.add(1, &[KeyValue::new("in_time", in_time)]);
    }

    /// The working time left for the open case that has the least, negative when it is late;
    /// nothing is told while there is no such case.
    pub fn most_urgent_case(&self, working_seconds_left: Option<i64>) {
        *self
            .urgent_case
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = working_seconds_left;
    }

    /// Messages of the kind (`mail`, `webhook`) that wait to be sent.
    pub fn outbox_pending(&self, kind: &'static str, messages: u64) {
        self.outbox_pending
            .record(messages, &[KeyValue::new("kind", kind)]);
    }

    /// Events of the topic that the consumer has still to read.
    pub fn consumer_lag(&self, consumer: &'static str, topic: &'static str, events: u64) {
        let of = [
            KeyValue::new("consumer", consumer),
            KeyValue::new("topic", topic),
        ];
        self.consumer_lag.record(events, &of);
    }

    /// How old the oldest event is that a service has appended and that is not in Kafka yet; zero
    /// where there is none.
    pub fn oldest_unpublished(&self, service: &'static str, age: Duration) {
        self.oldest_unpublished_seconds
            .record(age.as_secs_f64(), &[KeyValue::new("service", service)]);
    }

    /// Something of the kind (`mail`, `webhook`, `event`) was given up until somebody replays it.
    pub fn dead_letter(&self, kind: &'static str) {
        self.dead_letters.add(1, &[KeyValue::new("kind", kind)]);
    }
}

/// Observed, and not recorded: the last value would otherwise stand on when no case is open.
fn urgent_case_seconds(meter: &Meter, left: &Arc<Mutex<Option<i64>>>) -> ObservableGauge<i64> {
    let left = Arc::clone(left);
    meter
        .i64_observable_gauge("relais.cases.most_urgent.working_time_left")
        .with_description("Working time left for the open case that has the least")
        .with_unit("s")
        .with_callback(move |observer| {
            if let Some(left) = *left.lock().unwrap_or_else(PoisonError::into_inner) {
                observer.observe(left, &[]);
            }
        })
        .build()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use opentelemetry::metrics::MeterProvider as _;
    use opentelemetry_sdk::metrics::data::{
        AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics,
    };
    use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};

    use super::*;

    /// What an exporter is given: the values of each instrument by what they are of.
    fn exported(tell: impl FnOnce(&Metrics)) -> BTreeMap<String, BTreeMap<String, String>> {
        let exporter = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(exporter.clone()).build();
        let provider = SdkMeterProvider::builder().with_reader(reader).build();
        let metrics = Metrics::new(&provider.meter("test"));
        tell(&metrics);
        provider.force_flush().expect("flushed");
        let exported = exporter.get_finished_metrics().expect("exported");
        exported
            .iter()
            .flat_map(ResourceMetrics::scope_metrics)
            .flat_map(ScopeMetrics::metrics)
            .map(|metric| (metric.name().to_owned(), values(metric.data())))
            .collect()
    }

    fn of<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> String {
        let mut pairs: Vec<String> = attributes
            .map(|pair| format!("{}={}", pair.key, pair.value))
            .collect();
        pairs.sort_unstable();
        pairs.join(",")
    }

    fn numbers<T: std::fmt::Display + Copy>(data: &MetricData<T>) -> BTreeMap<String, String> {
        match data {
            MetricData::Gauge(gauge) => gauge
                .data_points()
                .map(|point| (of(point.attributes()), point.value().to_string()))
                .collect(),
            MetricData::Sum(sum) => sum
                .data_points()
                .map(|point| (of(point.attributes()), point.value().to_string()))
                .collect(),
            MetricData::Histogram(histogram) => histogram
                .data_points()
                .map(|point| (of(point.attributes()), point.sum().to_string()))
                .collect(),
            MetricData::ExponentialHistogram(_) => BTreeMap::new(),
        }
    }

    fn values(data: &AggregatedMetrics) -> BTreeMap<String, String> {
        match data {
            AggregatedMetrics::F64(data) => numbers(data),
            AggregatedMetrics::U64(data) => numbers(data),
            AggregatedMetrics::I64(data) => numbers(data),
        }
    }

    fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
        pairs
            .map(|(of, value)| (of.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn what_happens_is_counted_by_what_it_is_of() {
        let exported = exported(|metrics| {
            for channel in ["rest", "mail", "rest"] {
                metrics.offer_accepted(channel);
            }
            metrics.answered(true);
            metrics.dead_letter("webhook");
            metrics.shortlist_follows(Duration::from_millis(2500));
        });
        let offers = pairs([("channel=mail", "1"), ("channel=rest", "2")]);
        assert_eq!(exported["relais.offers.accepted"], offers);
        assert_eq!(exported["relais.answers"], pairs([("in_time=true", "1")]));
        let letters = pairs([("kind=webhook", "1")]);
        assert_eq!(exported["relais.dead_letters"], letters);
        assert_eq!(exported["relais.shortlist.delay"], pairs([("", "2.5")]));
    }

    #[test]
    fn what_stands_is_told_as_it_was_last() {
        let exported = exported(|metrics| {
            for events in [9, 4] {
                metrics.consumer_lag("relay", "relais.offers", events);
            }
            metrics.outbox_pending("mail", 3);
            metrics.oldest_unpublished("intake", Duration::from_secs(90));
            metrics.most_urgent_case(Some(-60));
        });
        let lag = pairs([("consumer=relay,topic=relais.offers", "4")]);
        assert_eq!(exported["relais.consumer.lag"], lag);
        assert_eq!(
            exported["relais.outbox.pending"],
            pairs([("kind=mail", "3")])
        );
        let unpublished = pairs([("service=intake", "90")]);
        assert_eq!(exported["relais.publisher.oldest_unpublished"], unpublished);
        let left = &exported["relais.cases.most_urgent.working_time_left"];
        assert_eq!(left, &pairs([("", "-60")]));
    }

    #[test]
    fn without_an_open_case_none_is_the_most_urgent() {
        let exported = exported(|metrics| {
            metrics.answered(true);
            metrics.most_urgent_case(Some(7));
            metrics.most_urgent_case(None);
        });
        let left = exported.get("relais.cases.most_urgent.working_time_left");
        assert!(left.is_none_or(BTreeMap::is_empty), "{left:?}");
    }
}
