//! LOAD_ATTR, STORE_ATTR, LOAD_SUPER_ATTR.

use uops::{Opcode, Refusal};

use super::binary::is_simple;
use super::{Outcome, Reason, write_cache};
use crate::layout::{Class, Fields, Frame, Holds, SharedKeys, class_flags};
use crate::objects::cast;
use crate::objects::instance::how_kept;
use crate::{Value, Vm};

/// What a name is in a class, for an attribute access on an instance (CPython's `DescriptorClassification`).
pub(super) enum Descriptor {
    Absent,
    /// An object of a Python class, which may become a descriptor any time.
    Mutable,
    /// A slot of `__slots__` or a native class's member: its index among the inline values, as [`i16`].
    Slot(u16),
    Property,
    /// A data descriptor.
    Overriding,
    Method,
    ClassMethod,
    /// A descriptor without `__set__` that is no method.
    NonOverriding,
    /// A plain value.
    PlainValue,
    /// The class has its own `__getattribute__` or `__getattr__`.
    GetAttribute,
}

fn name_at(frame: *mut Frame, index: u32) -> Value {
    // SAFETY: initialised: the running frame's code is live; the compiler's indexes of names are within the tuple.
    cast::tuple_items(unsafe { (*(*frame).code).names })[index as usize]
}

fn witness(vm: &mut Vm, owner: Value, name: Value) -> String {
    format!("{}.{}", vm.class_name(owner), vm.text(name))
}

/// LOAD_ATTR.
#[cold]
pub(crate) fn load_attr(vm: &mut Vm, frame: *mut Frame, this: *mut u16, oparg: u32, owner: Value) {
    let name = name_at(frame, oparg >> 1);
    let outcome = if vm.as_module(owner).is_some() {
        module(vm, this, owner, name)
    } else if let Some(class) = cast::as_class(owner) {
        class_attribute(vm, this, class, name)
    } else {
        instance_load(vm, this, owner, name, oparg & 1 != 0)
    };
    vm.settle(frame, this, outcome);
}

fn module(vm: &mut Vm, this: *mut u16, owner: Value, name: Value) -> Outcome {
    let Some(module) = vm.as_module(owner) else {
        return Err(Reason::new(Refusal::NoModule, ""));
    };
    let dict = module.dict;
    match vm.dict_index_of(dict, name) {
        Some(index) if index <= u16::MAX as usize => {
            let version = vm.keys_version(dict);
            if version == 0 {
                return Err(Reason::new(
                    Refusal::ModuleChanged,
                    witness(vm, owner, name),
                ));
            }
            write_cache(this, 2, 2, u64::from(version));
            write_cache(this, 4, 2, index as u64);
            Ok(Opcode::LOAD_ATTR_MODULE)
        }
        _ => Err(Reason::new(
            Refusal::ModuleAttribute,
            witness(vm, owner, name),
        )),
    }
}

