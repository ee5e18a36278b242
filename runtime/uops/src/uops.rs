//! The one table of micro-ops, in CPython 3.14's vocabulary, and [`Uop`] with the metadata made from it.
//!
//! A row reads `NAME (inputs) -> (outputs) [flags] ASSUMPTION;`, stack values from deeper to topmost. A value is `name: Kind`, or
//! `name: Kind * (|oparg| count)` for as many as the argument says. An output with an input's name is that input: where
//! its kind is narrower, the micro-op is a guard. Flags:
//!
//! - `pure`: no effect but its outputs, which depend on its inputs alone; it can be evaluated on constants.
//! - `exits`: leaves a trace (in tier 1: falls back to the adaptive instruction) when its assumption fails.
//! - `deopts`: like `exits`, for failures that are no other type's business (no side trace starts there).
//! - `runs`: may run any Python code, or end traces as such code may; implies `raises`, and that it writes everything.
//! - `raises`: may raise an exception; implies `allocates`.
//! - `allocates`: may make objects and collect, so frame state must be in memory.
//! - `writes_X`: changes what is in a [`Space`], in another way than its result tells.
//! - `jumps`: moves the instruction pointer by its argument.
//! - `diverts`: never goes on to the next instruction.
//! - `frame`: pushes or pops a frame.
//! - `adapts`: counts towards a specialization, and looks for it.
//! - `tier1`: never part of a trace. `tier2`: only part of traces.
//!
//! What `exits` or `deopts` says what it takes for granted, in the user's terms: `needs X` or, where it does nothing but check
//! that, `guards X`, with the input that it is about in brackets. See [`crate::assumption`].

use crate::{Assumption, Effects, Space};

