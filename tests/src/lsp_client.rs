//! An editor for tests: speaks the language server protocol with `tierlens lsp` over its standard streams.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What a test waits at most for one message.
const PATIENCE: Duration = Duration::from_secs(60);

/// A session with a server. Requests from the server are answered with null.
#[derive(Debug)]
pub struct LspClient {
    child: Child,
    stdin: Option<ChildStdin>,
    received: Receiver<Value>,
    /// Messages that came while another was waited for.
    pending: VecDeque<Value>,
    requests: i64,
    workspace: tempfile::TempDir,
    settings: Value,
    configuration: Value,
    pulls: bool,
    plain: bool,
    /// What the server answered to `initialize`.
    pub initialized: Value,
}

/// How a session starts.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// `initializationOptions.trusted`.
    pub trusted: bool,
    /// The encodings that the client offers.
    pub encodings: &'a [&'a str],
    /// Arguments after `lsp`.
    pub arguments: &'a [&'a str],
    /// What `initializationOptions` have beside `trusted`, as JSON.
    pub settings: &'a str,
    /// What `workspace/configuration` is answered with, as JSON; null: the client cannot be asked.
    pub configuration: &'a str,
    /// Whether the client asks for diagnostics.
    pub pulls: bool,
    /// Whether the client takes edits as they were in the protocol's beginning: without versions, annotations and resolving.
    pub plain: bool,
    /// More variables of the server's environment.
    pub environment: &'a [(&'a str, &'a str)],
}

/// Settings that show everything, good news and what costs nothing too.
pub const EVERYTHING: &str = r#"{"runtime": "traced", "floor": 0, "kinds": ["run-outcome", "failed-specialization", "deopt",
    "hot-exit", "invalidation", "trace-compiled", "guards-eliminated", "specialized"]}"#;
/// The settings that hold when nothing is said.
pub const DEFAULTS: &str = "{}";

impl Default for Setup<'_> {
    fn default() -> Self {
        Setup {
            trusted: true,
            encodings: &["utf-16"],
            arguments: &["--stdio"],
            settings: EVERYTHING,
            configuration: "null",
            pulls: false,
            plain: false,
            environment: &[],
        }
    }
}

impl LspClient {
    /// Starts a server on an empty workspace.
    ///
    /// # Panics
    /// This and all other methods panic when the server does not do its part.
    pub fn start(setup: Setup<'_>) -> Self {
        let mut client = LspClient::launch(setup);
        let folder = uri(client.workspace.path());
        client.initialize(json!({
            "processId": null, "rootUri": folder, "workspaceFolders": [{"uri": folder, "name": "test"}],
            "initializationOptions": {"trusted": setup.trusted},
            "capabilities": {"general": {"positionEncodings": setup.encodings}},
        }));
        client
    }

