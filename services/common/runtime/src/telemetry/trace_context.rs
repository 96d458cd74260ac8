//! The trace that work belongs to, as a W3C `traceparent`: stored with each event and carried by
//! each call, so that one trace follows an offer to its answer.

use std::collections::HashMap;

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The name of the header and of the event attribute.
pub const TRACEPARENT: &str = "traceparent";

/// The `traceparent` of the current span; `None` when traces are not exported.
pub fn current_traceparent() -> Option<String> {
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    carrier.remove(TRACEPARENT)
}

/// Continues a trace that began elsewhere.
pub trait SpanParent {
    /// Makes the span a child of the one that the `traceparent` names. To be called before the
    /// span is entered. False when the text is not a `traceparent`, or traces are not exported.
    fn set_parent_from(&self, traceparent: &str) -> bool;
}

impl SpanParent for Span {
    fn set_parent_from(&self, traceparent: &str) -> bool {
        parse(traceparent).is_some_and(|context| self.set_parent(context).is_ok())
    }
}

fn parse(traceparent: &str) -> Option<Context> {
    if !has_right_shape(traceparent) {
        return None;
    }
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
    context.span().span_context().is_valid().then_some(context)
}

/// Two, 32, 16 and two digits with hyphens between them; the propagator takes other lengths too.
fn has_right_shape(traceparent: &str) -> bool {
    let lengths = traceparent.split('-').map(str::len);
    lengths.eq([2, 32, 16, 2])
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::TracerProvider as _;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use proptest::prelude::*;
    use tracing::info_span;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn with_traces<T>(test: impl FnOnce() -> T) -> T {
        let tracer = SdkTracerProvider::builder().build().tracer("test");
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), test)
    }

    #[test]
    fn a_span_continues_the_trace_of_its_parent() {
        let traceparent = with_traces(|| {
            let span = info_span!("work");
            assert!(span.set_parent_from(PARENT));
            span.in_scope(current_traceparent)
        });
        let traceparent = traceparent.expect("traces are on");
        assert_eq!(traceparent[..35], PARENT[..35], "the same trace");
        assert_ne!(traceparent[35..], PARENT[35..], "another span");
    }

    #[test]
    fn without_traces_there_is_nothing_to_carry() {
        assert_eq!(current_traceparent(), None);
        assert!(!info_span!("work").set_parent_from(PARENT));
    }

    #[test]
    fn a_parent_that_names_no_span_is_ignored() {
        assert!(parse("00-00000000000000000000000000000000-0000000000000000-01").is_none());
        assert!(parse("00-zzf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").is_none());
    }

    proptest! {
        #[test]
        fn a_parent_cut_off_or_drawn_out_is_ignored(text in "[0-9a-f-]{0,60}") {
            prop_assume!(text.len() != PARENT.len());
            prop_assert!(parse(&text).is_none());
        }
    }
}
