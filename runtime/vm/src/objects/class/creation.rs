//! Making classes: `type.__new__` (CPython's `type_new`).

use super::{INHERITED, get, slotdefs};
use crate::layout::{Class, Dict, class_flags};
use crate::objects::dict::Existing;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Raised, Result, Slots, Value, Vm};

impl Vm {
    /// `type(name, bases, namespace)` with a metaclass and keywords (the work of `type.__new__`).
    pub fn new_class(
        &mut self,
        metaclass: *mut Class,
        name: Value,
        bases: Value,
        namespace: *mut Dict,
        keywords: Args<'_>,
    ) -> Result {
        let bases = if tuple::items(bases).is_empty() {
            let object = Value::object(self.types.object);
            self.new_tuple(&[object])
        } else {
            bases
        };
        let winner = self.most_derived_metaclass(metaclass, bases)?;
        if winner != metaclass
            && let Some(new) = self.slots(winner).new
            && !self
                .slots(self.types.type_)
                .new
                .is_some_and(|plain| core::ptr::fn_addr_eq(plain, new))
        {
            // The metaclass of a base has a `__new__` of its own: the work is its.
            let mut values = crate::memory::RootedVec::from_slice(
                self,
                &[name, bases, Value::object(namespace)],
            );
            values.extend_from_slice(self, keywords.values);
            return new(
                self,
                winner,
                Args {
                    values: &values,
                    kwnames: keywords.kwnames,
                },
            );
        }
        let metaclass = winner;
        let base = self.best_base(bases)?;
        let class_value = {
            let size = size_of::<Class>();
            Value::object(self.alloc(metaclass, size))
        };
        let class: *mut Class = class_value.pointer();
        // A class without slots, dict or order is not yet one to collect or look into; the steps below make it one.
        let order = {
            let object = get(class);
            object.dict = self.new_dict();
            object.bases = bases;
            object.base = base;
            (object.name, object.qualname) = (name, name);
            object.shape = get(base).shape;
            let inherited = tuple::items(bases).iter().fold(0, |flags, base| {
                flags | get(base.pointer()).flags & INHERITED
            });
            object.flags = inherited | class_flags::HEAP_TYPE | class_flags::BASE_TYPE;
            object.slots = get(base).slots;
            object.mro = self.new_tuple(&[class_value]);
            self.linearize(class, bases)?
        };
        get(class).mro = order;
        if metaclass != self.types.type_ {
            self.custom_order(class)?;
        }
        // The nearest class that matches as a sequence or mapping decides.
        let collection = super::mro(class)
            .map(|ancestor| get(ancestor).flags & class_flags::COLLECTION)
            .skip(1)
            .find(|&flag| flag != 0);
        get(class).flags &= !class_flags::COLLECTION;
        get(class).flags |= collection.unwrap_or(0);
        self.dict_merge(get(class).dict, Value::object(namespace), Existing::Replace)?;
        self.take_special_entries(class)?;
        self.lay_out_instances(class, base)?;
        // Only now: `__doc__` may be a slot.
        let (dict, doc) = (get(class).dict, name!(self, "__doc__"));
        if self.dict_get_str(dict, doc).is_null() {
            self.dict_set_str(dict, "__doc__", Value::NONE);
        }
        for base in tuple::items(bases) {
            self.add_subclass(base.pointer(), class);
        }
        // The most general slots to start with: those of the bases, nearest first.
        let mut slots = Slots::default();
        for ancestor in super::mro(class).skip(1) {
            let from = *self.slots(ancestor);
            slotdefs::inherit(&from, &mut slots, &Slots::default());
        }
        slots.new = self.slots(base).new;
        get(class).slots = (Box::leak(Box::new(slots)) as *const Slots).cast();
        slotdefs::update_slots(self, class, None);
        self.set_names(class)?;
        self.init_subclass(class, keywords)?;
        Ok(class_value)
    }

    /// The metaclass that is a subclass of all bases' metaclasses.
    pub fn most_derived_metaclass(
        &mut self,
        metaclass: *mut Class,
        bases: Value,
    ) -> Result<*mut Class> {
        let mut winner = metaclass;
        for base in tuple::items(bases) {
            let candidate = self.class_of(*base);
            if self.is_subclass(winner, candidate) {
                continue;
            }
            if self.is_subclass(candidate, winner) {
                winner = candidate;
                continue;
            }
            return Err(self.type_error(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
            ));
        }
        Ok(winner)
    }

