//! The slots of a class: what a native class gets wrappers for, and what a Python class takes from its methods and bases.

use super::{Method, SLOTS, missing, unhashable};
use crate::layout::{Builtin, Class, class_flags};
use crate::native::Def;
use crate::objects::class::get;
use crate::objects::function::def_of;
use crate::objects::instance::attributes;
use crate::objects::instance::methods::native_base;
use crate::objects::names::name;
use crate::objects::sequences::list;
use crate::objects::{cast, class};
use crate::{Args, Result, Slots, Value, Vm};

/// Fills empty slots from a base class's. `__hash__` goes with `__eq__`: a class that defines comparison alone does not
/// inherit the hash.
pub fn inherit(base: &Slots, slots: &mut Slots, own: &Slots) {
    for def in SLOTS {
        if !(def.filled)(slots) {
            (def.copy)(base, slots);
        }
    }
    if own.compare.is_some() && own.hash.is_none() {
        slots.hash = Some(unhashable);
    } else if own.hash.is_none() {
        slots.hash = base.hash;
    } else {
        slots.hash = own.hash;
    }
    if slots.new.is_none() {
        slots.new = base.new;
    }
}

/// Puts wrappers for a native class's own slots into its dict.
pub fn add_wrappers(vm: &mut Vm, class: *mut Class, own: &Slots) {
    for def in SLOTS.iter().filter(|def| (def.filled)(own)) {
        for method in def.methods {
            if method.def.name == "__getattr__" {
                continue;
            }
            let name = vm.intern(method.def.name);
            if vm.dict_get_str(get(class).dict, name).is_null() {
                let wrapper = vm.new_wrapper(method, class);
                vm.dict_set_str(get(class).dict, method.def.name, wrapper);
            }
        }
    }
    if own.hash.is_some_and(|slot| {
        core::ptr::fn_addr_eq(slot, unhashable as fn(&mut Vm, Value) -> Result<i64>)
    }) || own.compare.is_some() && own.hash.is_none()
    {
        let name = name!(vm, "__hash__");
        if vm.dict_get_str(get(class).dict, name).is_null() {
            vm.dict_set_str(get(class).dict, "__hash__", Value::NONE);
        }
    }
}

/// The wrapper row that a definition belongs to.
fn method_of(def: *const Def) -> Option<&'static Method> {
    // SAFETY: `new_wrapper` has stored a static row.
    unsafe { def.cast::<Method>().as_ref() }
}

/// Calls a slot wrapper: `int.__add__(1, 2)`.
pub fn call_wrapper(vm: &mut Vm, wrapper: Value, args: Args<'_>) -> Result {
    // SAFETY: typed: the slot is that of wrappers, which have shape `Builtin`.
    let builtin: &Builtin = unsafe { cast::get(wrapper) };
    let Some(method) = method_of(builtin.def.cast()) else {
        return Err(missing(vm));
    };
    let owner: *mut Class = builtin.owner.pointer();
    let Some((this, rest)) = args
        .values
        .split_first()
        .filter(|_| args.keyword_count() < args.values.len())
    else {
        let (name, owner) = (method.def.name, vm.text(get(owner).name).into_owned());
        return Err(vm.type_error(format!(
            "descriptor '{name}' of '{owner}' object needs an argument"
        )));
    };
    let class = vm.class_of(*this);
    if !vm.is_subclass(class, owner) {
        let (name, owner, class) = (
            method.def.name,
            vm.text(get(owner).name).into_owned(),
            vm.class_name(*this),
        );
        return Err(vm.type_error(format!(
            "descriptor '{name}' requires a '{owner}' object but received a '{class}'"
        )));
    }
    (method.wrap)(
        vm,
        vm.slots(owner),
        *this,
        Args {
            values: rest,
            kwnames: args.kwnames,
        },
    )
}

/// The class whose slot a method of a class is, if the class may take that slot for its own: the method must be a wrapper of
/// the same name, and of a class that this one inherits from, since the slot knows its instances' layout.
fn wrapped_for(vm: &Vm, class: *mut Class, method: Value, name: &str) -> Option<*mut Class> {
    if !cast::is_exactly(method, vm.types.wrapper_descriptor) {
        return None;
    }
    // SAFETY: typed: wrappers have shape `Builtin`.
    let (builtin, def) = unsafe {
        let builtin: &Builtin = cast::get(method);
        (builtin, def_of(builtin))
    };
    let owner: *mut Class = builtin.owner.pointer();
    (def.name == name && vm.is_subclass(class, owner)).then_some(owner)
}

