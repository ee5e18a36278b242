//! Operators on strings, bytes and tuples.

use crate::code::PyString;
use crate::consts::{Const, ConstId, ConstPool};
use crate::ops::binary;

const MAX_ITEMS: usize = 256;
const MAX_TEXT: usize = 4096;
/// Items of repeated tuples, nested ones included.
const MAX_TOTAL: i64 = 1024;

pub(super) fn combine(
    pool: &mut ConstPool,
    op: u32,
    left: ConstId,
    right: ConstId,
) -> Option<ConstId> {
    let result = match (op, pool.get(left), pool.get(right)) {
        (binary::ADD, Const::Str(left), Const::Str(right)) => Const::Str(PyString::from_wtf8(
            [left.as_wtf8(), right.as_wtf8()].concat(),
        )),
        (binary::ADD, Const::Bytes(left), Const::Bytes(right)) => {
            Const::Bytes([&**left, &**right].concat().into())
        }
        (binary::ADD, Const::Tuple(left), Const::Tuple(right)) => {
            Const::Tuple([&**left, &**right].concat().into())
        }
        (binary::MULTIPLY, sequence, count) => match (integer(sequence), integer(count)) {
            (None, Some(count)) => repeat(pool, sequence, count)?,
            (Some(count), None) => repeat(pool, pool.get(right), count)?,
            _ => return None,
        },
        _ => return None,
    };
    Some(pool.add(result))
}

/// What an index or count is; none that no sequence can have, which is an error when it runs.
fn integer(constant: &Const) -> Option<i64> {
    match constant {
        Const::Bool(value) => Some(i64::from(*value)),
        Const::Int(value) => Some(*value),
        _ => None,
    }
}

fn repeat(pool: &ConstPool, sequence: &Const, count: i64) -> Option<Const> {
    let limit = |size: usize, most: usize| {
        if size == 0 {
            return Some(0);
        }
        usize::try_from(count)
            .ok()
            .filter(|&count| count <= most / size)
    };
    Some(match sequence {
        Const::Str(text) => {
            let count = limit(text.chars(), MAX_TEXT)?;
            Const::Str(PyString::from_wtf8(text.as_wtf8().repeat(count)))
        }
        Const::Bytes(bytes) => Const::Bytes(bytes.repeat(limit(bytes.len(), MAX_TEXT)?).into()),
        Const::Tuple(items) => {
            let count = limit(items.len(), MAX_ITEMS)?;
            if count > 0
                && !items.is_empty()
                && complexity(pool, items, MAX_TOTAL / count as i64) < 0
            {
                return None;
            }
            Const::Tuple(items.repeat(count).into())
        }
        _ => return None,
    })
}

fn complexity(pool: &ConstPool, items: &[ConstId], limit: i64) -> i64 {
    let mut left = limit - items.len() as i64;
    for &item in items {
        if left < 0 {
            break;
        }
        if let Const::Tuple(inner) = pool.get(item) {
            left = complexity(pool, inner, left);
        }
    }
    left
}

pub(super) fn subscript(
    pool: &mut ConstPool,
    container: ConstId,
    index: ConstId,
) -> Option<ConstId> {
    if let &Const::Slice(bounds) = pool.get(index) {
        return slice(pool, container, bounds);
    }
    let index = integer(pool.get(index))?;
    let place = |length: usize| {
        let index = if index < 0 {
            index + length as i64
        } else {
            index
        };
        usize::try_from(index).ok().filter(|&index| index < length)
    };
    let result = match pool.get(container) {
        Const::Tuple(items) => return place(items.len()).map(|at| items[at]),
        Const::Str(text) => {
            let point = text.code_points().nth(place(text.chars())?)?;
            Const::Str(PyString::from_code_points(std::iter::once(point)))
        }
        Const::Bytes(bytes) => Const::Int(i64::from(bytes[place(bytes.len())?])),
        _ => return None,
    };
    Some(pool.add(result))
}

fn slice(pool: &mut ConstPool, container: ConstId, bounds: [ConstId; 3]) -> Option<ConstId> {
    let length = match pool.get(container) {
        Const::Tuple(items) => items.len(),
        Const::Str(text) => text.chars(),
        Const::Bytes(bytes) => bytes.len(),
        _ => return None,
    };
    let places = slice_places(pool, bounds, length as i64)?;
    let result = match pool.get(container) {
        Const::Tuple(items) => Const::Tuple(places.iter().map(|&at| items[at]).collect()),
        Const::Bytes(bytes) => Const::Bytes(places.iter().map(|&at| bytes[at]).collect()),
        Const::Str(text) => {
            let points: Vec<u32> = text.code_points().collect();
            Const::Str(PyString::from_code_points(
                places.iter().map(|&at| points[at]),
            ))
        }
        _ => return None,
    };
    Some(pool.add(result))
}

/// The indices that a slice of a sequence of some length takes.
fn slice_places(pool: &ConstPool, bounds: [ConstId; 3], length: i64) -> Option<Vec<usize>> {
    let bound = |id: ConstId| match pool.get(id) {
        Const::None => Some(None),
        Const::Big(value) => Some(Some(if value.sign() == num_bigint::Sign::Minus {
            i64::MIN / 2
        } else {
            i64::MAX / 2
        })),
        constant => integer(constant).map(|value| Some(value.clamp(i64::MIN / 2, i64::MAX / 2))),
    };
    let step = bound(bounds[2])?.unwrap_or(1);
    if step == 0 {
        return None;
    }
    let (lowest, highest) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let resolve = |value: Option<i64>, default: i64| match value {
        None => default,
        Some(value) if value < 0 => (value + length).max(lowest),
        Some(value) => value.min(highest),
    };
    let start = resolve(bound(bounds[0])?, if step > 0 { 0 } else { length - 1 });
    let stop = resolve(bound(bounds[1])?, if step > 0 { length } else { -1 });
    let mut places = Vec::new();
    let mut at = start;
    while if step > 0 { at < stop } else { at > stop } {
        places.push(usize::try_from(at).ok()?);
        at = at.saturating_add(step);
    }
    Some(places)
}