/// Calls `$m!` with every row of the micro-op table.
#[macro_export]
macro_rules! for_each_uop { ($m:path) => { $m! {
    /// An inline-cache unit; never executed.
    _CACHE () -> () [tier1];
    /// Do nothing.
    _NOP () -> () [pure];

    // Events and counters.
    /// Look for pending events (interrupts, finalizers, the time limit).
    _CHECK_PERIODIC () -> () [runs];
    /// Look for pending events, but not on resuming a `yield from` or `await`.
    _CHECK_PERIODIC_IF_NOT_YIELD_FROM () -> () [runs];
    /// Turn RESUME into RESUME_CHECK.
    _QUICKEN_RESUME () -> () [tier1];
    /// Continue unless an event is pending.
    _RESUME_CHECK () -> () [exits tier1] needs Quiet;
    /// Continue unless an event is pending, in a trace.
    _TIER2_RESUME_CHECK () -> () [deopts tier2] needs Quiet;
    /// Count towards the specialization of an attribute load.
    _SPECIALIZE_LOAD_ATTR (owner: Any) -> (owner: Any) [adapts tier1 allocates];
    /// Count towards the specialization of an attribute store.
    _SPECIALIZE_STORE_ATTR (value: Any, owner: Any) -> (value: Any, owner: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a global load.
    _SPECIALIZE_LOAD_GLOBAL () -> () [adapts tier1 allocates];
    /// Count towards the specialization of a `super()` attribute load.
    _SPECIALIZE_LOAD_SUPER_ATTR (global_super: Any, class: Any, this: Any) -> (global_super: Any, class: Any, this: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a binary operation.
    _SPECIALIZE_BINARY_OP (left: Any, right: Any) -> (left: Any, right: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a comparison.
    _SPECIALIZE_COMPARE_OP (left: Any, right: Any) -> (left: Any, right: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a containment test.
    _SPECIALIZE_CONTAINS_OP (left: Any, right: Any) -> (left: Any, right: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a call.
    _SPECIALIZE_CALL (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (callable: Any, self_or_null: Any, args: Any * (|n| n)) [adapts tier1 allocates];
    /// Count towards the specialization of a call with keywords.
    _SPECIALIZE_CALL_KW (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) -> (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a loop.
    _SPECIALIZE_FOR_ITER (iter: Any) -> (iter: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a send.
    _SPECIALIZE_SEND (receiver: Any, value: Any) -> (receiver: Any, value: Any) [adapts tier1 allocates];
    /// Count towards the specialization of an item store.
    _SPECIALIZE_STORE_SUBSCR (container: Any, sub: Any) -> (container: Any, sub: Any) [adapts tier1 allocates];
    /// Count towards the specialization of a truth test.
    _SPECIALIZE_TO_BOOL (value: Any) -> (value: Any) [adapts tier1 allocates];
    /// Count towards the specialization of an unpacking.
    _SPECIALIZE_UNPACK_SEQUENCE (seq: Any) -> (seq: Any) [adapts tier1 allocates];
    /// Choose between the backward jumps with and without traces.
    _SPECIALIZE_JUMP_BACKWARD () -> () [adapts tier1];
    /// Count towards a trace, and start one.
    _JIT () -> () [tier1 runs];
    /// Enter the trace that starts here.
    _ENTER_EXECUTOR () -> () [tier1 runs];

    // Locals and constants.
    /// Push a local variable, or raise UnboundLocalError.
    _LOAD_FAST_CHECK () -> (value: Any) [raises];
    /// Push a local variable that is known to be bound.
    _LOAD_FAST () -> (value: Any) [];
    /// Push a local variable that stays bound for as long as the stack holds it.
    _LOAD_FAST_BORROW () -> (value: Any) [];
    /// Push a local variable and unbind it.
    _LOAD_FAST_AND_CLEAR () -> (value: Any) [writes_locals];
    /// Push two local variables.
    _LOAD_FAST_LOAD_FAST () -> (value1: Any, value2: Any) [];
    /// Push two local variables that stay bound for as long as the stack holds them.
    _LOAD_FAST_BORROW_LOAD_FAST_BORROW () -> (value1: Any, value2: Any) [];
    /// Push a constant of the code object.
    _LOAD_CONST () -> (value: Any) [];
    /// Push a constant that lives as long as its code object.
    _LOAD_CONST_MORTAL () -> (value: Any) [];
    /// Push a constant that lives for ever.
    _LOAD_CONST_IMMORTAL () -> (value: Any) [];
    /// Push a constant held by the trace.
    _LOAD_CONST_INLINE () -> (value: Any) [tier2];
    /// Push a constant that something else keeps alive.
    _LOAD_CONST_INLINE_BORROW () -> (value: Any) [tier2];
    /// Replace a value by a constant held by the trace.
    _POP_TOP_LOAD_CONST_INLINE (value: Any) -> (res: Any) [tier2];
    /// Replace a value by a constant that something else keeps alive.
    _POP_TOP_LOAD_CONST_INLINE_BORROW (value: Any) -> (res: Any) [tier2];
    /// Replace two values by a constant that something else keeps alive.
    _POP_TWO_LOAD_CONST_INLINE_BORROW (value1: Any, value2: Any) -> (res: Any) [tier2];
    /// Push an int between 0 and 255.
    _LOAD_SMALL_INT () -> (value: Int) [pure];
    /// Store into a local variable.
    _STORE_FAST (value: Any) -> () [writes_locals];
    /// A _STORE_FAST and a _LOAD_FAST.
    _STORE_FAST_LOAD_FAST (value1: Any) -> (value2: Any) [writes_locals];
    /// Two _STORE_FASTs.
    _STORE_FAST_STORE_FAST (value2: Any, value1: Any) -> () [writes_locals];
    /// Unbind a local variable, or raise UnboundLocalError.
    _DELETE_FAST () -> () [raises writes_locals];
    /// Put a local variable into a new cell.
    _MAKE_CELL () -> () [allocates writes_locals];
    /// Copy the function's closure into the frame's cells.
    _COPY_FREE_VARS () -> () [writes_locals];
    /// Push the content of a cell.
    _LOAD_DEREF () -> (value: Any) [raises];
    /// Store into a cell.
    _STORE_DEREF (value: Any) -> () [writes_cells];
    /// Unbind the content of a cell.
    _DELETE_DEREF () -> () [raises writes_cells];
    /// Push a name of a class body that may also be a free variable.
    _LOAD_FROM_DICT_OR_DEREF (class_dict: Any) -> (value: Any) [runs];

    // The stack.
    /// Drop the value on top of the stack.
    _POP_TOP (value: Any) -> () [pure];
    /// Push the empty slot that a call without `self` needs.
    _PUSH_NULL () -> (null: Null) [pure];
    /// Push an empty slot if the argument's lowest bit is set.
    _PUSH_NULL_CONDITIONAL () -> (null: Null * (|n| n & 1)) [pure];
    /// Put an empty slot below the top of the stack.
    _INSERT_NULL (value: Any) -> (null: Null, value: Any) [pure];
    /// Push a copy of a value deeper in the stack.
    _COPY (bottom: Any, between: Any * (|n| n.saturating_sub(1))) -> (bottom: Any, between: Any * (|n| n.saturating_sub(1)), bottom: Any) [pure];
    /// Swap the top of the stack with a value below.
    _SWAP (bottom: Any, between: Any * (|n| n.saturating_sub(2)), top: Any) -> (top: Any, between: Any * (|n| n.saturating_sub(2)), bottom: Any) [pure];
    /// Drop what an exhausted iterator's loop leaves on the stack.
    _END_FOR (value: Any) -> () [pure];
    /// Drop the exhausted receiver of a SEND loop, keep its result.
    _END_SEND (receiver: Any, value: Any) -> (value: Any) [pure];

    // Type guards.
    /// Leave unless the value on top of the stack is an int.
    _GUARD_TOS_INT (value: Any) -> (value: Int) [exits] guards Type(value);
    /// Leave unless the value next on the stack is an int.
    _GUARD_NOS_INT (value: Any, top: Any) -> (value: Int, top: Any) [exits] guards Type(value);
    /// Leave unless the value on top of the stack is a float.
    _GUARD_TOS_FLOAT (value: Any) -> (value: Float) [exits] guards Type(value);
    /// Leave unless the value next on the stack is a float.
    _GUARD_NOS_FLOAT (value: Any, top: Any) -> (value: Float, top: Any) [exits] guards Type(value);
    /// Leave unless the value on top of the stack is a str.
    _GUARD_TOS_UNICODE (value: Any) -> (value: Str) [exits] guards Type(value);
    /// Leave unless the value next on the stack is a str.
    _GUARD_NOS_UNICODE (value: Any, top: Any) -> (value: Str, top: Any) [exits] guards Type(value);
    /// Leave unless the value on top of the stack is a list.
    _GUARD_TOS_LIST (value: Any) -> (value: List) [exits] guards Type(value);
    /// Leave unless the value next on the stack is a list.
    _GUARD_NOS_LIST (value: Any, top: Any) -> (value: List, top: Any) [exits] guards Type(value);
    /// Leave unless the value on top of the stack is a tuple.
    _GUARD_TOS_TUPLE (value: Any) -> (value: Tuple) [exits] guards Type(value);
    /// Leave unless the value next on the stack is a tuple.
    _GUARD_NOS_TUPLE (value: Any, top: Any) -> (value: Tuple, top: Any) [exits] guards Type(value);
    /// Leave unless the value on top of the stack is a dict.
    _GUARD_TOS_DICT (value: Any) -> (value: Dict) [exits] guards Type(value);
    /// Leave unless the value next on the stack is a dict.
    _GUARD_NOS_DICT (value: Any, top: Any) -> (value: Dict, top: Any) [exits] guards Type(value);
    /// Leave unless the value on top of the stack is a set or frozenset.
    _GUARD_TOS_ANY_SET (value: Any) -> (value: Set) [exits] guards Type(value);
    /// Leave unless the value on top of the stack is a slice.
    _GUARD_TOS_SLICE (value: Any) -> (value: Slice) [exits] guards Type(value);
    /// Leave unless the slot next on the stack is empty.
    _GUARD_NOS_NULL (null: Any, top: Any) -> (null: Null, top: Any) [deopts] guards Callable;
    /// Leave unless the callable is `str`.
    _GUARD_CALLABLE_STR_1 (callable: Any, null: Any, arg: Any) -> (callable: Any, null: Any, arg: Any) [deopts] guards Callable;
    /// Leave unless the callable is `tuple`.
    _GUARD_CALLABLE_TUPLE_1 (callable: Any, null: Any, arg: Any) -> (callable: Any, null: Any, arg: Any) [deopts] guards Callable;
    /// Leave unless the callable is `type`.
    _GUARD_CALLABLE_TYPE_1 (callable: Any, null: Any, arg: Any) -> (callable: Any, null: Any, arg: Any) [deopts] guards Callable;
    /// Leave unless the callable is `len`.
    _GUARD_CALLABLE_LEN (callable: Any, null: Any, arg: Any) -> (callable: Any, null: Any, arg: Any) [deopts] guards Callable;

    // Truth.
    /// Replace a value by its truth.
    _TO_BOOL (value: Any) -> (res: Bool) [runs];
    /// Leave unless the value is a bool.
    _TO_BOOL_BOOL (value: Any) -> (value: Bool) [exits] guards Type(value);
    /// Replace an int by its truth.
    _TO_BOOL_INT (value: Any) -> (res: Bool) [exits] needs Type(value);
    /// Replace a list by its truth.
    _TO_BOOL_LIST (value: List) -> (res: Bool) [];
    /// Replace None by False.
    _TO_BOOL_NONE (value: Any) -> (res: Bool) [exits] needs Type(value);
    /// Replace a str by its truth.
    _TO_BOOL_STR (value: Str) -> (res: Bool) [];
    /// Replace a value that is always true.
    _REPLACE_WITH_TRUE (value: Any) -> (res: Bool) [];
    /// `not value`, the value being a bool.
    _UNARY_NOT (value: Any) -> (res: Bool) [pure];
    /// Replace a value by whether it is None.
    _IS_NONE (value: Any) -> (res: Bool) [pure];
    /// `left is right` or `left is not right`.
    _IS_OP (left: Any, right: Any) -> (res: Bool) [pure];

    // Arithmetic.
    /// `-value`.
    _UNARY_NEGATIVE (value: Any) -> (res: Any) [runs];
    /// `~value`.
    _UNARY_INVERT (value: Any) -> (res: Any) [runs];
    /// A binary operation between any two values.
    _BINARY_OP (left: Any, right: Any) -> (res: Any) [runs];
    /// Add two ints.
    _BINARY_OP_ADD_INT (left: Int, right: Int) -> (sum: Int) [pure allocates];
    /// Subtract two ints.
    _BINARY_OP_SUBTRACT_INT (left: Int, right: Int) -> (difference: Int) [pure allocates];
    /// Multiply two ints.
    _BINARY_OP_MULTIPLY_INT (left: Int, right: Int) -> (product: Int) [pure allocates];
    /// Add two floats.
    _BINARY_OP_ADD_FLOAT (left: Float, right: Float) -> (sum: Float) [pure];
    /// Subtract two floats.
    _BINARY_OP_SUBTRACT_FLOAT (left: Float, right: Float) -> (difference: Float) [pure];
    /// Multiply two floats.
    _BINARY_OP_MULTIPLY_FLOAT (left: Float, right: Float) -> (product: Float) [pure];
    /// Concatenate two strings.
    _BINARY_OP_ADD_UNICODE (left: Str, right: Str) -> (sum: Str) [pure raises];
    /// Concatenate two strings into the local that the left one came from.
    _BINARY_OP_INPLACE_ADD_UNICODE (left: Str, right: Str) -> () [raises deopts writes_locals] needs Target;
    /// Leave unless both operands are of the types that the extension wants.
    _GUARD_BINARY_OP_EXTEND (left: Any, right: Any) -> (left: Any, right: Any) [exits] guards Operands;
    /// The extension's operation.
    _BINARY_OP_EXTEND (left: Any, right: Any) -> (res: Any) [raises];
    /// `list[int]`.
    _BINARY_OP_SUBSCR_LIST_INT (list: List, index: Int) -> (item: Any) [deopts] needs Index;
    /// `list[slice]`.
    _BINARY_OP_SUBSCR_LIST_SLICE (list: List, slice: Slice) -> (res: List) [runs];
    /// `str[int]`.
    _BINARY_OP_SUBSCR_STR_INT (string: Str, index: Int) -> (char: Str) [deopts] needs Index;
    /// `tuple[int]`.
    _BINARY_OP_SUBSCR_TUPLE_INT (tuple: Tuple, index: Int) -> (item: Any) [deopts] needs Index;
    /// `dict[key]`.
    _BINARY_OP_SUBSCR_DICT (dict: Dict, key: Any) -> (value: Any) [runs];
    /// Leave unless the class has the cached Python `__getitem__`; push it.
    _BINARY_OP_SUBSCR_CHECK_FUNC (container: Any, sub: Any) -> (container: Any, sub: Any, getitem: Any) [deopts] needs Class(container);
    /// Make the frame for a Python `__getitem__`.
    _BINARY_OP_SUBSCR_INIT_CALL (container: Any, sub: Any, getitem: Any) -> (new_frame: Frame) [allocates];
    /// Slice a sequence.
    _BINARY_SLICE (container: Any, start: Any, stop: Any) -> (res: Any) [runs];
    /// Store into a slice of a sequence.
    _STORE_SLICE (value: Any, container: Any, start: Any, stop: Any) -> () [runs];
    /// `container[sub] = value`.
    _STORE_SUBSCR (value: Any, container: Any, sub: Any) -> () [runs];
    /// `list[int] = value`.
    _STORE_SUBSCR_LIST_INT (value: Any, list: List, index: Int) -> () [deopts writes_items] needs Index;
    /// `dict[key] = value`.
    _STORE_SUBSCR_DICT (value: Any, dict: Dict, key: Any) -> () [runs];
    /// `del container[sub]`.
    _DELETE_SUBSCR (container: Any, sub: Any) -> () [runs];
    /// Compare any two values.
    _COMPARE_OP (left: Any, right: Any) -> (res: Any) [runs];
    /// Compare two floats.
    _COMPARE_OP_FLOAT (left: Float, right: Float) -> (res: Bool) [pure];
    /// Compare two ints of at most 30 bits.
    _COMPARE_OP_INT (left: Int, right: Int) -> (res: Bool) [pure deopts] needs SmallInts;
    /// Compare two strings for equality.
    _COMPARE_OP_STR (left: Str, right: Str) -> (res: Bool) [pure];
    /// `left in right` or `left not in right`.
    _CONTAINS_OP (left: Any, right: Any) -> (res: Bool) [runs];
    /// `item in set`.
    _CONTAINS_OP_SET (left: Any, right: Set) -> (res: Bool) [runs];
    /// `key in dict`.
    _CONTAINS_OP_DICT (left: Any, right: Dict) -> (res: Bool) [runs];

    // Names and attributes.
    /// Push a name of the frame's namespace, its globals or builtins.
    _LOAD_NAME () -> (value: Any) [runs];
    /// Store into a name of the frame's namespace.
    _STORE_NAME (value: Any) -> () [runs];
    /// Delete a name of the frame's namespace.
    _DELETE_NAME () -> () [runs];
    /// Push the frame's namespace.
    _LOAD_LOCALS () -> (locals: Any) [raises];
    /// Push a name of a class body that may also be a global.
    _LOAD_FROM_DICT_OR_GLOBALS (namespace: Any) -> (value: Any) [runs];
    /// Push a global or built-in.
    _LOAD_GLOBAL () -> (value: Any) [runs];
    /// Push a global, looked for where it was found before.
    _LOAD_GLOBAL_MODULE () -> (value: Any) [deopts] needs Namespace;
    /// Push a built-in, looked for where it was found before.
    _LOAD_GLOBAL_BUILTINS () -> (value: Any) [deopts] needs Namespace;
    /// Leave unless the globals have the keys that they had.
    _GUARD_GLOBALS_VERSION () -> () [deopts] guards Namespace;
    /// Leave unless the function on top of the frame is the cached one (a proved global).
    _CHECK_FUNCTION () -> () [deopts tier2] guards Callee;
    /// Store into a global variable.
    _STORE_GLOBAL (value: Any) -> () [runs];
    /// Delete a global variable.
    _DELETE_GLOBAL () -> () [runs];
    /// Load an attribute, or a method with its `self`.
    _LOAD_ATTR (owner: Any) -> (attr: Any, self_or_null: Any * (|n| n & 1)) [runs];
    /// Leave unless the value's type has the cached version.
    _GUARD_TYPE_VERSION (owner: Any) -> (owner: Any) [exits] guards Class(owner);
    /// Leave unless the value's type has the cached version (before a store).
    _GUARD_TYPE_VERSION_AND_LOCK (owner: Any) -> (owner: Any) [exits] guards Class(owner);
    /// Leave unless the instance keeps its attributes inline.
    _CHECK_MANAGED_OBJECT_HAS_VALUES (owner: Any) -> (owner: Any) [deopts] guards Inline(owner);
    /// Load from an instance's inline values.
    _LOAD_ATTR_INSTANCE_VALUE (owner: Any) -> (attr: Any) [deopts] needs Attribute;
    /// Load from a module's dict.
    _LOAD_ATTR_MODULE (owner: Any) -> (attr: Any) [deopts] needs Namespace;
    /// Load from an instance's dict where the attribute was found before.
    _LOAD_ATTR_WITH_HINT (owner: Any) -> (attr: Any) [deopts] needs Attribute;
    /// Load from a slot.
    _LOAD_ATTR_SLOT (owner: Any) -> (attr: Any) [deopts] needs Attribute;
    /// Leave unless the value is the class of the cached version.
    _CHECK_ATTR_CLASS (owner: Any) -> (owner: Any) [exits] guards Class(owner);
    /// Push the cached attribute of a class.
    _LOAD_ATTR_CLASS (owner: Any) -> (attr: Any) [];
    /// Make the frame of a property's getter.
    _LOAD_ATTR_PROPERTY_FRAME (owner: Any) -> (new_frame: Frame) [deopts allocates] needs Stack;
    /// Make the frame of a Python `__getattribute__`.
    _LOAD_ATTR_GETATTRIBUTE_FRAME (owner: Any) -> (new_frame: Frame) [deopts allocates] needs Stack;
    /// Leave unless the instance has inline values and no dict of its own.
    _GUARD_DORV_VALUES_INST_ATTR_FROM_DICT (owner: Any) -> (owner: Any) [deopts] guards Inline(owner);
    /// Leave unless the class's instances have the attribute names that they had.
    _GUARD_KEYS_VERSION (owner: Any) -> (owner: Any) [deopts] guards Keys(owner);
    /// Push the cached method and its `self`.
    _LOAD_ATTR_METHOD_WITH_VALUES (owner: Any) -> (attr: Any, owner: Any) [];
    /// Push the cached method and its `self`.
    _LOAD_ATTR_METHOD_NO_DICT (owner: Any) -> (attr: Any, owner: Any) [];
    /// Leave if the instance has a dict.
    _CHECK_ATTR_METHOD_LAZY_DICT (owner: Any) -> (owner: Any) [deopts] guards Inline(owner);
    /// Push the cached method and its `self`.
    _LOAD_ATTR_METHOD_LAZY_DICT (owner: Any) -> (attr: Any, owner: Any) [];
    /// Push the cached class attribute.
    _LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES (owner: Any) -> (attr: Any) [];
    /// Push the cached class attribute.
    _LOAD_ATTR_NONDESCRIPTOR_NO_DICT (owner: Any) -> (attr: Any) [];
    /// Store an attribute.
    _STORE_ATTR (value: Any, owner: Any) -> () [runs];
    /// Leave if the instance has a dict of its own.
    _GUARD_DORV_NO_DICT (owner: Any) -> (owner: Any) [exits] guards Inline(owner);
    /// Store into an instance's inline values.
    _STORE_ATTR_INSTANCE_VALUE (value: Any, owner: Any) -> () [deopts writes_attributes] needs Attribute;
    /// Store into an instance's dict where the attribute was found before.
    _STORE_ATTR_WITH_HINT (value: Any, owner: Any) -> () [deopts writes_dicts] needs Attribute;
    /// Store into a slot.
    _STORE_ATTR_SLOT (value: Any, owner: Any) -> () [writes_attributes];
    /// Delete an attribute.
    _DELETE_ATTR (owner: Any) -> () [runs];
    /// `super().name`, through the general path.
    _LOAD_SUPER_ATTR (global_super: Any, class: Any, this: Any) -> (attr: Any) [runs];
    /// `super().name`, an attribute.
    _LOAD_SUPER_ATTR_ATTR (global_super: Any, class: Any, this: Any) -> (attr: Any) [runs deopts] needs Callable;
    /// `super().name`, a method.
    _LOAD_SUPER_ATTR_METHOD (global_super: Any, class: Any, this: Any) -> (attr: Any, self_or_null: Any) [runs deopts] needs Callable;
    /// Push a special method and its `self`.
    _LOAD_SPECIAL (null: Any, owner: Any) -> (attr: Any, self_or_null: Any) [runs];

    // Displays and formatting.
    /// Build a tuple of the topmost values.
    _BUILD_TUPLE (values: Any * (|n| n)) -> (tuple: Tuple) [allocates];
    /// Build a list of the topmost values.
    _BUILD_LIST (values: Any * (|n| n)) -> (list: List) [allocates];
    /// Build a set of the topmost values.
    _BUILD_SET (values: Any * (|n| n)) -> (set: Set) [runs];
    /// Build a dict of the topmost key and value pairs.
    _BUILD_MAP (values: Any * (|n| n * 2)) -> (map: Dict) [runs];
    /// Join the topmost strings.
    _BUILD_STRING (pieces: Any * (|n| n)) -> (string: Str) [raises];
    /// Build a slice object.
    _BUILD_SLICE (args: Any * (|n| n)) -> (slice: Slice) [allocates];
    /// Build an interpolation of a t-string.
    _BUILD_INTERPOLATION (value: Any, text: Any, format: Any * (|n| n & 1)) -> (interpolation: Any) [raises];
    /// Build a template of its strings and interpolations.
    _BUILD_TEMPLATE (strings: Any, interpolations: Any) -> (template: Any) [raises];
    /// Append to the list of a comprehension.
    _LIST_APPEND (list: Any, between: Any * (|n| n.saturating_sub(1)), value: Any) -> (list: Any, between: Any * (|n| n.saturating_sub(1))) [raises writes_items];
    /// Extend a list display by an iterable.
    _LIST_EXTEND (list: Any, between: Any * (|n| n.saturating_sub(1)), iterable: Any) -> (list: Any, between: Any * (|n| n.saturating_sub(1))) [runs];
    /// Add to the set of a comprehension.
    _SET_ADD (set: Any, between: Any * (|n| n.saturating_sub(1)), value: Any) -> (set: Any, between: Any * (|n| n.saturating_sub(1))) [runs];
    /// Update a set display by an iterable.
    _SET_UPDATE (set: Any, between: Any * (|n| n.saturating_sub(1)), iterable: Any) -> (set: Any, between: Any * (|n| n.saturating_sub(1))) [runs];
    /// Store into the dict of a comprehension.
    _MAP_ADD (dict: Any, between: Any * (|n| n.saturating_sub(1)), key: Any, value: Any) -> (dict: Any, between: Any * (|n| n.saturating_sub(1))) [runs];
    /// Merge a mapping into a dict display.
    _DICT_UPDATE (dict: Any, between: Any * (|n| n.saturating_sub(1)), update: Any) -> (dict: Any, between: Any * (|n| n.saturating_sub(1))) [runs];
    /// Merge a mapping into the keyword arguments of a call.
    _DICT_MERGE (callable: Any, null: Any, callargs: Any, dict: Any, between: Any * (|n| n.saturating_sub(1)), update: Any) -> (callable: Any, null: Any, callargs: Any, dict: Any, between: Any * (|n| n.saturating_sub(1))) [runs];
    /// Apply `str`, `repr` or `ascii` to a value.
    _CONVERT_VALUE (value: Any) -> (result: Any) [runs];
    /// Format a value with an empty format specification.
    _FORMAT_SIMPLE (value: Any) -> (res: Any) [runs];
    /// Format a value with a format specification.
    _FORMAT_WITH_SPEC (value: Any, spec: Any) -> (res: Any) [runs];
    /// Unpack an iterable of known length.
    _UNPACK_SEQUENCE (seq: Any) -> (values: Any * (|n| n)) [runs];
    /// Unpack a pair.
    _UNPACK_SEQUENCE_TWO_TUPLE (seq: Tuple) -> (val1: Any, val0: Any) [deopts] needs Length;
    /// Unpack a tuple.
    _UNPACK_SEQUENCE_TUPLE (seq: Tuple) -> (values: Any * (|n| n)) [deopts] needs Length;
    /// Unpack a list.
    _UNPACK_SEQUENCE_LIST (seq: List) -> (values: Any * (|n| n)) [deopts] needs Length;
    /// Unpack an iterable with a starred target.
    _UNPACK_EX (seq: Any) -> (before: Any * (|n| n & 0xff), starred: List, after: Any * (|n| n >> 8)) [runs];

    // Iteration.
    /// Replace an iterable by its iterator.
    _GET_ITER (iterable: Any) -> (iter: Any) [runs];
    /// Replace the operand of `yield from` by its iterator.
    _GET_YIELD_FROM_ITER (iterable: Any) -> (iter: Any) [runs];
    /// Push the next item of an iterator, or jump past the loop.
    _FOR_ITER (iter: Any) -> (iter: Any, next: Any) [runs jumps tier1];
    /// Push the next item of an iterator, or leave the trace at its end.
    _FOR_ITER_TIER_TWO (iter: Any) -> (iter: Any, next: Any) [runs exits tier2] needs Item;
    /// Leave unless the iterator is a list's.
    _ITER_CHECK_LIST (iter: Any) -> (iter: Any) [exits] guards Iterator(iter);
    /// Jump past the loop where the list is exhausted.
    _ITER_JUMP_LIST (iter: Any) -> (iter: Any) [jumps tier1 writes_iterators];
    /// Leave the trace where the list is exhausted.
    _GUARD_NOT_EXHAUSTED_LIST (iter: Any) -> (iter: Any) [exits tier2 writes_iterators] guards Item;
    /// Push the next item of a list.
    _ITER_NEXT_LIST (iter: Any) -> (iter: Any, next: Any) [tier1 writes_iterators];
    /// Push the next item of a list.
    _ITER_NEXT_LIST_TIER_TWO (iter: Any) -> (iter: Any, next: Any) [deopts tier2 writes_iterators] needs Index;
    /// Leave unless the iterator is a tuple's.
    _ITER_CHECK_TUPLE (iter: Any) -> (iter: Any) [exits] guards Iterator(iter);
    /// Jump past the loop where the tuple is exhausted.
    _ITER_JUMP_TUPLE (iter: Any) -> (iter: Any) [jumps tier1 writes_iterators];
    /// Leave the trace where the tuple is exhausted.
    _GUARD_NOT_EXHAUSTED_TUPLE (iter: Any) -> (iter: Any) [exits tier2 writes_iterators] guards Item;
    /// Push the next item of a tuple.
    _ITER_NEXT_TUPLE (iter: Any) -> (iter: Any, next: Any) [writes_iterators];
    /// Leave unless the iterator is a range's.
    _ITER_CHECK_RANGE (iter: Any) -> (iter: Any) [exits] guards Iterator(iter);
    /// Jump past the loop where the range is exhausted.
    _ITER_JUMP_RANGE (iter: Any) -> (iter: Any) [jumps tier1 writes_iterators];
    /// Leave the trace where the range is exhausted.
    _GUARD_NOT_EXHAUSTED_RANGE (iter: Any) -> (iter: Any) [exits tier2 writes_iterators] guards Item;
    /// Push the next item of a range.
    _ITER_NEXT_RANGE (iter: Any) -> (iter: Any, next: Int) [writes_iterators];
    /// Resume a generator's frame for its next item.
    _FOR_ITER_GEN_FRAME (iter: Any) -> (iter: Any, gen_frame: Frame) [deopts] needs Generator;
    /// Send a value to a generator, coroutine or iterator.
    _SEND (receiver: Any, value: Any) -> (receiver: Any, result: Any) [runs jumps tier1];
    /// Resume a generator's frame with a value.
    _SEND_GEN_FRAME (receiver: Any, value: Any) -> (receiver: Any, gen_frame: Frame) [deopts] needs Generator;
    /// Suspend the generator with a value.
    _YIELD_VALUE (value: Any) -> (value: Any) [frame];
    /// Make a generator of the running frame, and return it.
    _RETURN_GENERATOR () -> (gen: Any) [frame allocates];
    /// Replace a value by what `await` waits for.
    _GET_AWAITABLE (iterable: Any) -> (iter: Any) [runs];
    /// Replace an asynchronous iterable by its asynchronous iterator.
    _GET_AITER (obj: Any) -> (iter: Any) [runs];
    /// Push the awaitable for the next item of an asynchronous iterator.
    _GET_ANEXT (aiter: Any) -> (aiter: Any, awaitable: Any) [runs];
    /// End an asynchronous loop on StopAsyncIteration.
    _END_ASYNC_FOR (awaitable: Any, exc: Any) -> () [runs tier1];
    /// Handle an exception raised by `throw` or `close`.
    _CLEANUP_THROW (sub_iter: Any, last_sent: Any, exc: Any) -> (none: Any, value: Any) [runs tier1];
    /// Push the length of the value on top of the stack.
    _GET_LEN (obj: Any) -> (obj: Any, len: Int) [runs];

    // Control flow.
    /// Jump if the bool on top of the stack is True.
    _POP_JUMP_IF_TRUE (cond: Any) -> () [jumps tier1];
    /// Jump if the bool on top of the stack is False.
    _POP_JUMP_IF_FALSE (cond: Any) -> () [jumps tier1];
    /// Jump forward.
    _JUMP_FORWARD () -> () [diverts jumps tier1];
    /// Jump backward.
    _JUMP_BACKWARD () -> () [diverts jumps tier1];
    /// Widen the next instruction's argument.
    _EXTENDED_ARG () -> () [tier1];
    /// Leave the trace unless the bool on top of the stack is True.
    _GUARD_IS_TRUE_POP (flag: Any) -> () [exits tier2] guards Branch;
    /// Leave the trace unless the bool on top of the stack is False.
    _GUARD_IS_FALSE_POP (flag: Any) -> () [exits tier2] guards Branch;
    /// Leave the trace unless the value on top of the stack is None.
    _GUARD_IS_NONE_POP (value: Any) -> () [exits tier2] guards Branch;
    /// Leave the trace if the value on top of the stack is None.
    _GUARD_IS_NOT_NONE_POP (value: Any) -> () [exits tier2] guards Branch;
    /// Leave the interpreter's loop with a result.
    _INTERPRETER_EXIT (value: Any) -> () [diverts tier1];

    // Calls.
    /// Unpack a bound method into its function and `self`.
    _MAYBE_EXPAND_METHOD (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (callable: Any, self_or_null: Any, args: Any * (|n| n)) [];
    /// Call a callable with positional arguments.
    _DO_CALL (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs tier1 frame];
    /// Leave where a frame evaluation function is installed; here, never.
    _CHECK_PEP_523 () -> () [deopts] guards Callee;
    /// Leave unless the callable is a Python function of the cached version.
    _CHECK_FUNCTION_VERSION (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (callable: Function, self_or_null: Any, args: Any * (|n| n)) [exits] guards Callee;
    /// Leave unless the function that a trace knows still has its version.
    _CHECK_FUNCTION_VERSION_INLINE () -> () [exits tier2] guards Callee;
    /// Leave unless the callable is a bound method of a function of the cached version.
    _CHECK_METHOD_VERSION (callable: Any, null: Any, args: Any * (|n| n)) -> (callable: Any, null: Any, args: Any * (|n| n)) [exits] guards Callee;
    /// Unpack a bound method that was checked.
    _EXPAND_METHOD (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (function: Any, this: Any, args: Any * (|n| n)) [];
    /// Leave unless the function takes exactly the given arguments.
    _CHECK_FUNCTION_EXACT_ARGS (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (callable: Any, self_or_null: Any, args: Any * (|n| n)) [exits] guards Arguments;
    /// Leave unless the callable is a bound method.
    _CHECK_CALL_BOUND_METHOD_EXACT_ARGS (callable: Any, null: Any, args: Any * (|n| n)) -> (callable: Any, null: Any, args: Any * (|n| n)) [exits] guards Callable;
    /// Unpack a bound method into its function and `self`.
    _INIT_CALL_BOUND_METHOD_EXACT_ARGS (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (function: Any, this: Any, args: Any * (|n| n)) [];
    /// Leave unless the stack has room for the callee's frame.
    _CHECK_STACK_SPACE (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (callable: Any, self_or_null: Any, args: Any * (|n| n)) [deopts] guards Stack;
    /// Leave unless the stack has room for the frames of all calls of a trace.
    _CHECK_STACK_SPACE_OPERAND () -> () [deopts tier2] guards Stack;
    /// Leave where the recursion limit is near.
    _CHECK_RECURSION_REMAINING () -> () [exits] guards Stack;
    /// Make the callee's frame of arguments that match its parameters.
    _INIT_CALL_PY_EXACT_ARGS (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (new_frame: Frame) [];
    /// Make the callee's frame, binding arguments to parameters.
    _PY_FRAME_GENERAL (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (new_frame: Frame) [runs];
    /// Note where the callee's frame returns to.
    _SAVE_RETURN_OFFSET () -> () [];
    /// Make the new frame the running one.
    _PUSH_FRAME (new_frame: Frame) -> () [frame];
    /// Return the value on top of the stack to the caller's frame.
    _RETURN_VALUE (retval: Any) -> (res: Any) [diverts frame];
    /// Leave unless the callable is a class with the cached Python `__init__`; make the instance.
    _CHECK_AND_ALLOCATE_OBJECT (callable: Any, null: Any, args: Any * (|n| n)) -> (init: Any, this: Any, args: Any * (|n| n)) [deopts allocates] guards Callee;
    /// Make the frame of `__init__`, below it one that checks and replaces its result.
    _CREATE_INIT_FRAME (init: Any, this: Any, args: Any * (|n| n)) -> (init_frame: Frame) [runs];
    /// Check that `__init__` returned None.
    _EXIT_INIT_CHECK (should_be_none: Any) -> () [raises];
    /// Leave if the callable is a Python function or a bound method of one.
    _CHECK_IS_NOT_PY_CALLABLE (callable: Any, null: Any, args: Any * (|n| n)) -> (callable: Any, null: Any, args: Any * (|n| n)) [exits] guards Callable;
    /// Call what is not a Python function.
    _CALL_NON_PY_GENERAL (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs];
    /// `type(object)`.
    _CALL_TYPE_1 (callable: Any, null: Any, arg: Any) -> (res: Any) [];
    /// `str(object)`.
    _CALL_STR_1 (callable: Any, null: Any, arg: Any) -> (res: Str) [runs];
    /// `tuple(iterable)`.
    _CALL_TUPLE_1 (callable: Any, null: Any, arg: Any) -> (res: Tuple) [runs];
    /// Call a built-in class.
    _CALL_BUILTIN_CLASS (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// Call a built-in function of one argument.
    _CALL_BUILTIN_O (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// Call a built-in function that takes an array of positional arguments.
    _CALL_BUILTIN_FAST (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// Call a built-in function that takes an array of arguments and keywords.
    _CALL_BUILTIN_FAST_WITH_KEYWORDS (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// `len(object)`.
    _CALL_LEN (callable: Any, null: Any, arg: Any) -> (res: Int) [runs];
    /// `isinstance(object, class)`.
    _CALL_ISINSTANCE (callable: Any, null: Any, instance: Any, class: Any) -> (res: Bool) [runs deopts] needs Callable;
    /// `list.append(item)`, its result dropped.
    _CALL_LIST_APPEND (callable: Any, this: Any, arg: Any) -> () [raises deopts writes_items] needs Callable;
    /// Call a built-in method of one argument.
    _CALL_METHOD_DESCRIPTOR_O (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// Call a built-in method that takes an array of arguments and keywords.
    _CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// Call a built-in method without arguments.
    _CALL_METHOD_DESCRIPTOR_NOARGS (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// Call a built-in method that takes an array of positional arguments.
    _CALL_METHOD_DESCRIPTOR_FAST (callable: Any, self_or_null: Any, args: Any * (|n| n)) -> (res: Any) [runs exits] needs Callable;
    /// Unpack a bound method into its function and `self`, in a call with keywords.
    _MAYBE_EXPAND_METHOD_KW (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) -> (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) [];
    /// Call with keywords.
    _DO_CALL_KW (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) -> (res: Any) [runs tier1 frame];
    /// Leave unless the callable is a Python function of the cached version, in a call with keywords.
    _CHECK_FUNCTION_VERSION_KW (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) -> (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) [exits] guards Callee;
    /// Leave unless the callable is a bound method of a function of the cached version, in a call with keywords.
    _CHECK_METHOD_VERSION_KW (callable: Any, null: Any, args: Any * (|n| n), kwnames: Any) -> (callable: Any, null: Any, args: Any * (|n| n), kwnames: Any) [exits] guards Callee;
    /// Unpack a bound method that was checked, in a call with keywords.
    _EXPAND_METHOD_KW (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) -> (function: Any, this: Any, args: Any * (|n| n), kwnames: Any) [];
    /// Make the callee's frame, binding arguments and keywords to parameters.
    _PY_FRAME_KW (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) -> (new_frame: Frame) [runs];
    /// Leave if the callable is a Python function or a bound method of one, in a call with keywords.
    _CHECK_IS_NOT_PY_CALLABLE_KW (callable: Any, null: Any, args: Any * (|n| n), kwnames: Any) -> (callable: Any, null: Any, args: Any * (|n| n), kwnames: Any) [exits] guards Callable;
    /// Call with keywords what is not a Python function.
    _CALL_KW_NON_PY (callable: Any, self_or_null: Any, args: Any * (|n| n), kwnames: Any) -> (res: Any) [runs];
    /// Make a tuple of unpacked arguments.
    _MAKE_CALLARGS_A_TUPLE (callable: Any, null: Any, callargs: Any, kwargs: Any) -> (callable: Any, null: Any, tuple: Any, kwargs: Any) [runs];
    /// Call with unpacked arguments.
    _DO_CALL_FUNCTION_EX (callable: Any, null: Any, callargs: Any, kwargs: Any) -> (res: Any) [runs tier1 frame];
    /// Call an intrinsic function of one argument.
    _CALL_INTRINSIC_1 (value: Any) -> (res: Any) [runs];
    /// Call an intrinsic function of two arguments.
    _CALL_INTRINSIC_2 (value2: Any, value1: Any) -> (res: Any) [runs];

    // Functions, classes, imports, patterns.
    /// Make a function of a code object.
    _MAKE_FUNCTION (code: Any) -> (function: Function) [runs];
    /// Set the defaults, annotations or closure of a new function.
    _SET_FUNCTION_ATTRIBUTE (attr: Any, function: Any) -> (function: Any) [raises];
    /// Push the function that builds classes.
    _LOAD_BUILD_CLASS () -> (build_class: Any) [runs];
    /// Push a constant that many programs use.
    _LOAD_COMMON_CONSTANT () -> (value: Any) [allocates];
    /// Make sure that the namespace has `__annotations__`.
    _SETUP_ANNOTATIONS () -> () [runs];
    /// Import a module.
    _IMPORT_NAME (level: Any, fromlist: Any) -> (module: Any) [runs];
    /// Push an attribute of the module on top of the stack.
    _IMPORT_FROM (module: Any) -> (module: Any, attr: Any) [runs];
    /// Match the subject against a class pattern.
    _MATCH_CLASS (subject: Any, class: Any, names: Any) -> (attrs: Any) [runs];
    /// Ask whether the subject is a mapping.
    _MATCH_MAPPING (subject: Any) -> (subject: Any, res: Bool) [];
    /// Ask whether the subject is a sequence.
    _MATCH_SEQUENCE (subject: Any) -> (subject: Any, res: Bool) [];
    /// Fetch the values of several keys of a mapping.
    _MATCH_KEYS (subject: Any, keys: Any) -> (subject: Any, keys: Any, values_or_none: Any) [runs];

    // Exceptions.
    /// Raise an exception.
    _RAISE_VARARGS (args: Any * (|n| n)) -> () [diverts runs tier1];
    /// Raise the handled exception again.
    _RERAISE (values: Any * (|n| n), exc: Any) -> (values: Any * (|n| n)) [diverts runs tier1];
    /// Make the raised exception the handled one.
    _PUSH_EXC_INFO (exc: Any) -> (previous: Any, exc: Any) [];
    /// Restore the exception that was being handled before.
    _POP_EXCEPT (exc: Any) -> () [];
    /// Match the raised exception against `except`'s type.
    _CHECK_EXC_MATCH (left: Any, right: Any) -> (left: Any, res: Bool) [runs];
    /// Match the raised exception against `except*`'s type.
    _CHECK_EG_MATCH (exc: Any, match_type: Any) -> (rest: Any, matched: Any) [runs];
    /// Call `__exit__` with the exception that left the `with` block.
    _WITH_EXCEPT_START (exit_func: Any, exit_self: Any, lasti: Any, between: Any, exc: Any) -> (exit_func: Any, exit_self: Any, lasti: Any, between: Any, exc: Any, res: Any) [runs];

    // Traces.
    /// The start of a trace.
    _START_EXECUTOR () -> () [tier2];
    /// Tell the collector of cold traces that this one is in use.
    _MAKE_WARM () -> () [tier2];
    /// Note the instruction that the following micro-ops belong to.
    _SET_IP () -> () [tier2];
    /// Leave if something that the trace relies on was modified.
    _CHECK_VALIDITY () -> () [deopts tier2] needs Validity;
    /// Go round the loop.
    _JUMP_TO_TOP () -> () [tier2];
    /// The end of a trace, on to the interpreter or a side trace.
    _EXIT_TRACE () -> () [exits tier2] needs End;
    /// The end of a trace where a frame begins that only the run knows; on at that frame's own instruction.
    _DYNAMIC_EXIT () -> () [deopts tier2] needs Entry;
    /// Fall back to the interpreter.
    _DEOPT () -> () [tier2];
    /// Fall back to the interpreter with an exception.
    _ERROR_POP_N () -> () [tier2];
} } }

/// What is known of a value's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Nothing is known.
    Any,
    /// The empty slot.
    Null,
    /// Exactly `int`.
    Int,
    /// Exactly `float`.
    Float,
    /// `bool`.
    Bool,
    /// Exactly `str`.
    Str,
    /// Exactly `list`.
    List,
    /// Exactly `tuple`.
    Tuple,
    /// Exactly `dict`.
    Dict,
    /// Exactly `set` or `frozenset`.
    Set,
    /// `slice`.
    Slice,
    /// A Python function.
    Function,
    /// A frame that is about to run; no value.
    Frame,
}

impl Kind {
    /// In the user's words, with its article.
    pub const fn noun(self) -> &'static str {
        match self {
            Kind::Any => "any object",
            Kind::Null => "an empty slot",
            Kind::Int => "an int",
            Kind::Float => "a float",
            Kind::Bool => "a bool",
            Kind::Str => "a str",
            Kind::List => "a list",
            Kind::Tuple => "a tuple",
            Kind::Dict => "a dict",
            Kind::Set => "a set",
            Kind::Slice => "a slice",
            Kind::Function => "a function",
            Kind::Frame => "a frame",
        }
    }
}

/// A value that a micro-op takes from the stack or puts there.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// The name in the table; an output with an input's name is that input.
    pub name: &'static str,
    /// What is known of it.
    pub kind: Kind,
    /// How many values it stands for, given the argument.
    pub count: fn(u32) -> u32,
}

/// What a micro-op may do; see the table's documentation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "described with the table")]
pub struct Flags {
    pub pure: bool,
    pub exits: bool,
    pub deopts: bool,
    pub runs: bool,
    pub raises: bool,
    pub allocates: bool,
    pub writes_locals: bool,
    pub writes_attributes: bool,
    pub writes_items: bool,
    pub writes_dicts: bool,
    pub writes_cells: bool,
    pub writes_iterators: bool,
    pub jumps: bool,
    pub diverts: bool,
    pub frame: bool,
    pub adapts: bool,
    pub tier1: bool,
    pub tier2: bool,
}

impl Flags {
    const NONE: Flags = Flags {
        pure: false,
        exits: false,
        deopts: false,
        runs: false,
        raises: false,
        allocates: false,
        writes_locals: false,
        writes_attributes: false,
        writes_items: false,
        writes_dicts: false,
        writes_cells: false,
        writes_iterators: false,
        jumps: false,
        diverts: false,
        frame: false,
        adapts: false,
        tier1: false,
        tier2: false,
    };
}

macro_rules! count_of {
    () => {
        |_| 1
    };
    ($count:expr) => {
        $count
    };
}

/// What a micro-op takes for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumes {
    /// What it is.
    pub what: Assumption,
    /// The name of the input that it is about.
    pub subject: Option<&'static str>,
    /// Whether the micro-op does nothing but check it.
    pub guards: bool,
}

macro_rules! assumes {
    () => {
        None
    };
    (guards $what:ident $($subject:ident)?) => {
        Some(Assumes { what: Assumption::$what, subject: assumes!(@ $($subject)?), guards: true })
    };
    (needs $what:ident $($subject:ident)?) => {
        Some(Assumes { what: Assumption::$what, subject: assumes!(@ $($subject)?), guards: false })
    };
    (@) => {
        None
    };
    (@ $subject:ident) => {
        Some(stringify!($subject))
    };
}

macro_rules! define_uops {
    ($($(#[doc = $doc:literal])+ $name:ident ($($in:ident : $in_kind:ident $(* $in_count:expr)?),*) -> ($($out:ident : $out_kind:ident $(* $out_count:expr)?),*) [$($flag:ident)*] $($role:ident $what:ident $(($subject:ident))?)?;)+) => {
        /// A micro-op, named as in CPython 3.14.
        #[expect(non_camel_case_types, reason = "CPython's names")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Uop { $($(#[doc = $doc])+ $name,)+ }

        impl Uop {
            /// All micro-ops, in the table's order.
            pub const ALL: &[Uop] = &[$(Uop::$name),+];

            /// CPython's name.
            pub const fn name(self) -> &'static str {
                match self { $(Uop::$name => stringify!($name),)+ }
            }

            /// One sentence for people.
            pub const fn doc(self) -> &'static str {
                match self { $(Uop::$name => concat!($($doc),+),)+ }
            }

            /// What the micro-op may do.
            pub const fn flags(self) -> Flags {
                match self { $(Uop::$name => Flags { $($flag: true,)* ..Flags::NONE },)+ }
            }

            /// What it takes for granted, and leaves a trace without.
            pub const fn assumes(self) -> Option<Assumes> {
                match self { $(Uop::$name => assumes!($($role $what $($subject)?)?),)+ }
            }

            /// The values that it takes, from deeper to topmost.
            pub const fn input_slots(self) -> &'static [Slot] {
                match self { $(Uop::$name => const { &[$(Slot { name: stringify!($in), kind: Kind::$in_kind, count: count_of!($($in_count)?) }),*] },)+ }
            }

            /// The values that it leaves, from deeper to topmost.
            pub const fn output_slots(self) -> &'static [Slot] {
                match self { $(Uop::$name => const { &[$(Slot { name: stringify!($out), kind: Kind::$out_kind, count: count_of!($($out_count)?) }),*] },)+ }
            }
        }
    };
}
for_each_uop!(define_uops);

impl Uop {
    /// How many values it takes from the stack, given the argument.
    pub fn inputs(self, oparg: u32) -> usize {
        self.input_slots()
            .iter()
            .map(|slot| (slot.count)(oparg) as usize)
            .sum()
    }

    /// How many values it puts on the stack, given the argument.
    pub fn outputs(self, oparg: u32) -> usize {
        self.output_slots()
            .iter()
            .map(|slot| (slot.count)(oparg) as usize)
            .sum()
    }

    /// The micro-op of a CPython name.
    pub fn from_name(name: &str) -> Option<Uop> {
        Uop::ALL.iter().copied().find(|uop| uop.name() == name)
    }

    /// What it may do beyond its result.
    pub const fn effects(self) -> Effects {
        let flags = self.flags();
        let mut effects = Effects {
            runs: flags.runs,
            raises: flags.raises || flags.runs,
            allocates: flags.allocates || flags.raises || flags.runs,
            ..Effects::NONE
        };
        let written = [
            (flags.writes_locals, Space::Locals),
            (flags.writes_attributes, Space::Attributes),
            (flags.writes_items, Space::Items),
            (flags.writes_dicts, Space::Dicts),
            (flags.writes_cells, Space::Cells),
            (flags.writes_iterators, Space::Iterators),
        ];
        let mut index = 0;
        while index < written.len() {
            if written[index].0 {
                effects = effects.writing(written[index].1);
            }
            index += 1;
        }
        effects
    }

    /// Whether frame state (instruction and stack pointer) must be in memory while it runs.
    pub const fn escapes(self) -> bool {
        self.effects().allocates
    }

    /// Whether it only checks something, and leaves where that is not so.
    pub fn is_guard(self) -> bool {
        self.assumes().is_some_and(|assumes| assumes.guards)
    }

    /// What it assumes, if it leaves for that.
    pub fn assumption(self) -> Option<Assumption> {
        self.assumes().map(|assumes| assumes.what)
    }

    /// How deep in the stack the value lies that its assumption is about: 1 is the topmost.
    pub fn subject_depth(self, oparg: u32) -> Option<usize> {
        let subject = self.assumes()?.subject?;
        let slots = self.input_slots();
        let at = slots.iter().position(|slot| slot.name == subject)?;
        let from = slots[at..].iter();
        Some(from.map(|slot| (slot.count)(oparg) as usize).sum())
    }

    /// The type that the value of its assumption has afterwards, where it is known more closely than before.
    pub fn narrows_to(self) -> Option<Kind> {
        let subject = self.assumes()?.subject?;
        let kind = |slots: &[Slot]| {
            let slot = slots.iter().find(|slot| slot.name == subject);
            slot.map(|slot| slot.kind)
        };
        kind(self.output_slots()).filter(|narrow| kind(self.input_slots()) != Some(*narrow))
    }
}

#[cfg(test)]
mod tests {
    use super::Uop;

    #[test]
    fn what_leaves_says_why() {
        for uop in Uop::ALL {
            let flags = uop.flags();
            assert_eq!(
                flags.exits || flags.deopts,
                uop.assumes().is_some(),
                "{uop:?}"
            );
        }
    }

    #[test]
    fn an_assumption_is_about_an_input() {
        for uop in Uop::ALL {
            let Some(subject) = uop.assumes().and_then(|assumes| assumes.subject) else {
                continue;
            };
            let inputs = uop.input_slots();
            assert!(
                inputs.iter().any(|slot| slot.name == subject),
                "{uop:?}: {subject}"
            );
        }
    }
}
