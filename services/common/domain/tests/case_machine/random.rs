//! Stories at random.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use relais_domain::calendar::CalendarRule;
use relais_domain::case::{
    CaseEvent, Command, ContractType, EmployerReply, Milestone, NominationState, NoneReason,
    PassKind, ProposedAnswer, Refusal, RefusalReason, Step, Unlock, WhyNone, WithdrawReason,
};
use relais_domain::ids::NominationId;

use crate::story::{
    Story, answer, candidate, nomination, organisation, pass, pause, reply, resume, worker,
};

/// How the clock moves before a step; now and then it is set back.
#[derive(Debug, Clone)]
pub enum Move {
    By(i64),
    AroundDue(i64),
    ToTimer,
}

/// A step at random. Nominations are named by their number, known or not.
#[derive(Debug, Clone)]
pub struct RandomStep {
    pub clock: Move,
    pub what: What,
}

/// What is asked. Where the command depends on the state, a story can get far by chance.
#[derive(Debug, Clone)]
pub enum What {
    Command(Command),
    Nominate { whom: u8, of: u8 },
    ProposeEverybody { further_by: Option<Timestamp> },
    ReplyAboutSomebodyProposed(EmployerReply),
    RecordWhatIsDue { employed: bool },
}

/// Takes a random step; refusals are part of the game.
pub fn step(story: &mut Story, step: RandomStep) -> Result<Vec<CaseEvent>, Refusal> {
    let by = |from: Timestamp, micros: i64| {
        from.saturating_add(SignedDuration::from_micros(micros))
            .unwrap_or(from)
    };
    story.now = match step.clock {
        Move::By(seconds) => by(story.now, seconds * 1_000_000),
        Move::AroundDue(micros) => by(story.case.due_at, micros),
        Move::ToTimer => story.case.next_timer().unwrap_or(story.now),
    };
    match step.what {
        What::Command(command) => story.ask(command),
        What::Nominate { whom, of } => {
            let n = story.case.nominations.len();
            story.nominate(n, whom, of)
        }
        What::ProposeEverybody { further_by } => {
            let all = story.case.proposable().map(|(id, _)| id).collect();
            story.ask(answer(match further_by {
                Some(by) => ProposedAnswer::Partial(all, by),
                None => ProposedAnswer::Proposed(all),
            }))
        }
        What::ReplyAboutSomebodyProposed(said) => {
            let whom = somebody(story, NominationState::Proposed);
            story.ask(reply(whom, said))
        }
        What::RecordWhatIsDue { employed } => {
            let nomination = somebody(story, NominationState::Hired).unwrap_or(nomination(0));
            let hired = story.case.nominations.get(&nomination);
            let open = hired.and_then(|it| it.accompaniment.as_ref()?.open.first().copied());
            story.ask(Command::RecordFollowUp {
                nomination,
                milestone: open.unwrap_or(Milestone::OneWeek),
                employed,
                by: worker(0),
                note: None,
            })
        }
    }
}

fn somebody(story: &Story, state: NominationState) -> Option<NominationId> {
    let mut found = story
        .case
        .nominations
        .iter()
        .filter(|(_, it)| it.state == state);
    found.next().map(|(id, _)| *id)
}

pub fn random_story() -> impl Strategy<Value = (Story, Vec<RandomStep>)> {
    let rules = [
        CalendarRule::reading_a(),
        CalendarRule::reading_b(),
        CalendarRule::reading_c(),
    ];
    // Two years from 1 January 2026 on.
    let received = 1_767_225_600_i64..1_830_297_600;
    let story = (received, prop::sample::select(rules.to_vec())).prop_map(|(second, rule)| {
        let at = Timestamp::from_second(second).expect("in range");
        Story::received(at, rule)
    });
    (story, prop::collection::vec(random_step(), 0..40))
}

fn random_step() -> impl Strategy<Value = RandomStep> {
    let clock = prop_oneof![
        8 => (0_i64..20_000).prop_map(Move::By),
        1 => (-400_000_i64..900_000).prop_map(Move::By),
        1 => (-3_i64..=3).prop_map(Move::AroundDue),
        2 => Just(Move::ToTimer),
    ];
    (clock, random_what()).prop_map(|(clock, what)| RandomStep { clock, what })
}

