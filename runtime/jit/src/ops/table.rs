//! The one table of the register IR's operations. The build script makes the stencils from it; [`super`] the `Op` enum
//! and its metadata; `fold` evaluates the pure ones; the tests compare all of these.
//!
//! A row reads `name (operand: Type, ..) -> Type [flags];`. The body of an operation is the primitive of the same name
//! in `uops::prims`. Operand types:
//!
//! - `Int`, `Raw`, `Value`, `Bool`, and `Word` (any of these) are general registers; `Float` is a floating-point one.
//! - `Frame` and `Context` are the pinned registers.
//! - `Imm32`, `Imm64` are holes, filled with the instruction's immediate (32 bits are sign-extended).
//!
//! A result has the first operand's register (two-address form) where both are of one kind of register. Flags:
//!
//! - `pure` (always first): the result depends on the operands alone. `commutes`: the operands can be exchanged.
//! - `exits`: leaves the trace when the primitive returns `None` or `false`.
//! - `raises`: what it leaves for may be an exception, so it is needed even where its result is not.
//! - `reads`: depends on memory. `writes`: changes memory.
//! - `imm`: also exists with an immediate as its last operand.
//! - `free`: the result may be in any register, whatever the first operand's.

/// Calls `$m!` with every row of the table.
#[macro_export]
macro_rules! for_each_op {
    ($m:path) => {
        $m! {
            copy (a: Word) -> Word [pure free];
            copy_float (a: Float) -> Float [pure free];
            constant (bits: Imm64) -> Word [pure];
            constant_float (bits: Imm64) -> Float [pure];

            int_add (a: Int, b: Int) -> Int [pure exits imm commutes];
            int_sub (a: Int, b: Int) -> Int [pure exits imm];
            int_mul (a: Int, b: Int) -> Int [pure exits imm commutes];
            int_floordiv (a: Int, b: Int) -> Int [pure exits raises];
            int_mod (a: Int, b: Int) -> Int [pure exits raises];
            int_shl (a: Int, b: Int) -> Int [pure exits raises imm];
            int_shr (a: Int, b: Int) -> Int [pure exits raises imm];
            int_neg (a: Int) -> Int [pure exits];
            int_invert (a: Int) -> Int [pure];
            int_abs (a: Int) -> Int [pure exits];
            add (a: Word, b: Word) -> Word [pure imm commutes];
            sub (a: Word, b: Word) -> Word [pure imm];
            and (a: Word, b: Word) -> Word [pure imm commutes];
            or (a: Word, b: Word) -> Word [pure imm commutes];
            xor (a: Word, b: Word) -> Word [pure imm commutes];
            int_of_raw (a: Raw) -> Int [pure];
            raw_of_int (a: Int) -> Raw [pure];

            lt (a: Word, b: Word) -> Bool [pure imm];
            le (a: Word, b: Word) -> Bool [pure imm];
            eq (a: Word, b: Word) -> Bool [pure imm commutes];
            ne (a: Word, b: Word) -> Bool [pure imm commutes];
            not (a: Bool) -> Bool [pure];
            guard_lt (a: Word, b: Word) [pure exits imm];
            guard_le (a: Word, b: Word) [pure exits imm];
            guard_gt (a: Word, b: Word) [pure exits imm];
            guard_ge (a: Word, b: Word) [pure exits imm];
            guard_eq (a: Word, b: Word) [pure exits imm commutes];
            guard_ne (a: Word, b: Word) [pure exits imm commutes];
            guard_true (a: Bool) [pure exits];
            guard_false (a: Bool) [pure exits];
            guard_index (index: Int, len: Raw) [pure exits];

            guard_is (a: Value, constant: Imm64) [pure exits];
            guard_is_not (a: Value, constant: Imm64) [pure exits];
            guard_int (a: Value) [pure exits];
            guard_float (a: Value) [pure exits];
            guard_bool (a: Value) [pure exits];
            guard_object (a: Value) [pure exits];
            unbox_int (a: Value) -> Int [pure];
            box_int (a: Int) -> Value [pure];
            unbox_float (a: Value) -> Float [pure];
            box_float (a: Float) -> Value [pure];
            unbox_bool (a: Value) -> Bool [pure];
            box_bool (a: Bool) -> Value [pure];

            float_add (a: Float, b: Float) -> Float [pure];
            float_sub (a: Float, b: Float) -> Float [pure];
            float_mul (a: Float, b: Float) -> Float [pure];
            float_div (a: Float, b: Float) -> Float [pure exits raises];
            float_neg (a: Float) -> Float [pure];
            float_abs (a: Float) -> Float [pure];
            float_of_int (a: Int) -> Float [pure];
            float_lt (a: Float, b: Float) -> Float [pure];
            float_le (a: Float, b: Float) -> Float [pure];
            float_eq (a: Float, b: Float) -> Float [pure commutes];
            bool_of_mask (a: Float) -> Bool [pure];
            guard_float_lt (a: Float, b: Float) [pure exits];
            guard_float_le (a: Float, b: Float) [pure exits];
            guard_float_eq (a: Float, b: Float) [pure exits commutes];
            guard_float_not_lt (a: Float, b: Float) [pure exits];
            guard_float_not_le (a: Float, b: Float) [pure exits];
            guard_float_ne (a: Float, b: Float) [pure exits commutes];

            load (base: Word, offset: Imm32) -> Word [reads free];
            load_u32 (base: Word, offset: Imm32) -> Raw [reads];
            load_u8 (base: Word, offset: Imm32) -> Raw [reads];
            load_item (body: Word, index: Int, offset: Imm32) -> Value [reads];
            item_address (body: Word, index: Int) -> Raw [pure];
            write_field (object: Word, value: Value, offset: Imm32) [writes];
            store (base: Word, bits: Word, offset: Imm32) [writes];
            guard_class (object: Value, class: Imm64) [reads exits];
            attribute_in_order (object: Value, place: Imm64) [reads exits];
            guard_zero_byte (base: Word, offset: Imm32) [reads exits];

            load_slot (base: Frame, offset: Imm32) -> Value [reads] = load_pinned;
            store_slot (base: Frame, value: Value, offset: Imm32) [writes] = store_pinned;
            reload (base: Context, offset: Imm32) -> Word [reads] = load_pinned;
            spill (base: Context, bits: Word, offset: Imm32) [writes] = store_pinned;
            reload_float (base: Context, offset: Imm32) -> Float [reads] = load_float;
            spill_float (base: Context, value: Float, offset: Imm32) [writes] = store_float;
            set_exit (base: Context, exit: Imm32) [writes];
        }
    };
}
