//! The clock of the answer, by example.

use jiff::ToSpan as _;
use relais_domain::case::{Case, CaseEvent, Command, EmployerReply, Refusal, Stage, Warning};

use crate::story::{
    Story, answer, instant, nobody, nomination, organisation, pause, reply, resume,
};

const WEDNESDAY: &str = "2026-05-06T15:20:00+02";

#[test]
fn an_offer_of_thursday_before_a_long_weekend_is_due_on_wednesday() {
    assert_eq!(
        Story::before_a_long_weekend().case.due_at,
        instant(WEDNESDAY)
    );
}

#[test]
fn an_answer_at_the_due_instant_is_in_time() {
    let mut story = Story::before_a_long_weekend();
    story
        .at(instant(WEDNESDAY), answer(nobody()))
        .expect("an answer");
    assert_eq!(story.case.answered_in_time(), Some(true));
    story.run_out();
    assert_eq!(story.case.breached_at, None);
}

#[test]
fn an_answer_a_microsecond_later_is_late_even_if_no_timer_has_said_so() {
    let mut story = Story::before_a_long_weekend();
    let late = instant(WEDNESDAY) + 1.microseconds();
    story.at(late, answer(nobody())).expect("an answer");
    assert_eq!(story.case.answered_in_time(), Some(false));
    assert_eq!(story.case.breached_at, Some(late));
}

#[test]
fn an_answer_during_a_pause_is_in_time() {
    let mut story = Story::before_a_long_weekend();
    story.ask(pause()).expect("a pause");
    story
        .at(instant("2026-05-20T10:00:00+02"), answer(nobody()))
        .expect("an answer");
    assert_eq!(story.case.answered_in_time(), Some(true));
}

#[test]
fn a_pause_of_one_working_day_moves_the_answer_by_one_working_day() {
    let mut story = Story::before_a_long_weekend();
    story
        .at(instant("2026-05-04T10:00:00+02"), pause())
        .expect("a pause");
    story
        .at(instant("2026-05-05T10:00:00+02"), resume())
        .expect("a resume");
    assert_eq!(story.case.due_at, instant("2026-05-07T15:20:00+02"));
}

#[test]
fn a_pause_over_the_weekend_alone_moves_nothing() {
    let mut story = Story::before_a_long_weekend();
    story
        .at(instant("2026-05-02T10:00:00+02"), pause())
        .expect("a pause");
    story
        .at(instant("2026-05-03T10:00:00+02"), resume())
        .expect("a resume");
    assert_eq!(story.case.due_at, instant(WEDNESDAY));
}

#[test]
fn a_clock_that_has_run_out_cannot_be_paused_before_the_timer_fires() {
    let mut story = Story::before_a_long_weekend();
    let refused = story.at(instant(WEDNESDAY) + 1.second(), pause());
    assert_eq!(refused, Err(Refusal::ClockStopped));
}

#[test]
fn an_offer_that_is_withdrawn_late_was_breached_first() {
    let mut story = Story::before_a_long_weekend();
    let events = story
        .at(instant(WEDNESDAY) + 1.second(), Command::Withdraw)
        .expect("the end");
    assert!(matches!(
        events[..],
        [CaseEvent::Breached, CaseEvent::Closed { .. }]
    ));
}

#[test]
fn an_employer_whose_post_is_gone_ends_a_case_that_was_not_answered() {
    let mut story = Story::before_a_long_weekend();
    story
        .ask(reply(None, EmployerReply::NoLongerOpen))
        .expect("the end");
    assert_eq!(story.case.stage, Stage::Closed);
    story.run_out();
    assert_eq!(story.case.breached_at, None);
}

#[test]
fn a_clock_set_back_answers_no_earlier_than_what_has_happened() {
    let mut story = Story::before_a_long_weekend();
    let tuesday = instant("2026-05-05T10:00:00+02");
    story
        .at(tuesday, Command::Amend { version: 2 })
        .expect("an amendment");
    story
        .at(instant("2026-05-04T10:00:00+02"), answer(nobody()))
        .expect("an answer");
    assert_eq!(story.case.first_answer_at, Some(tuesday));
}

#[test]
fn an_amendment_that_is_read_twice_is_taken_in_once() {
    let mut story = Story::before_a_long_weekend();
    let amended = story
        .ask(Command::Amend { version: 2 })
        .expect("an amendment");
    assert_eq!(amended, [CaseEvent::Amended { version: 2 }]);
    assert_eq!(story.ask(Command::Amend { version: 2 }), Ok(vec![]));
}

#[test]
fn three_warnings_and_a_breach_come_in_their_order() {
    let mut story = Story::before_a_long_weekend();
    story.run_out();
    let told: Vec<CaseEvent> = story
        .history
        .into_iter()
        .skip(1)
        .map(|(event, _)| event)
        .collect();
    let warned = Warning::ALL
        .iter()
        .map(|share| CaseEvent::Warned { share: *share });
    assert_eq!(
        told,
        warned.chain([CaseEvent::Breached]).collect::<Vec<_>>()
    );
}

#[test]
fn the_silence_of_an_organisation_is_noted_at_three_quarters() {
    let mut story = Story::before_a_long_weekend();
    let organisations = vec![
        (organisation(0), 2),
        (organisation(1), 1),
        (organisation(2), 0),
    ];
    story
        .ask(Command::Diffuse { organisations })
        .expect("a diffusion");
    story.nominate(0, 0, 1).expect("a nomination");
    story.run_out();
    let silent = CaseEvent::SilenceNoted {
        organisations: vec![organisation(0)],
    };
    assert_eq!(
        story.count(|event| *event == silent),
        1,
        "not who acted, nor who had nobody"
    );
}

#[test]
fn an_organisation_that_nominates_before_the_diffusion_is_not_silent() {
    let mut story = Story::before_a_long_weekend();
    story.nominate(0, 0, 0).expect("a nomination");
    let organisations = vec![(organisation(0), 2)];
    story
        .ask(Command::Diffuse { organisations })
        .expect("a diffusion");
    assert_eq!(story.case.silent().count(), 0);
}

#[test]
fn a_ranking_that_comes_after_the_answer_asks_nothing_of_anybody() {
    let mut story = Story::before_a_long_weekend();
    story.ask(answer(nobody())).expect("an answer");
    let organisations = vec![(organisation(0), 2)];
    assert_eq!(story.ask(Command::Diffuse { organisations }), Ok(vec![]));
}

#[test]
fn the_rest_of_a_partial_answer_is_reminded_of_once() {
    let mut story = Story::before_a_long_weekend();
    story.nominate(0, 0, 0).expect("a nomination");
    let friday = instant("2026-05-08T12:00:00+02");
    let partial = relais_domain::case::ProposedAnswer::Partial(vec![nomination(0)], friday);
    story.ask(answer(partial)).expect("a partial answer");
    assert_eq!(story.case.next_timer(), Some(friday));
    story.run_out();
    assert_eq!(story.count(|event| *event == CaseEvent::FurtherDue), 1);
}

#[test]
fn a_new_case_has_its_first_warning_as_its_timer() {
    let Case { warnings, .. } = Story::before_a_long_weekend().case;
    let story = Story::before_a_long_weekend();
    assert_eq!(story.case.next_timer(), warnings.first().map(|(_, at)| *at));
}
