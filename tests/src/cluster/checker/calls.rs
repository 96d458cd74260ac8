//! What callers were told is so.

use std::collections::{BTreeMap, BTreeSet};

use super::Verdict;
use crate::cluster::evidence::{Call, Evidence, Outcome, Receipt};

pub(super) fn check(evidence: &Evidence, verdict: &mut Verdict) {
    for call in &evidence.calls {
        let what = match call.told() {
            "ok" => "calls done",
            "refused" => "calls refused",
            _ => "calls unknown",
        };
        verdict.compare(what, 1);
    }
    receipts(evidence, verdict);
    deeds(evidence, verdict);
}

/// Every offer that was accepted is there once, and whoever sent it again was told the same.
fn receipts(evidence: &Evidence, verdict: &mut Verdict) {
    let mut told: BTreeMap<&str, &Receipt> = BTreeMap::new();
    for call in &evidence.calls {
        let Call::Submit(identifier, Outcome::Ok(receipt)) = call else {
            continue;
        };
        let first = told.entry(identifier).or_insert(receipt);
        if *first != receipt {
            verdict.violated(format!(
                "{identifier} was told of as {first:?} and as {receipt:?}"
            ));
        }
    }
    verdict.compare("accepted offers", told.len());
    for (identifier, receipt) in told {
        let mut kept = evidence
            .offers
            .iter()
            .filter(|offer| offer.identifier == identifier);
        match (kept.next(), kept.next()) {
            (None, _) => verdict.violated(format!("{identifier} was accepted and is lost")),
            (Some(_), Some(_)) => verdict.violated(format!("{identifier} is there twice")),
            (Some(offer), None) => {
                let kept = (&offer.id, &offer.reference, offer.due_at);
                if kept != (&receipt.offer, &receipt.reference, receipt.due_at) {
                    verdict.violated(format!(
                        "{identifier} was told of as {receipt:?}, is {kept:?}"
                    ));
                }
            }
        }
    }
}

/// What was done to a case has its one event; what nobody tried has none.
fn deeds(evidence: &Evidence, verdict: &mut Verdict) {
    let mut tried: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut done: BTreeSet<(&str, &str)> = BTreeSet::new();
    for call in &evidence.calls {
        let (kind, offer, outcome) = match call {
            Call::Submit(..) => continue,
            Call::Nominate(offer, outcome) => ("relais.case.nominated.v1", offer, outcome),
            Call::Answer(offer, outcome) => ("relais.case.answered.v1", offer, outcome),
            Call::Withdraw(offer, outcome) => ("relais.case.closed.v1", offer, outcome),
        };
        if matches!(outcome, Outcome::Ok(()) | Outcome::Unknown(_)) {
            tried.insert((kind, offer));
        }
        if *outcome == Outcome::Ok(()) {
            done.insert((kind, offer));
        }
    }
    let mut happened: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for event in &evidence.events {
        let kinds = ["nominated", "answered", "closed"];
        if kinds
            .iter()
            .any(|it| event.kind == format!("relais.case.{it}.v1"))
        {
            *happened.entry((&event.kind, &event.stream)).or_default() += 1;
        }
    }
    verdict.compare("deeds done", done.len());
    for (kind, offer) in done {
        if !happened.contains_key(&(kind, offer)) {
            verdict.violated(format!(
                "{offer}: the caller was told of {kind}, which is not so"
            ));
        }
    }
    for ((kind, offer), times) in happened {
        if times > 1 {
            verdict.violated(format!("{offer}: {kind} happened {times} times"));
        }
        if !tried.contains(&(kind, offer)) {
            verdict.violated(format!("{offer}: {kind} happened, but nobody did it"));
        }
    }
}
