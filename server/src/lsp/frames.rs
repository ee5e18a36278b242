//! The base protocol: each message is preceded by header fields, of which one says how long it is.

use std::io::{BufRead, Read, Result, Write, copy, sink};

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// A message's bytes.
    Body(Vec<u8>),
    /// Something that is no message. What follows it is read on.
    Broken(&'static str),
    /// There is no more.
    End,
}

/// The longest message that is read.
const MOST_BYTES: u64 = 128 << 20;
/// The longest header field.
const MOST_HEADER_BYTES: u64 = 4096;

const LENGTH: &[u8] = b"content-length:";

/// Reads the next message, or what stands in its place.
pub fn read(input: &mut impl BufRead) -> Frame {
    try_read(input).unwrap_or(Frame::End)
}

fn try_read(input: &mut impl BufRead) -> Result<Frame> {
    let Some(field) = length_field(input)? else {
        return Ok(Frame::End);
    };
    let length = match field {
        None => {
            return Ok(Frame::Broken(
                "a message without the header field Content-Length",
            ));
        }
        Some(None) => return Ok(Frame::Broken("Content-Length is no number of bytes")),
        Some(Some(length)) => length,
    };
    let mut body = input.take(length);
    if length > MOST_BYTES {
        copy(&mut body, &mut sink())?;
        return Ok(Frame::Broken("the message is too long"));
    }
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes)?;
    Ok(if bytes.len() as u64 == length {
        Frame::Body(bytes)
    } else {
        Frame::End
    })
}

/// Reads header fields. None at the end; else whether there was a length, and what it was if it was one.
fn length_field(input: &mut impl BufRead) -> Result<Option<Option<Option<u64>>>> {
    let (mut any, mut length) = (false, None);
    loop {
        let mut line = Vec::new();
        if input.take(MOST_HEADER_BYTES).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if line.is_empty() && any {
            return Ok(Some(length));
        }
        any |= !line.is_empty();
        // Wherever it stands: what comes before it on the line is then what followed a broken header.
        let at = line
            .windows(LENGTH.len())
            .rposition(|part| part.eq_ignore_ascii_case(LENGTH));
        if let Some(at) = at {
            let value = str::from_utf8(&line[at + LENGTH.len()..]).ok();
            length = Some(value.and_then(|value| value.trim().parse().ok()));
        }
    }
}

/// Writes a message.
pub fn write(output: &mut impl Write, body: &[u8]) -> Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &[u8], expected: &[Frame]) {
        let mut reader = input;
        for expected in expected {
            assert_eq!(
                read(&mut reader),
                *expected,
                "{}",
                String::from_utf8_lossy(input)
            );
        }
        assert_eq!(read(&mut reader), Frame::End);
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.into())
    }

    #[test]
    fn messages_are_told_apart() {
        check(b"", &[]);
        check(
            b"Content-Length: 2\r\n\r\n{}Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\n1",
            &[body("{}"), body(""), body("1")],
        );
        check(
            b"content-length:3\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\nabc",
            &[body("abc")],
        );
        check(
            b"\r\nCONTENT-LENGTH : 1\n\nContent-type: x\nContent-Length:   2  \n\n[]",
            &[
                Frame::Broken("a message without the header field Content-Length"),
                body("[]"),
            ],
        );
        check(b"Content-Length: 5\r\n\r\nabc", &[]);
    }

    #[test]
    fn what_follows_a_broken_header_is_read_on() {
        let missing = || Frame::Broken("a message without the header field Content-Length");
        let no_number = || Frame::Broken("Content-Length is no number of bytes");
        check(
            b"X: 1\r\n\r\n{\"a\": 1}Content-Length: 2\r\n\r\n{}",
            &[missing(), body("{}")],
        );
        check(
            b"Content-Length: -1\r\n\r\nContent-Length: 2\r\n\r\n{}",
            &[no_number(), body("{}")],
        );
        check(
            b"Content-Length: \xff\r\n\r\nContent-Length: 2\r\n\r\n{}",
            &[no_number(), body("{}")],
        );
        let mut long = vec![b'x'; 3 * MOST_HEADER_BYTES as usize];
        long.extend(b"\r\n\r\nContent-Length: 2\r\n\r\n{}");
        check(&long, &[missing(), body("{}")]);
    }

    #[test]
    fn a_message_that_is_too_long_is_skipped() {
        let mut input = format!("Content-Length: {}\r\n\r\n", MOST_BYTES + 1).into_bytes();
        input.extend(std::iter::repeat_n(b' ', MOST_BYTES as usize + 1));
        input.extend(b"Content-Length: 2\r\n\r\n{}");
        check(
            &input,
            &[Frame::Broken("the message is too long"), body("{}")],
        );
    }

    #[test]
    fn what_is_written_can_be_read() {
        let mut written = Vec::new();
        write(&mut written, "\"é\"".as_bytes()).expect("memory");
        write(&mut written, b"[]").expect("memory");
        check(&written, &[body("\"é\""), body("[]")]);
    }
}
