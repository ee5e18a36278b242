//! `split`, `partition`, `strip`, `splitlines` and their relatives.

use super::{Chars, chars, len, search, unicode};
use crate::{Args, Result, Value, Vm};

/// The bounds of the pieces of a split; the strs are made afterwards.
type Pieces = Vec<(usize, usize)>;

fn push(vm: &mut Vm, pieces: &mut Pieces, piece: (usize, usize)) -> Result<()> {
    vm.reserve(pieces, 1)?;
    pieces.push(piece);
    Ok(())
}

fn list_of(vm: &mut Vm, string: Value, pieces: &Pieces) -> Result {
    let list = vm.new_list(&[]);
    for &(start, end) in pieces {
        vm.check_memory()?;
        let piece = vm.str_slice(string, start, end)?;
        vm.list_push(list, piece)?;
    }
    Ok(list)
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

pub(super) fn split(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let (sep, most) = arguments(vm, "split", args)?;
    let points = chars(this);
    let end = points.len();
    let mut pieces = Pieces::new();
    match sep {
        None => {
            let mut at = 0;
            loop {
                while at < end && unicode::is_space(points.at(at)) {
                    at += 1;
                }
                if at == end {
                    break;
                }
                if pieces.len() == most {
                    // What follows the last split keeps its trailing space.
                    push(vm, &mut pieces, (at, end))?;
                    break;
                }
                let start = at;
                while at < end && !unicode::is_space(points.at(at)) {
                    at += 1;
                }
                push(vm, &mut pieces, (start, at))?;
            }
        }
        Some(sep) => {
            let (mut from, width) = (0, len(sep));
            let mut pushed = Ok(());
            search::for_each(this, sep, 0, end, most, |at| {
                if pushed.is_ok() {
                    pushed = push(vm, &mut pieces, (from, at));
                }
                from = at + width;
            });
            pushed?;
            push(vm, &mut pieces, (from, end))?;
        }
    }
    list_of(vm, this, &pieces)
}

pub(super) fn rsplit(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let (sep, most) = arguments(vm, "rsplit", args)?;
    let points = chars(this);
    let mut pieces = Pieces::new();
    let mut end = points.len();
    match sep {
        None => loop {
            while end > 0 && unicode::is_space(points.at(end - 1)) {
                end -= 1;
            }
            if end == 0 {
                break;
            }
            if pieces.len() == most {
                push(vm, &mut pieces, (0, end))?;
                break;
            }
            let stop = end;
            while end > 0 && !unicode::is_space(points.at(end - 1)) {
                end -= 1;
            }
            push(vm, &mut pieces, (end, stop))?;
        },
        Some(sep) => {
            while pieces.len() < most
                && let Some(at) = search::rfind(this, sep, 0, end)
            {
                push(vm, &mut pieces, (at + len(sep), end))?;
                end = at;
            }
            push(vm, &mut pieces, (0, end))?;
        }
    }
    pieces.reverse();
    list_of(vm, this, &pieces)
}

pub(super) fn splitlines(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [keep] = vm.bind_arguments("splitlines", args, &["keepends"], 0, 1, 0)?;
    let keep = !keep.is_null() && vm.is_true(keep)?;
    let points = chars(this);
    let mut pieces = Pieces::new();
    let (mut at, end) = (0, points.len());
    while at < end {
        let start = at;
        while at < end && !unicode::is_linebreak(points.at(at)) {
            at += 1;
        }
        let stop = at;
        if at < end {
            at += if points.at(at) == 13 && at + 1 < end && points.at(at + 1) == 10 {
                2
            } else {
                1
            };
        }
        push(vm, &mut pieces, (start, if keep { at } else { stop }))?;
    }
    list_of(vm, this, &pieces)
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
    let points = chars(this);
    let (start, end) = bounds(points, left, right, |point| match set {
        None => unicode::is_space(point),
        Some(set) => set.iter().any(|known| known == point),
    });
    vm.str_slice(this, start, end)
}

fn bounds(
    points: Chars<'_>,
    left: bool,
    right: bool,
    drop: impl Fn(u32) -> bool,
) -> (usize, usize) {
    let (mut start, mut end) = (0, points.len());
    while left && start < end && drop(points.at(start)) {
        start += 1;
    }
    while right && end > start && drop(points.at(end - 1)) {
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
