//! Each rule goes red on evidence that breaks it, and on none that does not.

use super::check;
use crate::cluster::evidence::{
    Call, Case, Event, Evidence, Look, Message, Offer, Outcome, Receipt, Record,
};

const CASES: &str = "relais.cases";
const CANDIDATES: &str = "relais.candidates";

fn event(topic: &str, stream: &str, seq: i64, kind: &str) -> Event {
    let (topic, stream, kind) = (topic.to_owned(), stream.to_owned(), kind.to_owned());
    Event {
        topic,
        stream,
        seq,
        kind,
        version: None,
    }
}

fn of_case(stream: &str, seq: i64, version: u64, what: &str) -> Event {
    let kind = format!("relais.case.{what}.v1");
    Event {
        version: Some(version),
        ..event(CASES, stream, seq, &kind)
    }
}

fn published(events: &[Event]) -> Vec<Record> {
    let record = |(at, event): (usize, &Event)| Record {
        topic: event.topic.clone(),
        partition: 1,
        offset: i64::try_from(at).expect("few events"),
        stream: event.stream.clone(),
        seq: event.seq,
        kind: event.kind.clone(),
    };
    events.iter().enumerate().map(record).collect()
}

fn message(id: &str, purpose: &str) -> Message {
    let text = str::to_owned;
    Message {
        id: text(id),
        offer: text("o"),
        purpose: text(purpose),
        state: text("sent"),
    }
}

/// One offer that was accepted and answered, one that fell due, one candidate who changed.
fn good() -> Evidence {
    let text = str::to_owned;
    let receipt = Receipt {
        offer: text("o"),
        reference: text("R"),
        due_at: 900,
    };
    let case = |offer: &str, reference: &str, stage: &str, version| Case {
        offer: text(offer),
        reference: text(reference),
        stage: text(stage),
        version,
        due_at: 900,
        next_timer_at: None,
    };
    let events = vec![
        event("relais.offers", "o", 1, "relais.offer.submitted.v1"),
        event("relais.shortlists", "o", 1, "relais.shortlist.computed.v1"),
        of_case("o", 1, 1, "opened"),
        of_case("u", 2, 1, "opened"),
        of_case("o", 3, 2, "diffused"),
        of_case("u", 4, 2, "breached"),
        of_case("o", 5, 3, "answered"),
        event(CANDIDATES, "c", 7, "relais.candidate.changed.v1"),
    ];
    Evidence {
        calls: vec![
            Call::Submit(text("i"), Outcome::Unknown(text("cut"))),
            Call::Submit(text("i"), Outcome::Ok(receipt)),
            Call::Answer(text("o"), Outcome::Ok(())),
        ],
        urgent: vec![text("u")],
        offers: vec![Offer {
            id: text("o"),
            identifier: text("i"),
            reference: text("R"),
            due_at: 900,
        }],
        cases: vec![case("o", "R", "answered", 3), case("u", "S", "opened", 2)],
        records: published(&events),
        events,
        tenures: [(CASES.to_owned(), 1)].into(),
        messages: vec![message("m1", "acknowledgement"), message("m2", "answer")],
        mails: vec![text("offer.o@relais.example"), text("m2@relais.example")],
        looks: vec![Look {
            of: text("relay-1"),
            could_work: true,
            said_ready: true,
        }],
        set_aside: Vec::new(),
        read_at: 60_000_000,
    }
}

/// What the checker says of the good evidence once something was done to it.
fn after(spoil: impl Fn(&mut Evidence)) -> Vec<String> {
    let mut evidence = good();
    spoil(&mut evidence);
    check(&evidence).violations().to_vec()
}

#[track_caller]
fn red(words: &str, spoil: impl Fn(&mut Evidence)) {
    let violations = after(spoil);
    assert!(
        violations.iter().any(|violation| violation.contains(words)),
        "nothing of {words:?} in {violations:?}"
    );
}

#[test]
fn a_good_run_breaks_no_rule() {
    assert_eq!(after(|_| {}), [""; 0]);
}

