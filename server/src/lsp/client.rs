//! The client: what it says arrives as events, and what we say goes out in order, on threads of their own. So a client that is
//! slow to read or write holds up nobody.

use std::io::{BufReader, BufWriter, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use lsp_types::notification::Notification;
use lsp_types::request::Request;
use serde_json::{Value, json};

use super::session::Event;
use super::{frames, rpc};

/// Where to put what the client is to get.
#[derive(Debug)]
pub struct Client {
    out: Sender<Value>,
    asked: u64,
}

/// Says when all that a [`Client`] was given is written.
#[derive(Debug)]
pub struct Written(Receiver<()>);

impl Client {
    /// Writes to `output`; when that is no longer possible, the client is gone.
    pub fn start(output: impl Write + Send + 'static, events: Sender<Event>) -> (Client, Written) {
        let (out, messages) = channel::<Value>();
        let (done, written) = channel();
        std::thread::spawn(move || {
            let _done = done;
            let mut output = BufWriter::new(output);
            for message in messages {
                if frames::write(&mut output, message.to_string().as_bytes()).is_err() {
                    let _ = events.send(Event::Gone);
                    return;
                }
            }
        });
        (Client { out, asked: 0 }, Written(written))
    }

    fn send(&self, message: Value) {
        // Fails when the client is gone, which an event has said.
        let _ = self.out.send(message);
    }

    /// Answers a request.
    pub fn answer(&self, id: Value, result: Result<Value, rpc::Error>) {
        self.send(rpc::answer(id, result));
    }

    /// Sends a notification.
    pub fn notify<N: Notification>(&self, params: N::Params) {
        self.send(json!({"jsonrpc": "2.0", "method": N::METHOD, "params": params}));
    }

    /// Sends a request, and gives back the id that the answer will have.
    pub fn request<R: Request>(&mut self, params: R::Params) -> Value {
        self.asked += 1;
        let id = Value::from(format!("tierlens-{}", self.asked));
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": R::METHOD, "params": params}));
        id
    }
}

impl Written {
    /// Waits, after the [`Client`] is gone, until its messages are written; at most this long, for nobody may be reading.
    pub fn wait(self, patience: Duration) {
        let waited = self.0.recv_timeout(patience);
        debug_assert!(!matches!(waited, Ok(())), "nobody sends");
        let _: Result<(), RecvTimeoutError> = waited;
    }
}

/// Makes events of what the client says.
pub fn listen(input: impl Read + Send + 'static, events: Sender<Event>) {
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Some(message) = rpc::read(frames::read(&mut input)) {
            if events.send(Event::Message(message)).is_err() {
                return;
            }
        }
        let _ = events.send(Event::Gone);
    });
}

/// Says when the process ends that started us, if there is such. It may have left the pipe to somebody else.
pub fn watch(process: u64, events: Sender<Event>) {
    #[cfg(unix)]
    if let Some(process) = i32::try_from(process)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        std::thread::spawn(move || {
            if wait_for_end(process) {
                let _ = events.send(Event::Gone);
            }
        });
    }
    #[cfg(not(unix))]
    let _ = (process, events);
}

/// Waits until a process has ended. A number that it leaves is not another's, so this asks for no number twice; false when the
/// system does not let us.
#[cfg(target_os = "linux")]
fn wait_for_end(process: rustix::process::Pid) -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::process::{PidfdFlags, pidfd_open};
    match pidfd_open(process, PidfdFlags::empty()) {
        Ok(process) => {
            let mut ends = [PollFd::new(&process, PollFlags::IN)];
            while poll(&mut ends, None) == Err(rustix::io::Errno::INTR) {}
            true
        }
        Err(error) => error == rustix::io::Errno::SRCH,
    }
}

/// Waits until a process has ended.
#[cfg(all(unix, not(target_os = "linux")))]
fn wait_for_end(process: rustix::process::Pid) -> bool {
    while rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH) {
        std::thread::sleep(Duration::from_secs(1));
    }
    true
}