fn random_what() -> impl Strategy<Value = What> {
    let further_by = prop::option::of(random_instant());
    prop_oneof![
        4 => (0_u8..4, 0_u8..3).prop_map(|(whom, of)| What::Nominate { whom, of }),
        2 => further_by.prop_map(|further_by| What::ProposeEverybody { further_by }),
        4 => random_reply().prop_map(What::ReplyAboutSomebodyProposed),
        2 => any::<bool>().prop_map(|employed| What::RecordWhatIsDue { employed }),
        12 => random_command().prop_map(What::Command),
    ]
}

fn random_instant() -> impl Strategy<Value = Timestamp> {
    (1_767_225_600_i64..1_900_000_000).prop_map(|s| Timestamp::from_second(s).expect("in range"))
}

/// Now and then the end.
fn random_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        40 => random_move(),
        1 => Just(Command::Withdraw),
        1 => Just(Command::Close { by: worker(9) }),
    ]
}

fn random_move() -> impl Strategy<Value = Command> {
    let some_nomination = || (0_usize..4).prop_map(nomination);
    prop_oneof![
        4 => Just(Command::Tick),
        2 => prop::collection::vec((0_u8..3, 0_u32..3), 0..4).prop_map(diffuse),
        1 => (0_u8..4, 0_u8..3, any_of(PassKind::ALL)).prop_map(|(whom, of, kind)| pass(whom, of, kind)),
        1 => (some_nomination(), any_of(WithdrawReason::ALL))
            .prop_map(|(nomination, reason)| Command::WithdrawNomination { nomination, reason }),
        1 => (0_u8..4).prop_map(|n| Command::EraseCandidate { candidate: candidate(n) }),
        2 => Just(pause()),
        2 => Just(resume()),
        3 => random_answer().prop_map(answer),
        4 => (prop::option::weighted(0.9, some_nomination()), random_reply())
            .prop_map(|(nomination, said)| reply(nomination, said)),
        1 => some_nomination().prop_map(|nomination| Command::NameTutor { nomination }),
        1 => (some_nomination(), any_of(Step::ALL)).prop_map(|(nomination, step)| {
            let on = "2026-06-01".parse().expect("a day");
            Command::RecordStep { nomination, step, on, by: worker(0), note: None }
        }),
        2 => (some_nomination(), any_of(Milestone::ALL), any::<bool>()).prop_map(
            |(nomination, milestone, employed)| Command::RecordFollowUp {
                nomination, milestone, employed, by: worker(0), note: None,
            }
        ),
        1 => (1_u64..4).prop_map(|version| Command::Amend { version }),
    ]
}

fn any_of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn diffuse(organisations: Vec<(u8, u32)>) -> Command {
    let organisations = organisations
        .into_iter()
        .map(|(n, ranked)| (organisation(n), ranked));
    Command::Diffuse {
        organisations: organisations.collect(),
    }
}

fn random_answer() -> impl Strategy<Value = ProposedAnswer> {
    let nominations = || prop::collection::vec((0_usize..4).prop_map(nomination), 0..3);
    prop_oneof![
        nominations().prop_map(ProposedAnswer::Proposed),
        (nominations(), random_instant())
            .prop_map(|(nominations, by)| ProposedAnswer::Partial(nominations, by)),
        prop::collection::vec(any_of(Unlock::ALL), 0..2).prop_map(|unlock| ProposedAnswer::None(
            NoneReason {
                why: WhyNone::TooFar,
                unlock
            }
        )),
    ]
}

fn random_reply() -> impl Strategy<Value = EmployerReply> {
    let first: jiff::civil::Date = "2026-05-04".parse().expect("a day");
    let hired = move |(contract, days)| EmployerReply::Hired {
        contract,
        starts_on: first.saturating_add(jiff::Span::new().days(days)),
    };
    prop_oneof![
        4 => Just(EmployerReply::Interested),
        4 => Just(EmployerReply::Interview),
        12 => (any_of(ContractType::ALL), -30_i32..500).prop_map(hired),
        // Any day that there is, so that a far one cannot break anything.
        2 => (any_of(ContractType::ALL), -700_000_i32..2_900_000).prop_map(hired),
        4 => any_of(RefusalReason::ALL).prop_map(|reason| EmployerReply::Refused { reason }),
        1 => Just(EmployerReply::NoLongerOpen),
        1 => Just(EmployerReply::StillOpen),
    ]
}