fn class_attribute(vm: &mut Vm, this: *mut u16, class: &mut Class, name: Value) -> Outcome {
    let owner = Value::object(class);
    let metaclass = class.head.class;
    let on_meta = vm.lookup(metaclass, name);
    if !on_meta.is_null() {
        let kind = vm.class_of(on_meta);
        // SAFETY: pinned: every value's class is live.
        let mutable = unsafe { (*kind).flags } & class_flags::IMMUTABLE == 0;
        if mutable || vm.slots(kind).descr_set.is_some() {
            return Err(Reason::new(
                Refusal::MetaclassDescriptor,
                witness(vm, owner, name),
            ));
        }
    }
    let meta_check = metaclass != vm.types.type_;
    let attribute = vm.lookup(class, name);
    if attribute.is_null() {
        return Err(Reason::new(
            if on_meta.is_null() {
                Refusal::NoClassAttribute
            } else {
                Refusal::MetaclassAttribute
            },
            witness(vm, owner, name),
        ));
    }
    let kind = vm.class_of(attribute);
    // SAFETY: pinned: every value's class is live.
    let kind_flags = unsafe { (*kind).flags };
    let is_method = kind_flags & class_flags::METHOD_DESCRIPTOR != 0;
    if kind_flags & class_flags::IMMUTABLE == 0 {
        return Err(Reason::new(Refusal::PythonObject, witness(vm, owner, name)));
    }
    if !is_method && vm.slots(kind).descr_get.is_some() {
        return Err(Reason::new(Refusal::Descriptor, witness(vm, owner, name)));
    }
    let version = vm.class_version(class);
    if version == 0 {
        return Err(Reason::new(Refusal::ClassChanged, witness(vm, owner, name)));
    }
    write_cache(this, 2, 2, u64::from(version));
    write_cache(this, 6, 4, attribute.bits());
    if meta_check {
        let version = vm.class_version(metaclass);
        if version == 0 {
            return Err(Reason::new(
                Refusal::MetaclassChanged,
                witness(vm, owner, name),
            ));
        }
        write_cache(this, 4, 2, u64::from(version));
        return Ok(Opcode::LOAD_ATTR_CLASS_WITH_METACLASS_CHECK);
    }
    Ok(Opcode::LOAD_ATTR_CLASS)
}

/// Classifies a name in the class of an instance.
pub(super) fn classify(
    vm: &mut Vm,
    class: *mut Class,
    name: Value,
    store: bool,
) -> (Descriptor, Value) {
    let slots = vm.slots(class);
    let mut has_getattr = false;
    let generic = if store {
        slots.setattr.is_none() || vm.uses_generic_setattr(class)
    } else {
        has_getattr = !vm.uses_generic_getattr(class);
        !has_getattr || falls_back_to_getattr(vm, class)
    };
    if !generic {
        return (Descriptor::GetAttribute, Value::NULL);
    }
    let descriptor = vm.lookup(class, name);
    if descriptor.is_null() {
        return (Descriptor::Absent, descriptor);
    }
    let kind = vm.class_of(descriptor);
    // SAFETY: pinned: every value's class is live.
    let flags = unsafe { (*kind).flags };
    if flags & class_flags::IMMUTABLE == 0 {
        return (Descriptor::Mutable, descriptor);
    }
    let slots = vm.slots(kind);
    let (get, set) = (slots.descr_get.is_some(), slots.descr_set.is_some());
    let found = if set {
        if kind == vm.types.member_descriptor {
            match vm.slot_index(class, descriptor) {
                Some(index) => Descriptor::Slot(index),
                None => Descriptor::Overriding,
            }
        } else if let Some(index) = native_member(vm, class, descriptor, store) {
            Descriptor::Slot(index as u16)
        } else if kind == vm.types.property && has_getattr {
            // A getter that raises AttributeError would have to call `__getattr__`.
            Descriptor::GetAttribute
        } else if kind == vm.types.property {
            Descriptor::Property
        } else {
            Descriptor::Overriding
        }
    } else if get {
        if flags & class_flags::METHOD_DESCRIPTOR != 0 {
            Descriptor::Method
        } else if kind == vm.types.classmethod || kind == vm.types.classmethod_descriptor {
            Descriptor::ClassMethod
        } else {
            Descriptor::NonOverriding
        }
    } else {
        Descriptor::PlainValue
    };
    (found, descriptor)
}

fn native_member(vm: &Vm, class: *mut Class, descriptor: Value, store: bool) -> Option<i16> {
    let computed = cast::is_exactly(descriptor, vm.types.getset_descriptor);
    (computed && !store).then(|| vm.member_index(class, descriptor))?
}

/// Whether a class that does not use `object`'s attribute access as it is only adds a `__getattr__` to it: what is found
/// without that is found as ever.
fn falls_back_to_getattr(vm: &mut Vm, class: *mut Class) -> bool {
    let (get, fallback) = (vm.intern("__getattribute__"), vm.intern("__getattr__"));
    let plain = vm.lookup(vm.types.object, get);
    vm.lookup(class, get) == plain && !vm.lookup(class, fallback).is_null()
}

