//! What the client says of itself, of the user and of the workspace.

use lsp_types::{PositionEncodingKind, Url};
use serde_json::Value;

use super::text::Encoding;

/// What the client can do. Said once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Abilities {
    pub encoding: Encoding,
    pub refreshes_hints: bool,
    pub shows_progress: bool,
}

/// What the user has set. Nothing that a file of the workspace could say is taken for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether the workspace's programs may run.
    pub trusted: bool,
    /// Variables of the environment that programs get beside the usual.
    pub environment: Vec<String>,
}

impl Abilities {
    /// From the parameters of `initialize`.
    pub fn of(params: &Value) -> Self {
        let can = |pointer| {
            params
                .pointer(pointer)
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        let encodings: Vec<PositionEncodingKind> = params
            .pointer("/capabilities/general/positionEncodings")
            .and_then(|kinds| serde_json::from_value(kinds.clone()).ok())
            .unwrap_or_default();
        Abilities {
            encoding: Encoding::negotiate(&encodings),
            refreshes_hints: can("/capabilities/workspace/inlayHint/refreshSupport"),
            shows_progress: can("/capabilities/window/workDoneProgress"),
        }
    }
}

impl Settings {
    /// Takes over what is said, `{"trusted": true, "environment": ["NAME"]}`, by itself or as `tierlens`; the rest stays.
    pub fn update(&mut self, said: &Value) {
        let said = said.get("tierlens").unwrap_or(said);
        if let Some(trusted) = said.get("trusted").and_then(Value::as_bool) {
            self.trusted = trusted;
        }
        if let Some(names) = said.get("environment").and_then(Value::as_array) {
            self.environment = names
                .iter()
                .filter_map(Value::as_str)
                .map(String::from)
                .collect();
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
            settings.update(&said);
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
