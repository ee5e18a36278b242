//! What the client says of itself, of the user and of the workspace.

use std::path::PathBuf;
use std::time::Duration;

use insight::Kind;
use insight::measured::Runtime;
use lsp_types::{PositionEncodingKind, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::text::Encoding;

/// What the client can do. Said once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Abilities {
    pub encoding: Encoding,
    pub refreshes_hints: bool,
    pub shows_progress: bool,
    /// Asks for diagnostics, and anew when it is told to. Others are sent theirs.
    pub pulls_diagnostics: bool,
    /// Answers `workspace/configuration`.
    pub has_configuration: bool,
    /// Wants to be told `tierlens/status`.
    pub shows_status: bool,
    /// Asks for the edit of a code action when that is chosen.
    pub resolves_edits: bool,
    /// Takes edits of a document at a version; and with words to show beside them.
    pub versioned_edits: bool,
    pub annotates_edits: bool,
    /// Applies edits when it is told to.
    pub applies_edits: bool,
}

/// What the user has set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Whether the workspace's programs may run.
    pub trusted: bool,
    /// Variables of the environment that programs get beside the usual.
    pub environment: Vec<String>,
    /// How long a run may take, if not as long as the server was told when it started.
    time_limit: Option<Duration>,
    /// What it may take at most by what the workspace says.
    shorter_limit: Option<Duration>,
    pub view: View,
    pub run_on_open: bool,
    pub run_on_save: bool,
    /// What to run instead of the file, in the words that `tierlens report` takes.
    pub workload: Vec<String>,
    /// The Python that programs run under beside ours, if not that of their environment.
    pub python: Option<PathBuf>,
    /// Whether they do, and what their instructions become there is compared.
    pub cross_check: bool,
    /// The protected settings that the client has named when it started.
    named: Vec<&'static str>,
}

/// What is shown of what is known.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub runtime: Runtime,
    pub floor: f64,
    pub kinds: Vec<Kind>,
}

impl View {
    /// Whether findings of this kind are wanted, and say something about the runtime.
    pub fn shows(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind) && kind.holds_on(self.runtime)
    }
}

/// Who says what the settings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The client, when it starts.
    Start,
    /// The client, later.
    Client,
    /// Whoever: the client answers with what it has found, which may be a file of the workspace.
    Workspace,
}

/// A setting. `protocol.md` has a table of them.
pub struct Setting {
    pub name: &'static str,
    /// Its default, as JSON.
    pub default: &'static str,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "a test compares it with the document")
    )]
    pub meaning: &'static str,
    /// Whether it changes what a program may do. No file of a workspace sets it.
    pub protected: bool,
    /// Takes over a value, if it is one.
    take: fn(&mut Settings, &Value) -> Option<()>,
}

