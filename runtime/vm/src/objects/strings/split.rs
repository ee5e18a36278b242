//! `split`, `partition`, `strip`, `splitlines` and their relatives.

use super::{chars, header, len, search, unicode, width};
use crate::objects::sequences::list;
use crate::{Args, Result, Value, Vm, with_chars};

/// Pieces for which a list has room before it grows, at most: CPython's `MAX_PREALLOC`.
const ROOM: usize = 12;

/// A list of pieces of a str, which are added one after the other.
struct Pieces {
    of: Value,
    list: Value,
}

impl Pieces {
    /// For so many pieces at most, as far as that is known.
    fn new(vm: &mut Vm, of: Value, most: usize) -> Result<Pieces> {
        let list = vm.new_list_with_capacity(most.min(ROOM))?;
        Ok(Pieces { of, list })
    }

    #[inline]
    fn push(&mut self, vm: &mut Vm, start: usize, end: usize) -> Result<()> {
        vm.check_memory()?;
        let piece = vm.str_slice(self.of, start, end)?;
        vm.list_push(self.list, piece)
    }

    fn len(&self) -> usize {
        list::len(self.list)
    }

    /// The list, of pieces that were found from the end on.
    fn reversed(self) -> Value {
        list::items_mut(self.list).reverse();
        self.list
    }
}

