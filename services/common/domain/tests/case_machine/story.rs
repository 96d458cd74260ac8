//! A case that is driven: by examples step by step, by properties at random.

use jiff::Timestamp;
use relais_domain::calendar::{CalendarRule, WorkingCalendar};
use relais_domain::case::{
    Case, CaseEvent, Command, Consent, ConsentMeans, ContractType, EmployerReply, NoneReason,
    Opening, PassKind, PauseReason, ProposedAnswer, Refusal, RepliedBy, Reply, RuleRef, Unlock,
    Warning, WhyNone,
};
use relais_domain::ids::{
    CandidateId, CaseRef, EmployerId, NominationId, OfferId, OrganisationId, WorkerId,
};
use uuid::Uuid;

/// A case with everything that happened to it.
pub struct Story {
    pub calendar: WorkingCalendar,
    pub case: Case,
    pub now: Timestamp,
    pub history: Vec<(CaseEvent, Timestamp)>,
}

pub fn candidate(n: u8) -> CandidateId {
    CandidateId(Uuid::from_u128(0x100 + u128::from(n)))
}

pub fn organisation(n: u8) -> OrganisationId {
    OrganisationId(Uuid::from_u128(0x200 + u128::from(n)))
}

pub fn worker(n: u8) -> WorkerId {
    WorkerId(Uuid::from_u128(0x300 + u128::from(n)))
}

pub fn nomination(n: usize) -> NominationId {
    NominationId(Uuid::from_u128(0x400 + n as u128))
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

impl Story {
    /// A case received at `at` under a rule.
    pub fn received(at: Timestamp, rule: CalendarRule) -> Self {
        let rule_ref = RuleRef {
            id: rule.id.clone(),
            version: rule.version,
        };
        let calendar = WorkingCalendar::new(rule).expect("a sound rule");
        let due_at = calendar.due(at).expect("long before the year 9999");
        let share = |share: &Warning| (*share, calendar.share(at, due_at, share.permille()));
        let opening = Opening {
            offer: OfferId(Uuid::from_u128(1)),
            reference: CaseRef::new([0; 5]),
            employer: EmployerId(Uuid::from_u128(2)),
            received_at: at,
            rule: rule_ref,
            due_at,
            warnings: Warning::ALL.iter().map(share).collect(),
        };
        let (case, opened) = Case::open(opening);
        Self {
            calendar,
            case,
            now: at,
            history: vec![(opened, at)],
        }
    }

    /// The example of the calendar: received Thursday 30 April 2026 at 15:20, due Wednesday 6 May
    /// at 15:20.
    pub fn before_a_long_weekend() -> Self {
        Self::received(instant("2026-04-30T15:20:00+02"), CalendarRule::reading_a())
    }

    /// Does something now.
    pub fn ask(&mut self, command: Command) -> Result<Vec<CaseEvent>, Refusal> {
        let events = self.case.decide(command, self.now, &self.calendar)?;
        for event in &events {
            self.case.apply(event, self.now);
            self.history.push((event.clone(), self.case.last_at));
        }
        Ok(events)
    }

    /// Does something at an instant.
    pub fn at(&mut self, now: Timestamp, command: Command) -> Result<Vec<CaseEvent>, Refusal> {
        self.now = now;
        self.ask(command)
    }

    /// Lets every timer fire, one after the other, until none is left.
    pub fn run_out(&mut self) {
        while let Some(timer) = self.case.next_timer() {
            let fired = self
                .at(timer, Command::Tick)
                .expect("a tick is never refused");
            assert!(!fired.is_empty(), "a timer has something to say");
        }
    }

    pub fn count(&self, which: impl Fn(&CaseEvent) -> bool) -> usize {
        self.history
            .iter()
            .filter(|(event, _)| which(event))
            .count()
    }

    /// Nominates a candidate of an organisation, as the `n`th nomination.
    pub fn nominate(&mut self, n: usize, whom: u8, of: u8) -> Result<Vec<CaseEvent>, Refusal> {
        let consent = Consent {
            taken_by: worker(of),
            means: ConsentMeans::Phone,
            at: self.case.last_at,
        };
        self.ask(Command::Nominate {
            nomination: nomination(n),
            candidate: candidate(whom),
            organisation: organisation(of),
            by: worker(of),
            consent,
        })
    }

    /// Nominates a candidate, proposes them and has them hired from a day on.
    pub fn hire(&mut self, starts_on: &str) {
        self.nominate(0, 0, 0).expect("a nomination");
        let proposed = ProposedAnswer::Proposed(vec![nomination(0)]);
        self.ask(answer(proposed)).expect("an answer");
        let starts_on = starts_on.parse().expect("a day");
        let hired = EmployerReply::Hired {
            contract: ContractType::Permanent,
            starts_on,
        };
        self.ask(reply(Some(nomination(0)), hired))
            .expect("a hiring");
    }
}

pub fn answer(answer: ProposedAnswer) -> Command {
    Command::Answer {
        answer,
        note: None,
        by: worker(9),
    }
}

pub fn nobody() -> ProposedAnswer {
    ProposedAnswer::None(NoneReason {
        why: WhyNone::NoProfile,
        unlock: vec![Unlock::Training],
    })
}

pub fn reply(nomination: Option<NominationId>, reply: EmployerReply) -> Command {
    Command::Reply(Reply {
        nomination,
        reply,
        by: RepliedBy::Link,
        note: None,
    })
}

pub fn pause() -> Command {
    Command::Pause {
        reason: PauseReason::AwaitingClarification,
        note: None,
        by: worker(9),
    }
}

pub fn resume() -> Command {
    Command::Resume { by: worker(9) }
}

pub fn pass(whom: u8, of: u8, kind: PassKind) -> Command {
    let (candidate, organisation) = (candidate(whom), organisation(of));
    Command::PassOver {
        candidate,
        organisation,
        by: worker(of),
        kind,
        note: None,
    }
}

impl std::fmt::Debug for Story {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "received {} under {:?}",
            self.case.opening.received_at, self.case.opening.rule
        )
    }
}
