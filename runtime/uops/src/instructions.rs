//! The one table of bytecode instructions: CPython 3.14's numbers and names, the family each belongs to, the
//! inline-cache units that follow it, and the micro-ops it is made of.
//!
//! A row reads `NUMBER NAME [of FAMILY] [arg KIND] [cache UNITS] = MICRO-OPS;`. What the argument stands for is an
//! [`Argument`](crate::opcode::Argument), of which `Name(1)` has one bit below it; without that it is a number. A micro-op that takes an operand from the
//! inline cache says where: `_GUARD_TYPE_VERSION(2/2)` reads two units, two units after the instruction (unit 1 is
//! the adaptive counter). Everything else about an instruction (stack effect, whether it jumps, escapes or
//! specializes) follows from its micro-ops; see [`crate::uops`].

/// Calls `$m!` with every row of the instruction table.
#[macro_export]
macro_rules! for_each_instruction { ($m:path) => { $m! {
    /// An inline-cache unit; never executed.
    0 CACHE = _CACHE;
    /// Slice a sequence: `container[start:stop]`.
    1 BINARY_SLICE = _BINARY_SLICE;
    /// Build a template object from its strings and interpolations (t-strings).
    2 BUILD_TEMPLATE = _BUILD_TEMPLATE;
    /// `s += t` (or `s = s + t`) between strings where the next instruction stores the result in the left operand's local.
    3 BINARY_OP_INPLACE_ADD_UNICODE of BINARY_OP = _GUARD_TOS_UNICODE _GUARD_NOS_UNICODE _BINARY_OP_INPLACE_ADD_UNICODE;
    /// Call with unpacked positional (`*args`) and keyword (`**kwargs`) arguments.
    4 CALL_FUNCTION_EX = _MAKE_CALLARGS_A_TUPLE _DO_CALL_FUNCTION_EX _CHECK_PERIODIC;
    /// Match the raised exception against `except*`'s type.
    5 CHECK_EG_MATCH = _CHECK_EG_MATCH;
    /// Match the raised exception against `except`'s type.
    6 CHECK_EXC_MATCH = _CHECK_EXC_MATCH;
    /// Handle an exception raised by `throw` or `close` on the way through a `yield from` or `await`.
    7 CLEANUP_THROW = _CLEANUP_THROW;
    /// `del container[sub]`.
    8 DELETE_SUBSCR = _DELETE_SUBSCR;
    /// Pop what an exhausted iterator's loop leaves on the stack.
    9 END_FOR = _END_FOR;
    /// Drop the exhausted receiver of a SEND loop, keep its result.
    10 END_SEND = _END_SEND;
    /// Check that `__init__` returned None.
    11 EXIT_INIT_CHECK = _EXIT_INIT_CHECK;
    /// Format a value with an empty format specification (f-strings).
    12 FORMAT_SIMPLE = _FORMAT_SIMPLE;
    /// Format a value with a format specification (f-strings).
    13 FORMAT_WITH_SPEC = _FORMAT_WITH_SPEC;
    /// Replace an asynchronous iterable by its asynchronous iterator.
    14 GET_AITER = _GET_AITER;
    /// Push the awaitable for the next item of an asynchronous iterator.
    15 GET_ANEXT = _GET_ANEXT;
    /// Replace an iterable by its iterator.
    16 GET_ITER = _GET_ITER;
    /// Reserved; never executed.
    17 RESERVED = _CACHE;
    /// Push the length of the value on top of the stack (pattern matching).
    18 GET_LEN = _GET_LEN;
    /// Replace the operand of `yield from` by its iterator.
    19 GET_YIELD_FROM_ITER = _GET_YIELD_FROM_ITER;
    /// Leave the interpreter's loop with a result.
    20 INTERPRETER_EXIT = _INTERPRETER_EXIT;
    /// Push the function that builds classes.
    21 LOAD_BUILD_CLASS = _LOAD_BUILD_CLASS;
    /// Push the namespace of the frame.
    22 LOAD_LOCALS = _LOAD_LOCALS;
    /// Make a function of a code object.
    23 MAKE_FUNCTION = _MAKE_FUNCTION;
    /// Fetch the values of several keys of a mapping (pattern matching).
    24 MATCH_KEYS = _MATCH_KEYS;
    /// Ask whether the subject is a mapping (pattern matching).
    25 MATCH_MAPPING = _MATCH_MAPPING;
    /// Ask whether the subject is a sequence (pattern matching).
    26 MATCH_SEQUENCE = _MATCH_SEQUENCE;
    /// Do nothing.
    27 NOP = _NOP;
    /// Mark the fall-through side of a conditional jump.
    28 NOT_TAKEN = _NOP;
    /// Restore the exception that was being handled before this handler.
    29 POP_EXCEPT = _POP_EXCEPT;
    /// Drop the exhausted iterator of a loop.
    30 POP_ITER = _POP_TOP;
    /// Drop the value on top of the stack.
    31 POP_TOP = _POP_TOP;
    /// Make the raised exception the handled one.
    32 PUSH_EXC_INFO = _PUSH_EXC_INFO;
    /// Push the empty slot that a call without `self` needs.
    33 PUSH_NULL = _PUSH_NULL;
    /// Make a generator of the running frame, and return it.
    34 RETURN_GENERATOR = _RETURN_GENERATOR;
    /// Return the value on top of the stack to the caller.
    35 RETURN_VALUE = _RETURN_VALUE;
    /// Make sure that the namespace has `__annotations__`.
    36 SETUP_ANNOTATIONS = _SETUP_ANNOTATIONS;
    /// `container[start:stop] = value`.
    37 STORE_SLICE = _STORE_SLICE;
    /// `container[sub] = value`.
    38 STORE_SUBSCR cache 1 = _SPECIALIZE_STORE_SUBSCR(1/1) _STORE_SUBSCR;
    /// Replace a value by its truth.
    39 TO_BOOL cache 3 = _SPECIALIZE_TO_BOOL(1/1) _TO_BOOL;
    /// `~value`.
    40 UNARY_INVERT = _UNARY_INVERT;
    /// `-value`.
    41 UNARY_NEGATIVE = _UNARY_NEGATIVE;
    /// `not value`, the value being a bool.
    42 UNARY_NOT = _UNARY_NOT;
    /// Call `__exit__` with the exception that left the `with` block.
    43 WITH_EXCEPT_START = _WITH_EXCEPT_START;
    /// A binary operator, in-place operator or subscript; the argument says which.
    44 BINARY_OP cache 5 = _SPECIALIZE_BINARY_OP(1/1) _BINARY_OP;
    /// Build an interpolation of a t-string.
    45 BUILD_INTERPOLATION = _BUILD_INTERPOLATION;
    /// Build a list of the topmost values.
    46 BUILD_LIST = _BUILD_LIST;
    /// Build a dict of the topmost key and value pairs.
    47 BUILD_MAP = _BUILD_MAP;
    /// Build a set of the topmost values.
    48 BUILD_SET = _BUILD_SET;
    /// Build a slice object.
    49 BUILD_SLICE = _BUILD_SLICE;
    /// Join the topmost strings.
    50 BUILD_STRING = _BUILD_STRING;
    /// Build a tuple of the topmost values.
    51 BUILD_TUPLE = _BUILD_TUPLE;
    /// Call a callable with positional arguments.
    52 CALL cache 3 = _SPECIALIZE_CALL(1/1) _MAYBE_EXPAND_METHOD _DO_CALL _CHECK_PERIODIC;
    /// Call an intrinsic function of one argument.
    53 CALL_INTRINSIC_1 = _CALL_INTRINSIC_1;
    /// Call an intrinsic function of two arguments.
    54 CALL_INTRINSIC_2 = _CALL_INTRINSIC_2;
    /// Call a callable with positional and keyword arguments.
    55 CALL_KW cache 3 = _SPECIALIZE_CALL_KW(1/1) _MAYBE_EXPAND_METHOD_KW _DO_CALL_KW;
    /// Compare two values; the argument holds the comparison and whether a bool is wanted.
    56 COMPARE_OP cache 1 = _SPECIALIZE_COMPARE_OP(1/1) _COMPARE_OP;
    /// `left in right` or `left not in right`.
    57 CONTAINS_OP cache 1 = _SPECIALIZE_CONTAINS_OP(1/1) _CONTAINS_OP;
    /// Apply `str`, `repr` or `ascii` to a value (f-strings).
    58 CONVERT_VALUE = _CONVERT_VALUE;
    /// Push a copy of a value deeper in the stack.
    59 COPY = _COPY;
    /// Copy a function's closure into the frame's cells.
    60 COPY_FREE_VARS = _COPY_FREE_VARS;
    /// `del owner.name`.
    61 DELETE_ATTR arg Name = _DELETE_ATTR;
    /// Delete the content of a cell.
    62 DELETE_DEREF arg Cell = _DELETE_DEREF;
    /// Delete a local variable.
    63 DELETE_FAST arg Local = _DELETE_FAST;
    /// Delete a global variable.
    64 DELETE_GLOBAL arg Name = _DELETE_GLOBAL;
    /// Delete a name of the frame's namespace.
    65 DELETE_NAME arg Name = _DELETE_NAME;
    /// Merge a mapping into the keyword arguments of a call.
    66 DICT_MERGE = _DICT_MERGE;
    /// Merge a mapping into a dict display.
    67 DICT_UPDATE = _DICT_UPDATE;
    /// End an asynchronous loop on StopAsyncIteration.
    68 END_ASYNC_FOR = _END_ASYNC_FOR;
    /// Widen the next instruction's argument by eight bits.
    69 EXTENDED_ARG = _EXTENDED_ARG;
    /// Push the next item of an iterator, or jump past the loop.
    70 FOR_ITER cache 1 = _SPECIALIZE_FOR_ITER(1/1) _FOR_ITER;
    /// Replace a value by what `await` waits for.
    71 GET_AWAITABLE = _GET_AWAITABLE;
    /// Push an attribute of the module on top of the stack.
    72 IMPORT_FROM arg Name = _IMPORT_FROM;
    /// Import a module.
    73 IMPORT_NAME arg Name = _IMPORT_NAME;
    /// `left is right` or `left is not right`.
    74 IS_OP = _IS_OP;
    /// Jump to the start of a loop.
    75 JUMP_BACKWARD cache 1 = _SPECIALIZE_JUMP_BACKWARD _CHECK_PERIODIC _JUMP_BACKWARD;
    /// Jump backward without a look at pending events.
    76 JUMP_BACKWARD_NO_INTERRUPT = _JUMP_BACKWARD;
    /// Jump forward.
    77 JUMP_FORWARD = _JUMP_FORWARD;
    /// Append to the list of a comprehension.
    78 LIST_APPEND = _LIST_APPEND;
    /// Extend a list display by an iterable.
    79 LIST_EXTEND = _LIST_EXTEND;
    /// Load an attribute, or a method with its `self`.
    80 LOAD_ATTR arg Name(1) cache 9 = _SPECIALIZE_LOAD_ATTR(1/1) _LOAD_ATTR;
    /// Push a constant that many programs use, such as AssertionError.
    81 LOAD_COMMON_CONSTANT = _LOAD_COMMON_CONSTANT;
    /// Push a constant of the code object.
    82 LOAD_CONST arg Constant = _LOAD_CONST;
    /// Push the content of a cell.
    83 LOAD_DEREF arg Local = _LOAD_DEREF;
    /// Push a local variable that is known to be bound.
    84 LOAD_FAST arg Local = _LOAD_FAST;
    /// Push a local variable and unbind it (comprehensions).
    85 LOAD_FAST_AND_CLEAR arg Local = _LOAD_FAST_AND_CLEAR;
    /// Push a local variable that stays bound for as long as the stack holds it.
    86 LOAD_FAST_BORROW arg Local = _LOAD_FAST_BORROW;
    /// Two LOAD_FAST_BORROWs.
    87 LOAD_FAST_BORROW_LOAD_FAST_BORROW arg Locals = _LOAD_FAST_BORROW_LOAD_FAST_BORROW;
    /// Push a local variable, or raise UnboundLocalError.
    88 LOAD_FAST_CHECK arg Local = _LOAD_FAST_CHECK;
    /// Two LOAD_FASTs.
    89 LOAD_FAST_LOAD_FAST arg Locals = _LOAD_FAST_LOAD_FAST;
    /// Push a name of a class body that may also be a free variable.
    90 LOAD_FROM_DICT_OR_DEREF arg Cell = _LOAD_FROM_DICT_OR_DEREF;
    /// Push a name of a class body that may also be a global.
    91 LOAD_FROM_DICT_OR_GLOBALS arg Name = _LOAD_FROM_DICT_OR_GLOBALS;
    /// Push a global or built-in.
    92 LOAD_GLOBAL arg Name(1) cache 4 = _SPECIALIZE_LOAD_GLOBAL(1/1) _LOAD_GLOBAL _PUSH_NULL_CONDITIONAL;
    /// Push a name of the frame's namespace, its globals or builtins.
    93 LOAD_NAME arg Name = _LOAD_NAME;
    /// Push an int between 0 and 255.
    94 LOAD_SMALL_INT = _LOAD_SMALL_INT;
    /// Push a special method and its `self` (`with`).
    95 LOAD_SPECIAL = _INSERT_NULL _LOAD_SPECIAL;
    /// `super().name`.
    96 LOAD_SUPER_ATTR arg Name(2) cache 1 = _SPECIALIZE_LOAD_SUPER_ATTR(1/1) _LOAD_SUPER_ATTR _PUSH_NULL_CONDITIONAL;
    /// Put a local variable into a cell.
    97 MAKE_CELL arg Cell = _MAKE_CELL;
    /// Store into the dict of a comprehension.
    98 MAP_ADD = _MAP_ADD;
    /// Match the subject against a class pattern.
    99 MATCH_CLASS = _MATCH_CLASS;
    /// Jump if the bool on top of the stack is False.
    100 POP_JUMP_IF_FALSE cache 1 = _POP_JUMP_IF_FALSE;
    /// Jump if the value on top of the stack is None.
    101 POP_JUMP_IF_NONE cache 1 = _IS_NONE _POP_JUMP_IF_TRUE;
    /// Jump if the value on top of the stack is not None.
    102 POP_JUMP_IF_NOT_NONE cache 1 = _IS_NONE _POP_JUMP_IF_FALSE;
    /// Jump if the bool on top of the stack is True.
    103 POP_JUMP_IF_TRUE cache 1 = _POP_JUMP_IF_TRUE;
    /// Raise an exception.
    104 RAISE_VARARGS = _RAISE_VARARGS;
    /// Raise the handled exception again.
    105 RERAISE = _RERAISE;
    /// Send a value to a generator, coroutine or iterator.
    106 SEND cache 1 = _SPECIALIZE_SEND(1/1) _SEND;
    /// Add to the set of a comprehension.
    107 SET_ADD = _SET_ADD;
    /// Set the defaults, annotations or closure of a new function.
    108 SET_FUNCTION_ATTRIBUTE = _SET_FUNCTION_ATTRIBUTE;
    /// Update a set display by an iterable.
    109 SET_UPDATE = _SET_UPDATE;
    /// `owner.name = value`.
    110 STORE_ATTR arg Name cache 4 = _SPECIALIZE_STORE_ATTR(1/1) _STORE_ATTR;
    /// Store into a cell.
    111 STORE_DEREF arg Cell = _STORE_DEREF;
    /// Store into a local variable.
    112 STORE_FAST arg Local = _STORE_FAST;
    /// A STORE_FAST and a LOAD_FAST.
    113 STORE_FAST_LOAD_FAST arg Locals = _STORE_FAST_LOAD_FAST;
    /// Two STORE_FASTs.
    114 STORE_FAST_STORE_FAST arg Locals = _STORE_FAST_STORE_FAST;
    /// Store into a global variable.
    115 STORE_GLOBAL arg Name = _STORE_GLOBAL;
    /// Store into a name of the frame's namespace.
    116 STORE_NAME arg Name = _STORE_NAME;
    /// Swap the top of the stack with a value below.
    117 SWAP = _SWAP;
    /// Unpack an iterable with a starred target.
    118 UNPACK_EX = _UNPACK_EX;
    /// Unpack an iterable of known length.
    119 UNPACK_SEQUENCE cache 1 = _SPECIALIZE_UNPACK_SEQUENCE(1/1) _UNPACK_SEQUENCE;
    /// Suspend the generator with a value.
    120 YIELD_VALUE = _YIELD_VALUE;
    /// Start or resume a frame.
    128 RESUME = _QUICKEN_RESUME _CHECK_PERIODIC_IF_NOT_YIELD_FROM;
    /// `float + float`.
    129 BINARY_OP_ADD_FLOAT of BINARY_OP = _GUARD_TOS_FLOAT _GUARD_NOS_FLOAT _BINARY_OP_ADD_FLOAT;
    /// `int + int`.
    130 BINARY_OP_ADD_INT of BINARY_OP = _GUARD_TOS_INT _GUARD_NOS_INT _BINARY_OP_ADD_INT;
    /// `str + str`.
    131 BINARY_OP_ADD_UNICODE of BINARY_OP = _GUARD_TOS_UNICODE _GUARD_NOS_UNICODE _BINARY_OP_ADD_UNICODE;
    /// An operation between a pair of types that has an extension, such as `float * int` or `int & int`.
    132 BINARY_OP_EXTEND of BINARY_OP = _GUARD_BINARY_OP_EXTEND(2/4) _BINARY_OP_EXTEND(2/4);
    /// `float * float`.
    133 BINARY_OP_MULTIPLY_FLOAT of BINARY_OP = _GUARD_TOS_FLOAT _GUARD_NOS_FLOAT _BINARY_OP_MULTIPLY_FLOAT;
    /// `int * int`.
    134 BINARY_OP_MULTIPLY_INT of BINARY_OP = _GUARD_TOS_INT _GUARD_NOS_INT _BINARY_OP_MULTIPLY_INT;
    /// `dict[key]`.
    135 BINARY_OP_SUBSCR_DICT of BINARY_OP = _GUARD_NOS_DICT _BINARY_OP_SUBSCR_DICT;
    /// A subscript that calls a Python `__getitem__`, its frame pushed directly.
    136 BINARY_OP_SUBSCR_GETITEM of BINARY_OP = _CHECK_PEP_523 _BINARY_OP_SUBSCR_CHECK_FUNC _BINARY_OP_SUBSCR_INIT_CALL _PUSH_FRAME;
    /// `list[int]`, not negative.
    137 BINARY_OP_SUBSCR_LIST_INT of BINARY_OP = _GUARD_TOS_INT _GUARD_NOS_LIST _BINARY_OP_SUBSCR_LIST_INT;
    /// `list[slice]`.
    138 BINARY_OP_SUBSCR_LIST_SLICE of BINARY_OP = _GUARD_TOS_SLICE _GUARD_NOS_LIST _BINARY_OP_SUBSCR_LIST_SLICE;
    /// `str[int]`, not negative, the character being Latin-1.
    139 BINARY_OP_SUBSCR_STR_INT of BINARY_OP = _GUARD_TOS_INT _GUARD_NOS_UNICODE _BINARY_OP_SUBSCR_STR_INT;
    /// `tuple[int]`, not negative.
    140 BINARY_OP_SUBSCR_TUPLE_INT of BINARY_OP = _GUARD_TOS_INT _GUARD_NOS_TUPLE _BINARY_OP_SUBSCR_TUPLE_INT;
    /// `float - float`.
    141 BINARY_OP_SUBTRACT_FLOAT of BINARY_OP = _GUARD_TOS_FLOAT _GUARD_NOS_FLOAT _BINARY_OP_SUBTRACT_FLOAT;
    /// `int - int`.
    142 BINARY_OP_SUBTRACT_INT of BINARY_OP = _GUARD_TOS_INT _GUARD_NOS_INT _BINARY_OP_SUBTRACT_INT;
    /// Make an instance of a class and enter its Python `__init__` directly.
    143 CALL_ALLOC_AND_ENTER_INIT of CALL = _CHECK_PEP_523 _CHECK_AND_ALLOCATE_OBJECT(2/2) _CREATE_INIT_FRAME _PUSH_FRAME;
    /// Call a bound method of a Python function whose parameters match the arguments exactly.
    144 CALL_BOUND_METHOD_EXACT_ARGS of CALL = _CHECK_PEP_523 _CHECK_CALL_BOUND_METHOD_EXACT_ARGS _INIT_CALL_BOUND_METHOD_EXACT_ARGS _CHECK_FUNCTION_VERSION(2/2) _CHECK_FUNCTION_EXACT_ARGS _CHECK_STACK_SPACE _CHECK_RECURSION_REMAINING _INIT_CALL_PY_EXACT_ARGS _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// Call a bound method of a Python function that needs its arguments bound to parameters.
    145 CALL_BOUND_METHOD_GENERAL of CALL = _CHECK_PEP_523 _CHECK_METHOD_VERSION(2/2) _EXPAND_METHOD _CHECK_RECURSION_REMAINING _PY_FRAME_GENERAL _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// Call a built-in class.
    146 CALL_BUILTIN_CLASS of CALL = _CALL_BUILTIN_CLASS _CHECK_PERIODIC;
    /// Call a built-in function that takes an array of positional arguments.
    147 CALL_BUILTIN_FAST of CALL = _CALL_BUILTIN_FAST _CHECK_PERIODIC;
    /// Call a built-in function that takes an array of arguments and keywords.
    148 CALL_BUILTIN_FAST_WITH_KEYWORDS of CALL = _CALL_BUILTIN_FAST_WITH_KEYWORDS _CHECK_PERIODIC;
    /// Call a built-in function of one argument.
    149 CALL_BUILTIN_O of CALL = _CALL_BUILTIN_O _CHECK_PERIODIC;
    /// `isinstance(object, class)`.
    150 CALL_ISINSTANCE of CALL = _CALL_ISINSTANCE;
    /// Call a bound method of a Python function with keywords.
    151 CALL_KW_BOUND_METHOD of CALL_KW = _CHECK_PEP_523 _CHECK_METHOD_VERSION_KW(2/2) _EXPAND_METHOD_KW _PY_FRAME_KW _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// Call with keywords what is not a Python function.
    152 CALL_KW_NON_PY of CALL_KW = _CHECK_IS_NOT_PY_CALLABLE_KW _CALL_KW_NON_PY _CHECK_PERIODIC;
    /// Call a Python function with keywords.
    153 CALL_KW_PY of CALL_KW = _CHECK_PEP_523 _CHECK_FUNCTION_VERSION_KW(2/2) _PY_FRAME_KW _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// `len(object)`.
    154 CALL_LEN of CALL = _GUARD_NOS_NULL _GUARD_CALLABLE_LEN _CALL_LEN;
    /// `list.append(item)`, its result dropped.
    155 CALL_LIST_APPEND of CALL = _CALL_LIST_APPEND;
    /// Call a built-in method that takes an array of positional arguments.
    156 CALL_METHOD_DESCRIPTOR_FAST of CALL = _CALL_METHOD_DESCRIPTOR_FAST _CHECK_PERIODIC;
    /// Call a built-in method that takes an array of arguments and keywords.
    157 CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS of CALL = _CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS _CHECK_PERIODIC;
    /// Call a built-in method without arguments.
    158 CALL_METHOD_DESCRIPTOR_NOARGS of CALL = _CALL_METHOD_DESCRIPTOR_NOARGS _CHECK_PERIODIC;
    /// Call a built-in method of one argument.
    159 CALL_METHOD_DESCRIPTOR_O of CALL = _CALL_METHOD_DESCRIPTOR_O _CHECK_PERIODIC;
    /// Call what is neither a Python function nor a kind of built-in with a specialization of its own.
    160 CALL_NON_PY_GENERAL of CALL = _CHECK_IS_NOT_PY_CALLABLE _CALL_NON_PY_GENERAL _CHECK_PERIODIC;
    /// Call a Python function whose parameters match the arguments exactly.
    161 CALL_PY_EXACT_ARGS of CALL = _CHECK_PEP_523 _CHECK_FUNCTION_VERSION(2/2) _CHECK_FUNCTION_EXACT_ARGS _CHECK_STACK_SPACE _CHECK_RECURSION_REMAINING _INIT_CALL_PY_EXACT_ARGS _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// Call a Python function that needs its arguments bound to parameters.
    162 CALL_PY_GENERAL of CALL = _CHECK_PEP_523 _CHECK_FUNCTION_VERSION(2/2) _CHECK_RECURSION_REMAINING _PY_FRAME_GENERAL _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// `str(object)`.
    163 CALL_STR_1 of CALL = _GUARD_NOS_NULL _GUARD_CALLABLE_STR_1 _CALL_STR_1 _CHECK_PERIODIC;
    /// `tuple(iterable)`.
    164 CALL_TUPLE_1 of CALL = _GUARD_NOS_NULL _GUARD_CALLABLE_TUPLE_1 _CALL_TUPLE_1 _CHECK_PERIODIC;
    /// `type(object)`.
    165 CALL_TYPE_1 of CALL = _GUARD_NOS_NULL _GUARD_CALLABLE_TYPE_1 _CALL_TYPE_1;
    /// Compare two floats.
    166 COMPARE_OP_FLOAT of COMPARE_OP = _GUARD_TOS_FLOAT _GUARD_NOS_FLOAT _COMPARE_OP_FLOAT;
    /// Compare two ints of at most 30 bits.
    167 COMPARE_OP_INT of COMPARE_OP = _GUARD_TOS_INT _GUARD_NOS_INT _COMPARE_OP_INT;
    /// Compare two strings for equality.
    168 COMPARE_OP_STR of COMPARE_OP = _GUARD_TOS_UNICODE _GUARD_NOS_UNICODE _COMPARE_OP_STR;
    /// `key in dict`.
    169 CONTAINS_OP_DICT of CONTAINS_OP = _GUARD_TOS_DICT _CONTAINS_OP_DICT;
    /// `item in set`.
    170 CONTAINS_OP_SET of CONTAINS_OP = _GUARD_TOS_ANY_SET _CONTAINS_OP_SET;
    /// Resume a generator's frame directly.
    171 FOR_ITER_GEN of FOR_ITER = _CHECK_PEP_523 _FOR_ITER_GEN_FRAME _PUSH_FRAME;
    /// The next item of a list.
    172 FOR_ITER_LIST of FOR_ITER = _ITER_CHECK_LIST _ITER_JUMP_LIST _ITER_NEXT_LIST;
    /// The next item of a range.
    173 FOR_ITER_RANGE of FOR_ITER = _ITER_CHECK_RANGE _ITER_JUMP_RANGE _ITER_NEXT_RANGE;
    /// The next item of a tuple.
    174 FOR_ITER_TUPLE of FOR_ITER = _ITER_CHECK_TUPLE _ITER_JUMP_TUPLE _ITER_NEXT_TUPLE;
    /// Jump to the start of a loop, and count towards a trace.
    175 JUMP_BACKWARD_JIT of JUMP_BACKWARD = _CHECK_PERIODIC _JUMP_BACKWARD _JIT;
    /// Jump to the start of a loop; traces are switched off.
    176 JUMP_BACKWARD_NO_JIT of JUMP_BACKWARD = _CHECK_PERIODIC _JUMP_BACKWARD;
    /// An attribute of a class.
    177 LOAD_ATTR_CLASS of LOAD_ATTR = _CHECK_ATTR_CLASS(2/2) _LOAD_ATTR_CLASS(6/4) _PUSH_NULL_CONDITIONAL;
    /// An attribute of a class whose metaclass must be checked.
    178 LOAD_ATTR_CLASS_WITH_METACLASS_CHECK of LOAD_ATTR = _CHECK_ATTR_CLASS(2/2) _GUARD_TYPE_VERSION(4/2) _LOAD_ATTR_CLASS(6/4) _PUSH_NULL_CONDITIONAL;
    /// An attribute through a Python `__getattribute__`.
    179 LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN of LOAD_ATTR = _CHECK_PEP_523 _GUARD_TYPE_VERSION(2/2) _LOAD_ATTR_GETATTRIBUTE_FRAME(6/4) _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// An attribute in the inline values of an instance.
    180 LOAD_ATTR_INSTANCE_VALUE of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _CHECK_MANAGED_OBJECT_HAS_VALUES _LOAD_ATTR_INSTANCE_VALUE(4/1) _PUSH_NULL_CONDITIONAL;
    /// A method of a class whose instances may have a dict, this one having none yet.
    181 LOAD_ATTR_METHOD_LAZY_DICT of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _CHECK_ATTR_METHOD_LAZY_DICT(4/1) _LOAD_ATTR_METHOD_LAZY_DICT(6/4);
    /// A method of a class whose instances have no dict.
    182 LOAD_ATTR_METHOD_NO_DICT of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _LOAD_ATTR_METHOD_NO_DICT(6/4);
    /// A method of a class whose instances have inline values that do not shadow it.
    183 LOAD_ATTR_METHOD_WITH_VALUES of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _GUARD_DORV_VALUES_INST_ATTR_FROM_DICT _GUARD_KEYS_VERSION(4/2) _LOAD_ATTR_METHOD_WITH_VALUES(6/4);
    /// An attribute of a module.
    184 LOAD_ATTR_MODULE of LOAD_ATTR = _LOAD_ATTR_MODULE(2/4) _PUSH_NULL_CONDITIONAL;
    /// A class attribute that is no descriptor, on an instance without dict.
    185 LOAD_ATTR_NONDESCRIPTOR_NO_DICT of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _LOAD_ATTR_NONDESCRIPTOR_NO_DICT(6/4);
    /// A class attribute that is no descriptor, on an instance with inline values that do not shadow it.
    186 LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _GUARD_DORV_VALUES_INST_ATTR_FROM_DICT _GUARD_KEYS_VERSION(4/2) _LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES(6/4);
    /// A property whose getter is a Python function, its frame pushed directly.
    187 LOAD_ATTR_PROPERTY of LOAD_ATTR = _CHECK_PEP_523 _GUARD_TYPE_VERSION(2/2) _LOAD_ATTR_PROPERTY_FRAME(6/4) _SAVE_RETURN_OFFSET _PUSH_FRAME;
    /// An attribute in a slot (`__slots__`).
    188 LOAD_ATTR_SLOT of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _LOAD_ATTR_SLOT(4/1) _PUSH_NULL_CONDITIONAL;
    /// An attribute in an instance's dict, looked for where it was found before.
    189 LOAD_ATTR_WITH_HINT of LOAD_ATTR = _GUARD_TYPE_VERSION(2/2) _LOAD_ATTR_WITH_HINT(4/1) _PUSH_NULL_CONDITIONAL;
    /// Push a constant that lives for ever.
    190 LOAD_CONST_IMMORTAL of LOAD_CONST = _LOAD_CONST_IMMORTAL;
    /// Push a constant that lives as long as its code object.
    191 LOAD_CONST_MORTAL of LOAD_CONST = _LOAD_CONST_MORTAL;
    /// A built-in that no global shadows.
    192 LOAD_GLOBAL_BUILTIN of LOAD_GLOBAL = _GUARD_GLOBALS_VERSION(2/1) _LOAD_GLOBAL_BUILTINS(3/2) _PUSH_NULL_CONDITIONAL;
    /// A global, looked for where it was found before.
    193 LOAD_GLOBAL_MODULE of LOAD_GLOBAL = _NOP _LOAD_GLOBAL_MODULE(2/3) _PUSH_NULL_CONDITIONAL;
    /// `super().name`, an attribute.
    194 LOAD_SUPER_ATTR_ATTR of LOAD_SUPER_ATTR = _LOAD_SUPER_ATTR_ATTR;
    /// `super().name`, a method.
    195 LOAD_SUPER_ATTR_METHOD of LOAD_SUPER_ATTR = _LOAD_SUPER_ATTR_METHOD;
    /// A RESUME that has nothing to do but look for pending events.
    196 RESUME_CHECK of RESUME = _RESUME_CHECK;
    /// Send to a generator by resuming its frame directly.
    197 SEND_GEN of SEND = _CHECK_PEP_523 _SEND_GEN_FRAME _PUSH_FRAME;
    /// Store into the inline values of an instance.
    198 STORE_ATTR_INSTANCE_VALUE of STORE_ATTR = _GUARD_TYPE_VERSION_AND_LOCK(2/2) _GUARD_DORV_NO_DICT _STORE_ATTR_INSTANCE_VALUE(4/1);
    /// Store into a slot (`__slots__`).
    199 STORE_ATTR_SLOT of STORE_ATTR = _GUARD_TYPE_VERSION(2/2) _STORE_ATTR_SLOT(4/1);
    /// Store into an instance's dict, where the attribute was found before.
    200 STORE_ATTR_WITH_HINT of STORE_ATTR = _GUARD_TYPE_VERSION(2/2) _STORE_ATTR_WITH_HINT(4/1);
    /// `dict[key] = value`.
    201 STORE_SUBSCR_DICT of STORE_SUBSCR = _GUARD_NOS_DICT _STORE_SUBSCR_DICT;
    /// `list[int] = value`, not negative.
    202 STORE_SUBSCR_LIST_INT of STORE_SUBSCR = _GUARD_TOS_INT _GUARD_NOS_LIST _STORE_SUBSCR_LIST_INT;
    /// The truth of an instance of a class without `__bool__` and `__len__`.
    203 TO_BOOL_ALWAYS_TRUE of TO_BOOL = _GUARD_TYPE_VERSION(2/2) _REPLACE_WITH_TRUE;
    /// The truth of a bool.
    204 TO_BOOL_BOOL of TO_BOOL = _TO_BOOL_BOOL;
    /// The truth of an int.
    205 TO_BOOL_INT of TO_BOOL = _TO_BOOL_INT;
    /// The truth of a list.
    206 TO_BOOL_LIST of TO_BOOL = _GUARD_TOS_LIST _TO_BOOL_LIST;
    /// The truth of None.
    207 TO_BOOL_NONE of TO_BOOL = _TO_BOOL_NONE;
    /// The truth of a str.
    208 TO_BOOL_STR of TO_BOOL = _GUARD_TOS_UNICODE _TO_BOOL_STR;
    /// Unpack a list.
    209 UNPACK_SEQUENCE_LIST of UNPACK_SEQUENCE = _GUARD_TOS_LIST _UNPACK_SEQUENCE_LIST;
    /// Unpack a tuple.
    210 UNPACK_SEQUENCE_TUPLE of UNPACK_SEQUENCE = _GUARD_TOS_TUPLE _UNPACK_SEQUENCE_TUPLE;
    /// Unpack a pair.
    211 UNPACK_SEQUENCE_TWO_TUPLE of UNPACK_SEQUENCE = _GUARD_TOS_TUPLE _UNPACK_SEQUENCE_TWO_TUPLE;
    /// Enter the trace that starts here; the argument says which.
    255 ENTER_EXECUTOR = _ENTER_EXECUTOR;
} } }