/// Settles the slots of a Python class after its dict was filled or changed: all of them, or those that a name belongs to.
pub fn update_slots(vm: &mut Vm, class: *mut Class, changed: Option<Value>) {
    let changed = changed.map(|name| vm.text(name).into_owned());
    let mut slots = *vm.slots(class);
    for def in SLOTS {
        let concerned = match &changed {
            Some(name) => def.methods.iter().any(|method| method.def.name == name),
            None => true,
        };
        if !concerned {
            continue;
        }
        // Sequence forms of `+` and `*` share their names with the number protocol, which Python methods fill.
        let mut native = None;
        let mut python = false;
        for method in def.methods {
            let name = vm.intern(method.def.name);
            let found = vm.lookup_uncached(class, name);
            if found.is_null() {
                continue;
            }
            match wrapped_for(vm, class, found, method.def.name) {
                Some(owner) if (def.filled)(vm.slots(owner)) => native = Some(owner),
                Some(_) => {}
                None => python = true,
            }
        }
        if python {
            (def.python)(&mut slots);
        } else if let Some(owner) = native {
            (def.copy)(vm.slots(owner), &mut slots);
        } else {
            (def.copy)(&Slots::default(), &mut slots);
        }
    }
    let new = vm.intern("__new__");
    if changed.as_deref().is_none_or(|name| name == "__new__") {
        let found = vm.lookup_uncached(class, new);
        let overridden = !found.is_null() && !vm.is_native_new(found);
        if overridden {
            slots.new = Some(python_new);
            get(class).flags &= !class_flags::PLAIN_NEW;
        } else {
            // Not the first in the order: what is made must have the class's layout.
            let native = native_base(class);
            slots.new = vm.slots(native).new;
            if native == vm.types.object {
                get(class).flags |= class_flags::PLAIN_NEW;
            }
        }
    }
    if slots.del.is_some() {
        get(class).flags |= class_flags::FINALIZER;
    }
    // Old tables are leaked: they are small, and other threads of control may still hold them.
    get(class).slots = (Box::leak(Box::new(slots)) as *const Slots).cast();
    if let Some(name) = changed
        && name.starts_with("__")
        && !get(class).subclasses.is_null()
    {
        for index in 0..list::items(get(class).subclasses).len() {
            let subclass = list::items(get(class).subclasses)[index];
            let name = vm.intern(&name);
            update_slots(vm, subclass.pointer(), Some(name));
        }
    }
}

fn python_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let name = name!(vm, "__new__");
    let function = attributes::class_getattr(vm, Value::object(class), name)?;
    vm.call_with_self(function, Value::object(class), args)
}

/// Whether the class's `__new__` is a Python function.
pub fn has_python_new(vm: &Vm, class: *mut Class) -> bool {
    vm.slots(class)
        .new
        .is_some_and(|new| new as usize == python_new as *const () as usize)
}

impl Vm {
    /// [`Vm::lookup`] without the cache, for a class that is being changed.
    pub(crate) fn lookup_uncached(&mut self, class: *mut Class, name: Value) -> Value {
        class::mro(class)
            .map(|class| self.dict_get_str(get(class).dict, name))
            .find(|value| !value.is_null())
            .unwrap_or(Value::NULL)
    }

    /// Whether a `__new__` is a native class's own.
    fn is_native_new(&self, found: Value) -> bool {
        self.as_builtin(found).is_some()
    }

    /// A slot wrapper.
    pub(crate) fn new_wrapper(&mut self, method: &'static Method, owner: *mut Class) -> Value {
        let class = self.types.wrapper_descriptor;
        let wrapper = self.new_builtin_object(
            class,
            &method.def,
            Value::NULL,
            Value::object(owner),
            Value::NULL,
        );
        // SAFETY: typed: a fresh object of shape `Builtin`. The row starts with its definition.
        unsafe { (*wrapper.pointer::<Builtin>()).def = core::ptr::from_ref(method).cast() };
        wrapper
    }
}
