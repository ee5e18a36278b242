//! Python's objects on the heap: making them, and collecting those that nothing refers to.
//!
//! Values in local variables and arguments are found on the native stack; values in a `Vec` or `Box` are not: see
//! [`RootedVec`]. Every allocation is a safepoint: everything allocated before must be initialised.

mod beside;
mod census;
mod mark;
mod pace;
mod rooted;
mod roots;
#[cfg(test)]
mod tests;
mod visit;
mod weak;

pub use beside::Grows;
pub use heap::{LINEAR_BYTES, Stress, good_size};
pub(crate) use mark::Marker;
pub use pace::Pace;
pub use rooted::RootedVec;
pub(crate) use visit::Visitor;
pub use weak::{Payload, WeakTables, weak_load};

use std::time::Instant;

use heap::BLOCK;

use crate::layout::{Builtin, Class, Interning, Object, Shape};
use crate::{Value, Vm};

/// Which words of native memory are taken for pointers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NativeRoots {
    /// All of the native stack and of the frames.
    All,
    /// Those of the native stack beyond the innermost run of the interpreter, whose frames say precisely what they hold.
    OlderRuns,
}

/// What the reserve beyond the limit is for: objects of fewer bytes.
const SMALL: usize = BLOCK;

/// An object of so many bytes is worth it that stale words of the native stack are wiped.
const WIPED_AFTER: usize = 1 << 20;

/// The panic's payload when even the reserve beyond the limit is used up; whoever runs the vm reports MemoryError.
#[derive(Debug)]
pub struct OutOfMemory;

/// Whether an object survived the marking that has just ended.
pub(crate) fn is_marked(value: Value) -> bool {
    // SAFETY: only asked of objects, between marking and sweep.
    unsafe { heap::is_marked(value.bits() as usize) }
}

impl Vm {
    /// Allocates an object of `size` bytes (header included), zeroed after the header. A safepoint. Past the hard limit a
    /// small reserve is used and MemoryError is raised at the next periodic check; sizes above 1 MiB should use
    /// [`Vm::try_alloc`].
    #[inline(always)]
    pub fn alloc(&mut self, class: *mut Class, size: usize) -> *mut Object {
        let object = self.alloc_plain(class, size);
        if Vm::needs_finalizer(class) {
            self.weak.add_finalizer(object);
        }
        object
    }

    /// The same for a class that is known to have no `__del__`: one of [`crate::Types`].
    #[inline(always)]
    pub fn alloc_plain(&mut self, class: *mut Class, size: usize) -> *mut Object {
        if size <= LINEAR_BYTES {
            let bump = &mut self.heap.bumps[size.div_ceil(16)];
            let start = bump.cursor;
            let end = start + size.div_ceil(16) * 16;
            if end <= bump.limit {
                bump.cursor = end;
                let object = start as *mut Object;
                // SAFETY: a free cell of at least 16 bytes.
                unsafe { (*object).class = class };
                return object;
            }
        }
        self.alloc_slow(class, size)
    }

    /// The same without zeroing what follows the header; the caller fills it before the next safepoint.
    pub fn alloc_uninit(&mut self, class: *mut Class, size: usize) -> *mut Object {
        let object = self.alloc_cell(size);
        // SAFETY: memory of at least that size.
        unsafe { (*object).class = class };
        object
    }

    #[inline(never)]
    fn alloc_slow(&mut self, class: *mut Class, size: usize) -> *mut Object {
        let object = self.alloc_cell(size);
        // SAFETY: memory of at least that size.
        unsafe {
            if !self.heap.comes_zeroed(object.cast(), size) {
                core::ptr::write_bytes(object.cast::<u8>(), 0, size);
            }
            (*object).class = class;
        }
        object
    }

    fn alloc_cell(&mut self, size: usize) -> *mut Object {
        self.collect_in_stress();
        match self.heap.allocate(size, false, false) {
            Some(object) => object.cast(),
            None => self.alloc_collecting(size),
        }
    }

    /// A collection that stress mode wants.
    #[inline(always)]
    fn collect_in_stress(&mut self) {
        if self.heap.paused == 0 && self.heap.stress.as_mut().is_some_and(Stress::is_due) {
            self.collect();
        }
    }

