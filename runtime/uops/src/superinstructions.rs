//! The table of superinstructions: pairs of instructions, common one after the other, that one handler runs (Ertl and Gregg, "The
//! Structure and Performance of Efficient Interpreters", 2003).
//!
//! A row reads `NUMBER NAME = FIRST SECOND(ARGUMENTS);`: the second is what it is before it specializes, with its arguments where the
//! pair depends on them (of BINARY_OP, CPython's numbers of operators: `+` is 0, `+=` 13). The number stands in the place of the first instruction's in code that is about to run; the second stays where
//! it is, so that it can be jumped to, specialize, and be found as ever. Nobody but the interpreter's handlers knows of them: whoever
//! reads running code asks [`Opcode::of_unit`](crate::Opcode::of_unit), which says the first. CPython 3.14 uses none of these numbers.
//!
//! Which pairs: those that `tierlens stats --pairs` finds common, and that have made programs faster.

/// Calls `$m!` with every row of the table of superinstructions.
#[macro_export]
macro_rules! for_each_superinstruction { ($m:path) => { $m! {
    /// A local and a small int, and a sum, a difference or a comparison of both.
    212 LOAD_FAST_BORROW__LOAD_SMALL_INT = LOAD_FAST_BORROW LOAD_SMALL_INT;
    /// A local's attribute or method.
    213 LOAD_FAST_BORROW__LOAD_ATTR = LOAD_FAST_BORROW LOAD_ATTR;
    /// A sum with a local on the right.
    214 LOAD_FAST_BORROW__ADD = LOAD_FAST_BORROW BINARY_OP(0 | 13);
    /// A difference with a local on the right.
    215 LOAD_FAST_BORROW__SUBTRACT = LOAD_FAST_BORROW BINARY_OP(10 | 23);
    /// A product with a local on the right.
    216 LOAD_FAST_BORROW__MULTIPLY = LOAD_FAST_BORROW BINARY_OP(5 | 18);
    /// An item at a local.
    217 LOAD_FAST_BORROW__SUBSCR = LOAD_FAST_BORROW BINARY_OP(26);
    /// A sum with a small int on the right.
    218 LOAD_SMALL_INT__ADD = LOAD_SMALL_INT BINARY_OP(0 | 13);
    /// A difference with a small int on the right.
    219 LOAD_SMALL_INT__SUBTRACT = LOAD_SMALL_INT BINARY_OP(10 | 23);
    /// An item at a small int.
    220 LOAD_SMALL_INT__SUBSCR = LOAD_SMALL_INT BINARY_OP(26);
    /// A comparison with a small int.
    221 LOAD_SMALL_INT__COMPARE_OP = LOAD_SMALL_INT COMPARE_OP;
    /// A sum of two locals.
    222 LOAD_FAST_BORROW_LOAD_FAST_BORROW__ADD = LOAD_FAST_BORROW_LOAD_FAST_BORROW BINARY_OP(0 | 13);
    /// A difference of two locals.
    223 LOAD_FAST_BORROW_LOAD_FAST_BORROW__SUBTRACT = LOAD_FAST_BORROW_LOAD_FAST_BORROW BINARY_OP(10 | 23);
    /// A product of two locals.
    224 LOAD_FAST_BORROW_LOAD_FAST_BORROW__MULTIPLY = LOAD_FAST_BORROW_LOAD_FAST_BORROW BINARY_OP(5 | 18);
    /// An item of a local at a local.
    225 LOAD_FAST_BORROW_LOAD_FAST_BORROW__SUBSCR = LOAD_FAST_BORROW_LOAD_FAST_BORROW BINARY_OP(26);
    /// A comparison of two locals.
    226 LOAD_FAST_BORROW_LOAD_FAST_BORROW__COMPARE_OP = LOAD_FAST_BORROW_LOAD_FAST_BORROW COMPARE_OP;
    /// A local stored in an attribute of another.
    227 LOAD_FAST_BORROW_LOAD_FAST_BORROW__STORE_ATTR = LOAD_FAST_BORROW_LOAD_FAST_BORROW STORE_ATTR;
    /// Two values again, for an item that is about to change.
    228 COPY__COPY = COPY COPY;
    /// Two values in the other order, for an item's new value.
    229 SWAP__SWAP = SWAP SWAP;
    /// A local and a constant, and a comparison of strings.
    230 LOAD_FAST_BORROW__LOAD_CONST = LOAD_FAST_BORROW LOAD_CONST;
} } }
