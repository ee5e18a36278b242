//! What came of an attempt.

use serde::Serialize;

/// Below this, a difference is none.
const NOISE: f64 = 1.03;

/// What came of an attempt on one runtime.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Times as fast.
    Better(f64),
    /// Times as slow.
    Worse(f64),
    /// No faster, no slower.
    Same,
    /// Another output or ending.
    Different,
    /// It cannot be told, for this reason.
    Unknown(String),
}

/// What came of an attempt on the runtime of that name.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Where.
    pub runtime: String,
    /// What.
    pub verdict: Verdict,
}

/// Whether it is better somewhere, and worse or different nowhere.
pub fn is_good(outcomes: &[Outcome]) -> bool {
    let mut verdicts = outcomes.iter().map(|outcome| &outcome.verdict);
    let is_bad = |verdict: &Verdict| matches!(verdict, Verdict::Worse(_) | Verdict::Different);
    verdicts
        .clone()
        .any(|verdict| matches!(verdict, Verdict::Better(_)))
        && !verdicts.any(is_bad)
}

impl Verdict {
    /// In one word, and how many times as fast or slow.
    pub fn name(&self) -> (&'static str, Option<f64>) {
        match self {
            Verdict::Better(times) => ("better", Some(*times)),
            Verdict::Worse(times) => ("worse", Some(*times)),
            Verdict::Same => ("same", None),
            Verdict::Different => ("different", None),
            Verdict::Unknown(_) => ("unknown", None),
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.verdict {
            Verdict::Better(times) => write!(out, "better, {times:.2}× as fast")?,
            Verdict::Worse(times) => write!(out, "worse, {times:.2}× as slow")?,
            Verdict::Same => out.write_str("the same")?,
            Verdict::Different => out.write_str("different, another output or ending")?,
            Verdict::Unknown(why) => write!(out, "unknown, {why}")?,
        }
        write!(out, ": {}", self.runtime)
    }
}

impl Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let (verdict, times) = self.verdict.name();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("runtime", &self.runtime)?;
        map.serialize_entry("verdict", verdict)?;
        if let Some(times) = times {
            map.serialize_entry("times", &times)?;
        }
        if let Verdict::Unknown(why) = &self.verdict {
            map.serialize_entry("why", why)?;
        }
        map.end()
    }
}

/// What one version of a program did on one runtime, each time it ran.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Seconds.
    pub times: Vec<f64>,
    pub printed: Vec<String>,
    pub endings: Vec<String>,
}

/// What a change comes to.
pub(super) fn verdict(before: &Seen, after: &Seen) -> Verdict {
    let same = match same_endings(before, after) {
        true => same_output(&before.printed, &after.printed),
        false => Some(false),
    };
    match same {
        Some(true) => {}
        Some(false) => return Verdict::Different,
        None => return Verdict::Unknown("it prints something else each time".into()),
    }
    let (better, worse) = (
        times_as_fast(&before.times, &after.times),
        times_as_fast(&after.times, &before.times),
    );
    if better >= NOISE {
        Verdict::Better(better)
    } else if worse >= NOISE {
        Verdict::Worse(worse)
    } else {
        Verdict::Same
    }
}

/// How many times as fast one is as the other, at the least, by the quickest run of each and by the next: a single one may have been
/// lucky.
fn times_as_fast(slow: &[f64], fast: &[f64]) -> f64 {
    let quickest = |times: &[f64]| {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        times.truncate(2);
        times
    };
    let pairs = quickest(slow).into_iter().zip(quickest(fast));
    let least = pairs.map(|(slow, fast)| slow / fast).reduce(f64::min);
    least.unwrap_or(1.0)
}

fn same_endings(before: &Seen, after: &Seen) -> bool {
    let mut all = before.endings.iter().chain(&after.endings);
    let first = all.next();
    all.all(|ending| Some(ending) == first)
}

/// Whether a program prints the same as before. Of lines that differ from run to run anyway, such as those that say how long it took,
/// what must be the same is what is left when words with figures are not looked at. None where even that differs, so that nothing
/// can be told.
fn same_output(before: &[String], after: &[String]) -> Option<bool> {
    let lines = |text: &String| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let before: Vec<Vec<String>> = before.iter().map(lines).collect();
    let first = before.first()?;
    if before.iter().any(|other| other.len() != first.len()) {
        return None;
    }
    let steady = |index: usize| before.iter().all(|other| other[index] == first[index]);
    let shown: Vec<Vec<String>> = before
        .iter()
        .map(|lines| {
            let shown = lines.iter().enumerate();
            shown
                .map(|(index, line)| {
                    if steady(index) {
                        line.clone()
                    } else {
                        masked(line)
                    }
                })
                .collect()
        })
        .collect();
    let expected = shown.first()?;
    if shown.iter().any(|other| other != expected) {
        return None;
    }
    Some(after.iter().map(lines).all(|lines| {
        lines.len() == expected.len()
            && (lines.iter().zip(expected).enumerate()).all(
                |(index, (line, expected))| match steady(index) {
                    true => line == expected,
                    false => masked(line) == *expected,
                },
            )
    }))
}

