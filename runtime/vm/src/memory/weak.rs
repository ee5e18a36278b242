//! Weak references, finalizers and native payloads: what is looked at after marking, before the sweep.
//!
//! A weak reference is a slot of an ordinary object that holds the target's address inverted, which the collector takes
//! for an int. By convention the slot after it holds the callback (or None, or NULL).

use std::any::Any;
use std::collections::{HashMap, HashSet};

use heap::is_marked;

use super::census::Teardown;
use super::mark::Marker;
use super::visit::Visitor;
use crate::layout::{Class, Native, Object, class_flags};
use crate::{Value, Vm};

/// A Rust value that lives in a [`Native`] object. Dropping it must not touch Python objects.
pub trait Payload: Any {
    /// Visits the values that it holds.
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        let _ = visit;
    }
}

/// What is remembered of objects beside them. Dropped before the heap, where the payloads' owners lie.
#[derive(Default)]
pub struct WeakTables {
    /// Weak references by target: holder and slot.
    references: HashMap<usize, Vec<(usize, *mut Value)>>,
    /// Objects of classes with `__del__` that have not been finalized.
    finalizers: Vec<usize>,
    /// Objects with a payload.
    natives: Vec<*mut Native>,
    /// Objects to finalize at the next safepoint.
    doomed: Vec<Value>,
    /// Weak references whose target has died and whose callback is to be called: reference and callback.
    callbacks: Vec<(Value, Value)>,
}

impl WeakTables {
    pub(super) fn roots(&self, marker: &mut Marker) {
        for &value in &self.doomed {
            marker.value(value);
        }
        for &(reference, callback) in &self.callbacks {
            marker.value(reference);
            marker.value(callback);
        }
    }

    /// Clears references to what was not reached; then reaches the objects that have a finalizer, and queues them.
    /// Returns how many.
    pub(super) fn after_marking(&mut self, marker: &mut Marker) -> usize {
        let callbacks = &mut self.callbacks;
        self.references.retain(|&target, references| {
            // SAFETY: targets and holders are objects that were alive before this collection; nothing is swept yet.
            unsafe {
                if is_marked(target) {
                    return true;
                }
                for &(holder, slot) in references.iter() {
                    *slot = Value::NULL;
                    let callback = *slot.add(1);
                    if is_marked(holder) && !callback.is_null() && !callback.is_none() {
                        callbacks.push((Value::object(holder as *mut Object), callback));
                    }
                }
            }
            false
        });
        let doomed = &mut self.doomed;
        let before = doomed.len();
        self.finalizers.retain(|&object| {
            // SAFETY: as above.
            let alive = unsafe { is_marked(object) };
            if !alive {
                doomed.push(Value::object(object as *mut Object));
            }
            alive
        });
        for &object in &doomed[before..] {
            marker.value(object);
        }
        marker.drain();
        let finalized = doomed.len() - before;
        self.references.retain(|_, references| {
            // SAFETY: as above.
            references.retain(|&(holder, _)| unsafe { is_marked(holder) });
            !references.is_empty()
        });
        self.natives.retain(|&native| {
            // SAFETY: as above; a dead object's payload is dropped once, since it leaves the list.
            unsafe {
                let alive = is_marked(native as usize);
                if !alive {
                    drop_payload(native);
                }
                alive
            }
        });
        finalized
    }

    /// Whether finalizers or callbacks wait.
    pub(super) fn has_pending(&self) -> bool {
        !self.doomed.is_empty() || !self.callbacks.is_empty()
    }
}

impl Drop for WeakTables {
    fn drop(&mut self) {
        for native in self.natives.drain(..) {
            // SAFETY: pinned: an object of the heap, which the vm drops later.
            unsafe { drop_payload(native) };
        }
    }
}

/// The payload of a native object, if it has one.
///
/// # Safety
/// A live object of shape `Native`; no other reference to the payload is used meanwhile.
pub unsafe fn payload_of<'a>(native: *mut Native) -> Option<&'a mut dyn Payload> {
    // SAFETY: the payload is null or a box made by `new_native`.
    unsafe {
        (*native)
            .payload
            .cast::<Box<dyn Payload>>()
            .as_mut()
            .map(|payload| payload.as_mut())
    }
}

unsafe fn drop_payload(native: *mut Native) {
    // SAFETY: the payload is null or a box made by `new_native`, dropped once.
    unsafe {
        let payload = core::mem::replace(&mut (*native).payload, core::ptr::null_mut());
        if !payload.is_null() {
            drop(Box::from_raw(payload.cast::<Box<dyn Payload>>()));
        }
    }
}

