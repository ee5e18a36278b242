//! What goes on beside the session, each on a thread of its own: runs, attempts, cross-checks.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::Builder;
use std::time::Instant;

use super::attempts::Attempt;
use super::checks::{Check, Checked};
use super::run::{self, Job};
use super::session::Event;
use super::snapshot::Insight;
use crate::attempt::{Outcome, attempt};
use crate::worker::Series;

/// How many programs run at a time for what is shown.
const RUNS_AT_A_TIME: usize = 2;

/// What is to be done.
pub enum Task {
    Run(Box<Job>),
    Try(Box<Attempt>),
    Check(Box<Check>),
}

/// What a task that was not stopped has come to.
pub enum Done {
    Ran(Box<Job>, Arc<Insight>),
    Tried(Result<Vec<Outcome>, String>),
    /// None where there is no other Python.
    Checked(Option<Checked>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Run,
    Try,
    Check,
}

/// Those that come first begin first.
const KINDS: [Kind; 3] = [Kind::Run, Kind::Try, Kind::Check];

impl Task {
    fn kind(&self) -> Kind {
        match self {
            Task::Run(_) => Kind::Run,
            Task::Try(_) => Kind::Try,
            Task::Check(_) => Kind::Check,
        }
    }

    /// Blocks until it is done; none when it was stopped.
    fn perform(self, number: u64, runs: &Series, events: &Sender<Event>) -> Option<Done> {
        let done = match self {
            Task::Run(job) => {
                let insight = run::execute(number, &job, runs.next())?;
                Done::Ran(job, insight.into())
            }
            Task::Check(check) => Done::Checked(check.perform(runs)),
            Task::Try(tried) => {
                let mut tell = |step| {
                    let _ = events.send(Event::Came { task: number, step });
                };
                let Attempt {
                    setting,
                    change,
                    python,
                } = *tried;
                let python = match setting.confined {
                    true => setting.python(python.as_deref()),
                    false => Ok(None),
                };
                let outcomes =
                    python.and_then(|python| attempt(&setting, &change, python, runs, &mut tell));
                Done::Tried(outcomes)
            }
        };
        (!runs.is_stopped()).then_some(done)
    }
}

pub struct Tasks {
    events: Sender<Event>,
    /// Numbers tell tasks apart.
    last: u64,
    under_way: HashMap<u64, (Kind, Series)>,
    waiting: VecDeque<(u64, Task)>,
}

impl Tasks {
    pub fn new(events: Sender<Event>) -> Self {
        Tasks {
            events,
            last: 0,
            under_way: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Begins a task when it is its turn. An event says when it has ended.
    pub fn add(&mut self, task: Task) -> u64 {
        self.last += 1;
        self.waiting.push_back((self.last, task));
        self.start_waiting();
        self.last
    }

    fn may_start(&self, kind: Kind) -> bool {
        let same = self.under_way.values().filter(|(other, _)| *other == kind);
        match kind {
            Kind::Run => same.count() < RUNS_AT_A_TIME,
            // Two would be in each other's way.
            Kind::Try => same.count() == 0,
            // What the user waits for goes first.
            Kind::Check => self.under_way.is_empty(),
        }
    }

    fn next(&mut self) -> Option<(u64, Task)> {
        let of = |kind| move |(_, task): &(u64, Task)| task.kind() == kind;
        let startable = KINDS.into_iter().filter(|kind| self.may_start(*kind));
        let at = startable
            .filter_map(|kind| self.waiting.iter().position(of(kind)))
            .next()?;
        self.waiting.remove(at)
    }

    fn start_waiting(&mut self) {
        while let Some((number, task)) = self.next() {
            let (kind, runs) = (task.kind(), Series::default());
            let (events, stop) = (self.events.clone(), runs.clone());
            let started = Builder::new().name("task".into()).spawn(move || {
                let performed = AssertUnwindSafe(|| task.perform(number, &runs, &events));
                let done = catch_unwind(performed).ok().flatten();
                let _ = events.send(Event::Ended { task: number, done });
            });
            match started {
                Ok(_) => {
                    self.under_way.insert(number, (kind, stop));
                }
                Err(_) => self.give_up(number),
            }
        }
    }

    /// Has a task end. The event that says so comes from it, or from here when it has not begun.
    pub fn stop(&mut self, number: u64) {
        let waits = |(waiting, _): &(u64, Task)| *waiting == number;
        if let Some((_, runs)) = self.under_way.get(&number) {
            runs.stop();
        } else if let Some(at) = self.waiting.iter().position(waits) {
            self.waiting.remove(at);
            self.give_up(number);
        }
    }

    fn give_up(&self, task: u64) {
        let _ = self.events.send(Event::Ended { task, done: None });
    }

    /// Whether a task waits for its turn.
    pub fn is_waiting(&self, number: u64) -> bool {
        self.waiting.iter().any(|(waiting, _)| *waiting == number)
    }

    /// Takes note that a task has ended: it is another one's turn.
    pub fn ended(&mut self, number: u64) {
        self.under_way.remove(&number);
        self.start_waiting();
    }

    /// Ends all, and waits until they have put their things in order; not beyond `patience`.
    pub fn end_all(&mut self, events: &Receiver<Event>, patience: Instant) {
        self.waiting.clear();
        self.under_way.values().for_each(|(_, runs)| runs.stop());
        while !self.under_way.is_empty() {
            match events.recv_timeout(patience.saturating_duration_since(Instant::now())) {
                Ok(Event::Ended { task, .. }) => {
                    self.under_way.remove(&task);
                }
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }
}
