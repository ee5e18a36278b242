//! The tables behind `strings/unicode.rs`: what a character is mapped to, and the properties that its general category does not
//! decide alone.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::{POINTS, hex, write_list};

/// Properties: the name of the table, the kind of the facts where it is not that of the categories, these.
const PROPERTIES: [(&str, &str, &[&str]); 5] = [
    ("LOWERCASE", "lowercase", &["Ll"]),
    ("UPPERCASE", "uppercase", &["Lu"]),
    (
        "ID_START",
        "id-start",
        &["Lu", "Ll", "Lt", "Lm", "Lo", "Nl"],
    ),
    (
        "ID_CONTINUE",
        "id-continue",
        &["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Nd", "Pc"],
    ),
    (
        "CASE_IGNORABLE",
        "case-ignorable",
        &["Mn", "Me", "Cf", "Lm", "Sk"],
    ),
];

/// What characters are mapped to; those that are mapped to themselves are not in it.
type Mapping = BTreeMap<u32, Vec<u32>>;

fn map(mapping: &Mapping, point: u32) -> Vec<u32> {
    mapping.get(&point).cloned().unwrap_or_else(|| vec![point])
}

#[derive(Default)]
pub struct Casing {
    upper: Mapping,
    lower: Mapping,
    title: Mapping,
    /// Where it is not the lowercase of the uppercase.
    fold: Mapping,
    exceptions: BTreeMap<&'static str, Vec<u32>>,
}

impl Casing {
    /// Takes a row of UnicodeData.txt: mappings to one character.
    pub fn take_row(&mut self, point: u32, row: &[&str]) {
        let [upper, lower, title] = [row[12], row[13], row[14]];
        let title = if title.is_empty() { upper } else { title };
        for (mapping, to) in [
            (&mut self.upper, upper),
            (&mut self.lower, lower),
            (&mut self.title, title),
        ] {
            if !to.is_empty() {
                mapping.insert(point, vec![hex(to)]);
            }
        }
    }

    /// Takes a fact of a character, if it is of a kind that it knows. Those of uppercase come before those of case folding.
    pub fn take_fact(&mut self, kind: &str, point: u32, words: &[&str]) -> bool {
        let exception = PROPERTIES.iter().find(|(_, of, _)| *of == kind);
        if let Some((name, ..)) = exception {
            self.exceptions.entry(name).or_default().push(point);
            return true;
        }
        let to = match words {
            ["upper"] => map(&self.upper, point),
            _ => words.iter().map(|word| hex(word)).collect(),
        };
        let mapping = match kind {
            "upper" => &mut self.upper,
            "lower" => &mut self.lower,
            "title" => &mut self.title,
            "fold" => &mut self.fold,
            _ => return false,
        };
        mapping.insert(point, to);
        true
    }

    fn folded(&self, point: u32) -> Vec<u32> {
        self.fold.get(&point).cloned().unwrap_or_else(|| {
            let upper = map(&self.upper, point);
            upper
                .iter()
                .flat_map(|&part| map(&self.lower, part))
                .collect()
        })
    }

    pub fn write<'a>(&self, out: &mut String, category: impl Fn(usize) -> &'a str) {
        for (name, _, categories) in PROPERTIES {
            let exceptions = &self.exceptions[name];
            let has = |point: usize| {
                let excepted = exceptions.binary_search(&(point as u32)).is_ok();
                categories.contains(&category(point)) != excepted
            };
            // From no to yes first.
            let flips = (0..POINTS).filter(|&point| has(point) != (point > 0 && has(point - 1)));
            write_list(out, name, "u32", flips);
        }
        let points = || 0..POINTS as u32;
        let differing = |of: &dyn Fn(u32) -> Vec<u32>, from: &dyn Fn(u32) -> Vec<u32>| -> Mapping {
            let pairs = points().map(|point| (point, of(point)));
            pairs.filter(|(point, to)| *to != from(*point)).collect()
        };
        write_mapping(out, "LOWER", &self.lower);
        write_mapping(out, "UPPER", &self.upper);
        let upper = |point| map(&self.upper, point);
        let title = differing(&|point| map(&self.title, point), &upper);
        write_mapping(out, "TITLE", &title);
        let lower = |point| map(&self.lower, point);
        let fold = differing(&|point| self.folded(point), &lower);
        write_mapping(out, "FOLD", &fold);
    }
}

/// Characters that lie evenly and are mapped equally far.
struct Run {
    first: u32,
    last: u32,
    stride: u32,
    distance: i32,
}

impl Run {
    /// Takes one character more, if it goes on so.
    fn take(&mut self, point: u32, distance: i32) -> bool {
        let gap = point - self.last;
        let alone = self.first == self.last && gap <= 2;
        if distance != self.distance || !(gap == self.stride || alone) {
            return false;
        }
        (self.last, self.stride) = (point, gap);
        true
    }
}

/// A table of runs, which do not overlap, and one of the characters that are mapped to several.
fn write_mapping(out: &mut String, name: &str, mapping: &Mapping) {
    let (mut runs, mut long) = (Vec::<Run>::new(), Vec::new());
    for (&point, to) in mapping {
        if let [to] = to[..] {
            let distance = to.cast_signed() - point.cast_signed();
            if !runs.last_mut().is_some_and(|run| run.take(point, distance)) {
                runs.push(Run {
                    first: point,
                    last: point,
                    stride: 1,
                    distance,
                });
            }
        } else {
            let mut mapped = [0; 3];
            mapped[..to.len()].copy_from_slice(to);
            long.push(format!("({point}, {mapped:?})"));
        }
    }
    let runs = runs.iter().map(|run| {
        let Run {
            first,
            last,
            stride,
            distance,
        } = run;
        format!("({first}, {last}, {stride}, {distance})")
    });
    writeln!(out).expect("a String can grow");
    write_list(out, name, "(u32, u32, u8, i32)", runs);
    write_list(out, &format!("{name}_LONG"), "(u32, Mapped)", long.iter());
}
