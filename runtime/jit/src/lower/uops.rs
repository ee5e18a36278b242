//! What each micro-op becomes.

use uops::{Uop, Value};

use super::{Done, Lowering};
use crate::builder::Space;
use crate::ir::{Reason, Ref, Snapshot};
use crate::ops::{Op, Ty};

/// One table: the micro-ops that are lowered natively, each with what it becomes. All others call the helper.
macro_rules! natives {
    ($l:ident; $($($uop:ident)|+ => $body:expr;)+) => {
        /// Whether a micro-op needs no helper.
        pub(crate) fn is_native(uop: Uop) -> bool {
            matches!(uop, $($(Uop::$uop)|+)|+)
        }

        impl Lowering<'_> {
            /// Lowers the current micro-op.
            pub(super) fn step(&mut self) -> Done {
                let $l = self;
                match $l.uop.uop {
                    $($(Uop::$uop)|+ => $body,)+
                    _ => $l.helper(),
                }
            }
        }
    };
}

natives! { l;
    _START_EXECUTOR | _MAKE_WARM | _SET_IP | _NOP | _CHECK_PEP_523 | _JUMP_TO_TOP | _CHECK_STACK_SPACE_OPERAND | _CHECK_FUNCTION => Ok(());
    _CHECK_VALIDITY => l.check_validity();
    _CHECK_PERIODIC => l.check_periodic();
    _TIER2_RESUME_CHECK => l.resume_check();
    _EXIT_TRACE | _DEOPT => l.leave();
    _DYNAMIC_EXIT => l.leave_for_new_frame();

    _LOAD_FAST | _LOAD_FAST_BORROW => { let value = l.local(l.uop.oparg); l.push(value); Ok(()) };
    _LOAD_FAST_CHECK => l.load_fast_check();
    _LOAD_FAST_AND_CLEAR => {
        let (value, null) = (l.local(l.uop.oparg), l.null());
        l.set_local(l.uop.oparg, null);
        l.push(value);
        Ok(())
    };
    _LOAD_CONST | _LOAD_CONST_MORTAL | _LOAD_CONST_IMMORTAL => l.load_const();
    _LOAD_CONST_INLINE | _LOAD_CONST_INLINE_BORROW => l.push_constant(0);
    _POP_TOP_LOAD_CONST_INLINE | _POP_TOP_LOAD_CONST_INLINE_BORROW => l.push_constant(1);
    _POP_TWO_LOAD_CONST_INLINE_BORROW => l.push_constant(2);
    _LOAD_SMALL_INT => { let value = l.b.int(i64::from(l.uop.oparg)); l.push(value); Ok(()) };
    _STORE_FAST => { let value = l.pop(); l.set_local(l.uop.oparg, value); Ok(()) };
    _POP_TOP | _END_FOR => { l.drop(1); Ok(()) };
    _END_SEND => { let value = l.pop(); l.replace(1, value); Ok(()) };
    _PUSH_NULL => { let null = l.null(); l.push(null); Ok(()) };
    _PUSH_NULL_CONDITIONAL => {
        if l.uop.oparg & 1 != 0 {
            let null = l.null();
            l.push(null);
        }
        Ok(())
    };
    _INSERT_NULL => { let (value, null) = (l.pop(), l.null()); l.push(null); l.push(value); Ok(()) };
    _COPY => { let value = l.peek(l.uop.oparg as usize); l.push(value); Ok(()) };
    _SWAP => {
        let depth = l.uop.oparg as usize;
        let (top, bottom) = (l.peek(1), l.peek(depth));
        l.set_peek(1, bottom);
        l.set_peek(depth, top);
        Ok(())
    };

    _GUARD_TOS_INT => l.guard_int(1);
    _GUARD_NOS_INT => l.guard_int(2);
    _GUARD_TOS_FLOAT => l.guard_float(1);
    _GUARD_NOS_FLOAT => l.guard_float(2);
    _GUARD_TOS_UNICODE => l.guard_class_of(1, l.vm.types.str);
    _GUARD_NOS_UNICODE => l.guard_class_of(2, l.vm.types.str);
    _GUARD_TOS_LIST => l.guard_class_of(1, l.vm.types.list);
    _GUARD_NOS_LIST => l.guard_class_of(2, l.vm.types.list);
    _GUARD_TOS_TUPLE => l.guard_class_of(1, l.vm.types.tuple);
    _GUARD_NOS_TUPLE => l.guard_class_of(2, l.vm.types.tuple);
    _GUARD_TOS_DICT => l.guard_class_of(1, l.vm.types.dict);
    _GUARD_NOS_DICT => l.guard_class_of(2, l.vm.types.dict);
    _GUARD_TOS_SLICE => l.guard_class_of(1, l.vm.types.slice);
    _ITER_CHECK_LIST => l.guard_class_of(1, l.vm.types.list_iterator);
    _ITER_CHECK_TUPLE => l.guard_class_of(1, l.vm.types.tuple_iterator);
    _ITER_CHECK_RANGE => l.guard_class_of(1, l.vm.types.range_iterator);
    _GUARD_NOS_NULL => { let exit = l.exit(); l.guard_slot(2, true, exit); Ok(()) };
    _GUARD_CALLABLE_STR_1 => l.guard_callable(3, Value::object(l.vm.types.str));
    _GUARD_CALLABLE_TUPLE_1 => l.guard_callable(3, Value::object(l.vm.types.tuple));
    _GUARD_CALLABLE_TYPE_1 => l.guard_callable(3, Value::object(l.vm.types.type_));
    _GUARD_CALLABLE_LEN => l.guard_callable(3, l.vm.callables.len);

    _TO_BOOL_BOOL => l.truth_of_bool();
    _TO_BOOL_INT => l.truth_of_int();
    _TO_BOOL_LIST => l.truth_of_len(true);
    _TO_BOOL_STR => l.truth_of_len(false);
    _REPLACE_WITH_TRUE => { let value = l.constant(Value::TRUE); l.replace(1, value); Ok(()) };
    _UNARY_NOT => l.not();
    _IS_NONE => l.is_none();
    _IS_OP => l.is(l.uop.oparg != 0);
    _GUARD_IS_TRUE_POP => l.guard_bool_pop(true);
    _GUARD_IS_FALSE_POP => l.guard_bool_pop(false);
    _GUARD_IS_NONE_POP => l.guard_none_pop(true);
    _GUARD_IS_NOT_NONE_POP => l.guard_none_pop(false);

    _BINARY_OP_ADD_INT => l.int_op(Op::int_add);
    _BINARY_OP_SUBTRACT_INT => l.int_op(Op::int_sub);
    _BINARY_OP_MULTIPLY_INT => l.int_op(Op::int_mul);
    _BINARY_OP_ADD_FLOAT => l.float_op(Op::float_add);
    _BINARY_OP_SUBTRACT_FLOAT => l.float_op(Op::float_sub);
    _BINARY_OP_MULTIPLY_FLOAT => l.float_op(Op::float_mul);
    _GUARD_BINARY_OP_EXTEND => l.guard_extend();
    _BINARY_OP_EXTEND => l.extend();
    _COMPARE_OP_INT => l.compare_ints();
    _COMPARE_OP_FLOAT => l.compare_floats();
    // Native where the operands' kinds are known; otherwise these call the helper.
    _BINARY_OP => l.binary_op();
    _COMPARE_OP => l.compare();
    _UNARY_NEGATIVE => l.negative();
    _UNARY_INVERT => l.invert();
    _TO_BOOL => l.truth();

    _GUARD_TYPE_VERSION | _GUARD_TYPE_VERSION_AND_LOCK => l.guard_type_version();
    _GUARD_KEYS_VERSION => l.guard_keys_version();
    _CHECK_MANAGED_OBJECT_HAS_VALUES | _GUARD_DORV_NO_DICT | _GUARD_DORV_VALUES_INST_ATTR_FROM_DICT => l.guard_no_dict();
    _LOAD_ATTR_INSTANCE_VALUE | _LOAD_ATTR_SLOT => l.load_inline_value();
    _STORE_ATTR_INSTANCE_VALUE => l.store_attribute();
    _STORE_ATTR_SLOT => l.store_inline_value();
    _LOAD_ATTR_MODULE => l.load_attr_module();
    _LOAD_ATTR_CLASS | _LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES | _LOAD_ATTR_NONDESCRIPTOR_NO_DICT => l.push_constant(1);
    _LOAD_ATTR_METHOD_WITH_VALUES | _LOAD_ATTR_METHOD_NO_DICT | _LOAD_ATTR_METHOD_LAZY_DICT => {
        let owner = l.pop();
        l.push_constant(0)?;
        l.push(owner);
        Ok(())
    };
    _GUARD_GLOBALS_VERSION => l.guard_globals_version();
    _LOAD_GLOBAL_MODULE => l.load_global(false);
    _LOAD_GLOBAL_BUILTINS => l.load_global(true);
    _LOAD_DEREF => l.load_deref();
    _STORE_DEREF => l.store_deref();

    _BINARY_OP_SUBSCR_LIST_INT => l.list_subscript();
    _BINARY_OP_SUBSCR_TUPLE_INT => l.tuple_subscript();
    _STORE_SUBSCR_LIST_INT => l.list_store();
    _UNPACK_SEQUENCE_TWO_TUPLE => l.unpack_tuple(2);
    _UNPACK_SEQUENCE_TUPLE => l.unpack_tuple(l.uop.oparg as usize);
    _UNPACK_SEQUENCE_LIST => l.unpack_list(l.uop.oparg as usize);
    _GUARD_NOT_EXHAUSTED_RANGE => l.guard_range_not_exhausted();
    _ITER_NEXT_RANGE => l.next_of_range();
    _GUARD_NOT_EXHAUSTED_LIST => l.guard_sequence_not_exhausted(true);
    _ITER_NEXT_LIST_TIER_TWO => l.next_of_sequence(true);
    _GUARD_NOT_EXHAUSTED_TUPLE => l.guard_sequence_not_exhausted(false);
    _ITER_NEXT_TUPLE => l.next_of_sequence(false);

    _CHECK_FUNCTION_VERSION => l.check_function_version();
    _CHECK_FUNCTION_VERSION_INLINE => l.check_function_version_inline();
    _CHECK_METHOD_VERSION => l.check_method_version();
    _CHECK_FUNCTION_EXACT_ARGS => l.check_exact_args();
    _CHECK_CALL_BOUND_METHOD_EXACT_ARGS => l.check_bound_method();
    _INIT_CALL_BOUND_METHOD_EXACT_ARGS | _EXPAND_METHOD => l.expand_method();
    _CHECK_STACK_SPACE | _CHECK_RECURSION_REMAINING => l.check_recursion();
    _INIT_CALL_PY_EXACT_ARGS => l.init_call();
    _SAVE_RETURN_OFFSET => l.save_return_offset();
    _PUSH_FRAME => l.push_frame();
    _RETURN_VALUE => l.return_value();
}

