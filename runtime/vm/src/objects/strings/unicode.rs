//! What is asked of single characters (CPython's `Objects/unicodectype.c`).

use super::database::Version;

// Of a property, the points where it begins and ends, by turns. Of a mapping, runs that do not overlap: first, last, stride,
// distance.
include!(concat!(env!("OUT_DIR"), "/casing.rs"));

/// The general category, such as `Lu`.
pub fn category(point: u32) -> &'static str {
    Version::V16.record(point).category
}

fn in_flips(table: &[u32], point: u32) -> bool {
    table.partition_point(|&flip| flip <= point) % 2 == 1
}

/// `str.isalpha` of one character.
#[inline]
pub fn is_alpha(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_alphabetic()
    } else {
        category(point).starts_with('L')
    }
}

/// `str.isalnum` of one character.
#[inline]
pub fn is_alnum(point: u32) -> bool {
    is_alpha(point) || is_numeric(point)
}

/// `str.islower` of one character.
#[inline]
pub fn is_lower(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_lowercase()
    } else {
        in_flips(LOWERCASE, point)
    }
}

/// `str.isupper` of one character.
#[inline]
pub fn is_upper(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_uppercase()
    } else {
        in_flips(UPPERCASE, point)
    }
}

/// Whether it is a titlecase letter (`Lt`).
#[inline]
pub fn is_title(point: u32) -> bool {
    point >= 0x80 && category(point) == "Lt"
}

/// Whether it has case.
#[inline]
pub fn is_cased(point: u32) -> bool {
    is_lower(point) || is_upper(point) || is_title(point)
}

/// Whether it is skipped when looking for a cased neighbour.
pub fn is_case_ignorable(point: u32) -> bool {
    in_flips(CASE_IGNORABLE, point)
}

/// `str.isspace` of one character.
#[inline]
pub const fn is_space(point: u32) -> bool {
    matches!(point, 9..=13 | 0x1c..=0x20)
        || point >= 0x85
            && matches!(
                point,
                0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000
            )
}

/// Whether it ends a line.
#[inline]
pub fn is_linebreak(point: u32) -> bool {
    matches!(point, 10..=13 | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029)
}

/// `str.isprintable` of one character.
#[inline]
pub fn is_printable(point: u32) -> bool {
    if point < 0x7f {
        return point >= 0x20;
    }
    !matches!(
        category(point),
        "Cc" | "Cf" | "Cs" | "Co" | "Cn" | "Zl" | "Zp" | "Zs"
    )
}

/// The value of a decimal digit.
#[inline]
pub fn decimal(point: u32) -> Option<u32> {
    if point < 0x80 {
        return (point as u8).is_ascii_digit().then(|| point - '0' as u32);
    }
    Version::V16.number(point)?.decimal()
}

/// The value of a digit, also such as superscripts.
#[inline]
pub fn digit(point: u32) -> Option<u32> {
    if point < 0x80 {
        return (point as u8).is_ascii_digit().then(|| point - '0' as u32);
    }
    Version::V16.number(point)?.digit()
}

/// `str.isnumeric` of one character.
#[inline]
pub fn is_numeric(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_digit()
    } else {
        Version::V16.number(point).is_some()
    }
}

/// Whether it may start an identifier.
pub fn is_id_start(point: u32) -> bool {
    if point < 0x80 {
        point == '_' as u32 || (point as u8).is_ascii_alphabetic()
    } else {
        in_flips(ID_START, point)
    }
}

/// Whether it may continue an identifier.
pub fn is_id_continue(point: u32) -> bool {
    if point < 0x80 {
        point == '_' as u32 || (point as u8).is_ascii_alphanumeric()
    } else {
        in_flips(ID_CONTINUE, point)
    }
}

/// Up to three characters that one is mapped to; unused ones are 0.
pub type Mapped = [u32; 3];

fn lookup(runs: &[(u32, u32, u8, i32)], long: &[(u32, Mapped)], point: u32) -> Option<Mapped> {
    let at = runs.partition_point(|run| run.0 <= point);
    if let Some(&(first, last, stride, distance)) = at.checked_sub(1).and_then(|at| runs.get(at))
        && point <= last
        && (point - first).is_multiple_of(stride as u32)
    {
        return Some([point.wrapping_add_signed(distance), 0, 0]);
    }
    long.binary_search_by_key(&point, |entry| entry.0)
        .ok()
        .map(|at| long[at].1)
}

/// Lowercase, without regard to the final sigma.
pub fn lower(point: u32) -> Mapped {
    if point < 0x80 {
        return [(point as u8).to_ascii_lowercase() as u32, 0, 0];
    }
    lookup(LOWER, LOWER_LONG, point).unwrap_or([point, 0, 0])
}

/// Uppercase.
pub fn upper(point: u32) -> Mapped {
    if point < 0x80 {
        return [(point as u8).to_ascii_uppercase() as u32, 0, 0];
    }
    lookup(UPPER, UPPER_LONG, point).unwrap_or([point, 0, 0])
}

/// Titlecase.
pub fn title(point: u32) -> Mapped {
    if point < 0x80 {
        return upper(point);
    }
    lookup(TITLE, TITLE_LONG, point).unwrap_or_else(|| upper(point))
}

/// Case folding.
pub fn fold(point: u32) -> Mapped {
    if point < 0x80 {
        return lower(point);
    }
    lookup(FOLD, FOLD_LONG, point).unwrap_or_else(|| lower(point))
}
