//! Making classes: `type.__new__` (CPython's `type_new`).

use super::{INHERITED, get, slotdefs};
use crate::layout::{Class, Dict, Holds, Shape, SharedKeys, class_flags};
use crate::objects::cast;
use crate::objects::dict::Existing;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Raised, Result, Slots, Value, Vm};

/// What attributes of its own and weak references take in an instance.
const ATTRIBUTES: u32 = class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
/// Room for attributes at least.
const HEADROOM: usize = 4;
/// Room for attributes where no method of the class is seen to set any: others will.
const UNSEEN: usize = 6;

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

    /// `class.__bases__ = bases` (CPython's `type_set_bases`): the new bases must give the same layout.
    pub(crate) fn change_bases(&mut self, class: *mut Class, bases: Value) -> Result<()> {
        let base = self.best_base(bases)?;
        let before = get(class).base;
        let differs = if self.is_collected(before) != self.is_collected(base) {
            Some("deallocator")
        } else if self.solid(before) != self.solid(base)
            || (get(before).flags ^ get(base).flags) & ATTRIBUTES != 0
        {
            Some("object layout")
        } else {
            None
        };
        if let Some(what) = differs {
            let [old, new] = [before, base].map(|class| self.text(get(class).name).into_owned());
            return Err(self.type_error(format!(
                "__bases__ assignment: '{new}' {what} differs from '{old}'"
            )));
        }
        let order = self.linearize(class, bases)?;
        self.class_modified(class, Value::NULL);
        for former in tuple::items(get(class).bases) {
            let known = get(former.pointer::<Class>()).subclasses;
            if let Some(at) = list::items(known)
                .iter()
                .position(|known| *known == Value::object(class))
            {
                self.set_item(known, Value::int_unchecked(at as i64), Value::NULL)?;
            }
        }
        for base in tuple::items(bases) {
            self.add_subclass(base.pointer(), class);
        }
        (get(class).bases, get(class).base, get(class).mro) = (bases, base, order);
        slotdefs::update_slots(self, class, None);
        self.relinearize_subclasses(class)
    }

    fn relinearize_subclasses(&mut self, class: *mut Class) -> Result<()> {
        let known = get(class).subclasses;
        if known.is_null() {
            return Ok(());
        }
        for index in 0..list::len(known) {
            let Some(subclass) = list::items(known)
                .get(index)
                .map(|subclass| subclass.pointer::<Class>())
            else {
                break;
            };
            let order = self.linearize(subclass, get(subclass).bases)?;
            get(subclass).mro = order;
            slotdefs::update_slots(self, subclass, None);
            self.relinearize_subclasses(subclass)?;
        }
        Ok(())
    }

    /// The base whose layout the instances extend.
    fn best_base(&mut self, bases: Value) -> Result<*mut Class> {
        let mut best: *mut Class = core::ptr::null_mut();
        for base in tuple::items(bases) {
            let Some(base) = cast::as_class(*base) else {
                return Err(self.type_error("bases must be types"));
            };
            if base.flags & class_flags::BASE_TYPE == 0 {
                let name = self.text(base.name).into_owned();
                return Err(
                    self.type_error(format!("type '{name}' is not an acceptable base type"))
                );
            }
            let base: *mut Class = base;
            if best.is_null() {
                best = base;
            } else if self.extends_layout(best, base) {
                // The first of those with the same layout.
            } else if self.extends_layout(base, best) {
                best = base;
            } else {
                return Err(self.type_error("multiple bases have instance lay-out conflict"));
            }
        }
        Ok(best)
    }

    /// Whether instances of `class` can be used where the layout of `other` is expected.
    fn extends_layout(&self, class: *mut Class, other: *mut Class) -> bool {
        let (a, b) = (self.solid(class), self.solid(other));
        a == b || self.is_subclass(a, b)
    }

    /// Whether CPython's collector knows the instances, which are then freed in another way than others.
    fn is_collected(&self, class: *mut Class) -> bool {
        let types = &self.types;
        let others = [
            types.object,
            types.int,
            types.float,
            types.complex,
            types.str,
            types.bytes,
            types.bytearray,
        ];
        !others.contains(&class)
    }

    /// The nearest ancestor that adds to the layout: a native class, or one with slots.
    fn solid(&self, class: *mut Class) -> *mut Class {
        let mut class = class;
        while let Some(base) = {
            let base = get(class).base;
            (!base.is_null()).then_some(base)
        } {
            let is_heap = get(class).flags & class_flags::HEAP_TYPE != 0;
            let same = if is_heap && get(class).shape == Shape::Instance {
                get(class).slot_count == get(base).slot_count
            } else {
                get(class).shape == get(base).shape
                    && get(class).inline_size == get(base).inline_size
            };
            if !same {
                break;
            }
            class = base;
        }
        class
    }

    /// The C3 linearization of a class and its bases.
    fn linearize(&mut self, class: *mut Class, bases: Value) -> Result {
        for (index, base) in tuple::items(bases).iter().enumerate() {
            if tuple::items(bases)[..index].contains(base) {
                let name = self.text(get(base.pointer::<Class>()).name).into_owned();
                return Err(self.type_error(format!("duplicate base class {name}")));
            }
        }
        let mut sequences: Vec<Vec<Value>> = tuple::items(bases)
            .iter()
            .map(|base| tuple::items(get(base.pointer::<Class>()).mro).to_vec())
            .collect();
        sequences.push(tuple::items(bases).to_vec());
        // The bases keep everything in `sequences` alive.
        let mut order = vec![Value::object(class)];
        loop {
            sequences.retain(|sequence| !sequence.is_empty());
            if sequences.is_empty() {
                return Ok(self.new_tuple(&order));
            }
            let next = sequences
                .iter()
                .map(|sequence| sequence[0])
                .find(|candidate| {
                    sequences
                        .iter()
                        .all(|sequence| !sequence[1..].contains(candidate))
                });
            let Some(next) = next else {
                let mut heads: Vec<Value> = Vec::new();
                for sequence in &sequences {
                    if !heads.contains(&sequence[0]) {
                        heads.push(sequence[0]);
                    }
                }
                let names: Vec<String> = heads
                    .iter()
                    .map(|base| self.text(get(base.pointer::<Class>()).name).into_owned())
                    .collect();
                return Err(self.type_error(format!(
                    "Cannot create a consistent method resolution order (MRO) for bases {}",
                    names.join(", ")
                )));
            };
            order.push(next);
            for sequence in &mut sequences {
                if sequence[0] == next {
                    sequence.remove(0);
                }
            }
        }
    }

    /// The order that a metaclass's own `mro` gives.
    fn custom_order(&mut self, class: *mut Class) -> Result<()> {
        let name = name!(self, "mro");
        let method = self.lookup(get(class).head.class, name);
        if method == self.lookup(self.types.type_, name) {
            return Ok(());
        }
        let Some((method, this)) = self.get_special(Value::object(class), name)? else {
            return Ok(());
        };
        let order = self.call_with_self(method, this, Args::positional(&[]))?;
        let order = self.tuple_from(order)?;
        for entry in tuple::items(order) {
            if cast::as_class(*entry).is_none() {
                let got = self.class_name(*entry);
                return Err(self.type_error(format!("mro() returned a non-class ('{got}')")));
            }
        }
        get(class).mro = order;
        Ok(())
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

    /// Slots, inline attributes, `__dict__` and `__weakref__`.
    fn lay_out_instances(&mut self, class: *mut Class, base: *mut Class) -> Result<()> {
        let object = get(class);
        let dict = object.dict;
        let base_has_dict = get(base).flags & class_flags::MANAGED_DICT != 0;
        object.slot_count = get(base).slot_count;
        let slots_name = name!(self, "__slots__");
        let declared = self.dict_get_str(dict, slots_name);
        let mut wants_dict = declared.is_null();
        let mut names = Vec::new();
        if !declared.is_null() {
            let listed = if self.is_instance_of(declared, self.types.str) {
                self.new_list(&[declared])
            } else {
                self.list_from(declared)?
            };
            for name in list::items(listed) {
                if !self.is_instance_of(*name, self.types.str) {
                    let got = self.class_name(*name);
                    return Err(
                        self.type_error(format!("__slots__ items must be strings, not '{got}'"))
                    );
                }
                match &*self.text(*name).into_owned() {
                    "__dict__" => wants_dict = true,
                    "__weakref__" => get(class).flags |= class_flags::WEAK_REFERENCES,
                    name => names.push(mangle(&self.text(get(class).name), name)),
                }
            }
        }
        let instance_shape = object.shape == Shape::Instance;
        if !names.is_empty()
            && matches!(
                object.shape,
                Shape::Str | Shape::List | Shape::Dict | Shape::Set
            )
        {
            // These have no room for slots: attributes of the same names are kept in a dict.
            names.clear();
            wants_dict = true;
        }
        if !names.is_empty() && !matches!(object.shape, Shape::Instance | Shape::Fields) {
            let name = self.text(get(base).name).into_owned();
            return Err(self.type_error(format!(
                "nonempty __slots__ not supported for subtype of '{name}'"
            )));
        }
        // Classes and modules have a dict whatever their class is.
        let is_namespace = matches!(object.shape, Shape::Class | Shape::Module);
        if wants_dict && !is_namespace {
            object.flags |= ATTRIBUTES;
        }
        crate::objects::descriptors::add_instance_attributes(self, class, get(base).flags);
        let first = if instance_shape {
            object.slot_count as usize
        } else {
            get(base).inline_size as usize
        };
        for (index, name) in names.iter().enumerate() {
            let key = self.intern(name);
            if !self.dict_get_str(dict, key).is_null() && name != "__slots__" {
                return Err(self.value_error(format!(
                    "'{name}' in __slots__ conflicts with class variable"
                )));
            }
            let descriptor = self.new_member_descriptor(class, key, first + index);
            self.dict_set_str(dict, name, descriptor);
        }
        object.slot_count = (first + names.len()) as u16;
        object.inline_size = if instance_shape {
            object.slot_count
        } else {
            object.slot_count.max(get(base).inline_size)
        };
        let new_dict = wants_dict && !base_has_dict && !is_namespace;
        if new_dict || !get(base).keys.is_null() {
            let keys = self.new_shared_keys();
            object.keys = keys;
            let attributes = self.static_attributes(class)?;
            // SAFETY: `new_shared_keys` gives a zeroed body.
            let keys = unsafe { &mut *keys };
            for name in list::items(attributes).iter().take(SharedKeys::CAPACITY) {
                keys.names[keys.len as usize] = *name;
                keys.len += 1;
            }
            keys.known = self.own_static_attributes(class, keys);
            keys.room = SharedKeys::CAPACITY as u32 - keys.known.count_ones();
            if !instance_shape {
                if crate::objects::instance::how_kept(object) == Holds::Inline {
                    // The first instance takes one, as in `new_instance`.
                    keys.room -= 1;
                }
                return Ok(());
            }
            object.flags |= class_flags::INLINE_VALUES;
            let seen = keys.len as usize;
            let expected = if seen > 0 {
                seen + 1 + seen / 4
            } else {
                UNSEEN.max(self.annotated_names(class))
            };
            let room = object.inline_size as usize + expected.clamp(HEADROOM, SharedKeys::CAPACITY);
            // Cells are multiples of two words: an odd value would leave one unused.
            object.inline_size = room.next_multiple_of(2) as u16;
        }
        Ok(())
    }

    /// The bits of the names that the class's own methods are seen to set.
    fn own_static_attributes(&mut self, class: *mut Class, keys: &SharedKeys) -> u32 {
        let attributes = self.dict_get_str(get(class).dict, name!(self, "__static_attributes__"));
        let own: &[Value] = if self.as_tuple(attributes).is_some() {
            tuple::items(attributes)
        } else {
            &[]
        };
        let names = keys.names[..keys.len as usize].iter().enumerate();
        names
            .filter(|(_, name)| own.contains(name))
            .fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// The attributes that the methods of a class and its ancestors are seen to set, interned: the ancestors' first, of each
    /// class what `__init__` names in its order (CPython sorts `__static_attributes__`, but keeps each instance's order
    /// beside its values; here the keys' order is the instances', so it should be that of the assignments).
    fn static_attributes(&mut self, class: *mut Class) -> Result {
        let listed = self.new_list(&[]);
        let ancestors = tuple::items(get(class).mro);
        for ancestor in ancestors
            .iter()
            .rev()
            .map(|ancestor| get(ancestor.pointer::<Class>()))
        {
            let attributes = self.dict_get_str(ancestor.dict, name!(self, "__static_attributes__"));
            if self.as_tuple(attributes).is_none() {
                continue;
            }
            let known = tuple::items(attributes);
            let init = self.dict_get_str(ancestor.dict, name!(self, "__init__"));
            let named: &[Value] = match self.as_function(init) {
                // SAFETY: pinned: a function's code and its names are live.
                Some(function) => cast::tuple_items(unsafe { (*function.code).names }),
                None => &[],
            };
            for name in named
                .iter()
                .filter(|name| known.contains(name))
                .chain(known)
            {
                if self.is_exact_str(*name) {
                    let name = self.intern_str(*name);
                    if !list::items(listed).contains(&name) {
                        self.list_append(listed, name);
                    }
                }
            }
        }
        Ok(listed)
    }

    /// How many names a class and its ancestors annotate: a dataclass gives its instances as many attributes.
    fn annotated_names(&mut self, class: *mut Class) -> usize {
        let mut count = 0;
        for ancestor in super::mro(class) {
            let annotate = self.dict_get_str(get(ancestor).dict, name!(self, "__annotate_func__"));
            if let Some(function) = self.as_function(annotate) {
                // SAFETY: pinned: a function's code and its constants are live.
                let constants = cast::tuple_items(unsafe { (*function.code).consts });
                count += constants
                    .iter()
                    .filter(|constant| self.is_exact_str(**constant))
                    .count();
            }
        }
        count
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

/// A private name as the class's methods see it.
fn mangle(class: &str, name: &str) -> String {
    let stripped = class.trim_start_matches('_');
    if name.starts_with("__")
        && !name.ends_with("__")
        && !name.contains('.')
        && !stripped.is_empty()
    {
        format!("_{stripped}{name}")
    } else {
        name.to_owned()
    }
}
