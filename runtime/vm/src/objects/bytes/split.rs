//! `split`, `partition`, `strip`, `splitlines` and their relatives for bytes.

use super::{is_array, make, own, same};
use crate::objects::strings::search;
use crate::{Args, Result, Value, Vm};

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn list_of(vm: &mut Vm, this: Value, pieces: &[&[u8]]) -> Result {
    let list = vm.new_list(&[]);
    for piece in pieces {
        vm.check_memory()?;
        let piece = make(vm, this, piece)?;
        vm.list_push(list, piece)?;
    }
    Ok(list)
}

fn arguments<'a>(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<(Option<&'a [u8]>, usize)> {
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
    let sep = vm.expect_bytes(sep)?;
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    Ok((Some(sep), most))
}

pub(super) fn split(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let (sep, most) = arguments(vm, "split", args)?;
    let data = own(vm, this);
    let mut pieces = Vec::new();
    match sep {
        None => {
            let mut rest = data.trim_ascii_start_all();
            while !rest.is_empty() {
                if pieces.len() == most {
                    pieces.push(rest);
                    break;
                }
                let end = rest
                    .iter()
                    .position(|&byte| is_space(byte))
                    .unwrap_or(rest.len());
                pieces.push(&rest[..end]);
                rest = rest[end..].trim_ascii_start_all();
            }
        }
        Some(sep) => {
            let mut from = 0;
            search::for_each_in_bytes(data, sep, most, |at| {
                pieces.push(&data[from..at]);
                from = at + sep.len();
            });
            pieces.push(&data[from..]);
        }
    }
    list_of(vm, this, &pieces)
}

/// Stripping space as Python has it (with the vertical tab).
trait Trim {
    fn trim_ascii_start_all(&self) -> &Self;
    fn trim_ascii_end_all(&self) -> &Self;
}

impl Trim for [u8] {
    fn trim_ascii_start_all(&self) -> &[u8] {
        let start = self
            .iter()
            .position(|&byte| !is_space(byte))
            .unwrap_or(self.len());
        &self[start..]
    }

    fn trim_ascii_end_all(&self) -> &[u8] {
        let end = self
            .iter()
            .rposition(|&byte| !is_space(byte))
            .map_or(0, |last| last + 1);
        &self[..end]
    }
}

pub(super) fn rsplit(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let (sep, most) = arguments(vm, "rsplit", args)?;
    let data = own(vm, this);
    let mut pieces = Vec::new();
    match sep {
        None => {
            let mut rest = data.trim_ascii_end_all();
            while !rest.is_empty() {
                if pieces.len() == most {
                    pieces.push(rest);
                    break;
                }
                let start = rest
                    .iter()
                    .rposition(|&byte| is_space(byte))
                    .map_or(0, |at| at + 1);
                pieces.push(&rest[start..]);
                rest = rest[..start].trim_ascii_end_all();
            }
        }
        Some(sep) => {
            let mut rest = data;
            while pieces.len() < most
                && let Some(at) = search::rfind_bytes(rest, sep)
            {
                pieces.push(&rest[at + sep.len()..]);
                rest = &rest[..at];
            }
            pieces.push(rest);
        }
    }
    pieces.reverse();
    list_of(vm, this, &pieces)
}

pub(super) fn splitlines(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [keep] = vm.bind_arguments("splitlines", args, &["keepends"], 0, 1, 0)?;
    let keep = !keep.is_null() && vm.is_true(keep)?;
    let data = own(vm, this);
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < data.len() {
        let start = at;
        while at < data.len() && !matches!(data[at], b'\n' | b'\r') {
            at += 1;
        }
        let stop = at;
        if at < data.len() {
            at += if data[at..].starts_with(b"\r\n") {
                2
            } else {
                1
            };
        }
        pieces.push(&data[start..if keep { at } else { stop }]);
    }
    list_of(vm, this, &pieces)
}

fn partitioned(vm: &mut Vm, this: Value, separator: Value, last: bool) -> Result {
    let sep = vm.expect_bytes(separator)?;
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let data = own(vm, this);
    let found = if last {
        search::rfind_bytes(data, sep)
    } else {
        search::find_bytes(data, sep)
    };
    let parts: [Value; 3] = match found {
        Some(at) => {
            let before = make(vm, this, &data[..at])?;
            let middle = if is_array(this) {
                make(vm, this, sep)?
            } else {
                separator
            };
            [before, middle, make(vm, this, &data[at + sep.len()..])?]
        }
        None => {
            let (empty, other, whole) =
                (make(vm, this, b"")?, make(vm, this, b"")?, same(vm, this)?);
            if last {
                [empty, other, whole]
            } else {
                [whole, empty, other]
            }
        }
    };
    Ok(vm.new_tuple(&parts))
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
        Some(&set) if !set.is_none() => Some(vm.expect_bytes(set)?),
        _ => None,
    };
    let dropped = |byte: u8| set.map_or_else(|| is_space(byte), |set| set.contains(&byte));
    let mut data = own(vm, this);
    let before = data.len();
    while left
        && let [first, rest @ ..] = data
        && dropped(*first)
    {
        data = rest;
    }
    while right
        && let [rest @ .., last] = data
        && dropped(*last)
    {
        data = rest;
    }
    if data.len() == before {
        same(vm, this)
    } else {
        make(vm, this, data)
    }
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
