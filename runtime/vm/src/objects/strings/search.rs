//! Finding one text in another, or one run of bytes in another.

use super::{chars, header, raw, width};
use crate::Value;
use crate::layout::StrKind;

/// A needle's characters as bytes in a haystack's width; `None` where it is too wide to occur.
fn widened(needle: Value, kind: StrKind) -> Option<std::borrow::Cow<'static, [u8]>> {
    let own = width(header(needle).kind);
    let wanted = width(kind);
    if own > wanted || header(needle).kind > kind {
        return None;
    }
    if own == wanted {
        return Some(std::borrow::Cow::Borrowed(raw(needle)));
    }
    let mut bytes = Vec::with_capacity(header(needle).len * wanted);
    for point in chars(needle).iter() {
        if wanted == 2 {
            bytes.extend_from_slice(&(point as u16).to_ne_bytes());
        } else {
            bytes.extend_from_slice(&point.to_ne_bytes());
        }
    }
    Some(std::borrow::Cow::Owned(bytes))
}

/// Below so many bytes, looking at 16 places at a time is sooner done than the preparations of a search in linear time.
const SHORT: usize = 256;

/// A bit for each of 16 bytes that is the wanted one.
#[inline(always)]
fn matching(bytes: &[u8; 16], wanted: u8) -> u32 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: reads the array's 16 bytes; every x86-64 has these instructions.
    unsafe {
        use core::arch::x86_64::{
            _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8,
        };
        let bytes = _mm_loadu_si128(bytes.as_ptr().cast());
        _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted as i8))) as u32
    }
    #[cfg(not(target_arch = "x86_64"))]
    bytes
        .iter()
        .rev()
        .fold(0, |bits, &byte| bits << 1 | u32::from(byte == wanted))
}

/// The first occurrence in a short haystack: places where the first and the last byte are the needle's are looked at.
#[inline]
fn find_short(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let [first, between @ .., last] = needle else {
        let [only] = *needle else { return Some(0) };
        return find_byte(haystack, only);
    };
    let reach = needle.len() - 1;
    // How many places there are.
    let places = haystack.len().checked_sub(reach)?;
    let holds = |at: usize| {
        let middle = &haystack[at + 1..at + reach];
        match (middle, between) {
            ([], []) => true,
            ([a], [b]) => a == b,
            ([a, x], [b, y]) => a == b && x == y,
            _ => middle == between,
        }
    };
    let mut at = 0;
    while places - at >= 16
        && let Some(starts) = haystack[at..].first_chunk()
        && let Some(ends) = haystack[at + reach..].first_chunk()
    {
        let mut both = matching(starts, *first) & matching(ends, *last);
        while both != 0 {
            let place = at + both.trailing_zeros() as usize;
            if holds(place) {
                return Some(place);
            }
            both &= both - 1;
        }
        at += 16;
    }
    (at..places).find(|&at| haystack[at] == *first && haystack[at + reach] == *last && holds(at))
}

/// The first occurrence of a byte.
#[inline]
pub fn find_byte(haystack: &[u8], wanted: u8) -> Option<usize> {
    if haystack.len() >= SHORT {
        return memchr::memchr(wanted, haystack);
    }
    let (chunks, rest) = haystack.as_chunks::<16>();
    for (index, chunk) in chunks.iter().enumerate() {
        let found = matching(chunk, wanted);
        if found != 0 {
            return Some(16 * index + found.trailing_zeros() as usize);
        }
    }
    let at = rest.iter().position(|&byte| byte == wanted)?;
    Some(16 * chunks.len() + at)
}

/// The first occurrence.
#[inline]
pub fn find_bytes(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    if haystack.len() >= SHORT && needle.len() > 1 {
        return memchr::memmem::find(haystack, needle);
    }
    find_short(haystack, needle)
}

/// Calls `each` with the place of every occurrence that does not overlap the one before, up to `most`; the needle is not
/// empty.
#[inline]
pub fn for_each_in_bytes(haystack: &[u8], needle: &[u8], most: usize, mut each: impl FnMut(usize)) {
    if haystack.len() >= SHORT {
        if let [byte] = *needle {
            return memchr::memchr_iter(byte, haystack)
                .take(most)
                .for_each(each);
        }
        let finder = memchr::memmem::Finder::new(needle);
        return finder.find_iter(haystack).take(most).for_each(each);
    }
    let mut from = 0;
    for _ in 0..most {
        let Some(found) = find_short(&haystack[from..], needle) else {
            return;
        };
        each(from + found);
        from += found + needle.len();
    }
}

