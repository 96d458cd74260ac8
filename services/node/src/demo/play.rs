//! The play: offers arrive, workers nominate, the SPOC answers, each at their instant on the
//! simulated clock.

mod agenda;
mod desk;
mod news;
mod outbox;
mod post;
mod send;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use relais_domain::Clock as _;
use relais_proto::events::{CaseChanged, ShortlistComputed, case_changed::What};
use relais_runtime::ManualClock;
use serde_json::Value;

use super::ground::Ground;
use super::narrator::Narrator;
use super::report::Report;
use super::world::World;
use agenda::{Action, Agenda};
use news::{News, Newsroom};
use post::Letter;

/// Over how much simulated time the offers arrive.
const ARRIVAL_HOURS: i64 = 30;
/// How often the clock is moved on, in real time, and by how much real time at most at once.
const TICK: Duration = Duration::from_millis(10);
const LONGEST_TICK: Duration = Duration::from_millis(50);
/// How long the play waits for news when there should be some, in real time.
const PATIENCE: Duration = Duration::from_mins(2);

/// An offer that was accepted.
pub(super) struct Offer {
    /// Like LG-7K3M-9QXD-2.
    pub case_ref: String,
    /// rest, grpc or mail.
    pub channel: &'static str,
    /// By when it must be answered.
    pub due_at: Timestamp,
    /// When it was sent, in real time; a mail lies a while before it is fetched.
    pub sent: Option<Instant>,
    /// The organisations have it.
    pub diffused: bool,
    /// The whole answer is out.
    pub answered: bool,
}

/// One run of the demonstration. It moves the clock itself: on to the next thing that somebody
/// does, at the speed asked for, and never past work that the services have still to do, so that
/// a slow machine tells the same story.
pub struct Play<'a> {
    ground: &'a Ground,
    clock: ManualClock,
    speed: u32,
    world: &'a World,
    narrator: &'a Narrator,
    rest: reqwest::Client,
    mail_in: Option<PathBuf>,
    rng: StdRng,
    offers: BTreeMap<String, Offer>,
    letters: VecDeque<Letter>,
    agenda: Agenda,
    report: Report,
}

/// What a play is made with.
pub struct Stage<'a> {
    /// The site.
    pub ground: &'a Ground,
    /// The clock of the people played; that of the services too where the site is the play's own.
    pub clock: ManualClock,
    /// How many times faster than real time it runs.
    pub speed: u32,
    /// Everybody.
    pub world: &'a World,
    /// Who tells the story.
    pub narrator: &'a Narrator,
    /// The folder that mails with offers are put into, where some are sent so.
    pub mail_in: Option<PathBuf>,
    /// People decide by it.
    pub seed: u64,
}

impl<'a> Play<'a> {
    /// A play in which nothing has happened yet.
    pub fn new(stage: Stage<'a>) -> anyhow::Result<Self> {
        Ok(Self {
            ground: stage.ground,
            clock: stage.clock,
            speed: stage.speed,
            world: stage.world,
            narrator: stage.narrator,
            rest: reqwest::Client::new(),
            mail_in: stage.mail_in,
            rng: StdRng::seed_from_u64(stage.seed),
            offers: BTreeMap::new(),
            letters: VecDeque::new(),
            agenda: Agenda::default(),
            report: Report::new()?,
        })
    }

    /// Plays until every offer is answered.
    ///
    /// # Errors
    /// What a service refused that it should not have.
    pub async fn run(mut self, postings: Vec<Value>) -> anyhow::Result<Report> {
        let started = Instant::now();
        let mut newsroom = Newsroom::open(&self.ground.log).await?;
        self.plan_arrivals(postings);
        if !self.ground.is_shared {
            self.plan_open_cases().await?;
        }
        let (mut ticked, mut heard) = (Instant::now(), Instant::now());
        while !self.done() {
            if let Some(action) = self.agenda.due(self.clock.now()) {
                self.act(action).await?;
                continue;
            }
            tokio::select! {
                news = newsroom.next() => {
                    heard = Instant::now();
                    self.on_news(&news?);
                }
                () = tokio::time::sleep(TICK) => self.tick(ticked.elapsed()),
            }
            ticked = Instant::now();
            let quiet = heard.elapsed() > PATIENCE;
            anyhow::ensure!(!quiet, "no news for {} s: see the log", PATIENCE.as_secs());
        }
        self.look_at_mails().await?;
        self.report.took = started.elapsed();
        Ok(self.report)
    }

