//! What can be done with any value (CPython's `Objects/abstract.c` and `object.c`).
use super::slots::{BinaryOperator, Comparison};
use crate::layout::Class;
use crate::{Args, Result, Value, Vm};

macro_rules! stubs { ($($(#[doc = $d:literal])+ fn $n:ident($($a:ident: $t:ty),*) -> $r:ty;)+) => { impl Vm { $($(#[doc = $d])+ pub fn $n(&mut self, $($a: $t),*) -> $r { $(let _ = $a;)* todo!() })+ } } }
stubs! {
    /// `type(value).__name__` for messages.
    fn class_name(value: Value) -> String;
    /// `owner.name`; `name` is an interned str.
    fn get_attr(owner: Value, name: Value) -> Result;
    /// `owner.name`, or None if there is no such attribute (AttributeError is swallowed).
    fn get_attr_opt(owner: Value, name: Value) -> Result<Option<Value>>;
    /// `owner.name = value`; NULL deletes.
    fn set_attr(owner: Value, name: Value, value: Value) -> Result<()>;
    /// The method of that name and whether `self` must be passed (LOAD_ATTR's method form): (callable, self or NULL).
    fn get_method(owner: Value, name: Value) -> Result<(Value, Value)>;
    /// A special method looked up on the class, bound as (callable, self or NULL); None if absent.
    fn get_special(owner: Value, name: Value) -> Result<Option<(Value, Value)>>;
    /// Calls anything.
    fn call(callable: Value, args: Args<'_>) -> Result;
    /// Calls anything with positional arguments.
    fn call_pos(callable: Value, args: &[Value]) -> Result;
    /// Calls `owner.name(*args)`.
    fn call_method(owner: Value, name: &str, args: &[Value]) -> Result;
    /// `left OP right`.
    fn binary(op: BinaryOperator, left: Value, right: Value) -> Result;
    /// `left OP= right`.
    fn binary_inplace(op: BinaryOperator, left: Value, right: Value) -> Result;
    /// `left OP right` of a comparison.
    fn compare(op: Comparison, left: Value, right: Value) -> Result;
    /// `left == right` (identity first), as a bool.
    fn equal(left: Value, right: Value) -> Result<bool>;
    /// The truth of a comparison (identity counts as equal).
    fn compare_bool(op: Comparison, left: Value, right: Value) -> Result<bool>;
    /// `bool(value)`.
    fn is_true(value: Value) -> Result<bool>;
    /// `len(value)`.
    fn length(value: Value) -> Result<usize>;
    /// `container[sub]`.
    fn get_item(container: Value, sub: Value) -> Result;
    /// `container[sub] = value`; NULL deletes.
    fn set_item(container: Value, sub: Value, value: Value) -> Result<()>;
    /// `item in container`.
    fn contains(container: Value, item: Value) -> Result<bool>;
    /// `iter(value)`.
    fn iter(value: Value) -> Result;
    /// `next(iterator)`; NULL at the end.
    fn next(iterator: Value) -> Result;
    /// `hash(value)`.
    fn hash(value: Value) -> Result<i64>;
    /// `repr(value)`, a str.
    fn repr(value: Value) -> Result;
    /// `str(value)`, a str.
    fn str(value: Value) -> Result;
    /// `ascii(value)`, a str.
    fn ascii(value: Value) -> Result;
    /// `format(value, spec)`.
    fn format(value: Value, spec: Value) -> Result;
    /// `-value`.
    fn negative(value: Value) -> Result;
    /// `+value`.
    fn positive(value: Value) -> Result;
    /// `~value`.
    fn invert(value: Value) -> Result;
    /// `operator.index(value)`: an int (any size).
    fn index(value: Value) -> Result;
    /// `operator.index(value)` as an i64; IndexError or OverflowError (`class`) if it does not fit.
    fn index_i64(value: Value, overflow: *mut Class) -> Result<i64>;
    /// `isinstance(value, class_or_tuple)`, with `__instancecheck__`.
    fn is_instance(value: Value, class: Value) -> Result<bool>;
    /// `issubclass(class, class_or_tuple)`, with `__subclasscheck__`.
    fn is_subclass_of(class: Value, base: Value) -> Result<bool>;
}
