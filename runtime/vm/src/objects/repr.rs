//! Texts made of the `repr` of parts, also of what contains itself.

use core::cell::RefCell;

use super::sequences::list;
use crate::{Result, Value, Vm};

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