    /// Moves the clock on, to the next action at the latest, unless a service is at work.
    fn tick(&mut self, real: Duration) {
        self.look_for_refused_mails();
        if self.offers.values().any(|offer| !offer.diffused) {
            return;
        }
        let by = real.min(LONGEST_TICK).saturating_mul(self.speed);
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::ZERO);
        let until = self
            .agenda
            .next()
            .map(|next| self.clock.now().duration_until(next));
        self.clock.advance(until.map_or(by, |until| by.min(until)));
    }

    fn on_news(&mut self, news: &News) {
        match news {
            News::Case(change) => self.on_case(change),
            News::Shortlist(shortlist, at) => self.on_shortlist(shortlist, *at),
        }
    }

    fn plan_arrivals(&mut self, postings: Vec<Value>) {
        let now = self.clock.now();
        let count = i64::try_from(postings.len()).unwrap_or(i64::MAX);
        let step = SignedDuration::from_hours(ARRIVAL_HOURS).as_micros() / i128::from(count);
        let step = i64::try_from(step).unwrap_or(0);
        for ((number, at), posting) in (0..).zip(0_i64..).zip(postings) {
            let after = SignedDuration::from_micros(step.saturating_mul(at));
            let channel = match number {
                third if self.mail_in.is_some() && third % 3 == 0 => "mail",
                even if even % 2 == 0 && self.ground.rest.is_some() => "rest",
                _ => "grpc",
            };
            let action = Action::Send {
                posting,
                channel,
                number,
            };
            self.agenda
                .add(now.saturating_add(after).unwrap_or(now), action);
        }
    }

    fn done(&self) -> bool {
        self.agenda.sends() == 0
            && self.letters.is_empty()
            && self.offers.values().all(|offer| offer.answered)
    }

    /// Some working hours later; never after the due instant less `before_due`.
    fn later(&mut self, hours: std::ops::Range<i64>, due: Timestamp, before_due: i64) -> Timestamp {
        let now = self.clock.now();
        let after = SignedDuration::from_mins(60 * self.rng.random_range(hours));
        let last = due
            .saturating_sub(SignedDuration::from_hours(before_due))
            .unwrap_or(due);
        now.saturating_add(after).unwrap_or(now).min(last.max(now))
    }

    fn on_shortlist(&mut self, shortlist: &ShortlistComputed, at: Instant) {
        let Some(offer) = self.offers.get(&shortlist.offer_id) else {
            return;
        };
        if let Some(sent) = offer.sent {
            let took = at.saturating_duration_since(sent);
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            self.report.to_shortlist.saturating_record(micros);
        }
        self.narrator
            .tell(|| desk::shortlist_story(&offer.case_ref, shortlist, self.world));
    }

    fn on_case(&mut self, change: &CaseChanged) {
        let Some(what) = &change.what else { return };
        match what {
            What::Opened(opened) => self.on_opened(change, opened),
            What::Diffused(diffused) => {
                if let Some(offer) = self.offers.get_mut(&change.offer_id) {
                    offer.diffused = true;
                }
                let ranked = diffused.organisations.iter().filter(|it| it.ranked > 0);
                let asked: Vec<String> = ranked.map(|it| it.organisation_id.clone()).collect();
                self.plan_people(&change.offer_id, asked);
            }
            What::Warned(warned) => {
                let (case, share) = (&change.case_ref, warned.permille / 10);
                self.narrator
                    .tell(|| format!("{case}  {share} % of the working time is used"));
            }
            What::Breached(_) => {
                self.narrator
                    .say(&format!("{}  THE DUE INSTANT HAS PASSED", change.case_ref));
            }
            What::Answered(answered) => self.on_answer(change, answered.in_time, &answered.kind),
            _ => {}
        }
    }

    fn on_answer(&mut self, change: &CaseChanged, in_time: bool, kind: &str) {
        let Some(offer) = self.offers.get_mut(&change.offer_id) else {
            return;
        };
        if offer.answered || kind == "partial" {
            return;
        }
        offer.answered = true;
        let channel = self.report.channels.entry(offer.channel).or_default();
        if in_time {
            channel.in_time += 1;
        } else {
            channel.late += 1;
        }
        channel.proposed += u64::from(kind == "proposed");
        self.narrator.answered(&send::local(self.clock.now()));
    }

    /// The people asked take their time; the SPOC answers when they have had it.
    fn plan_people(&mut self, offer: &str, organisations: Vec<String>) {
        let Some(due) = self.offers.get(offer).map(|it| it.due_at) else {
            return;
        };
        let mut last = self.later(2..20, due, 6);
        for organisation in organisations {
            let at = self.later(1..30, due, 6);
            last = last.max(at);
            self.agenda.add(
                at,
                Action::Nominate {
                    offer: offer.to_owned(),
                    organisation,
                },
            );
        }
        let hour = SignedDuration::from_hours(1);
        let at = last.saturating_add(hour).unwrap_or(last);
        self.agenda.add(
            at,
            Action::Answer {
                offer: offer.to_owned(),
            },
        );
    }

    async fn act(&mut self, action: Action) -> anyhow::Result<()> {
        match action {
            Action::Send {
                posting,
                channel: "mail",
                number,
            } => self.post(&posting, number),
            Action::Send {
                posting,
                channel,
                number,
            } => self.send(posting, channel, number).await,
            Action::Nominate {
                offer,
                organisation,
            } => self
                .nominate(&offer, &organisation)
                .await
                .context("a worker nominates"),
            Action::Answer { offer } => self.answer(&offer).await.context("the SPOC answers"),
        }
    }
}
