//! Attributes.

use crate::interpreter::{Flow, Machine, outline};
use crate::layout::{Class, Dict, Function, Instance, Module};
use crate::objects::cast;
use crate::specialize::attribute::IN_DICT;
use crate::specialize::ways::note_way;
use crate::{Result, Value, Vm};

guard! {
    _GUARD_TYPE_VERSION(m, _oparg, operand) { m.has_version(m.peek(1), operand as u32) }
    _GUARD_TYPE_VERSION_AND_LOCK(m, _oparg, operand) { m.has_version(m.peek(1), operand as u32) }
    _CHECK_MANAGED_OBJECT_HAS_VALUES(m) { has_values(m) }
    _GUARD_DORV_VALUES_INST_ATTR_FROM_DICT(m, oparg) {
        let dict = instance(m.peek(1)).dict;
        dict.is_null() || outline::lacks_attribute(m.vm, dict, m.name(oparg >> 1))
    }
    _GUARD_DORV_NO_DICT(m) { has_values(m) }
    _GUARD_KEYS_VERSION(m, _oparg, operand) {
        // SAFETY: typed: the type version that was checked is of a class with shared keys.
        unsafe { (*(*instance(m.peek(1)).head.class).keys).version == operand as u32 }
    }
    _CHECK_ATTR_METHOD_LAZY_DICT(m) { m.vm.dict_of(m.peek(1)).is_null() }
    _CHECK_ATTR_CLASS(m, _oparg, operand) {
        matches!(cast::as_class(m.peek(1)), Some(class) if class.version == operand as u32 && operand != 0)
    }
}