    /// `__qualname__`, `__classcell__`, `__module__`, implicit class and static methods, `__hash__`.
    fn take_special_entries(&mut self, class: *mut Class) -> Result<()> {
        let dict = get(class).dict;
        let name = name!(self, "__qualname__");
        let qualname = self.dict_remove(dict, name)?;
        if !qualname.is_null() {
            if !self.is_instance_of(qualname, self.types.str) {
                let got = self.class_name(qualname);
                return Err(self.type_error(format!("type __qualname__ must be a str, not {got}")));
            }
            get(class).qualname = qualname;
        }
        for name in ["__classcell__", "__classdictcell__"] {
            let is_class = name == "__classcell__";
            let name = self.intern(name);
            let cell = self.dict_remove(dict, name)?;
            if cell.is_null() {
                continue;
            }
            match self.as_cell(cell) {
                Some(cell) if is_class => cell.content = Value::object(class),
                Some(cell) => cell.content = Value::object(dict),
                None => {
                    let got = self.class_name(cell);
                    return Err(self.type_error(format!(
                        "__classcell__ must be a nonlocal cell, not <class '{got}'>"
                    )));
                }
            }
        }
        let module = name!(self, "__module__");
        if self.dict_get_str(dict, module).is_null() && !self.frame.is_null() {
            let name = name!(self, "__name__");
            // SAFETY: initialised: the running frame's globals are live.
            let globals = unsafe { (*self.frame).globals };
            let name = self.dict_get_str(globals, name);
            if !name.is_null() {
                self.dict_set_str(dict, "__module__", name);
            }
        }
        for name in ["__init_subclass__", "__class_getitem__"] {
            let key = self.intern(name);
            let function = self.dict_get_str(dict, key);
            if self.as_function(function).is_some() {
                let wrapped = self.new_classmethod(function);
                self.dict_set_str(dict, name, wrapped);
            }
        }
        let new = name!(self, "__new__");
        let function = self.dict_get_str(dict, new);
        if self.as_function(function).is_some() {
            let wrapped = self.new_staticmethod(function);
            self.dict_set_str(dict, "__new__", wrapped);
        }
        let (eq, hash) = (name!(self, "__eq__"), name!(self, "__hash__"));
        if !self.dict_get_str(dict, eq).is_null() && self.dict_get_str(dict, hash).is_null() {
            self.dict_set_str(dict, "__hash__", Value::NONE);
        }
        Ok(())
    }

    /// `__set_name__` of the attributes.
    fn set_names(&mut self, class: *mut Class) -> Result<()> {
        let items = self.new_list(&[]);
        for (name, value) in crate::objects::dict::entries(get(class).dict) {
            self.list_append(items, name);
            self.list_append(items, value);
        }
        let special = name!(self, "__set_name__");
        for index in (0..list::items(items).len()).step_by(2) {
            let (name, value) = (list::items(items)[index], list::items(items)[index + 1]);
            if let Some((method, this)) = self.get_special(value, special)? {
                let args = [Value::object(class), name];
                if let Err(Raised) = self.call_with_self(method, this, Args::positional(&args)) {
                    let exception = self.raised;
                    let (kind, attribute, owner) = (
                        self.class_name(value),
                        self.repr(name)?,
                        self.text(get(class).name).into_owned(),
                    );
                    let note = format!(
                        "Error calling __set_name__ on '{kind}' instance {} in '{owner}'",
                        self.text(attribute)
                    );
                    let note = self.new_str(&note);
                    self.call_method(exception, "add_note", &[note])?;
                    return Err(self.raise_value(exception));
                }
            }
        }
        Ok(())
    }

    fn init_subclass(&mut self, class: *mut Class, keywords: Args<'_>) -> Result<()> {
        let name = name!(self, "__init_subclass__");
        let (hook, this) =
            self.super_lookup(Value::object(class), Value::object(class), name, false)?;
        self.call_with_self(hook, this, keywords).map(drop)
    }
}