impl WeakTables {
    /// Makes `slot` of `holder` a weak reference to an object. The slot after it holds the callback.
    ///
    /// # Safety
    /// Two slots of `holder`, which lives as long as they do; `target` is a heap object.
    pub unsafe fn store(&mut self, holder: *mut Object, slot: *mut Value, target: Value) {
        debug_assert!(target.is_object());
        // SAFETY: the caller's.
        unsafe { *slot = Value::from_bits(!target.bits()) };
        self.references
            .entry(target.bits() as usize)
            .or_default()
            .push((holder as usize, slot));
    }

    /// The weak references to an object: their holders, oldest first.
    pub fn holders(&self, target: Value) -> impl Iterator<Item = Value> {
        let references = self.references.get(&(target.bits() as usize));
        references
            .into_iter()
            .flatten()
            .map(|&(holder, _)| Value::object(holder as *mut Object))
    }

    /// Has an object's finalizer called once it is unreachable. [`Vm::alloc`] does it for classes with `__del__`.
    pub fn add_finalizer(&mut self, object: *mut Object) {
        self.finalizers.push(object as usize);
    }
}

/// What a weak slot refers to; NULL once that has died.
pub fn weak_load(slot: Value) -> Value {
    if slot.is_null() {
        Value::NULL
    } else {
        Value::from_bits(!slot.bits())
    }
}

impl Vm {
    /// A native object with a payload.
    pub fn new_native(&mut self, class: *mut Class, payload: Box<dyn Payload>) -> Value {
        // Until it belongs to an object, the collector does not see the values of the payload.
        self.heap.paused += 1;
        let native = self.alloc(class, size_of::<Native>()).cast::<Native>();
        self.heap.paused -= 1;
        // SAFETY: a fresh object of shape `Native`.
        unsafe { (*native).payload = Box::into_raw(Box::new(payload)).cast() };
        self.weak.natives.push(native);
        Value::object(native)
    }

    /// The payload of a native object, if it is one and the payload a `T`. It must not be held across anything that may
    /// reach the same object again.
    pub fn payload<'a, T: Payload>(&self, value: Value) -> Option<&'a mut T> {
        let object = value.as_object()?;
        // SAFETY: typed: a live object begins with its class, which is live with it (pinned).
        unsafe {
            if (*(*object).class).shape != crate::layout::Shape::Native {
                return None;
            }
            let payload: &mut dyn Any = payload_of(object.cast())?;
            payload.downcast_mut()
        }
    }

    /// Whether an object's `__del__` was called (`gc.is_finalized`).
    pub fn is_finalized(&self, value: Value) -> bool {
        value.is_object()
            && Vm::needs_finalizer(self.class_of(value))
            && !self.weak.finalizers.contains(&(value.bits() as usize))
    }

    /// Finalizes what the program has dropped, if anything there is has a finalizer. Nothing runs any more.
    pub fn finalize_the_dropped(&mut self) {
        if !self.weak.finalizers.is_empty() {
            self.collect_for_python(true);
        }
        self.run_finalizers();
    }

    /// Finalizes what lives at the end of the process, in CPython's order as [`Teardown`] tells it.
    pub fn finalize_the_living(&mut self) {
        if self.weak.finalizers.is_empty() {
            return;
        }
        let name = self.intern("__main__");
        let main = self.dict_get_str(self.modules, name);
        let order = Teardown::order(self, main);
        let waiting = core::mem::take(&mut self.weak.finalizers);
        let left: HashSet<usize> = waiting.iter().copied().collect();
        let gone: HashSet<usize> = order.iter().copied().collect();
        let order = order.into_iter().filter(|object| left.contains(object));
        let rest = waiting.into_iter().filter(|object| !gone.contains(object));
        let objects = order.chain(rest);
        // The last is called first.
        let doomed = &mut self.weak.doomed;
        doomed.extend(objects.map(|object| Value::object(object as *mut Object)));
        doomed.reverse();
        self.run_finalizers();
    }

    /// Runs the finalizers and weak references' callbacks that collections have queued. Called between instructions
    /// when [`Vm::events`] is set, and by `gc.collect()`.
    pub fn run_finalizers(&mut self) {
        let raised = self.take_raised();
        while let Some((reference, callback)) = self.weak.callbacks.pop() {
            let called = self.call_pos(callback, &[reference]);
            if called.is_err() {
                self.unraisable("while calling weakref callback", callback);
            }
        }
        while let Some(object) = self.weak.doomed.pop() {
            let class = self.class_of(object);
            if let Some(del) = self.slots(class).del
                && del(self, object).is_err()
            {
                let name = self.intern("__del__");
                let function = self.lookup(class, name);
                self.unraisable("while calling deallocator", function);
            }
        }
        self.raised = raised;
    }

    /// Whether the class's instances are finalized.
    #[inline(always)]
    pub(super) fn needs_finalizer(class: *mut Class) -> bool {
        // SAFETY: a class, or null while the vm is put together.
        !class.is_null() && unsafe { (*class).flags & class_flags::FINALIZER != 0 }
    }
}
