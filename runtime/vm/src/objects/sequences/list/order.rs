//! Sorting by keys that are all ints, all floats, all strs, or tuples of these, column by column: no comparison runs Python code
//! or fails, so that Rust's stable sort can do it. CPython looks for the same (`unsafe_latin_compare` and its like).

use core::cmp::Ordering;

use super::sort::Element;
use crate::layout::StrKind;
use crate::objects::sequences::tuple;
use crate::objects::strings;
use crate::{Result, Value, Vm};

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Int,
    Float,
    Str,
}

impl Kind {
    fn of(vm: &Vm, value: Value) -> Option<Kind> {
        if value.is_int() {
            Some(Kind::Int)
        } else if value.is_float() && !value.float_payload().is_nan() {
            Some(Kind::Float)
        } else if vm.is_exact_str(value) {
            Some(Kind::Str)
        } else {
            None
        }
    }

    #[inline]
    fn compare(self, left: Value, right: Value) -> Ordering {
        match self {
            Kind::Int => left.int_payload().cmp(&right.int_payload()),
            Kind::Float => float_order(left).cmp(&float_order(right)),
            Kind::Str => strings::compare(left, right),
        }
    }
}

/// Tuples of more items are compared in the general way.
const COLUMNS: usize = 8;

/// What all keys are.
enum Keys {
    /// Of one kind.
    Plain(Kind),
    /// Tuples of so many items, of these kinds.
    Tuples([Kind; COLUMNS], usize),
}

impl Keys {
    fn of<E: Element>(vm: &Vm, elements: &[E]) -> Option<Keys> {
        let first = elements.first()?.key();
        let mut rest = elements.iter().map(|element| element.key());
        if let Some(kind) = Kind::of(vm, first) {
            return rest
                .all(|key| Kind::of(vm, key) == Some(kind))
                .then_some(Keys::Plain(kind));
        }
        let row = |key: Value| (vm.class_of(key) == vm.types.tuple).then(|| tuple::items(key));
        let items = row(first)?;
        if items.is_empty() || items.len() > COLUMNS {
            return None;
        }
        let mut kinds = [Kind::Int; COLUMNS];
        for (kind, &item) in kinds.iter_mut().zip(items) {
            *kind = Kind::of(vm, item)?;
        }
        let width = items.len();
        rest.all(|key| {
            row(key).is_some_and(|items| {
                items.len() == width
                    && items
                        .iter()
                        .zip(kinds)
                        .all(|(&item, kind)| Kind::of(vm, item) == Some(kind))
            })
        })
        .then_some(Keys::Tuples(kinds, width))
    }

    /// The kinds of what keys are told apart by first: the second column's only where a word tells all of the first, which it
    /// does not of strs.
    fn leading(&self) -> (Kind, Option<Kind>) {
        match self {
            Keys::Plain(kind) => (*kind, None),
            Keys::Tuples(kinds, width) => {
                let second = *width > 1 && kinds[0] != Kind::Str;
                (kinds[0], second.then_some(kinds[1]))
            }
        }
    }

    /// What a key has there.
    #[inline]
    fn part(&self, key: Value, column: usize) -> Value {
        match self {
            Keys::Plain(_) => key,
            Keys::Tuples(..) => tuple::items(key)[column],
        }
    }

    fn compare(&self, left: Value, right: Value) -> Ordering {
        match self {
            Keys::Plain(kind) => kind.compare(left, right),
            Keys::Tuples(kinds, width) => {
                let pairs = tuple::items(left).iter().zip(tuple::items(right));
                kinds[..*width]
                    .iter()
                    .zip(pairs)
                    .map(|(kind, (&left, &right))| kind.compare(left, right))
                    .find(|order| order.is_ne())
                    .unwrap_or(Ordering::Equal)
            }
        }
    }
}