fn instance_load(vm: &mut Vm, this: *mut u16, owner: Value, name: Value, method: bool) -> Outcome {
    let class = vm.class_of(owner);
    let (kind, descriptor) = classify(vm, class, name, false);
    let shadowed = shadowed(vm, owner, name);
    let fail = |vm: &mut Vm, why| Err(Reason::new(why, witness(vm, owner, name)));
    let version = vm.class_version(class);
    if version == 0 {
        return fail(vm, Refusal::ClassChanged);
    }
    match kind {
        Descriptor::Method if !shadowed => {
            if !method {
                return fail(vm, Refusal::MethodLoaded);
            }
            from_class(vm, this, owner, name, version, descriptor, true)
        }
        Descriptor::PlainValue if !shadowed => {
            if method {
                return fail(vm, Refusal::AttributeCalled);
            }
            from_class(vm, this, owner, name, version, descriptor, false)
        }
        Descriptor::Method
        | Descriptor::PlainValue
        | Descriptor::Absent
        | Descriptor::NonOverriding
            if shadowed =>
        {
            in_instance(
                vm,
                this,
                owner,
                name,
                version,
                [
                    Opcode::LOAD_ATTR_INSTANCE_VALUE,
                    Opcode::LOAD_ATTR_WITH_HINT,
                ],
            )
        }
        Descriptor::Property => {
            let getter = vm.property_getter(descriptor);
            match vm.as_function(getter) {
                Some(function)
                    if !method && is_simple(function, 1) && vm.function_version(getter) != 0 =>
                {
                    write_cache(this, 2, 2, u64::from(version));
                    write_cache(this, 6, 4, getter.bits());
                    Ok(Opcode::LOAD_ATTR_PROPERTY)
                }
                Some(_) if method => fail(vm, Refusal::PropertyCalled),
                _ => fail(vm, Refusal::Getter),
            }
        }
        Descriptor::Slot(index) => {
            write_cache(this, 2, 2, u64::from(version));
            write_cache(this, 4, 1, u64::from(index));
            Ok(Opcode::LOAD_ATTR_SLOT)
        }
        Descriptor::GetAttribute => {
            let special = vm.intern("__getattribute__");
            let function = vm.lookup(class, special);
            let getattr = vm.intern("__getattr__");
            let has_getattr = !vm.lookup(class, getattr).is_null();
            match vm.as_function(function) {
                Some(object)
                    if !method
                        && !has_getattr
                        && is_simple(object, 2)
                        && vm.function_version(function) != 0 =>
                {
                    write_cache(this, 2, 2, u64::from(version));
                    write_cache(this, 6, 4, function.bits());
                    Ok(Opcode::LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN)
                }
                _ => fail(vm, Refusal::AccessOverridden),
            }
        }
        Descriptor::Overriding => fail(vm, Refusal::DataDescriptor),
        Descriptor::Mutable => fail(vm, Refusal::PythonObject),
        Descriptor::Absent => fail(vm, Refusal::NotShared),
        Descriptor::ClassMethod => fail(vm, Refusal::ClassMethod),
        _ => fail(vm, Refusal::Descriptor),
    }
}

