//! Marking Python's objects.

use heap::Objects;

use super::visit::{Visitor, items, visit};
use crate::Value;
use crate::layout::*;

/// A marking in progress.
pub(crate) type Marker = heap::Marker<Met>;

/// What was met meanwhile.
pub(crate) struct Met {
    /// Weak lists of subclasses; dead entries are dropped at the end.
    weak_lists: Vec<*mut List>,
    last_class: *mut Class,
    /// Code objects; their traces are next.
    codes: Vec<*mut Code>,
}

impl Default for Met {
    fn default() -> Met {
        Met {
            weak_lists: Vec::new(),
            last_class: core::ptr::null_mut(),
            codes: Vec::new(),
        }
    }
}

impl Met {
    /// The code objects that were reached since it was last asked.
    pub(crate) fn take_codes(&mut self) -> Vec<*mut Code> {
        core::mem::take(&mut self.codes)
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
                    if !value.is_object() || heap::is_marked(value.bits() as usize) {
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

impl Objects for Met {
    #[inline(always)]
    unsafe fn trace(object: usize, marker: &mut Marker) {
        // SAFETY: the caller's.
        unsafe { visit(object as *mut Object, marker) };
    }

    unsafe fn describe(object: usize) -> String {
        // SAFETY: a live object has a class, but for the first classes while the vm is put together.
        let class = unsafe { (*(object as *const Object)).class.as_ref() };
        format!("one of shape {:?}", class.map(|class| class.shape))
    }
}

impl Visitor for Marker {
    #[inline(always)]
    fn address(&mut self, address: usize) {
        self.mark(address);
    }

    #[inline(always)]
    fn class(&mut self, class: *mut Class) {
        if class != self.objects.last_class {
            self.objects.last_class = class;
            self.mark(class as usize);
        }
    }

    fn code(&mut self, code: *mut Code) {
        self.objects.codes.push(code);
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
                self.objects.weak_lists.push(list);
            }
        }
    }
}
