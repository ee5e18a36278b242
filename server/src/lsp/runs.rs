//! The runs that are under way and those that wait for their turn.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::Builder;
use std::time::Instant;

use super::run::{self, Job};
use super::session::Event;
use crate::worker::{self, Stop};

/// How many programs run at a time.
const AT_A_TIME: usize = 2;

pub struct Runs {
    events: Sender<Event>,
    /// Numbers tell runs apart.
    last: u64,
    under_way: HashMap<u64, Stop>,
    waiting: VecDeque<(u64, Job)>,
}

impl Runs {
    pub fn new(events: Sender<Event>) -> Self {
        Runs {
            events,
            last: 0,
            under_way: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Runs a job when it is its turn. An event says when it has ended.
    pub fn add(&mut self, job: Job) -> u64 {
        self.last += 1;
        self.waiting.push_back((self.last, job));
        self.start_waiting();
        self.last
    }

    fn start_waiting(&mut self) {
        while self.under_way.len() < AT_A_TIME
            && let Some((run, job)) = self.waiting.pop_front()
        {
            let (stop, stopped) = worker::stop_pair();
            let events = self.events.clone();
            let started = Builder::new().name("run".into()).spawn(move || {
                let insight = catch_unwind(AssertUnwindSafe(|| run::execute(run, job, stopped)));
                let insight = insight.ok().flatten().map(Arc::new);
                let _ = events.send(Event::Ran { run, insight });
            });
            match started {
                Ok(_) => {
                    self.under_way.insert(run, stop);
                }
                Err(_) => self.give_up(run),
            }
        }
    }

    /// Has a run end. The event that says so comes from it, or from here when it has not begun.
    pub fn stop(&mut self, run: u64) {
        if let Some(stop) = self.under_way.get(&run) {
            stop.stop();
        } else if let Some(at) = self
            .waiting
            .iter()
            .position(|(waiting, ..)| *waiting == run)
            && let Some((run, _)) = self.waiting.remove(at)
        {
            self.give_up(run);
        }
    }

    fn give_up(&self, run: u64) {
        let insight = None;
        let _ = self.events.send(Event::Ran { run, insight });
    }

    /// Whether a run waits for its turn.
    pub fn is_waiting(&self, run: u64) -> bool {
        self.waiting.iter().any(|(waiting, _)| *waiting == run)
    }

    /// Takes note that a run has ended: it is another one's turn.
    pub fn ended(&mut self, run: u64) {
        self.under_way.remove(&run);
        self.start_waiting();
    }

    /// Ends all, and waits until they have put their things in order; not beyond `patience`.
    pub fn end_all(&mut self, events: &Receiver<Event>, patience: Instant) {
        self.waiting.clear();
        self.under_way.values().for_each(Stop::stop);
        while !self.under_way.is_empty() {
            match events.recv_timeout(patience.saturating_duration_since(Instant::now())) {
                Ok(Event::Ran { run, .. }) => {
                    self.under_way.remove(&run);
                }
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }
}