/// An attribute found in the class: a method or a plain value.
fn from_class(
    vm: &mut Vm,
    this: *mut u16,
    owner: Value,
    name: Value,
    version: u32,
    descriptor: Value,
    method: bool,
) -> Outcome {
    let class = vm.class_of(owner);
    // SAFETY: pinned: every value's class is live.
    let object = unsafe { &*class };
    let opcode = if how_kept(object) == Holds::Inline {
        let keys = keys_version(vm, object.keys);
        if keys == 0 {
            return Err(Reason::new(Refusal::KeysChanged, witness(vm, owner, name)));
        }
        write_cache(this, 4, 2, u64::from(keys));
        if method {
            Opcode::LOAD_ATTR_METHOD_WITH_VALUES
        } else {
            Opcode::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
        }
    } else if object.flags & class_flags::MANAGED_DICT == 0 {
        if method {
            Opcode::LOAD_ATTR_METHOD_NO_DICT
        } else {
            Opcode::LOAD_ATTR_NONDESCRIPTOR_NO_DICT
        }
    } else if method && vm.dict_of(owner).is_null() {
        Opcode::LOAD_ATTR_METHOD_LAZY_DICT
    } else {
        return Err(Reason::new(Refusal::InstanceDict, witness(vm, owner, name)));
    };
    write_cache(this, 2, 2, u64::from(version));
    write_cache(this, 6, 4, descriptor.bits());
    Ok(opcode)
}

/// An attribute kept by the instance: inline, or in its dict.
fn in_instance(
    vm: &mut Vm,
    this: *mut u16,
    owner: Value,
    name: Value,
    version: u32,
    [inline, hinted]: [Opcode; 2],
) -> Outcome {
    let class = vm.class_of(owner);
    // SAFETY: pinned: every value's class is live.
    let object = unsafe { &*class };
    if object.flags & class_flags::MANAGED_DICT == 0 {
        return Err(Reason::new(Refusal::NoAttribute, witness(vm, owner, name)));
    }
    if object.keys.is_null() {
        return Err(Reason::new(Refusal::NativeDict, witness(vm, owner, name)));
    }
    let dict = vm.dict_of(owner);
    match vm.attributes_held(owner) {
        Holds::Inline => {
            let Some(index) = shared_index(class, name) else {
                return Err(Reason::new(Refusal::NotHadYet, witness(vm, owner, name)));
            };
            let at = index + object.slot_count as usize;
            let room =
                object.flags & class_flags::INLINE_VALUES != 0 && at < object.inline_size as usize;
            let operand = match vm.as_dict(dict) {
                None if room => at,
                None => usize::from(IN_DICT),
                Some(dict) => {
                    let index = vm.dict_index_of(dict, name).unwrap_or(0);
                    usize::from(IN_DICT) | index & usize::from(!IN_DICT)
                }
            };
            write_cache(this, 2, 2, u64::from(version));
            write_cache(this, 4, 1, operand as u64);
            return Ok(inline);
        }
        Holds::Shared => {
            return Err(Reason::new(Refusal::DictAskedFor, witness(vm, owner, name)));
        }
        Holds::Own => {}
    }
    match vm.as_dict(dict) {
        Some(dict) => match vm.dict_index_of(dict, name) {
            Some(index) if index <= u16::MAX as usize => {
                write_cache(this, 2, 2, u64::from(version));
                write_cache(this, 4, 1, index as u64);
                Ok(hinted)
            }
            _ => Err(Reason::new(Refusal::NotInDict, witness(vm, owner, name))),
        },
        None => Err(Reason::new(Refusal::NoDictYet, witness(vm, owner, name))),
    }
}

/// In the cache of LOAD_ATTR_INSTANCE_VALUE and STORE_ATTR_INSTANCE_VALUE: what CPython has inline is in the instance's dict
/// here, the rest of the operand says at which entry.
pub const IN_DICT: u16 = 1 << 15;

/// Whether an instance, or as far as its class knows another one, has an attribute of its own that goes before the class's.
fn shadowed(vm: &mut Vm, owner: Value, name: Value) -> bool {
    let class = vm.class_of(owner);
    // SAFETY: pinned: every value's class is live.
    match how_kept(unsafe { &*class }) {
        Holds::Inline => shared_index(class, name).is_some(),
        _ => dict_has(vm, owner, name),
    }
}