/// All settings.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "trusted",
        default: "false",
        meaning: "whether programs of the workspace may run",
        protected: true,
        take: |settings, value| set(&mut settings.trusted, value),
    },
    Setting {
        name: "environment",
        default: "[]",
        meaning: "names of variables of the environment that programs get beside the usual",
        protected: true,
        take: |settings, value| {
            settings.environment = strings(value)?;
            Some(())
        },
    },
    Setting {
        name: "timeLimit",
        default: "null",
        meaning: "seconds that a run may take; null: as `--time-limit` says, 10",
        protected: true,
        take: |settings, value| {
            settings.time_limit = seconds(value)?;
            Some(())
        },
    },
    Setting {
        name: "runtime",
        default: "\"cpython\"",
        meaning: "the runtime that costs and findings are for: `cpython`, `cpython-jit`, `interpreter` or `traced`",
        protected: false,
        take: |settings, value| set(&mut settings.view.runtime, value),
    },
    Setting {
        name: "floor",
        default: "0.01",
        meaning: "the part of the run, from 0 to 1, below which a place is not shown",
        protected: false,
        take: |settings, value| set(&mut settings.view.floor, value),
    },
    Setting {
        name: "kinds",
        default: r#"["run-outcome", "failed-specialization", "deopt", "hot-exit", "invalidation"]"#,
        meaning: "what is shown; `trace-compiled`, `guards-eliminated` and `specialized` are good news, as hints only",
        protected: false,
        take: |settings, value| {
            let names = strings(value)?;
            settings.view.kinds = names.iter().filter_map(|name| Kind::named(name)).collect();
            Some(())
        },
    },
    Setting {
        name: "runOnOpen",
        default: "true",
        meaning: "whether a file runs when it is opened",
        protected: false,
        take: |settings, value| set(&mut settings.run_on_open, value),
    },
    Setting {
        name: "runOnSave",
        default: "true",
        meaning: "whether a file runs when it is saved",
        protected: false,
        take: |settings, value| set(&mut settings.run_on_save, value),
    },
    Setting {
        name: "workload",
        default: "[]",
        meaning: "what runs instead of the file, as `tierlens report` takes it: `[\"-m\", \"unittest\"]`, `[\"main.py\", \"-n\", \"9\"]`",
        protected: false,
        take: |settings, value| {
            settings.workload = strings(value)?;
            Some(())
        },
    },
    Setting {
        name: "python",
        default: "null",
        meaning: "the Python that programs run under beside ours, confined; null: that of the project's environment",
        protected: true,
        take: |settings, value| set(&mut settings.python, value),
    },
    Setting {
        name: "crossCheck",
        default: "true",
        meaning: "whether what has run runs under that Python too, if that is 3.14 or newer, and its instructions are compared",
        protected: false,
        take: |settings, value| set(&mut settings.cross_check, value),
    },
];

fn set<T: DeserializeOwned>(to: &mut T, value: &Value) -> Option<()> {
    *to = serde_json::from_value(value.clone()).ok()?;
    Some(())
}

fn strings(value: &Value) -> Option<Vec<String>> {
    let list = value.as_array()?.iter();
    Some(list.filter_map(Value::as_str).map(String::from).collect())
}

/// A number of seconds, or none.
fn seconds(value: &Value) -> Option<Option<Duration>> {
    if value.is_null() {
        return Some(None);
    }
    let seconds = value.as_f64().filter(|seconds| *seconds > 0.0)?;
    Duration::try_from_secs_f64(seconds).ok().map(Some)
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Settings {
            trusted: false,
            environment: Vec::new(),
            time_limit: None,
            shorter_limit: None,
            view: View {
                runtime: Runtime::Cpython,
                floor: 0.0,
                kinds: Vec::new(),
            },
            run_on_open: false,
            run_on_save: false,
            workload: Vec::new(),
            python: None,
            cross_check: false,
            named: Vec::new(),
        };
        for setting in SETTINGS {
            let value = serde_json::from_str(setting.default).unwrap_or_default();
            let _ = (setting.take)(&mut settings, &value);
        }
        settings
    }
}

impl Settings {
    /// Takes over what is said, by itself or as `tierlens`; the rest stays, and so does what the source cannot set.
    pub fn update(&mut self, said: &Value, source: Source) {
        let said = said.get("tierlens").unwrap_or(said);
        for setting in SETTINGS {
            let Some(value) = said.get(setting.name) else {
                continue;
            };
            if source == Source::Start && setting.protected {
                self.named.push(setting.name);
            }
            let may = match source {
                Source::Start => true,
                // A client that has not named it passes on what it finds, and does not know what that means.
                Source::Client => !setting.protected || self.named.contains(&setting.name),
                Source::Workspace => !setting.protected,
            };
            if may {
                let _ = (setting.take)(self, value);
            } else if setting.name == "timeLimit"
                && let Some(limit) = seconds(value)
            {
                self.shorter_limit = limit;
            }
        }
    }

    /// How long a run may take, where the server was told `otherwise`.
    pub fn time_limit(&self, otherwise: Duration) -> Duration {
        let limit = self.time_limit.unwrap_or(otherwise);
        self.shorter_limit
            .map_or(limit, |shorter| shorter.min(limit))
    }
}

