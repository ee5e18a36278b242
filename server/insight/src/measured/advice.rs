//! What advice gains: `advice.tsv`, whose figures the benchmark `advice` writes. No other advice is given: its words are there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Runtime, rows};

/// What advice must gain on a runtime to be given for it: times as fast, where it gains least.
pub const WORTH_IT: f64 = 1.1;

static TABLE: LazyLock<BTreeMap<&'static str, Row>> = LazyLock::new(|| {
    rows(include_str!("advice.tsv"))
        .filter_map(|row| {
            let (&[kind, text, edit, when], gains) = row.split_first_chunk()?;
            let (&next, gains) = gains.split_last()?;
            let gains = gains.iter().map(|gain| gain.parse().ok()).collect();
            let next = next.parse().ok();
            Some((
                kind,
                Row {
                    text,
                    edit,
                    when,
                    gains,
                    next,
                },
            ))
        })
        .collect()
});

#[derive(Debug)]
struct Row {
    text: &'static str,
    edit: &'static str,
    when: &'static str,
    /// In the order of [`Runtime::ALL`].
    gains: Vec<Option<f64>>,
    /// On CPython 3.15.
    next: Option<f64>,
}

macro_rules! define_advice {
    ($($kind:ident = $name:literal,)+) => {
        /// The kinds of advice that the rules of [`crate::advice`] give, each where it gains enough. The table has more.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "the table has the words")]
        pub enum Advice {
            $($kind,)+
        }

        impl Advice {
            /// All of them.
            pub const ALL: &[Advice] = &[$(Advice::$kind,)+];

            /// As the table and `tests/advice` have it: `float-constant`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Advice::$kind => $name,)+
                }
            }
        }
    };
}

define_advice! {
    ConvertWhereMade = "convert-where-made",
    FloatConstant = "float-constant",
    FloatConstantCompared = "float-constant-compared",
    CompareOneType = "compare-one-type",
    IntNotBool = "int-not-bool",
    OneLoopPerClass = "one-loop-per-class",
    GetattrToAttribute = "getattr-to-attribute",
    InSetLiteral = "in-set-literal",
    ListToSetForIn = "list-to-set-for-in",
    InDictNotKeys = "in-dict-not-keys",
    IsNone = "is-none",
    IndexFromKnownLength = "index-from-known-length",
}

impl Advice {
    /// The runtimes that it is worth following on, and how many times as fast programs become there at the least.
    pub fn gains(self) -> Vec<(Runtime, f64)> {
        let gains = self.row().map_or(&[][..], |row| &row.gains);
        let known = Runtime::ALL.into_iter().zip(gains);
        known
            .filter_map(|(runtime, gain)| Some((runtime, (*gain)?)))
            .filter(|(_, gain)| *gain >= WORTH_IT)
            .collect()
    }

    /// What it gains on `runtime`, where it is worth following.
    pub fn gain(self, runtime: Runtime) -> Option<f64> {
        let gains = self.gains();
        let found = gains.into_iter().find(|(other, _)| *other == runtime);
        found.map(|(_, gain)| gain)
    }

    /// What it gains on CPython 3.15, or loses: what 3.14 gains by may be worse there.
    pub fn gain_on_next(self) -> Option<f64> {
        self.row()?.next
    }

    /// What the edit is where it is mechanical, by an example: `5` → `5.0`.
    pub fn edit(self) -> Option<&'static str> {
        let edit = self.row()?.edit;
        (!edit.is_empty()).then_some(edit)
    }

    /// What must be so for it to gain, or to be right; empty where that goes without saying.
    pub fn when(self) -> &'static str {
        self.row().map_or("", |row| row.when)
    }

    /// The advice about `what`, in the user's terms: `` `SCALE` ``. Empty where it is about no one thing.
    pub fn about(self, what: &str) -> Advised {
        Advised {
            advice: self,
            text: self
                .row()
                .map_or_else(String::new, |row| filled(row.text, what)),
        }
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.get(self.name())
    }
}

/// Advice about something, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advised {
    advice: Advice,
    text: String,
}

impl Advised {
    /// Of which kind.
    pub fn advice(&self) -> Advice {
        self.advice
    }

    /// What to change.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What there is to know of a kind of advice, given or not borne out; none for a name that the table does not have.
pub fn explain(kind: &str) -> Option<String> {
    let row = TABLE.get(kind)?;
    let mut text = format!("{kind}\n\n{}", filled(row.text, ""));
    for (label, more) in [("For example", row.edit), ("Where", row.when)] {
        if !more.is_empty() {
            text += &format!("\n{label}: {more}");
        }
    }
    text += "\n\nTimes as fast, at the least:\n";
    let here = Runtime::ALL.into_iter().map(Runtime::name).zip(&row.gains);
    for (runtime, gain) in here.chain([("CPython 3.15", &row.next)]) {
        if let Some(gain) = gain {
            let verdict = if *gain < WORTH_IT {
                "  not worth it"
            } else {
                ""
            };
            text += &format!("  {runtime:<26}{gain:>6.2}{verdict}\n");
        }
    }
    Some(text)
}

/// `text` with `what` in place of the words in braces; those words where there is nothing to put.
fn filled(text: &str, what: &str) -> String {
    let parts = text
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    match parts {
        None => text.into(),
        Some((before, (words, after))) => {
            let what = if what.is_empty() { words } else { what };
            format!("{before}{what}{after}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_for_the_runtimes_that_gain_by_it() {
        for advice in Advice::ALL {
            for runtime in Runtime::ALL {
                assert!(advice.gain(runtime).is_none_or(|gain| gain >= WORTH_IT));
            }
            assert!(!advice.gains().is_empty(), "{}", advice.name());
        }
        for (kind, row) in &*TABLE {
            assert_eq!(row.gains.len(), Runtime::ALL.len(), "{kind}");
            assert!(!row.text.is_empty(), "{kind}");
        }
    }

    #[test]
    fn what_is_known_of_a_kind_is_told() {
        let text = explain("in-short-set-literal").expect("a row");
        for part in [
            "use a set",
            "in {1, 2}",
            "Where: one or two",
            "CPython 3.15",
            "not worth it",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(explain("guessed"), None);
    }

    #[test]
    fn words_in_braces_are_what_it_is_about() {
        assert_eq!(
            filled("keep {the global} in a local", "`SCALE`"),
            "keep `SCALE` in a local"
        );
        assert_eq!(
            filled("keep {the global} in a local", ""),
            "keep the global in a local"
        );
        assert_eq!(filled("import it", "`x`"), "import it");
    }
}
