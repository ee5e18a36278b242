//! JSON-RPC 2.0: requests, notifications and answers.

use serde_json::{Value, json};

use super::frames::Frame;

/// What a client sent.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    Request {
        id: Value,
        method: String,
        params: Value,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// The answer to a request of ours, with its result if there is one.
    Answer {
        id: Value,
        result: Option<Value>,
    },
    /// Something else, and what to answer; the id is null when there is none.
    Invalid {
        id: Value,
        error: Error,
    },
}

/// Why a request is not granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub code: i32,
    pub message: String,
}

pub const PARSE_ERROR: i32 = -32700;
pub const INVALID_REQUEST: i32 = -32600;
pub const METHOD_NOT_FOUND: i32 = -32601;
pub const INVALID_PARAMS: i32 = -32602;
pub const SERVER_NOT_INITIALIZED: i32 = -32002;
pub const REQUEST_CANCELLED: i32 = -32800;
pub const CONTENT_MODIFIED: i32 = -32801;
pub const REQUEST_FAILED: i32 = -32803;

impl Error {
    pub fn new(code: i32, message: impl ToString) -> Self {
        Error {
            code,
            message: message.to_string(),
        }
    }
}

/// The message in a frame; none at the end.
pub fn read(frame: Frame) -> Option<Incoming> {
    let invalid = |code, message: &dyn ToString| {
        Some(Incoming::Invalid {
            id: Value::Null,
            error: Error::new(code, message.to_string()),
        })
    };
    match frame {
        Frame::End => None,
        Frame::Broken(reason) => invalid(PARSE_ERROR, &reason),
        Frame::Body(bytes) => match serde_json::from_slice(&bytes) {
            Err(error) => invalid(PARSE_ERROR, &error),
            Ok(Value::Object(message)) => Some(classify(message)),
            Ok(Value::Array(_)) => invalid(
                INVALID_REQUEST,
                &"batches are not part of the language server protocol",
            ),
            Ok(_) => invalid(INVALID_REQUEST, &"a message is an object"),
        },
    }
}

fn classify(mut message: serde_json::Map<String, Value>) -> Incoming {
    let id = message.remove("id");
    let has_id = matches!(id, Some(Value::Number(_) | Value::String(_)));
    let invalid = |id: Option<Value>, reason: &str| Incoming::Invalid {
        id: id.filter(|_| has_id).unwrap_or_default(),
        error: Error::new(INVALID_REQUEST, reason),
    };
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return invalid(id, "\"jsonrpc\" must be \"2.0\"");
    }
    let params = message.remove("params").unwrap_or_default();
    match (message.remove("method"), id) {
        (Some(Value::String(_)), id @ Some(_)) if !has_id => {
            invalid(id, "\"id\" must be a number or a string")
        }
        (Some(Value::String(_)), id)
            if !matches!(params, Value::Null | Value::Object(_) | Value::Array(_)) =>
        {
            invalid(id, "\"params\" must be an object or an array")
        }
        (Some(Value::String(method)), Some(id)) => Incoming::Request { id, method, params },
        (Some(Value::String(method)), None) => Incoming::Notification { method, params },
        (None, Some(id)) if message.contains_key("result") || message.contains_key("error") => {
            Incoming::Answer {
                id,
                result: message
                    .remove("result")
                    .filter(|_| !message.contains_key("error")),
            }
        }
        (_, id) => invalid(id, "a message has a \"method\" or a \"result\""),
    }
}

/// The answer to a request.
pub fn answer(id: Value, result: Result<Value, Error>) -> Value {
    match result {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(Error { code, message }) => {
            json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &[u8]) -> Incoming {
        read(Frame::Body(text.to_vec())).expect("a message")
    }

    fn check(text: &str, expected: Incoming) {
        assert_eq!(parse(text.as_bytes()), expected, "{text}");
    }

    /// Expects an error with this code for this id.
    fn refused(text: &[u8], expected: i32, expected_id: Value) {
        match parse(text) {
            Incoming::Invalid { id, error } => {
                assert_eq!(
                    (id, error.code),
                    (expected_id, expected),
                    "{}",
                    String::from_utf8_lossy(text)
                );
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn messages_are_of_three_kinds() {
        let method = || "m".to_string();
        let request = |id, params| Incoming::Request {
            id,
            method: method(),
            params,
        };
        check(
            r#"{"jsonrpc": "2.0", "id": 1, "method": "m"}"#,
            request(json!(1), Value::Null),
        );
        check(
            r#"{"jsonrpc": "2.0", "id": "a", "method": "m", "params": {"x": []}}"#,
            request(json!("a"), json!({"x": []})),
        );
        check(
            r#"{"jsonrpc": "2.0", "id": 1, "method": "m", "params": null}"#,
            request(json!(1), Value::Null),
        );
        check(
            r#"{"jsonrpc": "2.0", "method": "m", "params": [1]}"#,
            Incoming::Notification {
                method: method(),
                params: json!([1]),
            },
        );
        let answer = |result| Incoming::Answer {
            id: json!("x"),
            result,
        };
        check(
            r#"{"jsonrpc": "2.0", "id": "x", "result": null}"#,
            answer(Some(Value::Null)),
        );
        check(
            r#"{"jsonrpc": "2.0", "id": "x", "error": {"code": 1, "message": ""}}"#,
            answer(None),
        );
        assert_eq!(read(Frame::End), None);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for text in [
            &b"{"[..],
            b"",
            b"\"\\ud800\"",
            b"{\"jsonrpc\": \"2.0\", \"method\": \"\\udc00\"}",
            b"\"\xff\"",
            &[b'['; 100_000],
        ] {
            refused(text, PARSE_ERROR, Value::Null);
        }
        for text in [
            "[]",
            "[{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"m\"}]",
            "1",
            "null",
            "{}",
            r#"{"jsonrpc": "2.0"}"#,
            r#"{"jsonrpc": "2.0", "method": 1}"#,
            r#"{"jsonrpc": "2.0", "id": null, "method": "m"}"#,
            r#"{"jsonrpc": "2.0", "id": [], "method": "m"}"#,
            r#"{"jsonrpc": "2.0", "method": "m", "params": 1}"#,
        ] {
            refused(text.as_bytes(), INVALID_REQUEST, Value::Null);
        }
        for text in [
            r#"{"id": 7, "method": "m"}"#,
            r#"{"jsonrpc": "1.0", "id": 7, "method": "m"}"#,
            r#"{"jsonrpc": "2.0", "id": 7}"#,
            r#"{"jsonrpc": "2.0", "id": 7, "method": "m", "params": "x"}"#,
            r#"{"jsonrpc": "2.0", "id": 7, "method": ["m"]}"#,
        ] {
            refused(text.as_bytes(), INVALID_REQUEST, json!(7));
        }
        assert_eq!(
            read(Frame::Broken("why")),
            Some(Incoming::Invalid {
                id: Value::Null,
                error: Error::new(PARSE_ERROR, "why")
            })
        );
    }
}
