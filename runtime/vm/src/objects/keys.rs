//! What keys of dicts and items of sets have in common: whether they are equal, as far as that takes no call.

use crate::objects::cast::tuple_items;
use crate::objects::strings;
use crate::{Value, Vm};

impl Vm {
    /// Whether two keys that are not the same are equal, if that can be told without a call: keys often are ints, strs or tuples
    /// of these.
    #[inline]
    pub(crate) fn keys_equal(&self, one: Value, other: Value) -> Option<bool> {
        if let Some(equal) = self.simple_keys_equal(one, other) {
            return Some(equal);
        }
        let (one, other) = (self.as_tuple(one)?, self.as_tuple(other)?);
        let (one, other) = (tuple_items(one), tuple_items(other));
        // The items are compared before the lengths, as in CPython.
        for (&one, &other) in one.iter().zip(other) {
            if one != other && !self.simple_keys_equal(one, other)? {
                return Some(false);
            }
        }
        Some(one.len() == other.len())
    }

    /// The same for ints and strs.
    #[inline(always)]
    fn simple_keys_equal(&self, one: Value, other: Value) -> Option<bool> {
        if one.both_ints(other) {
            return Some(one == other);
        }
        (self.is_exact_str(one) && self.is_exact_str(other)).then(|| strings::equal(one, other))
    }
}
