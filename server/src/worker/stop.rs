//! Ending runs from elsewhere.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Message;

/// What can happen to a run.
pub(super) enum Event {
    /// The child said something.
    Message(Message),
    /// The child has closed its pipe.
    Closed,
    /// It is to end.
    Stop,
}

/// Ends a run from elsewhere.
#[derive(Clone, Debug)]
pub struct Stop(pub(super) Sender<Event>);

/// The other end of a [`Stop`], for one run.
#[derive(Debug)]
pub struct Stopped(pub(super) Stop, pub(super) Receiver<Event>);

impl Stop {
    /// Ends the run; one that is over already does not mind.
    pub fn stop(&self) {
        let _ = self.0.send(Event::Stop);
    }
}

/// A handle that stops a run, and what that run takes for it.
fn stop_pair() -> (Stop, Stopped) {
    let (sender, receiver) = channel();
    let stop = Stop(sender);
    (stop.clone(), Stopped(stop, receiver))
}

/// Runs that follow each other and end together: what is under way, and all that would follow.
#[derive(Clone, Debug, Default)]
pub struct Series(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    stopped: bool,
    under_way: Option<Stop>,
}

impl Series {
    /// What the next run takes. It ends at once where the series has been stopped.
    pub fn next(&self) -> Stopped {
        let (stop, stopped) = stop_pair();
        let mut state = self.state();
        if state.stopped {
            stop.stop();
        }
        state.under_way = Some(stop);
        stopped
    }

    /// Ends what is under way, and what would follow.
    pub fn stop(&self) {
        let mut state = self.state();
        state.stopped = true;
        if let Some(stop) = &state.under_way {
            stop.stop();
        }
    }

    /// Whether it has been stopped.
    pub fn is_stopped(&self) -> bool {
        self.state().stopped
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_ends_what_is_under_way_and_what_would_follow() {
        let series = Series::default();
        let is_stopped = |stopped: &Stopped| matches!(stopped.1.try_recv(), Ok(Event::Stop));
        let (first, second) = (series.next(), series.next());
        assert!(!is_stopped(&second));
        series.stop();
        assert!(!is_stopped(&first), "it is over");
        assert!(is_stopped(&second) && is_stopped(&series.next()));
        assert!(series.is_stopped());
    }
}
