//! Iterators and the built-in classes that make them: iter, reversed, enumerate, zip, map, filter; and what containers
//! share: fields of native objects, `repr` of what contains itself.

mod enumerate;
mod functional;
mod quick;
mod sequence;
mod zip;

use crate::objects::names::name;
use crate::objects::sequences::{range, slice, tuple};
use core::cell::RefCell;
use core::ptr;

use super::sequences::list;
use crate::layout::{Class, Fields, Object};
use crate::{Raised, Result, Value, Vm};

pub use super::class::slotdefs::unhashable;

/// Defines the iterators' classes.
pub fn init(vm: &mut Vm) {
    sequence::init(vm);
    enumerate::init(vm);
    functional::init(vm);
    zip::init(vm);
}

/// Defines all classes of containers and their iterators.
pub fn init_containers(vm: &mut Vm) {
    tuple::init(vm);
    list::init(vm);
    super::dict::init(vm);
    super::set::init(vm);
    slice::init(vm);
    range::init(vm);
    init(vm);
}

/// A value of a native object (field 0 is its `__dict__`).
#[inline(always)]
pub fn field(object: Value, index: usize) -> Value {
    let fields = object.pointer::<Fields>();
    // SAFETY: typed: callers pass objects of their own class, which has that many fields.
    unsafe { *ptr::addr_of!((*fields).values).cast::<Value>().add(index) }
}

/// Changes a value of a native object.
#[inline(always)]
pub fn set_field(vm: &mut Vm, object: Value, index: usize, value: Value) {
    let fields = object.pointer::<Fields>();
    // SAFETY: as in `field`.
    unsafe {
        vm.write_field(
            object.pointer::<Object>(),
            ptr::addr_of_mut!((*fields).values)
                .cast::<Value>()
                .add(index),
            value,
        )
    }
}

/// `iter(self)` of an iterator.
pub fn itself(_: &mut Vm, iterator: Value) -> Result {
    Ok(iterator)
}

/// Appends the text of a str.
pub fn push_text(vm: &Vm, text: &mut String, string: Value) {
    text.push_str(&vm.text(string));
}

/// Appends `repr(value)`.
pub fn push_repr(vm: &mut Vm, text: &mut String, value: Value) -> Result<()> {
    let repr = vm.repr(value)?;
    push_text(vm, text, repr);
    Ok(())
}

/// Appends the `repr` of a list's items, separated by commas. The list may change meanwhile.
pub fn push_reprs(vm: &mut Vm, text: &mut String, list: Value) -> Result<()> {
    let mut index = 0;
    while let Some(&item) = list::items(list).get(index) {
        if index > 0 {
            text.push_str(", ");
        }
        push_repr(vm, text, item)?;
        index += 1;
    }
    Ok(())
}

thread_local! {
    /// Objects whose `repr` is being made. They are alive: the callers hold them.
    static IN_REPR: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Marks an object whose `repr` is being made (CPython's `Py_ReprEnter`); dropping it takes the mark away.
pub struct ReprGuard(());

impl ReprGuard {
    /// `None` if the object's `repr` is already being made.
    pub fn enter(object: Value) -> Option<ReprGuard> {
        IN_REPR.with_borrow_mut(|objects| {
            if objects.contains(&object.bits()) {
                return None;
            }
            objects.push(object.bits());
            Some(ReprGuard(()))
        })
    }
}

impl Drop for ReprGuard {
    fn drop(&mut self) {
        IN_REPR.with_borrow_mut(Vec::pop);
    }
}

/// `(iter, arguments)`: how an iterator is pickled.
pub fn reduce_to_iter(vm: &mut Vm, arguments: &[Value]) -> Result {
    let name = vm.intern("iter");
    let iter = vm.dict_get_str(vm.builtins, name);
    let arguments = vm.new_tuple(arguments);
    Ok(vm.new_tuple(&[iter, arguments]))
}

impl Vm {
    /// An object of native fields (shape `Fields`); those beyond `values` are NULL.
    #[inline]
    pub fn new_fields(&mut self, class: *mut Class, values: &[Value]) -> Value {
        // SAFETY: typed: the class is live.
        let count = unsafe { (*class).inline_size } as usize;
        let object = self
            .alloc(class, size_of::<Fields>() + count * size_of::<Value>())
            .cast::<Fields>();
        debug_assert!(values.len() <= count);
        // SAFETY: a fresh object of that size; more values than fields are not copied.
        unsafe {
            ptr::copy_nonoverlapping(
                values.as_ptr(),
                ptr::addr_of_mut!((*object).values).cast::<Value>(),
                values.len().min(count),
            )
        };
        Value::object(object)
    }

    /// Raises KeyError with the key.
    #[cold]
    pub fn key_error(&mut self, key: Value) -> Raised {
        match self.new_exception(self.types.key_error, &[key]) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Raises StopIteration.
    #[cold]
    pub fn stop_iteration(&mut self) -> Raised {
        match self.new_exception(self.types.stop_iteration, &[]) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Takes a StopIteration that was raised for the end of an iteration; passes on anything else.
    #[cold]
    pub fn end_of_iteration(&mut self, raised: Raised) -> Result<()> {
        if self.is_exception(self.raised, self.types.stop_iteration) {
            self.take_raised();
            return Ok(());
        }
        Err(raised)
    }

    /// The next item of an iterator; `None` at the end.
    #[inline]
    pub fn next_item(&mut self, iterator: Value) -> Result<Option<Value>> {
        self.check_memory()?;
        if let Some(item) = self.quick_of_sequence(iterator) {
            return Ok(Some(item));
        }
        // Iterators can be of iterators, of iterators, ...
        self.check_native_stack()?;
        let class = self.class_of(iterator);
        let item = match self.slots(class).next {
            Some(next) => next(self, iterator),
            None => self.next(iterator),
        };
        match item {
            Ok(item) if item.is_null() => Ok(None),
            Ok(item) => Ok(Some(item)),
            Err(raised) => self.end_of_iteration(raised).map(|()| None),
        }
    }

    /// `operator.length_hint(value, default)` (CPython's `PyObject_LengthHint`).
    pub fn length_hint(&mut self, value: Value, default: usize) -> Result<usize> {
        let class = self.class_of(value);
        if let Some(length) = self.slots(class).length {
            match length(self, value) {
                Ok(length) => return Ok(length),
                Err(raised) if !self.is_exception(self.raised, self.types.type_error) => {
                    return Err(raised);
                }
                Err(_) => self.take_raised(),
            };
        }
        let name = name!(self, "__length_hint__");
        let Some((method, this)) = self.get_special(value, name)? else {
            return Ok(default);
        };
        let result = if this.is_null() {
            self.call_pos(method, &[])
        } else {
            self.call_pos(method, &[this])
        };
        let hint = match result {
            Ok(hint) => hint,
            Err(_) if self.is_exception(self.raised, self.types.type_error) => {
                self.take_raised();
                return Ok(default);
            }
            Err(raised) => return Err(raised),
        };
        if hint == Value::NOT_IMPLEMENTED {
            return Ok(default);
        }
        match self.int_as_i64(hint) {
            Some(hint) if hint >= 0 => Ok(hint as usize),
            Some(_) => Err(self.value_error("__length_hint__() should return >= 0")),
            None => {
                let name = self.class_name(hint);
                Err(self.type_error(format!("__length_hint__ must be an integer, not {name}")))
            }
        }
    }
}