impl Abilities {
    /// From the parameters of `initialize`.
    pub fn of(params: &Value) -> Self {
        let can = |pointer: &str| {
            params
                .pointer(&format!("/capabilities{pointer}"))
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        let encodings: Vec<PositionEncodingKind> = params
            .pointer("/capabilities/general/positionEncodings")
            .and_then(|kinds| serde_json::from_value(kinds.clone()).ok())
            .unwrap_or_default();
        let pulls = params
            .pointer("/capabilities/textDocument/diagnostic")
            .is_some_and(Value::is_object);
        Abilities {
            encoding: Encoding::negotiate(&encodings),
            refreshes_hints: can("/workspace/inlayHint/refreshSupport"),
            shows_progress: can("/window/workDoneProgress"),
            pulls_diagnostics: pulls && can("/workspace/diagnostics/refreshSupport"),
            has_configuration: can("/workspace/configuration"),
            shows_status: can("/experimental/tierlensStatus"),
            resolves_edits: params
                .pointer("/capabilities/textDocument/codeAction/resolveSupport/properties")
                .and_then(Value::as_array)
                .is_some_and(|properties| properties.iter().any(|property| property == "edit")),
            versioned_edits: can("/workspace/workspaceEdit/documentChanges"),
            annotates_edits: params
                .pointer("/capabilities/workspace/workspaceEdit/changeAnnotationSupport")
                .is_some_and(Value::is_object),
            applies_edits: can("/workspace/applyEdit"),
        }
    }
}

/// The workspace's folders by the parameters of `initialize`; none if the client knows of no workspace.
pub fn folders(params: &Value) -> Option<Vec<Url>> {
    let folders = params.get("workspaceFolders").and_then(Value::as_array);
    if let Some(folders) = folders {
        return Some(
            folders
                .iter()
                .filter_map(|folder| url(folder.get("uri")?))
                .collect(),
        );
    }
    let root = params
        .get("rootUri")
        .and_then(url)
        .or_else(|| Url::from_file_path(params.get("rootPath")?.as_str()?).ok());
    root.map(|root| vec![root])
}

fn url(value: &Value) -> Option<Url> {
    Url::parse(value.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_come_by_themselves_or_by_name() {
        let mut settings = Settings::default();
        let mut check = |said: Value, trusted: bool, environment: &[&str]| {
            settings.update(&said, Source::Start);
            assert_eq!(settings.trusted, trusted, "{said}");
            assert_eq!(settings.environment, environment, "{said}");
        };
        check(Value::Null, false, &[]);
        check(json!({"trusted": "true"}), false, &[]);
        check(json!({"trusted": true}), true, &[]);
        check(
            json!({"tierlens": {"environment": ["A", 1, "B"]}, "trusted": false}),
            true,
            &["A", "B"],
        );
        check(json!({"other": {"trusted": false}}), true, &["A", "B"]);
        check(
            json!({"tierlens": {"trusted": false, "environment": []}}),
            false,
            &[],
        );
    }

    #[test]
    fn no_file_of_a_workspace_changes_what_a_program_may_do() {
        let otherwise = Duration::from_secs(10);
        let everything =
            json!({"trusted": true, "environment": ["A"], "timeLimit": 20, "floor": 0.5});
        let check =
            |start: Value, source: Source, trusted: bool, environment: &[&str], limit: u64| {
                let mut settings = Settings::default();
                settings.update(&start, Source::Start);
                settings.update(&everything, source);
                assert_eq!(settings.trusted, trusted, "{start} {source:?}");
                assert_eq!(settings.environment, environment, "{start} {source:?}");
                let found = settings.time_limit(otherwise);
                assert_eq!(found, Duration::from_secs(limit), "{start} {source:?}");
                assert!(settings.view.floor > 0.4);
            };
        check(json!({}), Source::Start, true, &["A"], 20);
        check(json!({}), Source::Client, false, &[], 10);
        check(json!({"trusted": false}), Source::Client, true, &[], 10);
        check(
            json!({"environment": []}),
            Source::Client,
            false,
            &["A"],
            10,
        );
        check(json!({"timeLimit": null}), Source::Client, false, &[], 20);
        let all = json!({"trusted": false, "environment": [], "timeLimit": 30});
        check(all, Source::Workspace, false, &[], 20);
        check(json!({}), Source::Workspace, false, &[], 10);
    }

    #[test]
    fn each_setting_has_its_default_and_is_taken() {
        let others = [
            json!(true),
            json!(["A"]),
            json!(1.5),
            json!("traced"),
            json!(0.5),
            json!(["deopt"]),
            json!(false),
            json!(false),
            json!(["main.py"]),
            json!("/usr/bin/python3.14"),
            json!(false),
        ];
        assert_eq!(SETTINGS.len(), others.len());
        for (setting, other) in SETTINGS.iter().zip(others) {
            let mut settings = Settings::default();
            let default: Value = serde_json::from_str(setting.default).expect("JSON");
            settings.update(&json!({ setting.name: default }), Source::Client);
            assert_eq!(settings, Settings::default(), "{}", setting.name);
            (setting.take)(&mut settings, &other).expect("it is taken");
            assert_ne!(settings, Settings::default(), "{}", setting.name);
            let before = settings.clone();
            assert_eq!((setting.take)(&mut settings, &json!({})), None);
            assert_eq!(settings, before, "{}", setting.name);
        }
    }

    /// What stands in a repository's file.
    fn file(name: &str) -> String {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(name);
        std::fs::read_to_string(path).expect("a file of the repository")
    }

    #[test]
    fn the_protocol_has_a_table_of_the_settings() {
        let row = |setting: &Setting| {
            let Setting {
                name,
                default,
                meaning,
                protected,
                ..
            } = setting;
            let who = if *protected { "client" } else { "anybody" };
            format!("| `{name}` | `{default}` | {who} | {meaning} |")
        };
        let protocol = file("protocol.md");
        let heading = "| setting | default | set by | meaning |\n|---|---|---|---|\n";
        let (_, table) = protocol.split_once(heading).expect("a table of settings");
        let found: Vec<&str> = table
            .lines()
            .take_while(|line| line.starts_with('|'))
            .collect();
        let expected: Vec<String> = SETTINGS.iter().map(row).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_extension_has_the_settings() {
        let package: Value =
            serde_json::from_str(&file("editors/vscode/package.json")).expect("JSON");
        let properties = &package["contributes"]["configuration"]["properties"];
        // Of trust the editor has its own idea.
        for setting in SETTINGS.iter().filter(|setting| setting.name != "trusted") {
            let property = &properties[format!("tierlens.{}", setting.name)];
            let default: Value = serde_json::from_str(setting.default).expect("JSON");
            assert_eq!(property["default"], default, "{}", setting.name);
            let scope = if setting.protected {
                "machine"
            } else {
                "resource"
            };
            assert_eq!(property["scope"], scope, "{}", setting.name);
        }
    }

    #[test]
    fn the_workspace_is_what_the_client_says() {
        let check = |params: Value, expected: Option<&[&str]>| {
            let found = folders(&params);
            let found = found
                .as_ref()
                .map(|urls| urls.iter().map(Url::as_str).collect::<Vec<_>>());
            assert_eq!(found.as_deref(), expected, "{params}");
        };
        check(Value::Null, None);
        check(json!({"workspaceFolders": null, "rootUri": null}), None);
        check(
            json!({"workspaceFolders": null, "rootUri": "file:///a"}),
            Some(&["file:///a"]),
        );
        check(json!({"rootPath": "/a"}), Some(&["file:///a"]));
        check(
            json!({"workspaceFolders": [], "rootUri": "file:///a"}),
            Some(&[]),
        );
        let two =
            json!([{"uri": "file:///a", "name": "a"}, {"uri": "no uri"}, {"uri": "file:///b"}]);
        check(
            json!({"workspaceFolders": two}),
            Some(&["file:///a", "file:///b"]),
        );
    }
}