/// The first occurrence in a haystack of elements of `width` bytes, as a byte offset.
fn find_aligned(haystack: &[u8], needle: &[u8], width: usize) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = from + find_bytes(&haystack[from..], needle)?;
        if found % width == 0 {
            return Some(found);
        }
        from = found + 1;
    }
}

fn rfind_aligned(haystack: &[u8], needle: &[u8], width: usize) -> Option<usize> {
    let mut to = haystack.len();
    loop {
        let found = memchr::memmem::rfind(&haystack[..to], needle)?;
        if found % width == 0 {
            return Some(found);
        }
        to = found + needle.len() - 1;
    }
}

/// The last occurrence.
pub fn rfind_bytes(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let Some((&last, rest)) = needle.split_last() else {
        return Some(haystack.len());
    };
    if haystack.len() >= SHORT && !rest.is_empty() {
        return memchr::memmem::rfind(haystack, needle);
    }
    let mut to = haystack.len();
    loop {
        let at = rest.len() + memchr::memrchr(last, haystack.get(rest.len()..to)?)?;
        if haystack[..at].ends_with(rest) {
            return Some(at - rest.len());
        }
        to = at;
    }
}

/// Both as bytes, the haystack's between two of its characters, if those of both are one byte each.
#[inline]
fn single_bytes<'a>(
    string: Value,
    needle: Value,
    start: usize,
    end: usize,
) -> Option<(&'a [u8], &'a [u8])> {
    let single = header(string).kind.max(header(needle).kind) <= StrKind::Latin1;
    (single && start <= end).then(|| (&raw(string)[start..end], raw(needle)))
}

/// Whether the characters from an index on begin with a str's.
pub fn is_at(string: Value, at: usize, piece: Value) -> bool {
    let (kind, length) = (header(string).kind, header(piece).len);
    if header(piece).kind > kind || length > header(string).len.saturating_sub(at) {
        return false;
    }
    let width = width(kind);
    if width == super::width(header(piece).kind) {
        return raw(string)[at * width..].starts_with(raw(piece));
    }
    let part = chars(string).slice(at, at + length);
    part.iter().eq(chars(piece).iter())
}

/// The index of the first occurrence of `needle` in the characters `start..end`.
pub fn find(string: Value, needle: Value, start: usize, end: usize) -> Option<usize> {
    if let Some((haystack, needle)) = single_bytes(string, needle, start, end) {
        return find_bytes(haystack, needle).map(|at| start + at);
    }
    search(string, needle, start, end, find_aligned)
}

/// The index of the last occurrence of `needle` in the characters `start..end`.
pub fn rfind(string: Value, needle: Value, start: usize, end: usize) -> Option<usize> {
    if let Some((haystack, needle)) = single_bytes(string, needle, start, end) {
        return rfind_bytes(haystack, needle).map(|at| start + at);
    }
    search(string, needle, start, end, rfind_aligned)
}

fn search(
    string: Value,
    needle: Value,
    start: usize,
    end: usize,
    how: fn(&[u8], &[u8], usize) -> Option<usize>,
) -> Option<usize> {
    if start > end {
        return None;
    }
    let kind = header(string).kind;
    let width = width(kind);
    let needle = widened(needle, kind)?;
    how(&raw(string)[start * width..end * width], &needle, width)
        .map(|offset| start + offset / width)
}

/// Calls `each` with the index of every occurrence that does not overlap the one before, up to `most`; the needle is not
/// empty.
pub fn for_each(
    string: Value,
    needle: Value,
    start: usize,
    end: usize,
    most: usize,
    mut each: impl FnMut(usize),
) {
    if let Some((haystack, needle)) = single_bytes(string, needle, start, end) {
        return for_each_in_bytes(haystack, needle, most, |at| each(start + at));
    }
    let kind = header(string).kind;
    let width = width(kind);
    let Some(needle) = widened(needle, kind) else {
        return;
    };
    if start > end {
        return;
    }
    let haystack = &raw(string)[start * width..end * width];
    let finder = memchr::memmem::Finder::new(&*needle);
    let (mut from, mut count) = (0, 0);
    while count < most {
        let Some(found) = finder.find(&haystack[from..]) else {
            return;
        };
        let found = from + found;
        if found % width != 0 {
            from = found + 1;
            continue;
        }
        each(start + found / width);
        count += 1;
        from = found + needle.len();
    }
}