body! {
    _LOAD_ATTR(m, oparg) {
        let (owner, name) = (m.peek(1), m.name(oparg >> 1));
        note_way(m.vm, owner, name);
        if oparg & 1 != 0 {
            return match outline::load_method(m.vm, owner, name, m.above(1)) {
                Ok(()) => { m.push_written(1); Flow::Next }
                Err(_) => Flow::Raised,
            };
        }
        let result = m.vm.get_attr(owner, name);
        m.finish(1, result)
    }
    _LOAD_ATTR_INSTANCE_VALUE(m, oparg, operand) {
        if operand & u64::from(IN_DICT) != 0 {
            return match load_hinted(m, oparg, (operand ^ u64::from(IN_DICT)) as usize) {
                Flow::Next => Flow::Next,
                _ => elsewhere(m),
            };
        }
        let value = inline_value(m.peek(1), operand as isize);
        if value.is_null() {
            return if instance(m.peek(1)).dict.is_null() { Flow::Deopt } else { elsewhere(m) };
        }
        m.replace(1, value);
        Flow::Next
    }
    _LOAD_ATTR_SLOT(m, _oparg, operand) {
        let value = inline_value(m.peek(1), isize::from(operand as i16));
        if value.is_null() {
            return Flow::Deopt;
        }
        m.replace(1, value);
        Flow::Next
    }
    _LOAD_ATTR_MODULE(m, _oparg, operand) {
        let owner = m.peek(1);
        if !cast::is_exactly(owner, m.vm.types.module) {
            return Flow::Deopt;
        }
        // SAFETY: typed: the class was just checked.
        let dict = unsafe { &*cast::get::<Module>(owner).dict };
        if dict.keys_version != operand as u32 || operand as u32 == 0 {
            return Flow::Deopt;
        }
        // SAFETY: bodies: under an unchanged keys version the table still has the entry.
        let value = unsafe { *cast::str_value(dict.table, (operand >> 32) as usize) };
        if value.is_null() {
            return Flow::Deopt;
        }
        m.replace(1, value);
        Flow::Next
    }
    _LOAD_ATTR_WITH_HINT(m, oparg, operand) {
        load_hinted(m, oparg, operand as usize)
    }
    _LOAD_ATTR_CLASS(m, _oparg, operand) { m.replace(1, Value::from_bits(operand)); Flow::Next }
    _LOAD_ATTR_METHOD_WITH_VALUES(m, _oparg, operand) { push_method(m, operand) }
    _LOAD_ATTR_METHOD_NO_DICT(m, _oparg, operand) { push_method(m, operand) }
    _LOAD_ATTR_METHOD_LAZY_DICT(m, _oparg, operand) { push_method(m, operand) }
    _LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES(m, _oparg, operand) { m.replace(1, Value::from_bits(operand)); Flow::Next }
    _LOAD_ATTR_NONDESCRIPTOR_NO_DICT(m, _oparg, operand) { m.replace(1, Value::from_bits(operand)); Flow::Next }
    _LOAD_ATTR_PROPERTY_FRAME(m, _oparg, operand) {
        // SAFETY: typed: specialization caches functions only, under the type version that was checked.
        let function: &Function = unsafe { cast::get(Value::from_bits(operand)) };
        // SAFETY: pinned: a live function has live code.
        if !m.vm.check_recursion_quietly(unsafe { &*function.code }) {
            return Flow::Deopt;
        }
        let owner = m.pop();
        let frame = m.vm.push_function_frame(function);
        // SAFETY: specialization has checked that the getter has one parameter.
        unsafe { *crate::frames::locals(frame) = owner };
        m.push(Value::from_bits(frame as u64));
        Flow::Next
    }
    _LOAD_ATTR_GETATTRIBUTE_FRAME(m, oparg, operand) {
        // SAFETY: typed: specialization caches functions only, under the type version that was checked.
        let function: &Function = unsafe { cast::get(Value::from_bits(operand)) };
        // SAFETY: pinned: a live function has live code.
        if oparg & 1 != 0 || !m.vm.check_recursion_quietly(unsafe { &*function.code }) {
            return Flow::Deopt;
        }
        let (owner, name) = (m.pop(), m.name(oparg >> 1));
        let frame = m.vm.push_function_frame(function);
        let slots = crate::frames::locals(frame);
        // SAFETY: specialization has checked that `__getattribute__` has two parameters.
        unsafe { *slots = owner; *slots.add(1) = name; }
        m.push(Value::from_bits(frame as u64));
        Flow::Next
    }
    _STORE_ATTR(m, oparg) {
        let (value, owner, name) = (m.peek(2), m.peek(1), m.name(oparg));
        note_way(m.vm, owner, name);
        let result = m.vm.set_attr(owner, name, value);
        m.done(2, result)
    }
    _STORE_ATTR_INSTANCE_VALUE(m, oparg, operand) {
        if operand & u64::from(IN_DICT) != 0 {
            return match store_hinted(m, oparg, (operand ^ u64::from(IN_DICT)) as usize) {
                Flow::Next => Flow::Next,
                _ => elsewhere(m),
            };
        }
        // The order of the values is that of assignment: only STORE_ATTR can keep another, in a dict. Where there is one
        // already, no value is inline.
        let values = cast::inline_values(m.peek(1).pointer()).get(operand as usize..);
        let Some([value, after @ ..]) = values else {
            return elsewhere(m);
        };
        if value.is_null() && after.iter().any(|later| !later.is_null()) {
            return elsewhere(m);
        }
        store_inline(m, operand as usize)
    }
    _STORE_ATTR_SLOT(m, _oparg, operand) { store_inline(m, operand as usize) }
    _STORE_ATTR_WITH_HINT(m, oparg, operand) { store_hinted(m, oparg, operand as usize) }
    _DELETE_ATTR(m, oparg) {
        let name = m.name(oparg);
        let result = m.vm.set_attr(m.peek(1), name, Value::NULL);
        m.done(1, result)
    }
    _LOAD_SUPER_ATTR(m, oparg) {
        let (global_super, class, this, name) = (m.peek(3), m.peek(2), m.peek(1), m.name(oparg >> 2));
        let result = m.vm.load_super_attr(global_super, class, this, name, oparg & 2 != 0);
        m.finish(3, result)
    }
    _LOAD_SUPER_ATTR_ATTR(m, oparg) {
        let (global_super, class, this, name) = (m.peek(3), m.peek(2), m.peek(1), m.name(oparg >> 2));
        if global_super != Value::object(m.vm.types.super_) || cast::as_class(class).is_none() {
            return Flow::Deopt;
        }
        let result = m.vm.super_lookup(class, this, name, false).map(|(attr, _)| attr);
        m.finish(3, result)
    }
    _LOAD_SUPER_ATTR_METHOD(m, oparg) {
        let (global_super, class, this, name) = (m.peek(3), m.peek(2), m.peek(1), m.name(oparg >> 2));
        if global_super != Value::object(m.vm.types.super_) || cast::as_class(class).is_none() {
            return Flow::Deopt;
        }
        match outline::load_super_method(m.vm, class, this, name, m.above(3)) {
            Ok(()) => { m.drop(1); Flow::Next }
            Err(_) => Flow::Raised,
        }
    }
    _LOAD_SPECIAL(m, oparg) {
        match outline::load_special(m.vm, m.peek(1), oparg & 3, m.above(2)) {
            Ok(()) => Flow::Next,
            Err(_) => Flow::Raised,
        }
    }
}

#[inline(always)]
fn instance<'a>(value: Value) -> &'a mut Instance {
    // SAFETY: typed: the type version that was checked before is of a class with inline values.
    unsafe { cast::get(value) }
}

#[inline(always)]
fn inline_value(owner: Value, index: isize) -> Value {
    // SAFETY: typed: the type version that was checked before is of a class with that many inline values, or, for a native
    // class's member, with a value there. The class in the header has a pointer's bits, which are its value's.
    unsafe { *instance(owner).values.as_ptr().offset(index) }
}

#[inline(always)]
fn store_inline(m: &mut Machine<'_>, index: usize) -> Flow {
    let (owner, value) = (m.pop(), m.pop());
    // SAFETY: typed: the type version that was checked before is of a class with that many inline values.
    unsafe {
        m.vm.write_field(
            owner.pointer(),
            instance(owner).values.as_mut_ptr().add(index),
            value,
        )
    };
    Flow::Next
}

