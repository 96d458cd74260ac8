//! Every offer has its one case, each deadline fires once, and employers hear of each thing once.

use std::collections::BTreeMap;

use super::Verdict;
use crate::cluster::evidence::{Case, Evidence, Message};

/// How late a deadline may fire: an instance that sleeps looks again after a minute, one that was
/// started has some work before it.
const LATE_MICROS: i64 = 10_000_000;

pub(super) fn check(evidence: &Evidence, verdict: &mut Verdict) {
    let mut cases: BTreeMap<&str, &Case> = BTreeMap::new();
    for case in &evidence.cases {
        if cases.insert(&case.offer, case).is_some() {
            verdict.violated(format!("{} has two cases", case.offer));
        }
    }
    verdict.compare("cases", cases.len());
    for offer in &evidence.offers {
        match cases.get(offer.id.as_str()) {
            None => verdict.violated(format!("{} has no case", offer.id)),
            Some(case) if (&case.reference, case.due_at) != (&offer.reference, offer.due_at) => {
                verdict.violated(format!("{offer:?} has another case: {case:?}"));
            }
            Some(_) => {}
        }
    }
    for (offer, case) in &cases {
        let is_known = evidence.offers.iter().any(|it| it.id == *offer)
            || evidence.urgent.iter().any(|urgent| urgent == offer);
        if !is_known {
            verdict.violated(format!("the case {} has no offer", case.reference));
        }
        history(evidence, case, verdict);
    }
    deadlines(evidence, &cases, verdict);
    for offer in &evidence.offers {
        told(evidence, &offer.id, verdict);
    }
}

/// The events of a case count from its opening on without a gap, and end with its closing.
fn history(evidence: &Evidence, case: &Case, verdict: &mut Verdict) {
    let events = evidence.events.iter();
    let events = events.filter(|event| event.version.is_some() && event.stream == case.offer);
    let (mut versions, mut is_closed) = (0, false);
    for event in events {
        versions += 1;
        let offer = &case.offer;
        if event.version != Some(versions) {
            let version = event.version;
            verdict.violated(format!(
                "{offer}: {} makes version {version:?} as event {versions}",
                event.kind
            ));
        }
        if is_closed {
            verdict.violated(format!("{offer}: {} after it was closed", event.kind));
        }
        if (versions == 1) != (event.kind == "relais.case.opened.v1") {
            verdict.violated(format!("{offer}: {} as event {versions}", event.kind));
        }
        is_closed |= event.kind == "relais.case.closed.v1";
    }
    verdict.compare("events of cases", usize::try_from(versions).unwrap_or(0));
    if case.version != versions {
        let (offer, version) = (&case.offer, case.version);
        verdict.violated(format!(
            "{offer} is of version {version}, after {versions} events"
        ));
    }
}

/// Nothing that is due waits, and what fell due in the run fired once.
fn deadlines(evidence: &Evidence, cases: &BTreeMap<&str, &Case>, verdict: &mut Verdict) {
    for case in cases.values() {
        let since = case.next_timer_at.map(|at| evidence.read_at - at);
        if since.is_some_and(|since| since > LATE_MICROS) {
            let offer = &case.offer;
            verdict.violated(format!(
                "{offer}: a deadline has not fired for {since:?} µs"
            ));
        }
    }
    verdict.compare("deadlines in the run", evidence.urgent.len());
    for offer in &evidence.urgent {
        let breaches = evidence
            .events
            .iter()
            .filter(|event| event.stream == *offer && event.kind == "relais.case.breached.v1");
        let breaches = breaches.count();
        if breaches != 1 {
            verdict.violated(format!("{offer}: its deadline fired {breaches} times"));
        }
    }
}

/// The employer was told once of each offer that it came, and at most once of its answer.
fn told(evidence: &Evidence, offer: &str, verdict: &mut Verdict) {
    let of = |purpose: &str| -> Vec<&Message> {
        let messages = evidence.messages.iter();
        let about = messages.filter(|it| it.offer == offer && it.purpose == purpose);
        about.collect()
    };
    let is_answered = evidence
        .events
        .iter()
        .any(|event| event.stream == offer && event.kind == "relais.case.answered.v1");
    for (purpose, times) in [("acknowledgement", 1), ("answer", usize::from(is_answered))] {
        let messages = of(purpose);
        if messages.len() != times {
            let found = messages.len();
            verdict.violated(format!(
                "{offer}: {found} times {purpose} instead of {times}"
            ));
        }
        for message in messages {
            verdict.compare("mails to employers", 1);
            sent(evidence, message, verdict);
        }
    }
}

/// A mail has been taken, under its own id.
fn sent(evidence: &Evidence, message: &Message, verdict: &mut Verdict) {
    let Message {
        id,
        offer,
        purpose,
        state,
    } = message;
    if state != "sent" {
        verdict.violated(format!("{offer}: its {purpose} is {state}"));
        return;
    }
    let begins = match purpose.as_str() {
        "acknowledgement" => format!("offer.{offer}@"),
        _ => format!("{id}@"),
    };
    if !evidence.mails.iter().any(|mail| mail.starts_with(&begins)) {
        verdict.violated(format!(
            "{offer}: its {purpose} was not taken by the mail server"
        ));
    }
}
