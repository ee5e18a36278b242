//! `types.GenericAlias`: `list[int]`.
use crate::{Result, Value, Vm};
/// Defines the class.
pub fn init(_: &mut Vm) {}
/// `class[arguments]` (PEP 585).
pub fn class_getitem(vm: &mut Vm, class: Value, _: Value) -> Result {
    let _ = vm;
    Ok(class)
}
impl Vm {
    /// An iterator of a sequence by index.
    pub fn new_seq_iter(&mut self, class: *mut crate::layout::Class, sequence: Value, index: usize) -> Value {
        let iterator = self.alloc_plain(class, size_of::<crate::layout::SeqIter>()).cast::<crate::layout::SeqIter>();
        // SAFETY: a fresh object of that size.
        unsafe {
            (*iterator).seq = sequence;
            (*iterator).index = index;
        }
        Value::object(iterator)
    }
}
