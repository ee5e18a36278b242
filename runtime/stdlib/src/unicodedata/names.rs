//! Names of characters.

use vm::objects::strings::database::{self, Version};

/// Names that are made of this and the code point in hexadecimal digits.
const UNIFIED: &str = "CJK UNIFIED IDEOGRAPH-";
/// As above, which CPython looks up but does not tell.
const TANGUT: &str = "TANGUT IDEOGRAPH-";
const TANGUT_RANGES: [std::ops::RangeInclusive<u32>; 2] = [0x17000..=0x187f7, 0x18d00..=0x18d08];

/// The name of a character.
pub fn name(version: Version, point: u32) -> Option<String> {
    if version == Version::V3_2 && !version.is_assigned(point) {
        return None;
    }
    Some(unicode_names2::name(char::from_u32(point)?)?.to_string())
}

/// The characters of a name: one, or those of a named sequence. Unicode 3.2 had no aliases and no sequences.
pub fn lookup(version: Version, name: &str) -> Option<Vec<u32>> {
    let upper = name.to_ascii_uppercase();
    if let Some(digits) = upper.strip_prefix(TANGUT) {
        let point = u32::from_str_radix(digits, 16).ok()?;
        let known = digits.len() == 5 && TANGUT_RANGES.iter().any(|range| range.contains(&point));
        return known.then(|| vec![point]);
    }
    let Some(found) = unicode_names2::character(&upper) else {
        let sequence = database::sequence(&upper).filter(|_| version != Version::V3_2);
        return sequence.map(Vec::from);
    };
    let own = unicode_names2::name(found).is_some_and(|own| own.to_string() == upper);
    let alias = !own && !upper.starts_with(UNIFIED);
    (own || alias && version != Version::V3_2).then(|| vec![found as u32])
}
