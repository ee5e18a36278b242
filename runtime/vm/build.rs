//! Makes the tables of characters from Unicode's own file, as the crate `unicode_names2` ships it (Unicode licence), and from
//! `unicode/facts.txt`: what CPython knows and that file does not say.

#[path = "unicode/casing.rs"]
mod casing;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use casing::Casing;

/// The crate that ships `UnicodeData.txt`, and the version that ships Unicode 16.0's.
const CRATE: (&str, &str) = ("unicode_names2", "1.3.0");

const FACTS: &str = "unicode/facts.txt";

/// The folder of a crate that this package depends on, wherever cargo has it.
fn folder((name, version): (&str, &str)) -> PathBuf {
    let variable = |name: &str| env::var(name).expect("cargo sets it");
    let output = Command::new(variable("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--filter-platform",
            &variable("TARGET"),
        ])
        .current_dir(variable("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be run");
    let words = String::from_utf8_lossy(&output.stderr);
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("cargo metadata says where crates are: {words}"));
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == name && package["version"] == version)
        .unwrap_or_else(|| panic!("{name} {version} is a dependency"));
    let manifest = package["manifest_path"].as_str().expect("a path");
    Path::new(manifest).parent().expect("a folder").to_owned()
}

fn hex(text: &str) -> u32 {
    u32::from_str_radix(text, 16).expect("a code point")
}

/// What is told of a run of characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Record {
    category: String,
    bidirectional: String,
    width: String,
    combining: u8,
    mirrored: bool,
}

impl Record {
    fn unassigned() -> Record {
        Record {
            category: String::from("Cn"),
            bidirectional: String::new(),
            width: String::from("N"),
            combining: 0,
            mirrored: false,
        }
    }
}