    /// Starts a server, and says nothing yet.
    ///
    /// # Panics
    /// When it does not start.
    pub fn launch(setup: Setup<'_>) -> Self {
        let mut command = Command::new(crate::binary::tierlens());
        command
            .arg("lsp")
            .args(setup.arguments)
            .envs(setup.environment.iter().copied());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, received) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let workspace = tempfile::tempdir().expect("a temporary directory");
        let pending = VecDeque::new();
        LspClient {
            child,
            stdin,
            received,
            pending,
            requests: 0,
            workspace,
            settings: serde_json::from_str(setup.settings).expect("JSON"),
            configuration: serde_json::from_str(setup.configuration).expect("JSON"),
            pulls: setup.pulls,
            plain: setup.plain,
            initialized: Value::Null,
        }
    }

    /// Says who we are: `params`, what the setup has, and that we show progress and refresh hints.
    ///
    /// # Panics
    /// When the server does not answer.
    pub fn initialize(&mut self, mut params: Value) {
        let abilities = &mut params["capabilities"];
        abilities["workspace"] = json!({
            "inlayHint": {"refreshSupport": true}, "diagnostics": {"refreshSupport": self.pulls},
            "configuration": !self.configuration.is_null(), "applyEdit": true,
        });
        if !self.plain {
            abilities["workspace"]["workspaceEdit"] =
                json!({"documentChanges": true, "changeAnnotationSupport": {}});
            abilities["textDocument"]["codeAction"] =
                json!({"dataSupport": true, "resolveSupport": {"properties": ["edit"]}});
        }
        abilities["window"] = json!({"workDoneProgress": true});
        abilities["experimental"] = json!({"tierlensStatus": true});
        if self.pulls {
            abilities["textDocument"]["diagnostic"] = json!({});
        }
        for (name, value) in self.settings.as_object().into_iter().flatten() {
            params["initializationOptions"][name] = value.clone();
        }
        self.initialized = self.request("initialize", params);
        self.notify("initialized", json!({}));
    }

    /// The workspace's directory.
    pub fn workspace(&self) -> &Path {
        self.workspace.path()
    }

    /// The server's process.
    pub fn server(&self) -> u32 {
        self.child.id()
    }

    /// Writes a file into the workspace, with the folders that it lies in, and gives its path back.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.workspace.path().join(name);
        let folder = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(folder).expect("the workspace can be written");
        std::fs::write(&path, bytes).expect("the workspace can be written");
        path
    }

    /// Writes and opens a file, as version 1, and gives its URI back.
    pub fn open(&mut self, name: &str, text: &str) -> String {
        let uri = uri(&self.write(name, text));
        self.notify(
            "textDocument/didOpen",
            json!({
                "textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": text},
            }),
        );
        uri
    }

    /// Opens a file and waits until its run has ended.
    pub fn open_and_run(&mut self, name: &str, text: &str) -> String {
        let uri = self.open(name, text);
        self.wait_for("workspace/inlayHint/refresh");
        uri
    }

    /// Replaces a range, `[line, character, end_line, end_character]`, in the client's encoding.
    pub fn change(&mut self, uri: &str, version: i32, range: [u32; 4], text: &str) {
        let [line, character, end_line, end_character] = range;
        self.notify("textDocument/didChange", json!({
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"text": text, "range": {
                "start": {"line": line, "character": character}, "end": {"line": end_line, "character": end_character},
            }}],
        }));
    }

    /// Says that a file was saved.
    pub fn save(&mut self, uri: &str) {
        self.notify(
            "textDocument/didSave",
            json!({"textDocument": {"uri": uri}}),
        );
    }

    /// The inlay hints of the whole file, each as `line:character label`.
    pub fn hints(&mut self, uri: &str) -> Vec<String> {
        let hints = self.hints_in_full(uri);
        hints
            .iter()
            .map(|hint| {
                format!(
                    "{} {}",
                    position(&hint["position"]),
                    hint["label"].as_str().unwrap_or("?")
                )
            })
            .collect()
    }

    /// The inlay hints of the whole file.
    pub fn hints_in_full(&mut self, uri: &str) -> Vec<Value> {
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}});
        let answer = self.request(
            "textDocument/inlayHint",
            json!({"textDocument": {"uri": uri}, "range": range}),
        );
        answer.as_array().cloned().unwrap_or_default()
    }

    /// What is known about a position, as Markdown.
    pub fn hover(&mut self, uri: &str, line: u32, character: u32) -> String {
        let position = json!({"line": line, "character": character});
        let hover = self.request(
            "textDocument/hover",
            json!({"textDocument": {"uri": uri}, "position": position}),
        );
        hover["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .into()
    }

    /// Waits until the server says that a document is in this state, and gives its message back.
    pub fn wait_for_state(&mut self, uri: &str, state: &str) -> String {
        let status = self.wait_until("tierlens/status", |status| {
            status["uri"] == uri && status["state"] == state
        });
        status["message"].as_str().unwrap_or("?").into()
    }

    /// Takes all messages of a method that have come, and gives back how many these are.
    pub fn forget(&mut self, method: &str) -> usize {
        let mut count = 0;
        while self.has_received(method) {
            self.wait_for(method);
            count += 1;
        }
        count
    }

    /// Changes what `workspace/configuration` is answered with.
    pub fn set_configuration(&mut self, configuration: Value) {
        self.configuration = configuration;
    }

    /// Asks and waits for the answer's result.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Asks, and gives the request's id back.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.requests += 1;
        let id = self.requests;
        let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        if params.is_null() {
            message
                .as_object_mut()
                .map(|message| message.remove("params"));
        }
        self.send(&message);
        id
    }

    /// Waits for the whole answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.take("an answer", |message| {
            message["id"] == id && message.get("method").is_none()
        })
    }

    /// Tells.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Waits for a notification or request of the server's and gives its parameters back.
    pub fn wait_for(&mut self, method: &str) -> Value {
        self.take(method, |message| message["method"] == method)["params"].clone()
    }

    /// Waits for a message of this method that is as wanted.
    pub fn wait_until(&mut self, method: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.take(method, |message| {
            message["method"] == method && wanted(&message["params"])
        })["params"]
            .clone()
    }

    /// Waits for the diagnostics of a version of a file, and gives them as `line:character-line:character severity code: first line`.
    pub fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<String> {
        let params = self.wait_until("textDocument/publishDiagnostics", |params| {
            params["uri"] == uri && params["version"] == version
        });
        in_short(&params["diagnostics"])
    }

    /// Asks for the diagnostics of a file, as `diagnostics` gives them.
    pub fn pull_diagnostics(&mut self, uri: &str) -> Vec<String> {
        let answer = self.request(
            "textDocument/diagnostic",
            json!({"textDocument": {"uri": uri}}),
        );
        in_short(&answer["items"])
    }

    /// The places that diagnostics, when asked for, say have to do with theirs.
    pub fn related(&mut self, uri: &str) -> Vec<String> {
        let answer = self.request(
            "textDocument/diagnostic",
            json!({"textDocument": {"uri": uri}}),
        );
        let list = answer["items"].as_array().into_iter().flatten();
        let related = |diagnostic: &Value| {
            let at = position(&diagnostic["range"]["start"]);
            let list = diagnostic["relatedInformation"].as_array();
            let list = list.into_iter().flatten().map(|related| {
                let start = position(&related["location"]["range"]["start"]);
                format!(
                    "{at} {start} {}",
                    related["message"].as_str().unwrap_or("?")
                )
            });
            list.collect::<Vec<String>>()
        };
        list.flat_map(related).collect()
    }

    /// Whether a message of this method has come and was not waited for.
    pub fn has_received(&mut self, method: &str) -> bool {
        while let Ok(message) = self.received.try_recv() {
            self.accept(message);
        }
        self.pending
            .iter()
            .any(|message| message["method"] == method)
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// When the server does not listen.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("the session goes on");
        stdin
            .write_all(bytes)
            .and_then(|()| stdin.flush())
            .expect("the server listens");
    }

    /// Sends a body with the header that it needs.
    ///
    /// # Panics
    /// When the server does not listen.
    pub fn send_body(&mut self, body: &[u8]) {
        self.send_bytes(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        self.send_bytes(body);
    }

    /// Waits for an error, and gives its id and code back.
    ///
    /// # Panics
    /// When none comes.
    pub fn wait_for_error(&mut self) -> (Value, i64) {
        let answer = self.take("an error", |message| message.get("error").is_some());
        (
            answer["id"].clone(),
            answer["error"]["code"].as_i64().expect("a number"),
        )
    }

    /// Has the server read the end of its input.
    pub fn close_input(&mut self) {
        self.stdin = None;
    }

    /// Waits until the server has ended, its pipes open as they are.
    ///
    /// # Panics
    /// When it does not.
    pub fn wait_for_end(&mut self) -> std::process::ExitStatus {
        let deadline = Instant::now() + PATIENCE / 4;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(Instant::now() < deadline, "the server ends");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends the session as an editor does, and gives the server's exit code back.
    pub fn shutdown(mut self) -> i32 {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.stdin = None;
        self.child
            .wait()
            .expect("the server ends")
            .code()
            .unwrap_or(-1)
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let stdin = self.stdin.as_mut().expect("the session goes on");
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len())
            .and_then(|()| stdin.flush())
            .expect("the server listens");
    }

    fn take(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(index) = self.pending.iter().position(&wanted) {
                return self.pending.remove(index).expect("found there");
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.received.recv_timeout(left) {
                Ok(message) => self.accept(message),
                Err(error) => panic!("waiting for {what}: {error}; came: {:#?}", self.pending),
            }
        }
    }

    fn accept(&mut self, message: Value) {
        if let (Some(id), Some(_)) = (message.get("id"), message.get("method")) {
            let result = match message["method"].as_str() {
                Some("workspace/configuration") => json!([self.configuration]),
                _ => Value::Null,
            };
            let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
            self.send(&answer);
        }
        self.pending.push_back(message);
    }
}

impl Drop for LspClient {
    fn drop(&mut self) {
        // A test that failed leaves it running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The `file:` URI of a path. Test paths need no escapes.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn position(position: &Value) -> String {
    format!("{}:{}", position["line"], position["character"])
}

fn in_short(diagnostics: &Value) -> Vec<String> {
    let list = diagnostics.as_array().into_iter().flatten();
    list.inspect(|diagnostic| assert_eq!(diagnostic["source"], "tierlens"))
        .map(diagnostic)
        .collect()
}

fn diagnostic(diagnostic: &Value) -> String {
    let severity = match diagnostic["severity"].as_i64() {
        Some(3) => "information",
        Some(4) => "hint",
        _ => "?",
    };
    let message = diagnostic["message"]
        .as_str()
        .and_then(|message| message.lines().next())
        .unwrap_or("?");
    let (start, end) = (&diagnostic["range"]["start"], &diagnostic["range"]["end"]);
    format!(
        "{}-{} {severity} {}: {message}",
        position(start),
        position(end),
        diagnostic["code"].as_str().unwrap_or("?")
    )
}

fn read_message(stream: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                length = header
                    .strip_prefix("Content-Length: ")
                    .map_or(length, |n| n.parse().unwrap_or(0))
            }
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
