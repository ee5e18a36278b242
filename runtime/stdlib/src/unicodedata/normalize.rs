//! Normal forms (UAX 15).

use vm::objects::strings::Chars;
use vm::objects::strings::database::{Version, compose};
use vm::{Result, Vm};

/// A normal form.
#[derive(Clone, Copy)]
pub struct Form {
    /// Whether compatible characters are taken for each other.
    compatible: bool,
    composed: bool,
}

impl Form {
    /// The form of a name.
    pub fn named(name: &str) -> Option<Form> {
        let (compatible, composed) = match name {
            "NFC" => (false, true),
            "NFD" => (false, false),
            "NFKC" => (true, true),
            "NFKD" => (true, false),
            _ => return None,
        };
        Some(Form {
            compatible,
            composed,
        })
    }
}

/// Hangul syllables are their number written to the bases 28 and 21 (The Unicode Standard, 3.12).
pub mod hangul {
    const SYLLABLES: u32 = 0xac00;
    const LEADING: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    const TRAILING: u32 = 0x11a7;
    const COUNTS: (u32, u32, u32) = (19, 21, 28);
    const COUNT: u32 = COUNTS.0 * COUNTS.1 * COUNTS.2;

    /// The two or three parts of a syllable; where there are two the third is 0.
    pub fn decompose(point: u32) -> Option<[u32; 3]> {
        let number = point
            .checked_sub(SYLLABLES)
            .filter(|&number| number < COUNT)?;
        let (rest, trailing) = (number / COUNTS.2, number % COUNTS.2);
        let trailing = if trailing == 0 {
            0
        } else {
            TRAILING + trailing
        };
        Some([
            LEADING + rest / COUNTS.1,
            VOWELS + rest % COUNTS.1,
            trailing,
        ])
    }

    pub fn compose(first: u32, second: u32) -> Option<u32> {
        let below = |point: u32, start: u32, count| {
            point.checked_sub(start).filter(|&number| number < count)
        };
        if let Some(leading) = below(first, LEADING, COUNTS.0) {
            let vowel = below(second, VOWELS, COUNTS.1)?;
            return Some(SYLLABLES + (leading * COUNTS.1 + vowel) * COUNTS.2);
        }
        let syllable = below(first, SYLLABLES, COUNT).filter(|number| number % COUNTS.2 == 0)?;
        let trailing = below(second, TRAILING, COUNTS.2).filter(|&number| number > 0)?;
        Some(SYLLABLES + syllable + trailing)
    }
}

/// Appends what a character is decomposed into, as far as it goes.
fn decompose(version: Version, form: Form, point: u32, out: &mut Vec<u32>) {
    if let Some(parts) = hangul::decompose(point) {
        out.extend(parts.into_iter().filter(|&part| part != 0));
        return;
    }
    if let Some(corrected) = version.corrected(point) {
        out.push(corrected);
        return;
    }
    match version.decomposition(point) {
        Some((tag, parts)) if form.compatible || tag.is_empty() => {
            for &part in parts {
                decompose(version, form, part, out);
            }
        }
        _ => out.push(point),
    }
}

fn combining(point: u32) -> u8 {
    Version::V16.record(point).combining
}

/// Sorts the marks behind each starter by their class.
fn order(points: &mut [u32]) {
    let mut start = 0;
    while start < points.len() {
        let starts = |point: &u32| combining(*point) == 0;
        let marks = points[start..].iter().position(|point| !starts(point));
        let Some(marks) = marks.map(|at| at + start) else {
            return;
        };
        let end = points[marks..]
            .iter()
            .position(starts)
            .map_or(points.len(), |at| at + marks);
        points[marks..end].sort_by_key(|&point| combining(point));
        start = end;
    }
}

/// Composes each starter with what follows it where nothing in between blocks that.
fn compose_all(points: &mut Vec<u32>) {
    let (mut starter, mut length, mut before) = (None, 0, 0);
    for at in 0..points.len() {
        let point = points[at];
        let class = combining(point);
        if let Some(starter) = starter {
            let adjacent = starter + 1 == length;
            let first: u32 = points[starter];
            if (adjacent || before < class)
                && let Some(both) = hangul::compose(first, point).or_else(|| compose(first, point))
            {
                points[starter] = both;
                continue;
            }
        }
        if class == 0 {
            starter = Some(length);
        }
        before = class;
        points[length] = point;
        length += 1;
    }
    points.truncate(length);
}

/// No character is decomposed into more.
const LONGEST: usize = 18;

/// The normal form of text.
pub fn normalize(vm: &mut Vm, version: Version, form: Form, text: Chars<'_>) -> Result<Vec<u32>> {
    let mut points = Vec::new();
    vm.reserve(&mut points, text.len())?;
    for point in text.iter() {
        if point < 0x80 && points.len() < points.capacity() {
            points.push(point);
            continue;
        }
        vm.reserve(&mut points, LONGEST)?;
        decompose(version, form, point, &mut points);
    }
    order(&mut points);
    if form.composed {
        compose_all(&mut points);
    }
    Ok(points)
}
