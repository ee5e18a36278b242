//! A report's traces as text that people read and tests compare: what is in it does not depend on the machine or the time.

use std::fmt::Write;

use serde_json::Value;

/// The traces and invalidations of a report. Columns count from 1, as editors show them.
///
/// Guards, proofs and exits stand in the order of the trace. Left out are numbers that change with every change of the code
/// generator: bytes of machine code, versions, indices.
pub fn describe(report: &Value, source: &str) -> String {
    let text = Text {
        report,
        lines: source.lines().collect(),
    };
    let mut sections: Vec<String> = list(&report["traces"])
        .iter()
        .map(|trace| text.trace(trace))
        .collect();
    sections.extend(list(&report["invalidations"]).iter().map(|it| {
        let traces: Vec<String> = list(&it["traces"]).iter().map(Value::to_string).collect();
        let (what, place) = (words(&it["what"]), text.place(&it["place"]));
        format!(
            "invalidation: {what} was modified at {place}; it ended trace {}\n",
            traces.join(", ")
        )
    }));
    if sections.is_empty() {
        sections.push("no traces\n".into());
    }
    sections.join("\n")
}

struct Text<'a> {
    report: &'a Value,
    lines: Vec<&'a str>,
}

impl Text<'_> {
    fn trace(&self, trace: &Value) -> String {
        let mut out = format!("trace {} {}\n", trace["id"], self.origin(trace));
        let machine_code = match &trace["machine_code"]["none"] {
            Value::Null => "machine code".into(),
            reason => format!("no machine code: {}", words(reason)),
        };
        let (entered, iterations) = (&trace["entered"], &trace["iterations"]);
        let counts = format!("entered {entered}×, {iterations} iterations, {machine_code}");
        put(&mut out, &counts);
        let functions = format!("goes through {}", self.functions(trace).join(", "));
        put(&mut out, &functions);
        if trace["at_rest"] == true {
            put(&mut out, "is then entered no more, too short to pay");
        }
        if trace["invalidated"].is_u64() {
            put(&mut out, "was ended by an invalidation");
        }
        for guard in list(&trace["kept"]) {
            self.finding(&mut out, "keeps", guard, &words(&guard["reason"]));
        }
        for needless in list(&trace["eliminated"]) {
            let mut proof = words(&needless["proof"]);
            if needless["fact"].is_object() {
                let _ = write!(proof, " ({})", self.place(&needless["fact"]));
            }
            self.finding(&mut out, "drops", needless, &proof);
        }
        for exit in list(&trace["exits"]) {
            let mut why = format!("{}×, {}", exit["count"], words(&exit["reason"]));
            if exit["witness"].is_string() {
                let _ = write!(why, ": {}", words(&exit["witness"]));
            }
            if exit["side_trace"].is_u64() {
                let _ = write!(why, "; trace {} goes on", exit["side_trace"]);
            }
            self.finding(&mut out, "exits", exit, &why);
        }
        out
    }

    fn origin(&self, trace: &Value) -> String {
        let (origin, start) = (&trace["origin"], self.place(&trace["start"]));
        match origin["kind"].as_str() {
            Some("side") => format!(
                "goes on from an exit of trace {}, {start}",
                origin["parent"]
            ),
            _ => format!("starts where a loop jumps back, {start}"),
        }
    }

    /// The functions that a trace goes through, in order of entry: several when calls were inlined.
    fn functions(&self, trace: &Value) -> Vec<String> {
        let mut functions = Vec::new();
        for uop in list(&trace["uops"]) {
            let function = self.function(&uop["place"]);
            if !functions.contains(&function) {
                functions.push(function);
            }
        }
        functions
    }

    fn finding(&self, out: &mut String, kind: &str, item: &Value, why: &str) {
        let place = self.place(&item["place"]);
        put(out, &format!("{kind} {} {place}", words(&item["uop"])));
        put(out, &format!("    {why}"));
    }

    fn function(&self, place: &Value) -> String {
        match place["code"].as_u64() {
            Some(code) => words(&self.report["code"][code as usize]["qualname"]),
            None => "the library".into(),
        }
    }

    /// `5:12 in combine, "a + b"`.
    fn place(&self, place: &Value) -> String {
        let function = self.function(place);
        let span = list(&place["span"])
            .iter()
            .map(|n| n.as_u64().unwrap_or(0) as usize);
        let [line, column, end_line, end_column] = span.collect::<Vec<_>>()[..] else {
            return format!("in {function}");
        };
        let first = self.lines.get(line.wrapping_sub(1)).unwrap_or(&"");
        let end = if end_line == line {
            end_column
        } else {
            first.len()
        };
        let code = first.get(column..end).unwrap_or("?");
        format!("{line}:{} in {function}, \"{code}\"", column + 1)
    }
}

fn put(out: &mut String, line: &str) {
    let _ = writeln!(out, "  {line}");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn words(value: &Value) -> String {
    value.as_str().unwrap_or("?").into()
}
