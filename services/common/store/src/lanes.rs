//! The writes that wait for the writer, in two lanes: those that somebody waits for at a door go
//! first, and work in the background gives way to them for a while.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, mpsc};

use crate::StoreError;
use crate::writer::Job;

/// Writes that may wait in one lane before further ones are held back.
const LENGTH: usize = 4096;
/// How long the background gives way.
const GIVE_WAY: Duration = Duration::from_millis(100);
/// How long the background may then keep others waiting.
const TURN: Duration = Duration::from_millis(4);

/// Which lane a write takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Somebody waits for it.
    Front,
    /// Nobody does.
    Back,
}

/// How many writes of the front lane are not settled yet.
#[derive(Default)]
struct Load {
    writes: AtomicUsize,
    none: Notify,
}

/// Where writes are put in.
pub(crate) struct Entry {
    front: mpsc::Sender<Box<dyn Job>>,
    back: mpsc::Sender<Box<dyn Job>>,
    load: Arc<Load>,
}

impl Entry {
    /// Puts a write in, once there is room for it; `false` where nobody takes it any more.
    pub async fn put(&self, lane: Lane, job: Box<dyn Job>) -> bool {
        match lane {
            Lane::Front => {
                self.load.writes.fetch_add(1, Ordering::Relaxed);
                self.front.send(job).await.is_ok()
            }
            Lane::Back => self.back.send(job).await.is_ok(),
        }
    }

    /// Returns once the front lane is empty, or when it has been given way to for long enough.
    pub async fn give_way(&self) {
        let settled = self.load.none.notified();
        if self.load.writes.load(Ordering::Relaxed) > 0 {
            // Either is fine.
            let _ = tokio::time::timeout(GIVE_WAY, settled).await;
        }
    }
}

/// Where the writer takes them from.
pub(crate) struct Lanes {
    front: Waiting,
    back: Waiting,
    /// When the background last had its turn.
    last_turn: Instant,
    load: Arc<Load>,
}

struct Waiting {
    queue: mpsc::Receiver<Box<dyn Job>>,
    taken: VecDeque<Box<dyn Job>>,
}

impl Waiting {
    fn new(queue: mpsc::Receiver<Box<dyn Job>>) -> Self {
        let taken = VecDeque::new();
        Self { queue, taken }
    }

    /// Takes what waits now, up to `most` in hand.
    fn gather(&mut self, most: usize) {
        while self.taken.len() < most
            && let Ok(job) = self.queue.try_recv()
        {
            self.taken.push_back(job);
        }
    }
}

/// Writes that share a commit.
pub(crate) struct Group {
    /// In the order in which they run.
    pub jobs: Vec<Box<dyn Job>>,
    /// After how long no further one begins.
    pub turn: Option<Duration>,
    lane: Lane,
}

/// Two empty lanes.
pub(crate) fn lanes() -> (Entry, Lanes) {
    let (front, front_queue) = mpsc::channel(LENGTH);
    let (back, back_queue) = mpsc::channel(LENGTH);
    let lanes = Lanes {
        front: Waiting::new(front_queue),
        back: Waiting::new(back_queue),
        last_turn: Instant::now(),
        load: Arc::default(),
    };
    let load = lanes.load.clone();
    (Entry { front, back, load }, lanes)
}

impl Lanes {
    /// Waits for work; `false` once there will be none any more.
    pub async fn wait(&mut self) -> bool {
        if !self.front.taken.is_empty() || !self.back.taken.is_empty() {
            return true;
        }
        tokio::select! {
            Some(job) = self.front.queue.recv() => self.front.taken.push_back(job),
            Some(job) = self.back.queue.recv() => self.back.taken.push_back(job),
            else => return false,
        }
        true
    }

    /// Takes no more; what was put in is still given out.
    pub fn close(&mut self) {
        self.front.queue.close();
        self.back.queue.close();
    }

    /// The next writes to share a commit, at most `most`.
    pub fn group(&mut self, most: usize) -> Group {
        self.front.gather(most);
        self.back.gather(most);
        let gave_way = self.last_turn.elapsed() >= GIVE_WAY && !self.back.taken.is_empty();
        if self.front.taken.is_empty() || gave_way {
            self.last_turn = Instant::now();
            return Group::of(&mut self.back, Lane::Back, most, Some(TURN));
        }
        Group::of(&mut self.front, Lane::Front, most, None)
    }

    /// Tells each of the first `ran` writes of a group what came of it, and takes the others back.
    pub fn settle(&mut self, mut group: Group, ran: usize, committed: Result<(), &StoreError>) {
        for job in group.jobs.drain(..ran) {
            job.settle(committed);
        }
        let waiting = match group.lane {
            Lane::Front => &mut self.front,
            Lane::Back => &mut self.back,
        };
        for job in group.jobs.into_iter().rev() {
            waiting.taken.push_front(job);
        }
        if group.lane == Lane::Front && self.load.writes.fetch_sub(ran, Ordering::Relaxed) == ran {
            self.load.none.notify_waiters();
        }
    }
}

impl Group {
    fn of(waiting: &mut Waiting, lane: Lane, most: usize, turn: Option<Duration>) -> Self {
        let count = most.min(waiting.taken.len());
        let jobs = waiting.taken.drain(..count).collect();
        Self { jobs, turn, lane }
    }
}
