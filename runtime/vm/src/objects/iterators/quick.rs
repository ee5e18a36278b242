//! The next item of an iterator over built-in data, where that takes no call. All of it is inlined: handlers of instructions
//! that call nothing save nothing.
//!
//! `None` changes nothing, and says nothing about the end: the iterator's own slot finds out.

use crate::layout::{RangeIter, SeqIter, Str, StrKind};
use crate::objects::cast::{list_items, tuple_items};
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::list;
use crate::objects::strings;
use crate::objects::{cast, dict, set};
use crate::{Value, Vm};

impl Vm {
    /// The next of a list's, tuple's or range's iterator.
    #[inline(always)]
    pub(super) fn quick_of_sequence(&mut self, iterator: Value) -> Option<Value> {
        if let Some(iter) = self.as_list_iter(iterator) {
            return advance(iter, |sequence, index| {
                // SAFETY: typed: a list iterator's sequence is a list.
                list_items(unsafe { cast::get(sequence) })
                    .get(index)
                    .copied()
            });
        }
        if let Some(iter) = self.as_range_iter(iterator) {
            let iter: &mut RangeIter = iter;
            if iter.remaining <= 0 {
                return None;
            }
            let value = iter.next;
            iter.next += iter.step;
            iter.remaining -= 1;
            return Some(Value::int_unchecked(value));
        }
        let iter = self.as_tuple_iter(iterator)?;
        advance(iter, |sequence, index| {
            tuple_items(sequence.pointer()).get(index).copied()
        })
    }

    /// Whether [`Vm::quick_of_sequence`] has one.
    #[inline(always)]
    fn has_quick_of_sequence(&self, iterator: Value) -> bool {
        if let Some(iter) = self.as_list_iter(iterator) {
            // SAFETY: typed: a list iterator's sequence is a list.
            return !iter.seq.is_null()
                && iter.index < list_items(unsafe { cast::get(iter.seq) }).len();
        }
        if let Some(iter) = self.as_range_iter(iterator) {
            return iter.remaining > 0;
        }
        self.as_tuple_iter(iterator).is_some_and(|iter| {
            !iter.seq.is_null() && iter.index < tuple_items(iter.seq.pointer()).len()
        })
    }

    /// The next of an iterator that gives single items, other than those with forms of FOR_ITER.
    #[inline(always)]
    pub(crate) fn quick_item(&mut self, iterator: Value) -> Option<Value> {
        if !iterator.is_object() {
            return None;
        }
        let class = cast::class_of_object(iterator);
        if class == self.types.dict_keyiterator {
            return dict::quick_entry(self, iterator).map(|(key, _)| key);
        }
        if class == self.types.dict_valueiterator {
            return dict::quick_entry(self, iterator).map(|(_, value)| value);
        }
        if class == self.types.str_iterator {
            // SAFETY: typed: the class has this shape.
            let iter: &mut SeqIter = unsafe { cast::get(iterator) };
            let char = advance(iter, |string, index| {
                // SAFETY: typed: a str iterator's sequence is a str.
                let header: &Str = unsafe { cast::get(string) };
                // SAFETY: up to Latin-1 a character is a byte, and such a form has `len` of them inline.
                (index < header.len && header.form() <= StrKind::Latin1 as u16)
                    .then(|| unsafe { strings::inline_byte(header, index) })
            })?;
            return Some(self.char_str(Some(char)));
        }
        if class == self.types.set_iterator {
            return set::quick_item(self, iterator);
        }
        if class == self.types.list_reverseiterator {
            let (sequence, index) = (field(iterator, 1), field(iterator, 2).int_payload());
            if sequence.is_null() || index < 0 {
                return None;
            }
            let item = *list::items(sequence).get(index as usize)?;
            set_field(self, iterator, 2, Value::int_unchecked(index - 1));
            return Some(item);
        }
        None
    }

    /// The next of an iterator that gives pairs, without the tuple.
    #[inline(always)]
    pub(crate) fn quick_pair(&mut self, iterator: Value) -> Option<(Value, Value)> {
        if !iterator.is_object() {
            return None;
        }
        let class = cast::class_of_object(iterator);
        if class == self.types.dict_itemiterator {
            return dict::quick_entry(self, iterator);
        }
        if class == self.types.enumerate {
            let number = field(iterator, 2);
            let following = number.as_int().map(|number| number + 1)?;
            if !Value::fits_int(following) {
                return None;
            }
            let item = self.quick_of_sequence(field(iterator, 1))?;
            set_field(self, iterator, 2, Value::int_unchecked(following));
            return Some((number, item));
        }
        if class == self.types.zip {
            let &[one, other] = tuple_items(field(iterator, 1).pointer()) else {
                return None;
            };
            // Both or none: what is taken from one is not put back.
            if one == other || !self.has_quick_of_sequence(other) {
                return None;
            }
            let first = self.quick_of_sequence(one)?;
            let second = self.quick_of_sequence(other)?;
            return Some((first, second));
        }
        None
    }
}

/// Takes the item at an iterator's index, if there is one.
#[inline(always)]
fn advance<T>(iter: &mut SeqIter, at: impl FnOnce(Value, usize) -> Option<T>) -> Option<T> {
    if iter.seq.is_null() {
        return None;
    }
    let item = at(iter.seq, iter.index)?;
    iter.index += 1;
    Some(item)
}