/// A line, `0` in place of each word that has a figure in it.
fn masked(line: &str) -> String {
    let mut masked = String::new();
    let mut word = String::new();
    for character in line.chars().chain(['\n']) {
        if character.is_alphanumeric() {
            word.push(character);
            continue;
        }
        let has_figure = word.contains(|character: char| character.is_ascii_digit());
        masked.push_str(if has_figure { "0" } else { &word });
        masked.push(character);
        word.clear();
    }
    masked.pop();
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(times: &[f64], printed: &[&str], ending: &str) -> Seen {
        Seen {
            times: times.to_vec(),
            printed: printed.iter().map(ToString::to_string).collect(),
            endings: vec![ending.into()],
        }
    }

    #[test]
    fn the_quickest_runs_are_compared() {
        let check = |before: &[f64], after: &[f64], expected: Verdict| {
            let verdict = verdict(&seen(before, &["x"], ""), &seen(after, &["x"], ""));
            assert_eq!(verdict, expected, "{before:?} {after:?}");
        };
        check(&[5.0, 9.0, 2.0], &[1.0, 2.0, 9.0], Verdict::Better(2.0));
        check(&[1.0, 9.0, 2.0], &[5.0, 2.0, 9.0], Verdict::Worse(2.0));
        check(&[2.0, 2.0], &[1.0, 2.0], Verdict::Same);
        check(&[1.0], &[1.02], Verdict::Same);
        check(&[1.02], &[1.0], Verdict::Same);
    }

    #[test]
    fn what_is_printed_must_stay_the_same() {
        let check = |before: &[&str], after: &[&str], expected: Option<bool>| {
            let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
            let same = same_output(&texts(before), &texts(after));
            assert_eq!(same, expected, "{before:?} {after:?}");
        };
        check(&["5\n", "5\n"], &["5\n", "5\n"], Some(true));
        check(&["5\n", "5\n"], &["5\n", "6\n"], Some(false));
        check(&["5\n"], &["5\n5\n"], Some(false));
        let ran = |seconds: &str| format!("sum 5\nRan 1 test in {seconds}s\n");
        let (a, b, c) = (ran("0.001"), ran("0.002"), ran("1.003"));
        check(&[&a, &b], &[&c], Some(true));
        check(&[&a, &b], &[&c.replace("sum 5", "sum 6")], Some(false));
        check(&[&a, &b], &[&c.replace("Ran", "Failed")], Some(false));
        check(
            &["<A at 0x7f3a>", "<A at 0x7e3b>"],
            &["<A at 0xa1>"],
            Some(true),
        );
        check(&["{a, b}", "{b, a}"], &["{a, b}"], None);
        check(&["a\n", "a\na\n"], &["a\n"], None);
    }

    #[test]
    fn another_ending_is_different() {
        let check = |after: Seen, expected: Verdict| {
            assert_eq!(verdict(&seen(&[2.0], &["x"], "0"), &after), expected);
        };
        check(seen(&[1.0], &["x"], "1"), Verdict::Different);
        check(seen(&[1.0], &["y"], "0"), Verdict::Different);
        check(seen(&[1.0], &["x"], "0"), Verdict::Better(2.0));
    }

    #[test]
    fn good_is_better_somewhere_and_worse_nowhere() {
        let check = |verdicts: &[Verdict], expected: bool| {
            let outcome = |verdict: &Verdict| Outcome {
                runtime: String::new(),
                verdict: verdict.clone(),
            };
            let outcomes: Vec<Outcome> = verdicts.iter().map(outcome).collect();
            assert_eq!(is_good(&outcomes), expected, "{verdicts:?}");
        };
        let unknown = || Verdict::Unknown(String::new());
        check(&[Verdict::Better(2.0), Verdict::Same, unknown()], true);
        check(&[Verdict::Same, unknown()], false);
        check(&[Verdict::Better(2.0), Verdict::Worse(1.1)], false);
        check(&[Verdict::Better(2.0), Verdict::Different], false);
        check(&[], false);
    }
}