/// Kind and value.
type Number = (&'static str, f64);

fn number(kind: &str, value: &str) -> Option<Number> {
    let kind = match kind {
        "decimal" => "Decimal",
        "digit" => "Digit",
        "numeric" => "Numeric",
        _ => return None,
    };
    let float = |text: &str| text.parse::<f64>().expect("a number");
    let value = match value.split_once('/') {
        Some((above, below)) => float(above) / float(below),
        None => float(value),
    };
    Some((kind, value))
}

const POINTS: usize = 0x11_0000;

struct Tables {
    casing: Casing,
    now: Vec<Record>,
    old: Vec<Record>,
    numbers: BTreeMap<u32, Number>,
    old_numbers: BTreeMap<u32, Option<Number>>,
    /// Tag and parts.
    decompositions: BTreeMap<u32, (String, Vec<u32>)>,
    old_decompositions: BTreeMap<u32, u32>,
    excluded: Vec<u32>,
    sequences: BTreeMap<String, Vec<u32>>,
}

impl Tables {
    fn new() -> Tables {
        Tables {
            casing: Casing::default(),
            now: vec![Record::unassigned(); POINTS],
            old: Vec::new(),
            numbers: BTreeMap::new(),
            old_numbers: BTreeMap::new(),
            decompositions: BTreeMap::new(),
            old_decompositions: BTreeMap::new(),
            excluded: Vec::new(),
            sequences: BTreeMap::new(),
        }
    }

    /// Takes rows of UnicodeData.txt (UAX 44, table 9).
    fn take_rows(&mut self, text: &str) {
        let mut first = 0;
        for line in text.lines() {
            let row: Vec<&str> = line.split(';').collect();
            let point = hex(row[0]);
            self.casing.take_row(point, &row);
            if row[1].ends_with(", First>") {
                first = point;
                continue;
            }
            let from = if row[1].ends_with(", Last>") {
                first
            } else {
                point
            };
            for record in &mut self.now[from as usize..=point as usize] {
                *record = Record {
                    category: row[2].to_owned(),
                    bidirectional: row[4].to_owned(),
                    width: String::from("N"),
                    combining: row[3].parse().expect("a combining class"),
                    mirrored: row[9] == "Y",
                };
            }
            let kinds = [("decimal", row[6]), ("digit", row[7]), ("numeric", row[8])];
            let kind = kinds.into_iter().find(|(_, value)| !value.is_empty());
            if let Some(number) = kind.and_then(|(kind, value)| number(kind, value)) {
                self.numbers.insert(point, number);
            }
            if !row[5].is_empty() {
                let (tag, parts) = match row[5].split_once("> ") {
                    Some((tag, parts)) => (format!("{tag}>"), parts),
                    None => (String::new(), row[5]),
                };
                self.decompositions
                    .insert(point, (tag, parts.split(' ').map(hex).collect()));
            }
        }
    }

    /// Takes what `unicode/record.py` has written.
    fn take_facts(&mut self, text: &str) {
        let (old, facts): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|line| line.starts_with("old "));
        for line in facts {
            let (kind, rest) = line.split_once(' ').expect("a kind");
            if kind == "sequence" {
                let (name, parts) = rest.split_once(';').expect("a name");
                self.sequences
                    .insert(name.to_owned(), parts.split(' ').map(hex).collect());
                continue;
            }
            let words: Vec<&str> = rest.split(' ').collect();
            if kind == "version" {
                assert_eq!(words[0], "16.0.0", "UnicodeData.txt is of the same version");
                continue;
            }
            for point in hex(words[0])..=hex(words[1]) {
                match kind {
                    "width" => self.now[point as usize].width = words[2].to_owned(),
                    "ideograph" => {
                        self.numbers
                            .insert(point, number(words[2], words[3]).expect("a number"));
                    }
                    "excluded" => self.excluded.push(point),
                    "old-number" => {
                        let number = words.get(3).and_then(|value| number(words[2], value));
                        self.old_numbers.insert(point, number);
                    }
                    "old-decomposition" => {
                        self.old_decompositions.insert(point, hex(words[2]));
                    }
                    _ if self.casing.take_fact(kind, point, &words[2..]) => {}
                    _ => panic!("{FACTS}: {line}"),
                }
            }
        }
        self.old = self.now.clone();
        for line in old {
            let words: Vec<&str> = line.split(' ').collect();
            for record in &mut self.old[hex(words[1]) as usize..=hex(words[2]) as usize] {
                *record = match words[3..] {
                    ["Cn"] => Record::unassigned(),
                    [category, bidirectional, width, mirrored] => Record {
                        category: category.to_owned(),
                        bidirectional: bidirectional.to_owned(),
                        width: width.to_owned(),
                        mirrored: mirrored == "1",
                        combining: record.combining,
                    },
                    _ => panic!("{FACTS}: {line}"),
                };
            }
        }
    }

    /// Records, each once, and the runs of both versions.
    fn write_records(&self, out: &mut String) {
        let mut numbers: BTreeMap<&Record, usize> = self
            .now
            .iter()
            .chain(&self.old)
            .map(|record| (record, 0))
            .collect();
        assert!(numbers.len() <= 1 << 11, "a run has 11 bits for its record");
        out.push_str("static RECORDS: &[Record] = &[\n");
        for (number, (record, place)) in numbers.iter_mut().enumerate() {
            *place = number;
            let Record {
                category,
                bidirectional,
                width,
                combining,
                mirrored,
            } = record;
            writeln!(
                out,
                "    Record {{ category: {category:?}, bidirectional: {bidirectional:?}, width: {width:?}, combining: {combining}, \
                 mirrored: {mirrored} }},"
            )
            .expect("a String can grow");
        }
        out.push_str("];\n");
        for (name, records) in [("RUNS", &self.now), ("OLD_RUNS", &self.old)] {
            let starts = |point: usize| point == 0 || records[point] != records[point - 1];
            let runs = (0..records.len())
                .filter(|&point| starts(point))
                .map(|point| point << 11 | numbers[&records[point]]);
            write_list(out, name, "u32", runs);
        }
    }

    fn write(&self) -> String {
        let mut out = String::new();
        self.write_records(&mut out);
        let told = |number: &Number| {
            format!(
                "Number {{ kind: NumberKind::{}, value: {:?} }}",
                number.0, number.1
            )
        };
        let rows = self
            .numbers
            .iter()
            .map(|(point, number)| format!("({point}, {})", told(number)));
        write_list(&mut out, "NUMBERS", "(u32, Number)", rows);
        let rows = self.old_numbers.iter().map(|(point, number)| {
            let number = number.as_ref().map_or_else(
                || String::from("None"),
                |number| format!("Some({})", told(number)),
            );
            format!("({point}, {number})")
        });
        write_list(&mut out, "OLD_NUMBERS", "(u32, Option<Number>)", rows);
        let mut tags: Vec<&str> = self
            .decompositions
            .values()
            .map(|(tag, _)| tag.as_str())
            .collect();
        tags.sort_unstable();
        tags.dedup();
        write_list(
            &mut out,
            "TAGS",
            "&str",
            tags.iter().map(|tag| format!("{tag:?}")),
        );
        let (mut index, mut parts) = (Vec::new(), Vec::new());
        for (point, (tag, points)) in &self.decompositions {
            let tag = tags
                .binary_search(&tag.as_str())
                .expect("it is one of them");
            index.push(format!("({point}, {})", parts.len()));
            parts.push(u32::try_from(tag << 8 | points.len()).expect("few tags"));
            parts.extend(points);
        }
        write_list(&mut out, "DECOMPOSITIONS", "(u32, u16)", index.into_iter());
        write_list(&mut out, "PARTS", "u32", parts.iter());
        let old = self
            .old_decompositions
            .iter()
            .map(|entry| format!("{entry:?}"));
        write_list(&mut out, "OLD_DECOMPOSITIONS", "(u32, u32)", old);
        let mut pairs: Vec<((u32, u32), u32)> = self
            .decompositions
            .iter()
            .filter(|(point, (tag, _))| tag.is_empty() && !self.excluded.contains(point))
            .filter_map(|(point, (_, parts))| match parts[..] {
                [first, second] => Some(((first, second), *point)),
                _ => None,
            })
            .collect();
        pairs.sort_unstable();
        write_list(
            &mut out,
            "PAIRS",
            "((u32, u32), u32)",
            pairs.iter().map(|pair| format!("{pair:?}")),
        );
        let sequences = self
            .sequences
            .iter()
            .map(|(name, parts)| format!("({name:?}, &{parts:?})"));
        write_list(&mut out, "SEQUENCES", "(&str, &[u32])", sequences);
        out
    }
}

fn write_list<T: std::fmt::Display>(
    out: &mut String,
    name: &str,
    kind: &str,
    items: impl Iterator<Item = T>,
) {
    writeln!(out, "static {name}: &[{kind}] = &[").expect("a String can grow");
    for item in items {
        writeln!(out, "    {item},").expect("a String can grow");
    }
    out.push_str("];\n");
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=unicode");
    let read = |path: &Path| {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let mut tables = Tables::new();
    tables.take_rows(&read(&folder(CRATE).join("data/UnicodeData.txt")));
    tables.take_facts(&read(Path::new(FACTS)));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("unicode.rs"), tables.write()).expect("OUT_DIR is writable");
    let mut casing = String::new();
    let category = |point: usize| tables.now[point].category.as_str();
    tables.casing.write(&mut casing, category);
    fs::write(out.join("casing.rs"), casing).expect("OUT_DIR is writable");
}
