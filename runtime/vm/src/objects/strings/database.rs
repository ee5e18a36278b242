//! Unicode's database of characters, 16.0 and what 3.2 had otherwise (RFC 3454 asks for it). The tables are made by `build.rs`.

/// What is told of a run of characters.
#[derive(Debug)]
pub struct Record {
    /// The general category, such as `Lu`; `Cn` for what is not assigned.
    pub category: &'static str,
    /// The bidirectional class; empty for what is not assigned.
    pub bidirectional: &'static str,
    /// The East Asian width.
    pub width: &'static str,
    /// The canonical combining class.
    pub combining: u8,
    /// Whether it is mirrored in text from right to left.
    pub mirrored: bool,
}

/// What kind of number a character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Unicode's Numeric_Type")]
pub enum NumberKind {
    Decimal,
    Digit,
    Numeric,
}

/// The number that a character is.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Number {
    pub kind: NumberKind,
    pub value: f64,
}

impl Number {
    /// The value of a decimal digit.
    pub fn decimal(self) -> Option<u32> {
        (self.kind == NumberKind::Decimal).then_some(self.value as u32)
    }

    /// The value of a digit, also such as superscripts.
    pub fn digit(self) -> Option<u32> {
        (self.kind != NumberKind::Numeric).then_some(self.value as u32)
    }
}

include!(concat!(env!("OUT_DIR"), "/unicode.rs"));

/// A version of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Version {
    V3_2,
    V16,
}

impl Version {
    /// What is told of a character.
    pub fn record(self, point: u32) -> &'static Record {
        let runs = match self {
            Version::V3_2 => OLD_RUNS,
            Version::V16 => RUNS,
        };
        // The first run begins at 0.
        let at = runs.partition_point(|&run| run >> 11 <= point) - 1;
        &RECORDS[(runs[at] & 0x7ff) as usize]
    }

    /// Whether there is such a character.
    pub fn is_assigned(self, point: u32) -> bool {
        self.record(point).category != "Cn"
    }

    /// The number that a character is.
    pub fn number(self, point: u32) -> Option<Number> {
        if self == Version::V3_2 {
            if let Ok(at) = OLD_NUMBERS.binary_search_by_key(&point, |entry| entry.0) {
                return OLD_NUMBERS[at].1;
            }
            if !self.is_assigned(point) {
                return None;
            }
        }
        let at = NUMBERS.binary_search_by_key(&point, |entry| entry.0).ok()?;
        Some(NUMBERS[at].1)
    }

    /// What a character is decomposed into, by its row: the tag of a compatible decomposition, empty for a canonical one, and
    /// the characters. Those of Hangul syllables follow from their numbers and are not in the table.
    pub fn decomposition(self, point: u32) -> Option<(&'static str, &'static [u32])> {
        if self == Version::V3_2 && !self.is_assigned(point) {
            return None;
        }
        let at = DECOMPOSITIONS
            .binary_search_by_key(&point, |entry| entry.0)
            .ok()?;
        let start = usize::from(DECOMPOSITIONS[at].1);
        let head = PARTS[start] as usize;
        Some((TAGS[head >> 8], &PARTS[start + 1..][..head & 0xff]))
    }

    /// What a character was decomposed into before the row was corrected, where normal forms heed that.
    pub fn corrected(self, point: u32) -> Option<u32> {
        if self != Version::V3_2 {
            return None;
        }
        let at = OLD_DECOMPOSITIONS
            .binary_search_by_key(&point, |entry| entry.0)
            .ok()?;
        Some(OLD_DECOMPOSITIONS[at].1)
    }
}

/// The character that two are composed to. Those of Hangul are not in the table.
pub fn compose(first: u32, second: u32) -> Option<u32> {
    let at = PAIRS
        .binary_search_by_key(&(first, second), |entry| entry.0)
        .ok()?;
    Some(PAIRS[at].1)
}

/// The characters of a named sequence.
pub fn sequence(name: &str) -> Option<&'static [u32]> {
    let at = SEQUENCES
        .binary_search_by_key(&name, |entry| entry.0)
        .ok()?;
    Some(SEQUENCES[at].1)
}
