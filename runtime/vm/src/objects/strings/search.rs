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

/// Below so many bytes, looking for the first byte is sooner done than the preparations of a search in linear time.
const SHORT: usize = 256;

/// The first occurrence.
pub fn find_bytes(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let Some((&first, rest)) = needle.split_first() else {
        return Some(0);
    };
    if haystack.len() >= SHORT && !rest.is_empty() {
        return memchr::memmem::find(haystack, needle);
    }
    let starts = haystack.len().checked_sub(rest.len())?;
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(first, &haystack[from..starts])?;
        if haystack[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
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
    let kind = header(string).kind;
    let width = width(kind);
    let Some(needle) = widened(needle, kind) else {
        return;
    };
    if start > end {
        return;
    }
    let haystack = &raw(string)[start * width..end * width];
    if width == 1
        && let [byte] = *needle
    {
        let found = memchr::memchr_iter(byte, haystack);
        return found.take(most).for_each(|at| each(start + at));
    }
    if width == 1 && haystack.len() < SHORT {
        let mut from = 0;
        for _ in 0..most {
            let Some(found) = find_bytes(&haystack[from..], &needle) else {
                return;
            };
            each(start + from + found);
            from += found + needle.len();
        }
        return;
    }
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
