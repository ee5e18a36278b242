//! Marking: reaches every object that is alive.

use super::chunk;
use super::visit::{Visitor, items, visit};
use crate::Value;
use crate::layout::*;

/// A queue of this many objects lies between the mark stack and tracing, so that an object's memory has arrived in the
/// cache when its turn comes.
const QUEUE: usize = 16;

/// A marking in progress.
pub struct Marker {
    stack: Vec<usize>,
    /// Weak lists of subclasses that were met; dead entries are dropped at the end.
    weak_lists: Vec<*mut List>,
    last_class: *mut Class,
    /// Code objects that were reached; their traces are next.
    codes: Vec<*mut Code>,
    /// Objects reached.
    pub(super) count: usize,
    /// The object that is being traced, for [`Marker::check`].
    current: usize,
    /// Stress mode: whether freed objects that are reached are told.
    pub(super) checking: bool,
}

impl Marker {
    /// A marking with the memory of an earlier one's stack.
    pub(super) fn new(stack: Vec<usize>) -> Marker {
        Marker {
            stack,
            weak_lists: Vec::new(),
            last_class: core::ptr::null_mut(),
            codes: Vec::new(),
            count: 0,
            current: 0,
            checking: false,
        }
    }

    /// The stack, empty, for its memory.
    pub(super) fn into_stack(self) -> Vec<usize> {
        self.stack
    }

    /// The code objects that were reached since it was last asked.
    pub(crate) fn take_codes(&mut self) -> Vec<*mut Code> {
        core::mem::take(&mut self.codes)
    }

    /// Marks the object that starts at an address, to be traced later.
    #[inline(always)]
    pub(super) fn mark_address(&mut self, address: usize) {
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

    /// Panics where a freed object is reached: something the collector cannot see has kept it.
    #[cold]
    fn check(&self, address: usize) {
        // SAFETY: memory of the heap; the object being traced is alive.
        unsafe {
            if *(address as *const u64) != super::heap::POISON {
                return;
            }
            let Some(parent) = (self.current as *mut Object).as_ref() else {
                panic!("a freed object at {address:#x} is reached from a root");
            };
            let shape = parent.class.as_ref().map(|class| class.shape);
            panic!(
                "a freed object at {address:#x} is reached from one of shape {shape:?} at {:#x}",
                self.current
            );
        }
    }

    /// Traces until everything reachable is marked.
    pub(crate) fn drain(&mut self) {
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
            // SAFETY: a marked object: allocated and initialised (typed, initialised).
            unsafe { visit(address as *mut Object, self) };
        }
    }

    fn mark_untraced(&mut self, address: usize) {
        let (word, bit) = chunk::mark_bit(address);
        // SAFETY: every pointer to an object points into a mapped chunk (pinned).
        unsafe { *word |= bit };
    }

    /// Drops dead entries of the weak lists.
    pub(super) fn clear_weak_lists(&mut self) {
        for list in core::mem::take(&mut self.weak_lists) {
            // SAFETY: marked lists with bodies; their values point to objects, dead or alive, that are not swept yet.
            unsafe {
                let values = items((&raw mut (*(*list).body).items).cast(), (*list).len);
                let mut kept = 0;
                for at in 0..values.len() {
                    let value = values[at];
                    if !value.is_object() || chunk::is_marked(value.bits() as usize) {
                        values[kept] = value;
                        kept += 1;
                    }
                }
                values[kept..].fill(Value::NULL);
                (*list).len = kept;
            }
        }
    }
}

impl Visitor for Marker {
    #[inline(always)]
    fn address(&mut self, address: usize) {
        self.mark_address(address);
    }

    #[inline(always)]
    fn class(&mut self, class: *mut Class) {
        if class != self.last_class {
            self.last_class = class;
            self.mark_address(class as usize);
        }
    }

    fn code(&mut self, code: *mut Code) {
        self.codes.push(code);
    }

    unsafe fn weak_list(&mut self, list: *mut List) {
        // Marked here, and not traced: the list does not keep its classes alive.
        self.mark_untraced(list as usize);
        // SAFETY: the caller's; its body is live too.
        unsafe {
            self.pointer((*list).head.class);
            if !(*list).body.is_null() {
                self.mark_untraced((*list).body as usize);
                self.pointer((*(*list).body).head.class);
                self.weak_lists.push(list);
            }
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
