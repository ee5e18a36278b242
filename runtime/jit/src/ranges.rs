//! Ranges of ints: what drops overflow checks and decided comparisons.

use uops::value::{INT_MAX, INT_MIN};

use crate::ops::Op;

/// The smallest and largest value that an int or raw number can have, unshifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub lo: i64,
    pub hi: i64,
}

impl Range {
    /// Any int of 48 bits.
    pub(crate) const INT: Range = Range {
        lo: INT_MIN,
        hi: INT_MAX,
    };
    /// Any machine integer.
    pub(crate) const RAW: Range = Range {
        lo: i64::MIN,
        hi: i64::MAX,
    };

    pub(crate) const fn new(lo: i64, hi: i64) -> Range {
        Range { lo, hi }
    }

    pub(crate) const fn exactly(value: i64) -> Range {
        Range {
            lo: value,
            hi: value,
        }
    }

    /// Whether every number in it is an int of 48 bits.
    pub(crate) const fn fits(self) -> bool {
        self.lo >= INT_MIN && self.hi <= INT_MAX
    }

    pub(crate) fn intersect(self, other: Range) -> Range {
        let both = Range {
            lo: self.lo.max(other.lo),
            hi: self.hi.min(other.hi),
        };
        if both.lo > both.hi { self } else { both }
    }

    /// The results of an operation on ints without overflow; `None` where nothing better than all ints is known.
    pub(crate) fn of(op: Op, a: Range, b: Range) -> Option<Range> {
        let corners = |f: fn(i64, i64) -> i64| {
            let all = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)];
            let [first, ..] = all;
            Range {
                lo: all.iter().fold(first, |x, y| x.min(*y)),
                hi: all.iter().fold(first, |x, y| x.max(*y)),
            }
        };
        Some(match op {
            Op::int_add | Op::add => {
                Range::new(a.lo.saturating_add(b.lo), a.hi.saturating_add(b.hi))
            }
            Op::int_sub | Op::sub => {
                Range::new(a.lo.saturating_sub(b.hi), a.hi.saturating_sub(b.lo))
            }
            Op::int_mul => corners(i64::saturating_mul),
            Op::and if b.lo >= 0 => Range::new(0, if a.lo >= 0 { a.hi.min(b.hi) } else { b.hi }),
            Op::and if a.lo >= 0 => Range::new(0, a.hi),
            Op::or | Op::xor if a.lo >= 0 && b.lo >= 0 => Range::new(0, bits_below(a.hi.max(b.hi))),
            Op::int_mod if b.lo > 0 => Range::new(0, b.hi - 1),
            Op::int_floordiv if b.lo > 0 => Range::new(a.lo.min(0), a.hi.max(0)),
            Op::int_shr => Range::new(a.lo.min(0), a.hi.max(0)),
            Op::int_of_raw | Op::raw_of_int => a,
            Op::int_invert => Range::new(!a.hi, !a.lo),
            _ => return None,
        })
    }
}

/// All bits set up to the highest of a number that is not negative.
fn bits_below(value: i64) -> i64 {
    if value == 0 {
        0
    } else {
        i64::MAX >> (value.leading_zeros() - 1)
    }
}