#[test]
fn an_accepted_offer_is_there_once_as_it_was_told() {
    red("is lost", |it| it.offers.clear());
    red("is there twice", |it| it.offers.push(it.offers[0].clone()));
    red("was told of as", |it| {
        it.offers[0].reference = "Q".to_owned();
    });
    red("was told of as", |it| {
        let mut again = it.calls[1].clone();
        if let Call::Submit(_, Outcome::Ok(receipt)) = &mut again {
            receipt.due_at += 1;
        }
        it.calls.push(again);
    });
}

#[test]
fn every_offer_has_its_one_case() {
    red("has no case", |it| {
        it.cases.retain(|case| case.offer != "o");
    });
    red("has two cases", |it| it.cases.push(it.cases[0].clone()));
    red("has another case", |it| it.cases[0].due_at += 1);
    red("has no offer", |it| it.urgent.clear());
}

#[test]
fn what_callers_were_told_happened_and_nothing_else() {
    let answered = |event: &Event| event.kind.contains("answered");
    red("which is not so", |it| {
        it.events.retain(|event| !answered(event));
    });
    red("happened 2 times", |it| {
        it.events.push(of_case("o", 6, 4, "answered"));
    });
    red("but nobody did it", |it| {
        it.calls.retain(|call| !matches!(call, Call::Answer(..)));
    });
}

#[test]
fn the_events_of_a_case_count_and_end_with_its_closing() {
    red("makes version Some(9)", |it| it.events[4].version = Some(9));
    red("is of version", |it| it.cases[0].version = 7);
    red("after it was closed", |it| {
        it.events[4].kind = "relais.case.closed.v1".to_owned();
    });
    red("as event 2", |it| {
        it.events[4].kind = "relais.case.opened.v1".to_owned();
    });
}

#[test]
fn each_deadline_fires_once_and_in_time() {
    red("fired 0 times", |it| {
        it.events.retain(|event| !event.kind.contains("breached"));
    });
    red("fired 2 times", |it| {
        it.events.push(of_case("u", 9, 3, "breached"));
    });
    red("has not fired", |it| it.cases[1].next_timer_at = Some(900));
}

#[test]
fn employers_hear_of_each_thing_once() {
    red("0 times acknowledgement", |it| {
        it.messages.retain(|it| it.purpose == "answer");
    });
    red("2 times answer", |it| {
        it.messages.push(message("m3", "answer"));
    });
    red("is pending", |it| {
        it.messages[0].state = "pending".to_owned();
    });
    red("was not taken", |it| it.mails.clear());
}

#[test]
fn a_topic_is_what_its_table_is_but_for_repetitions() {
    let repeated = after(|it| {
        let again = it.records.clone();
        it.records.extend(again);
    });
    assert_eq!(repeated, [""; 0]);
    red("but is read as", |it| {
        it.records.retain(|record| record.seq != 3);
    });
    red("but is read as", |it| it.records.swap(2, 4));
    red("was never told", |it| it.records[2].stream = "x".to_owned());
    red("several partitions", |it| it.records[4].partition = 2);
    red("none of the table", |it| {
        it.records[4].kind = "relais.case.paused.v1".to_owned();
    });
    red("stands last", |it| {
        let stale = Record {
            seq: 6,
            ..it.records[7].clone()
        };
        it.records.push(stale);
    });
    red("set aside", |it| {
        it.set_aside.push("relais.cases/1/7".to_owned());
    });
}

#[test]
fn one_publishes_at_a_time() {
    red("fall back", |it| {
        let cases = it.records[2..7].to_vec();
        let twice = cases
            .iter()
            .flat_map(|record| [record.clone(), record.clone()]);
        it.records.splice(2..7, twice);
    });
}

#[test]
fn readiness_says_neither_more_nor_less_than_the_truth() {
    red("said ready: true", |it| it.looks[0].could_work = false);
    red("said ready: false", |it| it.looks[0].said_ready = false);
}
