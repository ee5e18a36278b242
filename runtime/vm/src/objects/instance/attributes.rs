//! Attribute access: `object.__getattribute__`, `object.__setattr__`, and those of classes and modules.

use crate::layout::{Class, Dict, Shape, class_flags};
use crate::objects::cast;
use crate::objects::class::get;
use crate::{Raised, Result, Value, Vm};

/// Calls a descriptor's `__get__`, if it has one.
#[inline]
fn bind(vm: &mut Vm, descriptor: Value, owner: Value, class: *mut Class) -> Result {
    vm.check_native_stack()?;
    let kind = vm.class_of(descriptor);
    match vm.slots(kind).descr_get {
        Some(function) => function(vm, descriptor, owner, Value::object(class)),
        None => Ok(descriptor),
    }
}

/// `object.__getattribute__`.
pub fn generic_getattr(vm: &mut Vm, owner: Value, name: Value) -> Result {
    let value = generic_getattr_opt(vm, owner, name)?;
    if value.is_null() {
        Err(vm.no_attribute(owner, name))
    } else {
        Ok(value)
    }
}

/// The same, NULL where there is no such attribute.
pub fn generic_getattr_opt(vm: &mut Vm, owner: Value, name: Value) -> Result {
    let class = vm.class_of(owner);
    let descriptor = vm.lookup(class, name);
    if !descriptor.is_null() {
        let kind = vm.class_of(descriptor);
        let slots = vm.slots(kind);
        if slots.descr_set.is_some()
            && let Some(function) = slots.descr_get
        {
            vm.check_native_stack()?;
            return function(vm, descriptor, owner, Value::object(class));
        }
    }
    if vm.has_attributes(owner) {
        let value = vm.instance_get(owner, name)?;
        if !value.is_null() {
            return Ok(value);
        }
    } else if let Some(dict) = module_dict(owner, class) {
        let value = vm.dict_get(dict, name)?;
        if !value.is_null() {
            return Ok(value);
        }
    }
    if descriptor.is_null() {
        return Ok(Value::NULL);
    }
    bind(vm, descriptor, owner, class)
}

/// `object.__setattr__`; a NULL value deletes.
pub fn generic_setattr(vm: &mut Vm, owner: Value, name: Value, value: Value) -> Result<()> {
    let class = vm.class_of(owner);
    let name = vm.intern_str(name);
    let descriptor = vm.lookup(class, name);
    if !descriptor.is_null() {
        let kind = vm.class_of(descriptor);
        if let Some(function) = vm.slots(kind).descr_set {
            return function(vm, descriptor, owner, value);
        }
    }
    if vm.has_attributes(owner) {
        if vm.instance_set(owner, name, value)? {
            return Ok(());
        }
        return Err(vm.no_attribute(owner, name));
    }
    if let Some(dict) = module_dict(owner, class) {
        return set_in_module(vm, owner, dict, name, value);
    }
    if descriptor.is_null() {
        let (class, name) = (vm.class_name(owner), vm.text(name).into_owned());
        let generic = vm.uses_generic_setattr(vm.class_of(owner));
        let hint = if generic {
            " and no __dict__ for setting new attributes"
        } else {
            ""
        };
        return Err(vm.attribute_error(format!("'{class}' object has no attribute '{name}'{hint}")));
    }
    let (class, name) = (vm.class_name(owner), vm.text(name).into_owned());
    Err(vm.attribute_error(format!("'{class}' object attribute '{name}' is read-only")))
}

/// `type.__getattribute__`.
pub fn class_getattr(vm: &mut Vm, owner: Value, name: Value) -> Result {
    vm.check_native_stack()?;
    let class: *mut Class = owner.pointer();
    let metaclass = get(class).head.class;
    let meta = vm.lookup(metaclass, name);
    if !meta.is_null() {
        let kind = vm.class_of(meta);
        let slots = vm.slots(kind);
        if slots.descr_set.is_some()
            && let Some(function) = slots.descr_get
        {
            return function(vm, meta, owner, Value::object(metaclass));
        }
    }
    let attribute = vm.lookup(class, name);
    if !attribute.is_null() {
        let kind = vm.class_of(attribute);
        return match vm.slots(kind).descr_get {
            Some(function) => function(vm, attribute, Value::NULL, owner),
            None => Ok(attribute),
        };
    }
    if !meta.is_null() {
        return bind(vm, meta, owner, metaclass);
    }
    Err(vm.no_attribute(owner, name))
}

