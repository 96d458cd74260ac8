//! Nominations, replies and what follows a hiring, by example.

use relais_domain::case::{
    CaseEvent, CloseReason, Command, ContractType, EmployerReply, Milestone, NominationState,
    PassKind, ProposedAnswer, Refusal, RefusalReason, WithdrawReason,
};
use relais_domain::ids::NominationId;

use crate::story::{Story, answer, candidate, instant, nobody, nomination, pass, reply, worker};

fn follow_up(milestone: Milestone) -> Command {
    let (nomination, by) = (nomination(0), worker(0));
    Command::RecordFollowUp {
        nomination,
        milestone,
        employed: true,
        by,
        note: None,
    }
}

fn refused(id: NominationId) -> Command {
    reply(
        Some(id),
        EmployerReply::Refused {
            reason: RefusalReason::Experience,
        },
    )
}

#[test]
fn a_candidate_who_is_nominated_cannot_be_nominated_or_passed_over_again() {
    let mut story = Story::before_a_long_weekend();
    story.nominate(0, 0, 0).expect("a nomination");
    assert_eq!(story.nominate(1, 0, 0), Err(Refusal::AlreadyNominated));
    assert_eq!(
        story.ask(pass(0, 0, PassKind::NotNow)),
        Err(Refusal::AlreadyNominated)
    );
}

#[test]
fn a_candidate_who_was_passed_over_can_still_be_nominated() {
    let mut story = Story::before_a_long_weekend();
    story
        .ask(pass(0, 0, PassKind::NotSuitable))
        .expect("passed over");
    story.nominate(0, 0, 0).expect("a nomination");
    assert!(story.case.passed.is_empty());
}

#[test]
fn nobody_is_nominated_after_the_whole_answer() {
    let mut story = Story::before_a_long_weekend();
    story.ask(answer(nobody())).expect("an answer");
    assert_eq!(story.nominate(0, 0, 0), Err(Refusal::AlreadyAnswered));
}

#[test]
fn an_employer_cannot_reply_about_somebody_who_was_not_proposed() {
    let mut story = Story::before_a_long_weekend();
    story.nominate(0, 0, 0).expect("a nomination");
    story.nominate(1, 1, 0).expect("a nomination");
    let proposed = ProposedAnswer::Proposed(vec![nomination(0)]);
    story.ask(answer(proposed)).expect("an answer");
    assert_eq!(
        story.ask(refused(nomination(1))),
        Err(Refusal::NominationState("not proposed yet"))
    );
    assert_eq!(
        story.ask(refused(nomination(7))),
        Err(Refusal::UnknownNomination)
    );
}

#[test]
fn somebody_not_taken_can_be_neither_hired_nor_refused_again() {
    let mut story = Story::before_a_long_weekend();
    story.nominate(0, 0, 0).expect("a nomination");
    story
        .ask(answer(ProposedAnswer::Proposed(vec![nomination(0)])))
        .expect("an answer");
    story.ask(refused(nomination(0))).expect("a refusal");
    assert_eq!(
        story.case.nominations[&nomination(0)].state,
        NominationState::NotTaken
    );
    assert!(story.ask(refused(nomination(0))).is_err());
}

#[test]
fn a_hiring_is_followed_up_in_the_morning_of_working_days() {
    let mut story = Story::before_a_long_weekend();
    story.hire("2026-05-07");
    let accompaniment = story.case.nominations[&nomination(0)].accompaniment.clone();
    let due: Vec<_> = accompaniment
        .expect("hired")
        .pending
        .iter()
        .map(|it| it.due_at)
        .collect();
    let mornings = [
        // One week is Ascension Day, and so the day after.
        "2026-05-15T09:00:00+02",
        // One month is a Sunday, and so the Monday.
        "2026-06-08T09:00:00+02",
        "2026-08-07T09:00:00+02",
        "2026-11-09T09:00:00+01",
    ];
    assert_eq!(due, mornings.map(instant));
}

#[test]
fn a_follow_up_is_recorded_once_it_is_due_and_only_once() {
    let mut story = Story::before_a_long_weekend();
    story.hire("2026-05-07");
    assert_eq!(
        story.ask(follow_up(Milestone::OneWeek)),
        Err(Refusal::FollowUpNotOpen)
    );
    story.run_out();
    story.ask(follow_up(Milestone::OneWeek)).expect("it is due");
    assert_eq!(
        story.ask(follow_up(Milestone::OneWeek)),
        Err(Refusal::FollowUpNotOpen)
    );
}

#[test]
fn a_hiring_is_followed_up_even_when_the_offer_is_withdrawn() {
    let mut story = Story::before_a_long_weekend();
    story.hire("2026-05-07");
    story.ask(Command::Withdraw).expect("the post is filled");
    assert_eq!(story.case.closed, Some(CloseReason::Withdrawn));
    story.run_out();
    story
        .ask(follow_up(Milestone::SixMonths))
        .expect("it is due");
    assert_eq!(
        story.count(|event| matches!(event, CaseEvent::FollowUpDue { .. })),
        4
    );
}

#[test]
fn whoever_is_hired_is_no_longer_withdrawn_but_can_be_erased() {
    let mut story = Story::before_a_long_weekend();
    story.hire("2026-05-07");
    let withdraw = Command::WithdrawNomination {
        nomination: nomination(0),
        reason: WithdrawReason::ByWorker,
    };
    assert_eq!(
        story.ask(withdraw),
        Err(Refusal::NominationState("hired already"))
    );
    story
        .ask(Command::EraseCandidate {
            candidate: candidate(0),
        })
        .expect("never refused");
    assert_eq!(
        story.case.next_timer(),
        None,
        "nobody is asked after them any more"
    );
}

#[test]
fn a_case_is_closed_by_hand_only_after_the_whole_answer() {
    let mut story = Story::before_a_long_weekend();
    let close = || Command::Close { by: worker(9) };
    assert_eq!(story.ask(close()), Err(Refusal::CloseBeforeAnswer));
    story.ask(answer(nobody())).expect("an answer");
    story.ask(close()).expect("the end");
    assert_eq!(story.ask(close()), Err(Refusal::Closed));
}

#[test]
fn a_first_day_of_work_at_the_end_of_time_is_refused() {
    let mut story = Story::before_a_long_weekend();
    story.nominate(0, 0, 0).expect("a nomination");
    story
        .ask(answer(ProposedAnswer::Proposed(vec![nomination(0)])))
        .expect("an answer");
    let starts_on = jiff::civil::Date::MAX;
    let hired = EmployerReply::Hired {
        contract: ContractType::Permanent,
        starts_on,
    };
    let refused = story.ask(reply(Some(nomination(0)), hired));
    assert_eq!(refused, Err(Refusal::StartsTooFarAway(starts_on)));
}