impl Lowering<'_> {
    fn null(&mut self) -> Ref {
        self.b.constant(Ty::Value, Value::NULL.bits() as i64)
    }

    fn check_validity(&mut self) -> Done {
        let exit = self.exit();
        let valid = self.b.constant(Ty::Raw, self.uop.operand as i64);
        let valid = self
            .b
            .load(Op::load_u8, Space::Stable, [valid, Ref::NONE], 0, Ty::Raw);
        self.guard_equal(valid, 1, exit);
        Ok(())
    }

    /// Leaves to handle a pending event, and goes on after this micro-op.
    fn check_periodic(&mut self) -> Done {
        let after = self
            .trace
            .uops
            .get(self.at + 1)
            .map_or(self.uop.origin, |next| next.origin);
        let mut snapshot = self.state.snapshot(u32::MAX, self.uop.origin);
        snapshot.reason = Reason::Event(after);
        let exit = self.add_snapshot(snapshot);
        self.guard_pending(exit);
        Ok(())
    }

    fn resume_check(&mut self) -> Done {
        let exit = self.exit();
        self.guard_pending(exit);
        Ok(())
    }

    fn guard_pending(&mut self, exit: u32) {
        // The vm keeps it where it is as long as there are traces.
        let pending = self.vm.events.pending.as_ptr() as usize;
        let pending = self.b.constant(Ty::Raw, pending as i64);
        self.b.guard_always(Op::guard_zero_byte, pending, 0, exit);
    }

    /// The end of a trace that is no loop.
    fn leave(&mut self) -> Done {
        let exit = self.exit();
        self.b.ir.end = Some(exit);
        Ok(())
    }

    /// The end of a trace where a helper has made another frame the running one.
    fn leave_for_new_frame(&mut self) -> Done {
        let snapshot = Snapshot {
            exit: self.uop.exit,
            reason: Reason::Dynamic,
            ..Snapshot::default()
        };
        self.b.ir.end = Some(self.add_snapshot(snapshot));
        Ok(())
    }

    fn load_fast_check(&mut self) -> Done {
        let value = self.local(self.uop.oparg);
        if self.ty(value) == Ty::Value {
            let exit = self.own_exit()?;
            self.b
                .guard_with(Op::guard_is_not, value, Value::NULL.bits() as i64, exit);
        }
        self.push(value);
        Ok(())
    }

    fn load_const(&mut self) -> Done {
        // SAFETY: pinned: the trace keeps its code objects alive; the compiler's indexes are within the constants.
        let value = unsafe {
            *(*(*self.uop.code).consts)
                .items
                .as_ptr()
                .add(self.uop.oparg as usize)
        };
        let value = self.constant(value);
        self.push(value);
        Ok(())
    }

    /// Replaces some values by the operand.
    fn push_constant(&mut self, popped: usize) -> Done {
        let value = self.constant(Value::from_bits(self.uop.operand));
        self.replace(popped, value);
        Ok(())
    }

    fn guard_int(&mut self, depth: usize) -> Done {
        let exit = self.exit();
        let value = self.peek(depth);
        self.int_or(value, exit);
        Ok(())
    }

    fn guard_float(&mut self, depth: usize) -> Done {
        let exit = self.exit();
        let value = self.peek(depth);
        self.float_or(value, exit);
        Ok(())
    }

    fn guard_callable(&mut self, depth: usize, callable: Value) -> Done {
        let exit = self.exit();
        let value = self.peek(depth);
        let value = self.boxed(value);
        self.b
            .guard_with(Op::guard_is, value, callable.bits() as i64, exit);
        Ok(())
    }
}