/// `type.__setattr__`.
pub fn class_setattr(vm: &mut Vm, owner: Value, name: Value, value: Value) -> Result<()> {
    let class: *mut Class = owner.pointer();
    let name = vm.intern_str(name);
    let metaclass = get(class).head.class;
    let meta = vm.lookup(metaclass, name);
    if !meta.is_null() && get(class).flags & class_flags::IMMUTABLE == 0 {
        let kind = vm.class_of(meta);
        if let Some(function) = vm.slots(kind).descr_set {
            return function(vm, meta, owner, value);
        }
    }
    vm.set_class_attribute(class, name, value)
}

/// `module.__getattribute__`: falls back to the module's own `__getattr__`.
pub fn module_getattr(vm: &mut Vm, owner: Value, name: Value) -> Result {
    let class = vm.class_of(owner);
    // SAFETY: typed: the slot is that of modules.
    let dict = unsafe { cast::get::<crate::layout::Module>(owner) }.dict;
    let of_class = vm.lookup(class, name);
    if !of_class.is_null() {
        // Only a descriptor that can be set comes before the module's own, as `__dict__` does and `__doc__` does not.
        let kind = vm.class_of(of_class);
        if vm.slots(kind).descr_set.is_some() {
            return generic_getattr(vm, owner, name);
        }
    }
    let value = vm.dict_get(dict, name)?;
    if !value.is_null() {
        return Ok(value);
    }
    if !of_class.is_null() {
        return generic_getattr(vm, owner, name);
    }
    if vm.come_with_machinery(dict, name)? {
        return module_getattr(vm, owner, name);
    }
    let getattr = vm.intern("__getattr__");
    let getattr = vm.dict_get_str(dict, getattr);
    if !getattr.is_null() {
        return vm.call_pos(getattr, &[name]);
    }
    Err(vm.no_module_attribute(owner, name))
}

/// `module.__setattr__`.
pub fn module_setattr(vm: &mut Vm, owner: Value, name: Value, value: Value) -> Result<()> {
    // SAFETY: typed: the slot is that of modules.
    let dict = unsafe { cast::get::<crate::layout::Module>(owner) }.dict;
    let class = vm.class_of(owner);
    let descriptor = vm.lookup(class, name);
    if !descriptor.is_null() {
        let kind = vm.class_of(descriptor);
        if let Some(function) = vm.slots(kind).descr_set {
            return function(vm, descriptor, owner, value);
        }
    }
    set_in_module(vm, owner, dict, name, value)
}

fn set_in_module(
    vm: &mut Vm,
    owner: Value,
    dict: *mut Dict,
    name: Value,
    value: Value,
) -> Result<()> {
    if !value.is_null() {
        return vm.dict_set(dict, name, value);
    }
    if vm.dict_remove(dict, name)?.is_null() {
        return Err(vm.no_attribute(owner, name));
    }
    Ok(())
}

/// The dict of a module, whose class says that it is one.
#[inline]
fn module_dict(owner: Value, class: *mut Class) -> Option<*mut Dict> {
    // SAFETY: typed: the class has the shape of modules.
    (get(class).shape == Shape::Module)
        .then(|| unsafe { cast::get::<crate::layout::Module>(owner) }.dict)
}