/// The index of a name among the attributes that a class's instances share.
fn shared_index(class: *mut Class, name: Value) -> Option<usize> {
    // SAFETY: pinned: every value's class is live; bodies: its shared keys are null or live.
    let keys: &SharedKeys = unsafe { (*class).keys.as_ref()? };
    let index = keys.names[..keys.len as usize]
        .iter()
        .position(|candidate| *candidate == name)?;
    (keys.known & 1 << index != 0).then_some(index)
}

fn dict_has(vm: &mut Vm, owner: Value, name: Value) -> bool {
    // SAFETY: pinned: every value's class is live.
    if unsafe { (*vm.class_of(owner)).flags } & class_flags::MANAGED_DICT == 0 {
        return false;
    }
    match vm.as_dict(vm.dict_of(owner)) {
        Some(dict) => vm.dict_index_of(dict, name).is_some(),
        None => false,
    }
}

/// The version of a class's shared keys, given one if it has none.
pub(super) fn keys_version(vm: &mut Vm, keys: *mut SharedKeys) -> u32 {
    // SAFETY: bodies: shared keys are null or live.
    match unsafe { keys.as_mut() } {
        Some(keys) => {
            if keys.version == 0 {
                keys.version = vm.next_version;
                vm.next_version += 1;
            }
            keys.version
        }
        None => 0,
    }
}

/// STORE_ATTR.
#[cold]
pub(crate) fn store_attr(vm: &mut Vm, frame: *mut Frame, this: *mut u16, oparg: u32, owner: Value) {
    let name = name_at(frame, oparg);
    let class = vm.class_of(owner);
    let outcome = if vm.as_module(owner).is_some() || cast::as_class(owner).is_some() {
        Err(Reason::new(
            Refusal::StoredInClass,
            witness(vm, owner, name),
        ))
    } else {
        match (classify(vm, class, name, true).0, vm.class_version(class)) {
            (_, 0) => Err(Reason::new(Refusal::ClassChanged, witness(vm, owner, name))),
            (Descriptor::Slot(index), version) => {
                write_cache(this, 2, 2, u64::from(version));
                write_cache(this, 4, 1, u64::from(index));
                Ok(Opcode::STORE_ATTR_SLOT)
            }
            (Descriptor::Absent, version) => in_instance(
                vm,
                this,
                owner,
                name,
                version,
                [
                    Opcode::STORE_ATTR_INSTANCE_VALUE,
                    Opcode::STORE_ATTR_WITH_HINT,
                ],
            ),
            (Descriptor::Property, _) => {
                Err(Reason::new(Refusal::Property, witness(vm, owner, name)))
            }
            (Descriptor::GetAttribute, _) => Err(Reason::new(
                Refusal::AccessOverridden,
                witness(vm, owner, name),
            )),
            _ => Err(Reason::new(
                Refusal::ClassAttribute,
                witness(vm, owner, name),
            )),
        }
    };
    vm.settle(frame, this, outcome);
}

/// LOAD_SUPER_ATTR.
#[cold]
pub(crate) fn load_super_attr(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    oparg: u32,
    global_super: Value,
    class: Value,
) {
    let outcome = if global_super != Value::object(vm.types.super_) {
        Err(Reason::new(Refusal::Super, vm.class_name(global_super)))
    } else if cast::as_class(class).is_none() {
        Err(Reason::new(Refusal::SuperOfNoClass, vm.class_name(class)))
    } else {
        Ok(if oparg & 1 != 0 {
            Opcode::LOAD_SUPER_ATTR_METHOD
        } else {
            Opcode::LOAD_SUPER_ATTR_ATTR
        })
    };
    vm.settle(frame, this, outcome);
}

impl Vm {
    /// A property's getter.
    fn property_getter(&self, property: Value) -> Value {
        // SAFETY: typed: properties have shape `Fields` with their getter in a fixed field (see `objects::descriptors`).
        let fields: &Fields = unsafe { cast::get(property) };
        // SAFETY: initialised: as many fields as the class says follow.
        unsafe {
            *fields
                .values
                .as_ptr()
                .add(crate::objects::descriptors::PROPERTY_GETTER)
        }
    }
}