fn arguments(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<(Option<Value>, usize)> {
    let [sep, most] = vm.bind_arguments(name, args, &["sep", "maxsplit"], 0, 2, 0)?;
    let most = if most.is_null() {
        -1
    } else {
        vm.index_argument(most)?
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if sep.is_null() || sep.is_none() {
        return Ok((None, most));
    }
    if !vm.is_str(sep) {
        let name = vm.class_name(sep);
        return Err(vm.type_error(format!("must be str or None, not {name}")));
    }
    if len(sep) == 0 {
        return Err(vm.value_error("empty separator"));
    }
    Ok((Some(sep), most))
}

/// How many pieces CPython has room for: as many as were asked for, or as there can be.
fn most_pieces(string: Value, sep: Option<Value>, most: usize) -> usize {
    let length = len(string);
    let splits = match sep {
        _ if most != usize::MAX => most,
        None => length.saturating_sub(1) / 2 + 1,
        Some(sep) => length / len(sep) + 1,
    };
    splits.saturating_add(1)
}

/// Whether a separator is too long or too wide to occur. Then CPython gives the str itself, even a subclass's.
fn is_out_of_reach(sep: Value, string: Value) -> bool {
    len(string) < len(sep) || width(header(string).kind) < width(header(sep).kind)
}

/// For each character of Latin-1 whether it is space.
static SPACE: [bool; 256] = {
    let mut table = [false; 256];
    let mut point = 0;
    while point < table.len() {
        table[point] = unicode::is_space(point as u32);
        point += 1;
    }
    table
};

#[inline(always)]
fn is_space<T: Copy + Into<u32>>(point: &T) -> bool {
    let point: u32 = (*point).into();
    match SPACE.get(point as usize) {
        Some(&is) => is,
        None => unicode::is_space(point),
    }
}

/// Calls `word` with the bounds of the words between space, of which the one after `most` is all the rest.
fn each_word<T: Copy + Into<u32>>(
    points: &[T],
    most: usize,
    mut word: impl FnMut(usize, usize) -> Result<()>,
) -> Result<()> {
    let (mut at, mut count) = (0, 0);
    while let Some(space) = points[at..].iter().position(|point| !is_space(point)) {
        let start = at + space;
        if count == most {
            // What follows the last split keeps its trailing space.
            return word(start, points.len());
        }
        at = points[start..]
            .iter()
            .position(is_space)
            .map_or(points.len(), |length| start + length);
        word(start, at)?;
        count += 1;
    }
    Ok(())
}

/// The same from the end on.
fn each_word_back<T: Copy + Into<u32>>(
    points: &[T],
    most: usize,
    mut word: impl FnMut(usize, usize) -> Result<()>,
) -> Result<()> {
    let (mut end, mut count) = (points.len(), 0);
    while let Some(last) = points[..end].iter().rposition(|point| !is_space(point)) {
        if count == most {
            return word(0, last + 1);
        }
        end = points[..last]
            .iter()
            .rposition(is_space)
            .map_or(0, |space| space + 1);
        word(end, last + 1)?;
        count += 1;
    }
    Ok(())
}

pub(super) fn split(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let (sep, most) = arguments(vm, "split", args)?;
    if sep.is_some_and(|sep| is_out_of_reach(sep, this)) {
        return Ok(vm.new_list(&[this]));
    }
    let points = chars(this);
    let mut pieces = Pieces::new(vm, this, most_pieces(this, sep, most))?;
    let Some(sep) = sep else {
        with_chars!(points, s => each_word(s, most, |start, end| pieces.push(vm, start, end)))?;
        return Ok(pieces.list);
    };
    let (mut from, mut pushed) = (0, Ok(()));
    search::for_each(this, sep, 0, points.len(), most, |at| {
        if pushed.is_ok() {
            pushed = pieces.push(vm, from, at);
        }
        from = at + len(sep);
    });
    pushed?;
    pieces.push(vm, from, points.len())?;
    Ok(pieces.list)
}

pub(super) fn rsplit(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let (sep, most) = arguments(vm, "rsplit", args)?;
    if sep.is_some_and(|sep| is_out_of_reach(sep, this)) {
        return Ok(vm.new_list(&[this]));
    }
    let points = chars(this);
    let mut pieces = Pieces::new(vm, this, most_pieces(this, sep, most))?;
    let Some(sep) = sep else {
        with_chars!(points, s => each_word_back(s, most, |start, end| pieces.push(vm, start, end)))?;
        return Ok(pieces.reversed());
    };
    let mut end = points.len();
    while pieces.len() < most
        && let Some(at) = search::rfind(this, sep, 0, end)
    {
        pieces.push(vm, at + len(sep), end)?;
        end = at;
    }
    pieces.push(vm, 0, end)?;
    Ok(pieces.reversed())
}

/// Calls `line` with the bounds of each line, with its end or without.
fn each_line<T: Copy + Into<u32>>(
    points: &[T],
    keep: bool,
    mut line: impl FnMut(usize, usize) -> Result<()>,
) -> Result<()> {
    let mut at = 0;
    while at < points.len() {
        let start = at;
        let stop = points[start..]
            .iter()
            .position(|&point| unicode::is_linebreak(point.into()))
            .map_or(points.len(), |length| start + length);
        at = match points[stop..] {
            [] => stop,
            [first, second, ..] if first.into() == 13 && second.into() == 10 => stop + 2,
            _ => stop + 1,
        };
        line(start, if keep { at } else { stop })?;
    }
    Ok(())
}

pub(super) fn splitlines(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [keep] = vm.bind_arguments("splitlines", args, &["keepends"], 0, 1, 0)?;
    let keep = !keep.is_null() && vm.is_true(keep)?;
    let mut pieces = Pieces::new(vm, this, 0)?;
    with_chars!(chars(this), s => each_line(s, keep, |start, end| pieces.push(vm, start, end)))?;
    Ok(pieces.list)
}

fn partitioned(vm: &mut Vm, this: Value, sep: Value, last: bool) -> Result {
    if !vm.is_str(sep) {
        let name = vm.class_name(sep);
        return Err(vm.type_error(format!("must be str, not {name}")));
    }
    if len(sep) == 0 {
        return Err(vm.value_error("empty separator"));
    }
    let end = len(this);
    let empty = vm.char_str(None);
    let found = if last {
        search::rfind(this, sep, 0, end)
    } else {
        search::find(this, sep, 0, end)
    };
    let Some(at) = found else {
        let whole = vm.str_slice(this, 0, end)?;
        return Ok(vm.new_tuple(&if last {
            [empty, empty, whole]
        } else {
            [whole, empty, empty]
        }));
    };
    let before = vm.str_slice(this, 0, at)?;
    let after = vm.str_slice(this, at + len(sep), end)?;
    Ok(vm.new_tuple(&[before, sep, after]))
}

pub(super) fn partition(vm: &mut Vm, this: Value, sep: Value) -> Result {
    partitioned(vm, this, sep, false)
}

pub(super) fn rpartition(vm: &mut Vm, this: Value, sep: Value) -> Result {
    partitioned(vm, this, sep, true)
}

fn stripped(
    vm: &mut Vm,
    this: Value,
    name: &str,
    args: &[Value],
    left: bool,
    right: bool,
) -> Result {
    vm.check_positional(name, args.len(), 0, 1)?;
    let set = match args.first() {
        Some(&set) if !set.is_none() => {
            if !vm.is_str(set) {
                return Err(vm.type_error(format!("{name} arg must be None or str")));
            }
            Some(chars(set))
        }
        _ => None,
    };
    let (start, end) = with_chars!(chars(this), s => match set {
        None => bounds(s, left, right, |point| is_space(&point)),
        Some(set) => bounds(s, left, right, |point| set.iter().any(|known| known == point)),
    });
    vm.str_slice(this, start, end)
}

/// The bounds of what is left without what is to drop at the ends.
fn bounds<T: Copy + Into<u32>>(
    points: &[T],
    left: bool,
    right: bool,
    drop: impl Fn(u32) -> bool,
) -> (usize, usize) {
    let (mut start, mut end) = (0, points.len());
    while left && start < end && drop(points[start].into()) {
        start += 1;
    }
    while right && end > start && drop(points[end - 1].into()) {
        end -= 1;
    }
    (start, end)
}

pub(super) fn strip(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    stripped(vm, this, "strip", args, true, true)
}

pub(super) fn lstrip(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    stripped(vm, this, "lstrip", args, true, false)
}

pub(super) fn rstrip(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    stripped(vm, this, "rstrip", args, false, true)
}