    #[cold]
    #[inline(never)]
    fn alloc_collecting(&mut self, size: usize) -> *mut Object {
        if self.heap.paused == 0 && !self.heap.exhausted {
            self.collect();
        }
        if let Some(object) = self.heap.allocate(size, true, false) {
            return object.cast();
        }
        if let Some(object) = self.heap.allocate(size, true, true) {
            self.heap.exhausted = true;
            self.events.note();
            return object.cast();
        }
        std::panic::panic_any(OutOfMemory)
    }

    /// The same as [`Vm::alloc`], raising MemoryError at once if the limit is reached.
    #[inline]
    pub fn try_alloc(&mut self, class: *mut Class, size: usize) -> crate::Result<*mut Object> {
        if size <= LINEAR_BYTES {
            // What the reserve is for.
            return Ok(self.alloc(class, size));
        }
        self.try_alloc_larger(class, size)
    }

    fn try_alloc_larger(&mut self, class: *mut Class, size: usize) -> crate::Result<*mut Object> {
        let object = self.try_alloc_uninit(class, size)?;
        // SAFETY: memory of at least that size.
        unsafe {
            if !self.heap.comes_zeroed(object.cast(), size) {
                core::ptr::write_bytes(
                    object.cast::<u8>().add(size_of::<Object>()),
                    0,
                    size - size_of::<Object>(),
                );
            }
        }
        if Vm::needs_finalizer(class) {
            self.weak.add_finalizer(object);
        }
        Ok(object)
    }

    /// The same without zeroing what follows the header; the caller fills it before the next safepoint.
    pub fn try_alloc_uninit(
        &mut self,
        class: *mut Class,
        size: usize,
    ) -> crate::Result<*mut Object> {
        self.collect_in_stress();
        let mut object = self.heap.allocate(size, false, false);
        if object.is_none() {
            // What the limit can never hold is not worth a collection.
            if size <= self.heap.limit && self.heap.paused == 0 {
                self.collect();
            }
            object = self.heap.allocate(size, true, false);
        }
        let Some(object) = object else {
            return Err(self.no_memory());
        };
        let object = object.cast::<Object>();
        // SAFETY: memory of at least that size.
        unsafe { (*object).class = class };
        if size >= WIPED_AFTER {
            // Between two instructions the native stack is wiped of stale words that would keep it alive.
            self.events.note();
        }
        Ok(object)
    }