/// A number that orders floats as they are ordered; both zeros have the same.
#[inline(always)]
fn float_order(value: Value) -> i64 {
    let bits = (value.float_payload() + 0.0).to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// Sorts elements if their keys are such, and says whether they were.
pub(super) fn sort<E: Element>(vm: &mut Vm, elements: &mut [E], reverse: bool) -> Result<bool> {
    let Some(keys) = Keys::of(vm, elements) else {
        return Ok(elements.is_empty());
    };
    match keys {
        Keys::Plain(Kind::Int) => sort_by(elements, reverse, |e| e.key().int_payload()),
        Keys::Plain(Kind::Float) => sort_by(elements, reverse, |e| float_order(e.key())),
        _ => sort_by_beginning(vm, elements, &keys, reverse)?,
    }
    Ok(true)
}

// Nothing is allocated on the Python heap while Rust sorts, so its buffers need not be seen by the collector.

fn sort_by<E: Element>(elements: &mut [E], reverse: bool, number: impl Fn(&E) -> i64) {
    if reverse {
        elements.sort_by_key(|element| core::cmp::Reverse(number(element)));
    } else {
        elements.sort_by_key(number);
    }
}

/// Each key's beginning is put into a word beside it, or two. Most comparisons are of these words; what they leave equal is
/// compared in full.
fn sort_by_beginning<E: Element>(
    vm: &mut Vm,
    elements: &mut [E],
    keys: &Keys,
    reverse: bool,
) -> Result<()> {
    let (first, second) = keys.leading();
    let first = word_of(keys, elements, first, 0);
    match second {
        None => sort_by_words(vm, elements, keys, reverse, |key| first(keys.part(key, 0))),
        Some(second) => {
            let second = word_of(keys, elements, second, 1);
            sort_by_words(vm, elements, keys, reverse, |key| {
                (first(keys.part(key, 0)), second(keys.part(key, 1)))
            })
        }
    }
}

fn sort_by_words<E: Element, W: Ord>(
    vm: &mut Vm,
    elements: &mut [E],
    keys: &Keys,
    reverse: bool,
    word: impl Fn(Value) -> W,
) -> Result<()> {
    let mut words: Vec<(W, E)> = vm.with_room(elements.len())?;
    words.extend(
        elements
            .iter()
            .map(|&element| (word(element.key()), element)),
    );
    let compare = |left: &(W, E), right: &(W, E)| {
        let order = left.0.cmp(&right.0);
        order.then_with(|| keys.compare(left.1.key(), right.1.key()))
    };
    if reverse {
        words.sort_by(|left, right| compare(right, left));
    } else {
        words.sort_by(compare);
    }
    for (element, (_, sorted)) in elements.iter_mut().zip(words) {
        *element = sorted;
    }
    Ok(())
}

/// What makes a word that orders a column of the keys as its values are ordered, as far as it goes.
fn word_of<E: Element>(keys: &Keys, elements: &[E], kind: Kind, column: usize) -> fn(Value) -> u64 {
    match kind {
        Kind::Int => |value| value.int_payload() as u64 ^ 1 << 63,
        Kind::Float => |value| float_order(value) as u64 ^ 1 << 63,
        Kind::Str => {
            let narrow = elements.iter().all(|element| {
                strings::header(keys.part(element.key(), column)).kind <= StrKind::Latin1
            });
            if narrow {
                beginning_of_bytes
            } else {
                beginning_of_points
            }
        }
    }
}

/// The first eight characters of a str of one byte each.
fn beginning_of_bytes(string: Value) -> u64 {
    let mut word = [0; 8];
    let bytes = strings::raw(string);
    let count = bytes.len().min(8);
    word[..count].copy_from_slice(&bytes[..count]);
    u64::from_be_bytes(word)
}

/// The first three characters of any str: a code point has 21 bits.
fn beginning_of_points(string: Value) -> u64 {
    let mut points = strings::chars(string).iter();
    (0..3).fold(0, |word, _| word << 21 | points.next().unwrap_or(0) as u64)
}
