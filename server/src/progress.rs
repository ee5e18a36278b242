//! What a long command is at: one line on a terminal's standard error, which is gone at the end.

#[cfg(target_os = "linux")]
mod relay;

use std::io::{IsTerminal, Write, stderr};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::render::width;
use crate::worker::Output;

/// What is over sooner needs no line.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two lines.
const BEAT: Duration = Duration::from_millis(100);
/// Back to the start of the line, and the rest of it erased.
const ERASE: &str = "\r\u{1b}[K";

/// The line, until it is dropped. Where standard error is no terminal there is none.
#[derive(Default)]
pub struct Progress {
    line: Option<Arc<Line>>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Line {
    state: Mutex<State>,
    changed: Condvar,
}

/// What the terminal shows.
#[derive(Debug, Default)]
struct State {
    /// What is being done.
    phase: String,
    /// Whether the line is there.
    drawn: bool,
    /// Whether the program has begun a line that it has not ended.
    inside_line: bool,
    over: bool,
}

impl Progress {
    /// Where standard error is a terminal that can erase a line.
    pub fn new() -> Progress {
        let capable = std::env::var_os("TERM").is_some_and(|terminal| terminal != "dumb");
        if !(capable && stderr().is_terminal()) {
            return Progress::default();
        }
        let line = Arc::new(Line::default());
        let drawn = Arc::clone(&line);
        let draw = std::thread::Builder::new().spawn(move || drawn.draw());
        match draw {
            Ok(thread) => Progress {
                line: Some(line),
                threads: vec![thread],
            },
            Err(_) => Progress::default(),
        }
    }

    /// Says what is being done from now on.
    pub fn phase(&self, phase: impl Into<String>) {
        if let Some(line) = &self.line {
            line.state().phase = phase.into();
        }
    }

    /// Where the program's output goes: to standard error, past the line if there is one.
    pub fn output(&mut self) -> Output {
        #[cfg(target_os = "linux")]
        if let Some(line) = &self.line
            && let Ok((output, relayed)) = relay::relay(Arc::clone(line))
        {
            self.threads.push(relayed);
            return Output::File(output);
        }
        // What it prints must not mix with the line.
        self.end();
        Output::Shown
    }

    /// Erases the line for good, after what the program has printed.
    pub fn end(&mut self) {
        let Some(line) = self.line.take() else { return };
        // The threads that pass on output end with it; whoever holds it open after its end is not waited for.
        let deadline = Instant::now() + PATIENCE;
        for relay in self.threads.drain(1..) {
            while !relay.is_finished() && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        line.state().over = true;
        line.changed.notify_all();
        for thread in self.threads.drain(..) {
            // It has erased the line.
            let _ = thread.join();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws until it is over.
    fn draw(&self) {
        let began = Instant::now();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let mut state = self.state();
        let mut wait = PATIENCE;
        while !state.over {
            let waited = self.changed.wait_timeout(state, wait);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            wait = BEAT;
            if state.over || state.inside_line || began.elapsed() < PATIENCE {
                continue;
            }
            let text = text(&state.phase, began.elapsed(), width());
            let text = if plain {
                text
            } else {
                format!("\u{1b}[2m{text}\u{1b}[0m")
            };
            show(format!("{ERASE}{text}").as_bytes());
            state.drawn = true;
        }
        state.erase();
    }

    /// Shows what the program has printed.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "nothing is passed on there")
    )]
    fn print(&self, bytes: &[u8]) {
        let Some(last) = bytes.last() else { return };
        let mut state = self.state();
        state.erase();
        show(bytes);
        state.inside_line = *last != b'\n';
    }
}

impl State {
    fn erase(&mut self) {
        if std::mem::take(&mut self.drawn) {
            show(ERASE.as_bytes());
        }
    }
}

/// Nothing can be done about a terminal that is gone.
fn show(bytes: &[u8]) {
    let mut terminal = stderr().lock();
    let _ = terminal.write_all(bytes).and_then(|()| terminal.flush());
}

/// The line, for a terminal of some columns: it is not to go on in the next row.
fn text(phase: &str, elapsed: Duration, columns: usize) -> String {
    let time = format!(" · {:.1} s", elapsed.as_secs_f64());
    let room = columns.saturating_sub(time.chars().count() + 1);
    let phase = phase.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut phase: Vec<char> = phase.collect();
    if phase.len() > room {
        phase.truncate(room.saturating_sub(1));
        phase.push('…');
    }
    phase.into_iter().collect::<String>() + &time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_fits_the_terminal() {
        let check = |phase: &str, columns, expected: &str| {
            let text = text(phase, Duration::from_millis(3210), columns);
            assert_eq!(text, expected);
            assert!(text.chars().count() < columns, "{text}");
        };
        check("running a.py", 60, "running a.py · 3.2 s");
        check("running a.py\nb", 60, "running a.py b · 3.2 s");
        check("running a_long_name.py", 20, "running a_… · 3.2 s");
    }
}