/// Whether CPython would have the instance's attributes inline: they are, or in a dict that nobody has seen.
#[inline(always)]
fn has_values(m: &Machine<'_>) -> bool {
    let dict = instance(m.peek(1)).dict;
    dict.is_null() || outline::holds_inline(m.vm, dict)
}

/// An attribute is not where the instruction's cache says: no miss of the form where the instance still has its attributes
/// inline by CPython's measure.
#[inline(always)]
fn elsewhere(m: &Machine<'_>) -> Flow {
    if has_values(m) {
        Flow::General
    } else {
        Flow::Deopt
    }
}

/// Loads an attribute from the entry of an instance's dict where it was found before.
#[inline(always)]
fn load_hinted(m: &mut Machine<'_>, oparg: u32, hint: usize) -> Flow {
    let name = m.name(oparg >> 1);
    match hinted(m, 1, name, hint) {
        Some(value) if !value.is_null() => {
            m.replace(1, *value);
            Flow::Next
        }
        _ => Flow::Deopt,
    }
}

/// Stores an attribute into the entry of an instance's dict where it was found before.
#[inline(always)]
fn store_hinted(m: &mut Machine<'_>, oparg: u32, hint: usize) -> Flow {
    let (name, value) = (m.name(oparg), m.peek(2));
    // STORE_ATTR tells those who watch the dict.
    if m.vm
        .as_dict(m.vm.dict_of(m.peek(1)))
        .is_some_and(|dict| dict.watched)
    {
        return Flow::Deopt;
    }
    match hinted(m, 1, name, hint) {
        Some(old) if !old.is_null() => {
            *old = value;
            m.drop(2);
            Flow::Next
        }
        _ => Flow::Deopt,
    }
}

#[inline(always)]
fn push_method(m: &mut Machine<'_>, method: u64) -> Flow {
    let owner = m.peek(1);
    m.set_peek(1, Value::from_bits(method));
    m.push(owner);
    Flow::Next
}

/// The value of an instance's dict at the hint, if the name is there.
#[inline(always)]
fn hinted<'a>(m: &Machine<'_>, depth: usize, name: Value, hint: usize) -> Option<&'a mut Value> {
    let dict = m.vm.as_dict(m.vm.dict_of(m.peek(depth)))?;
    let (key, value) = cast::dict_entry(dict, hint)?;
    // SAFETY: bodies: the entry is one of the table's, which is live.
    (key == name).then(|| unsafe { &mut *value })
}

impl Vm {
    /// The dict that holds an instance's attributes; NULL while they are inline or there are none.
    #[inline(always)]
    pub fn dict_of(&self, value: Value) -> Value {
        // Shapes with attributes keep their dict right after the header; specialization caches only such.
        let dict = instance(value).dict;
        if cast::is_exactly(dict, self.types.dict) {
            dict
        } else {
            Value::NULL
        }
    }

    /// LOAD_SUPER_ATTR through the general path: `super` may be shadowed.
    fn load_super_attr(
        &mut self,
        global_super: Value,
        class: Value,
        this: Value,
        name: Value,
        two_arguments: bool,
    ) -> Result {
        if global_super == Value::object(self.types.super_) && cast::as_class(class).is_some() {
            return self
                .super_lookup(class, this, name, false)
                .map(|(attr, _)| attr);
        }
        let object = if two_arguments {
            self.call_pos(global_super, &[class, this])?
        } else {
            self.call_pos(global_super, &[])?
        };
        self.get_attr(object, name)
    }

    #[cold]
    pub(crate) fn no_context_manager(&mut self, owner: Value, which: u32) {
        let class = self.class_name(owner);
        let (with, asynchronous) = (
            ("the context manager", "with", ["__enter__", "__exit__"]),
            (
                "the asynchronous context manager",
                "async with",
                ["__aenter__", "__aexit__"],
            ),
        );
        let (own, other) = if which < 2 {
            (with, asynchronous)
        } else {
            (asynchronous, with)
        };
        let method = own.2[which as usize & 1];
        let mut message = format!(
            "'{class}' object does not support {} protocol (missed {method} method)",
            own.0
        );
        let methods = other.2.map(|name| self.intern(name));
        if methods
            .iter()
            .all(|&name| !self.lookup(self.class_of(owner), name).is_null())
        {
            message += &format!(
                " but it supports {} protocol. Did you mean to use '{}'?",
                other.0, other.1
            );
        }
        self.type_error(message);
    }
}

/// The layout facts that specialized attribute access relies on.
const _: () = {
    assert!(
        core::mem::offset_of!(Instance, dict) == core::mem::offset_of!(crate::layout::List, dict)
    );
    assert!(size_of::<*mut Class>() == size_of::<*mut Dict>());
};
