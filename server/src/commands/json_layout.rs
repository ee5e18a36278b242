//! JSON for people: each field of the outer objects on a line of its own, and each object in a list; lists of numbers and what lies
//! deeper, such as an instruction, on one line.

use std::io::{Result, Write};

use serde_json::ser::Formatter;

/// Objects nested deeper than this are written on one line.
const OPEN_LEVELS: usize = 2;

/// The state of the writer: what it is in, outermost first.
#[derive(Debug, Default)]
pub struct Layout {
    within: Vec<Container>,
}

#[derive(Debug)]
enum Container {
    /// An object with its fields on lines of their own, or not.
    Object { open: bool },
    /// A list, and whether objects in it began new lines.
    List { broken: bool },
}

impl Layout {
    fn new_line<W: ?Sized + Write>(&self, out: &mut W) -> Result<()> {
        write!(out, "\n{:1$}", "", self.within.len() * 2)
    }

    fn objects(&self) -> usize {
        let object = |container: &&Container| matches!(container, Container::Object { .. });
        self.within.iter().filter(object).count()
    }

    /// Whether all that surrounds this point is spread over lines.
    fn is_open(&self) -> bool {
        !self
            .within
            .iter()
            .any(|container| matches!(container, Container::Object { open: false }))
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.within.push(Container::List { broken: false });
        out.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        if let Some(Container::List { broken: true }) = self.within.pop() {
            self.new_line(out)?;
        }
        out.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        out.write_all(if first { b"" } else { b"," })
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        let open = self.is_open();
        if open && let Some(Container::List { broken }) = self.within.last_mut() {
            *broken = true;
            self.new_line(out)?;
        }
        let open = open && self.objects() < OPEN_LEVELS;
        self.within.push(Container::Object { open });
        out.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        match self.within.last() {
            Some(Container::Object { open: true }) => self.new_line(out),
            _ if first => Ok(()),
            _ => out.write_all(b" "),
        }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        out.write_all(b": ")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        if let Some(Container::Object { open: true }) = self.within.pop() {
            self.new_line(out)?;
        }
        out.write_all(b"}")
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Serializer, json};

    use super::Layout;

    #[test]
    fn small_things_stay_on_a_line() {
        let value = json!({
            "a": 1, "b": {"x": [1, 2], "y": {"z": null}},
            "c": [{"k": "v", "n": [{"deep": 1, "er": [3, 4]}, {"d": {}}]}, {}], "d": [],
        });
        let mut out = Vec::new();
        value
            .serialize(&mut Serializer::with_formatter(&mut out, Layout::default()))
            .expect("plain data");
        expect_test::expect![[r#"
            {
              "a": 1,
              "b": {
                "x": [1,2],
                "y": {"z": null}
              },
              "c": [
                {
                  "k": "v",
                  "n": [
                    {"deep": 1, "er": [3,4]},
                    {"d": {}}
                  ]
                },
                {
                }
              ],
              "d": []
            }"#]]
        .assert_eq(&String::from_utf8(out).expect("text"));
    }
}