    /// Raises MemoryError.
    #[cold]
    pub fn no_memory(&mut self) -> crate::Raised {
        self.heap.told_exhausted();
        match self.new_exception(self.types.memory_error, &[]) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Raises MemoryError if the limit was passed since it was last raised, and what ends an interrupted program: between
    /// instructions, and wherever native code allocates without end.
    #[inline]
    pub fn check_memory(&mut self) -> crate::Result<()> {
        if self.heap.exhausted {
            return Err(self.no_memory());
        }
        if self.events.is_interrupted() {
            return Err(self.interrupted());
        }
        Ok(())
    }

    /// Raises MemoryError unless an object of that size fits the limit, after a collection if need be. [`Vm::alloc`] of a
    /// size that grows with the program's data needs it before: the reserve is for small objects. A safepoint.
    #[inline]
    pub fn ensure_room(&mut self, bytes: usize) -> crate::Result<()> {
        if bytes < SMALL {
            return Ok(());
        }
        self.ensure_room_slow(bytes)
    }

    #[cold]
    #[inline(never)]
    fn ensure_room_slow(&mut self, bytes: usize) -> crate::Result<()> {
        // The header, and the block that a cell may need.
        let bytes = bytes.saturating_add(2 * BLOCK);
        if !self.heap.has_room(bytes) && bytes <= self.heap.limit && self.heap.paused == 0 {
            self.collect();
        }
        self.check_room(bytes)
    }

    /// Raises MemoryError unless that many bytes fit the limit: for memory beside the heap.
    pub fn check_room(&mut self, bytes: usize) -> crate::Result<()> {
        if self.heap.has_room(bytes) {
            Ok(())
        } else {
            Err(self.no_memory())
        }
    }

    /// A full collection.
    #[cold]
    #[inline(never)]
    pub fn collect(&mut self) {
        self.collect_by(NativeRoots::All, None);
    }

    /// The collection that Python code asks for; how many containers in cycles were found, as CPython counts. `direct`: an
    /// instruction calls it, so that nothing but frames and older runs of the interpreter can hold a value, and no stale word
    /// of the native stack keeps one.
    pub fn collect_for_python(&mut self, direct: bool) -> usize {
        let native = if direct {
            NativeRoots::OlderRuns
        } else {
            NativeRoots::All
        };
        let objects = self.heap.objects();
        self.collect_by(native, Some(objects))
    }

    fn collect_by(&mut self, native: NativeRoots, census: Option<Vec<usize>>) -> usize {
        let begun = Instant::now();
        // Whether a word is a pointer shows in the marks of the last collection, so this comes before they are cleared.
        let mut found = Vec::new();
        self.conservative_roots(native, &mut found);
        let mut marker = self.heap.begin_marking(mark::Met::default());
        for object in found {
            marker.mark(object);
        }
        self.roots(&mut |value| marker.value(value));
        self.mark_frames(&mut marker);
        self.weak.roots(&mut marker);
        if self.counting {
            // A report tells of all code.
            let all = self.codes.iter().map(|details| details.object);
            all.for_each(|code| marker.pointer(code));
        }
        marker.drain();
        let mut traces = crate::trace::Reached::default();
        self.executors.mark(&mut traces, &mut marker, &self.codes);

        let cyclic = census.map_or(0, |objects| {
            let dead = |object: &usize| !is_marked(Value::object(*object as *mut Object));
            let dead: Vec<usize> = objects.into_iter().filter(dead).collect();
            census::count_cyclic(&dead)
        });

        let finalized = self.weak.after_marking(&mut marker);
        self.executors.mark(&mut traces, &mut marker, &self.codes);
        marker.objects.clear_weak_lists();
        let names_died = self.interned.forget_dead();
        self.executors.drop_unreached(&traces);
        self.executors.forget_dead();
        self.drop_dead_code();
        if names_died {
            self.method_cache.forget();
        }
        self.heap.stats.finalized += finalized as u64;
        if self.untraced.is_none() {
            self.leave_untraced();
        }
        if self.heap.finish(marker, begun) | self.weak.has_pending() {
            self.events.note();
        }
        cyclic
    }

    /// Spares the collector most of what every program has: names that live as long as the process, built-in functions and
    /// the methods of native classes, whose fields are never written again. In a small program they are four of five objects, which each
    /// collection would reach and trace anew.
    fn leave_untraced(&mut self) {
        let mut held = Vec::new();
        let mut found = Vec::new();
        for address in self.heap.objects() {
            let value = Value::object(address as *mut Object);
            if !is_marked(value) {
                continue;
            }
            if let Some(string) = self.as_str(value) {
                if string.interned == Interning::Rooted && !string.grows {
                    found.push(address);
                }
                continue;
            }
            // SAFETY: typed: a marked object, whose class says what it is.
            unsafe {
                let object = address as *mut Object;
                if (*(*object).class).shape != Shape::Builtin {
                    continue;
                }
                let builtin = &*object.cast::<Builtin>();
                let module = self.as_module(builtin.this);
                if builtin.this.is_null() || module.is_some_and(|it| it.dict == self.builtins) {
                    held.extend([builtin.this, builtin.owner, builtin.module]);
                    found.push(address);
                }
            }
        }
        held.retain(|value| value.is_object());
        held.sort_unstable_by_key(|value| value.bits());
        held.dedup();
        self.heap.keep(found.into_iter());
        self.untraced = Some(held);
    }

    /// Stores a value into a heap object (reserved for a write barrier).
    ///
    /// # Safety
    /// `field` points into `object`.
    #[inline(always)]
    pub unsafe fn write_field(&mut self, object: *mut Object, field: *mut Value, value: Value) {
        let _ = object;
        // SAFETY: the caller's.
        unsafe { *field = value }
    }
}