impl Vm {
    /// The namespaces of the modules that there are.
    pub fn module_namespaces(&self) -> impl Iterator<Item = *mut Dict> + '_ {
        let modules = crate::objects::dict::entries(self.modules);
        modules.filter_map(|(_, module)| module_dict(module, self.class_of(module)))
    }

    /// Whether attribute loads of the class are `object.__getattribute__` without `__getattr__`.
    pub fn uses_generic_getattr(&self, class: *mut Class) -> bool {
        self.slots(class).getattr.is_some_and(|slot| {
            core::ptr::fn_addr_eq(slot, generic_getattr as fn(&mut Vm, Value, Value) -> Result)
        })
    }

    /// Whether attribute stores of the class are `object.__setattr__`.
    pub fn uses_generic_setattr(&self, class: *mut Class) -> bool {
        self.slots(class).setattr.is_some_and(|slot| {
            core::ptr::fn_addr_eq(
                slot,
                generic_setattr as fn(&mut Vm, Value, Value, Value) -> Result<()>,
            )
        })
    }

    /// `owner.name`; `name` is an interned str.
    pub fn get_attr(&mut self, owner: Value, name: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(owner);
        match self.slots(class).getattr {
            Some(function) => function(self, owner, name),
            None => generic_getattr(self, owner, name),
        }
    }

    /// `owner.name`, or None if there is no such attribute (AttributeError is swallowed).
    pub fn get_attr_opt(&mut self, owner: Value, name: Value) -> Result<Option<Value>> {
        let class = self.class_of(owner);
        if self.uses_generic_getattr(class) {
            let value = match generic_getattr_opt(self, owner, name) {
                Err(Raised) => return self.swallow_attribute_error(),
                Ok(value) => value,
            };
            return Ok((!value.is_null()).then_some(value));
        }
        match self.get_attr(owner, name) {
            Ok(value) => Ok(Some(value)),
            Err(Raised) => self.swallow_attribute_error(),
        }
    }

    fn swallow_attribute_error(&mut self) -> Result<Option<Value>> {
        if self.is_exception(self.raised, self.types.attribute_error) {
            self.take_raised();
            return Ok(None);
        }
        Err(Raised)
    }

    /// `owner.name = value`; NULL deletes.
    pub fn set_attr(&mut self, owner: Value, name: Value, value: Value) -> Result<()> {
        self.check_native_stack()?;
        let class = self.class_of(owner);
        match self.slots(class).setattr {
            Some(function) => function(self, owner, name, value),
            None => generic_setattr(self, owner, name, value),
        }
    }

    /// The method of that name and whether `self` must be passed (LOAD_ATTR's method form): (callable, self or NULL).
    pub fn get_method(&mut self, owner: Value, name: Value) -> Result<(Value, Value)> {
        self.check_native_stack()?;
        let class = self.class_of(owner);
        if !self.uses_generic_getattr(class) {
            return Ok((self.get_attr(owner, name)?, Value::NULL));
        }
        let descriptor = self.lookup(class, name);
        let mut is_method = false;
        if !descriptor.is_null() {
            let kind = self.class_of(descriptor);
            is_method = get(kind).flags & class_flags::METHOD_DESCRIPTOR != 0;
            let slots = self.slots(kind);
            if slots.descr_set.is_some()
                && let Some(function) = slots.descr_get
            {
                return Ok((
                    function(self, descriptor, owner, Value::object(class))?,
                    Value::NULL,
                ));
            }
        }
        if self.has_attributes(owner) {
            let value = self.instance_get(owner, name)?;
            if !value.is_null() {
                return Ok((value, Value::NULL));
            }
        }
        if is_method {
            return Ok((descriptor, owner));
        }
        if descriptor.is_null() {
            return Err(self.no_attribute(owner, name));
        }
        if self.class_of(descriptor) == self.types.classmethod {
            // As CPython does, without making a bound method of a Python function.
            let function = crate::objects::descriptors::wrapped_function(descriptor);
            if self.as_function(function).is_some() {
                return Ok((function, Value::object(class)));
            }
        }
        Ok((bind(self, descriptor, owner, class)?, Value::NULL))
    }

    /// A special method looked up on the class, bound as (callable, self or NULL); None if absent.
    pub fn get_special(&mut self, owner: Value, name: Value) -> Result<Option<(Value, Value)>> {
        let class = self.class_of(owner);
        let descriptor = self.lookup(class, name);
        if descriptor.is_null() {
            return Ok(None);
        }
        let kind = self.class_of(descriptor);
        if get(kind).flags & class_flags::METHOD_DESCRIPTOR != 0 {
            return Ok(Some((descriptor, owner)));
        }
        Ok(Some((bind(self, descriptor, owner, class)?, Value::NULL)))
    }
}
