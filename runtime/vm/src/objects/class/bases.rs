//! What a class inherits from: the base whose layout it extends, and the order in which attributes are looked up.

use super::instances::ATTRIBUTES;
use super::{get, slotdefs};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::cast;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Result, Value, Vm};

impl Vm {
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
    pub(super) fn best_base(&mut self, bases: Value) -> Result<*mut Class> {
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
    pub(super) fn linearize(&mut self, class: *mut Class, bases: Value) -> Result {
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
    pub(super) fn custom_order(&mut self, class: *mut Class) -> Result<()> {
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
}
