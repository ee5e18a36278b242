//! Marking: reaches every object that is alive.

use super::chunk;
use super::heap::{Heap, POISON};

/// A queue of this many objects lies between the mark stack and tracing, so that an object's memory has arrived in the
/// cache when its turn comes.
const QUEUE: usize = 16;

/// What the heap is told of the objects on it, and what their user wants to know of a marking.
pub trait Objects: Sized {
    /// Marks what an object holds.
    ///
    /// # Safety
    /// The address of a live object.
    unsafe fn trace(object: usize, marker: &mut Marker<Self>);

    /// What an object is, for whoever looks for a reference that was not marked.
    ///
    /// # Safety
    /// The address of a live object.
    unsafe fn describe(object: usize) -> String;
}

/// A marking in progress.
pub struct Marker<O> {
    /// What the objects' user has noted meanwhile.
    pub objects: O,
    stack: Vec<usize>,
    /// Objects reached.
    pub(super) count: usize,
    /// The object that is being traced, for [`Marker::check`]; 0 for none.
    current: usize,
    /// Stress mode: whether freed objects that are reached are told.
    checking: bool,
}

impl<O: Objects> Marker<O> {
    /// A marking with the memory of an earlier one's stack.
    pub(super) fn new(heap: &mut Heap, objects: O) -> Marker<O> {
        Marker {
            objects,
            stack: core::mem::take(&mut heap.mark_stack),
            count: 0,
            current: 0,
            checking: heap.stress.is_some(),
        }
    }

    /// The stack, empty, for its memory.
    pub(super) fn into_stack(self) -> Vec<usize> {
        self.stack
    }

    /// How many objects were reached.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Marks the object that starts at an address, to be traced later.
    #[inline(always)]
    pub fn mark(&mut self, address: usize) {
        let (word, bit) = chunk::mark_bit(address);
        // SAFETY: every pointer to an object points into a mapped chunk (pinned).
        unsafe {
            if *word & bit == 0 {
                if self.checking {
                    self.check(address);
                }
                *word |= bit;
                self.count += 1;
                self.stack.push(address);
            }
        }
    }

    /// Marks an object that is not to be traced: what it holds it does not keep alive.
    pub fn mark_untraced(&mut self, address: usize) {
        let (word, bit) = chunk::mark_bit(address);
        // SAFETY: every pointer to an object points into a mapped chunk (pinned).
        unsafe { *word |= bit };
    }

    /// Panics where a freed object is reached: something the collector cannot see has kept it.
    #[cold]
    fn check(&self, address: usize) {
        // SAFETY: memory of the heap, mapped as long as a reference to it is met (pinned).
        if unsafe { *(address as *const u64) } != POISON {
            return;
        }
        if self.current == 0 {
            panic!("a freed object at {address:#x} is reached from a root");
        }
        // SAFETY: the object being traced is alive.
        let holder = unsafe { O::describe(self.current) };
        panic!(
            "a freed object at {address:#x} is reached from {holder} at {:#x}",
            self.current
        );
    }

    /// Traces until everything reachable is marked.
    pub fn drain(&mut self) {
        let mut queue = [0usize; QUEUE];
        let mut waiting = 0;
        let mut head = 0;
        loop {
            while waiting < QUEUE {
                let Some(address) = self.stack.pop() else {
                    break;
                };
                prefetch(address);
                queue[(head + waiting) % QUEUE] = address;
                waiting += 1;
            }
            if waiting == 0 {
                self.current = 0;
                return;
            }
            let address = queue[head % QUEUE];
            head = (head + 1) % QUEUE;
            waiting -= 1;
            self.current = address;
            // SAFETY: a marked object: allocated and initialised.
            unsafe { O::trace(address, self) };
        }
    }
}

#[inline(always)]
fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch never faults.
    unsafe {
        core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(
            address as *const i8,
        );
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
